package app_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// room says what the packages in a folder may import. The longest folder that fits a package holds for it, so a new
// service, screen or bridge has its walls from its first line. A row that fits no package is stale and fails.
type room struct {
	folder string   // a package and all below it; with a slash at the end only what is below it
	ours   []string // packages of ours it may import, each with all below it
	never  []string // exceptions from ours
	screen bool     // it may import Fyne
	sql    bool     // it may import database/sql and what belongs to it
	why    string   // ends the message "X imports Y: ..."
}

var rooms = []room{
	{folder: "app", why: "give it a row of its own in app/walls_test.go that says what it may import"},
	{
		folder: "app/cmd/", ours: []string{"app/", "assets", "scanner"}, screen: true,
		why: "a command of the terminal wires rooms together; the hub is another program",
	},
	{
		folder: "app/credential", ours: []string{"app/retail"}, why: "secrets are made and checked here; where they are kept is another room's business",
	},
	{
		folder: "app/internal/", ours: []string{"app/credential", "app/retail", "scanner"},
		why: "a service asks for the few methods it needs in an interface; app/terminal fills it in",
	},
	{
		folder: "app/internal/syncstore", ours: []string{"app/internal/localdb", "app/retail", "sync/agent", "sync/wire"},
		why: "it says the terminal's database in the words of the wire, and nothing else",
	},
	{
		folder: "app/headless", ours: []string{"app/credential", "app/internal/", "app/retail", "sync/agent", "sync/wire"},
		never: []string{"app/internal/ui"},
		why:   "a terminal without a window: its database and its agent, nothing of the hub",
	},
	{
		folder: "app/internal/localdb", ours: []string{"app/credential", "app/internal/textsearch", "app/retail", "app/sqlite", "sync/wire"}, sql: true,
		why: "the terminal's database knows the vocabulary and the wire, no service and no screen",
	},
	{
		folder: "app/internal/catalog", ours: []string{"app/internal/recording", "app/internal/textsearch", "app/retail", "scanner"},
		why: "a service asks for the few methods it needs in an interface; app/terminal fills it in",
	},
	{
		folder: "app/internal/wave", ours: []string{"app/internal/recording", "app/retail", "scanner"},
		why: "a service asks for the few methods it needs in an interface; app/terminal fills it in",
	},
	{
		folder: "app/internal/staging", ours: []string{"app/internal/recording", "app/retail"},
		why: "a service asks for the few methods it needs in an interface; app/terminal fills it in",
	},
	{
		folder: "app/internal/floor", ours: []string{"app/retail"},
		why: "what customers order in the shop asks for an interface; SQL, screens and the hub are behind it",
	},
	{
		folder: "app/internal/holding", ours: []string{"app/internal/recording", "app/retail"},
		why: "a service asks for the few methods it needs in an interface; app/terminal fills it in",
	},
	{
		folder: "app/internal/label", ours: []string{"app/retail", "assets", "scanner"},
		why: "it makes dots of words and codes and knows neither printers nor screens",
	},
	{
		folder: "app/internal/printing", ours: []string{"app/retail", "app/internal/label"},
		why: "it brings labels onto paper; where they are kept, and who wants them, is for others to say",
	},
	{
		folder: "app/internal/showroom", ours: []string{"app/internal/catalog", "app/internal/floor", "app/internal/recording", "app/retail", "assets"},
		why: "it leads one customer through what the catalogue answers, and keeps nothing",
	},
	{
		folder: "app/internal/textsearch", why: "it cuts words and knows neither goods nor where they are kept",
	},
	{
		folder: "app/internal/ui", ours: []string{"app/retail", "app/internal/", "assets", "scanner"},
		never: []string{"app/internal/localdb"}, screen: true, why: "screens ask services",
	},
	{
		folder: "app/retail", why: "the vocabulary imports nothing of ours, no I/O, no clock and no randomness; " +
			"take what you need as an argument",
	},
	{
		folder: "app/sample", ours: []string{"app/retail"}, why: "the sample chain is data in the words of the vocabulary",
	},
	{
		folder: "app/sound", ours: []string{"assets"}, why: "it plays what assets made",
	},
	{
		folder: "app/sqlite", ours: []string{"app/retail"}, sql: true, why: "it opens every SQLite file of ours and knows what is in none",
	},
	{
		folder: "app/terminal", ours: []string{"app/", "assets", "scanner", "sync/agent", "sync/lan", "sync/wire"}, screen: true,
		why: "the terminal reaches the hub over the line; only main.go opens one beside it",
	},
	{folder: "assets", why: "assets import nothing of ours and no screen; the hub draws from them too"},
	{folder: "scanner", why: "scanner imports nothing of ours: codes in, codes out"},
	{folder: "scanner/camera", ours: []string{"scanner"}, why: "frames in, readings out; what they mean and who wants them is decided elsewhere"},
	{folder: "scanner/frames", why: "it draws codes and knows no reader, or it would draw what that one likes"},
	{
		folder: "scanner/evdev", ours: []string{"scanner"}, never: []string{"scanner/decode", "scanner/qr"},
		why: "a feed knows its wire and the form of a reading, and nothing of pictures",
	},
	{
		folder: "scanner/serialport", ours: []string{"scanner"}, never: []string{"scanner/decode", "scanner/qr"},
		why: "a feed knows its wire and the form of a reading, and nothing of pictures",
	},
	{
		folder: "scanner/tcpline", ours: []string{"scanner"}, never: []string{"scanner/decode", "scanner/qr"},
		why: "a feed knows its wire and the form of a reading, and nothing of pictures",
	},
	{
		folder: "sync/", ours: []string{"app/retail", "sync/wire"},
		why: "the hub's side knows the vocabulary and the wire; it has no screen, and SQL lives in sync/internal/hubdb",
	},
	{
		folder: "sync/bridge/", ours: []string{"app/retail", "sync/hub", "sync/wire", "assets", "scanner"},
		why: "a bridge turns another system's words into ours and hands them over; the hub decides",
	},
	{
		folder: "sync/cmd/", ours: []string{"sync/", "app/credential", "app/retail", "app/sample", "app/sqlite", "assets", "scanner"},
		why: "the hub's commands know the hub's side; the terminal is another program",
	},
	{
		folder: "sync/hub", ours: []string{"app/credential", "app/retail", "scanner", "sync/wire"},
		why: "the hub decides in the words of the vocabulary; how things are kept is hubdb's business",
	},
	{
		folder: "sync/hubserve", ours: []string{"sync/", "app/credential", "app/retail", "app/sample", "app/sqlite", "assets", "scanner"},
		why: "it opens the hub's rooms and none of the terminal's",
	},
	{
		folder: "sync/internal/hubdb", ours: []string{"app/retail", "app/sqlite", "sync/bridge/csvfile", "sync/hub", "sync/wire"}, sql: true,
		why: "the hub's database knows the vocabulary, the wire and the Store and Quarantine it is for",
	},
	{
		folder: "sync/internal/hubtest", ours: []string{"app/retail", "app/sample", "sync/hub", "sync/internal/hubdb", "sync/wire"}, sql: true,
		why: "the contract is told in the hub's own words and holds for every Store; it opens one on each engine",
	},
	{
		folder: "sync/internal/simulate",
		ours: []string{
			"app/credential", "app/headless", "app/retail", "sync/agent", "sync/hub", "sync/hubserve", "sync/internal/hubdb", "sync/notice", "sync/relay",
			"sync/wire",
		},
		why: "it holds the shipped parts of both sides against each other and knows no screen",
	},
	{
		folder: "sync/internal/load", ours: []string{"app/retail", "sync/hub", "sync/hubserve", "sync/internal/hubtest", "sync/wire"},
		why: "the load reaches the hub over the line; it opens one only to fill its database and to read its books",
	},
	{
		folder: "sync/notice", ours: []string{"app/retail", "sync/wire", "assets", "scanner"},
		why: "a notice is told what to say and sends it; the hub decides whether",
	},
	{
		folder: "sync/statuspage", ours: []string{"app/retail", "assets", "sync/hub", "sync/wire"},
		why: "the page shows what hub.Overview tells it and asks for nothing itself",
	},
	{
		folder: "sync/pickuppage", ours: []string{"app/retail", "assets", "scanner", "sync/hub", "sync/wire"},
		why: "the page shows what hub.Visit tells it and says what a customer taps; the hub decides",
	},
	{folder: "sync/browsertest", why: "it drives a browser for tests and knows no page"},
	{folder: "sync/photo", why: "picture files in, small ones out; whose they are and where they are kept is decided elsewhere"},
	{
		folder: "sync/lan", ours: []string{"app/retail"}, why: "it finds addresses; who is trusted is decided by pins",
	},
	{
		folder: "sync/relay", ours: []string{"app/retail", "sync/agent", "sync/hub", "sync/notice", "sync/wire"},
		why: "a relay is a hub and a line to another; it decides nothing itself",
	},
	{
		folder: "sync/wire", ours: []string{"app/retail", "scanner"},
		why: "the wire is the vocabulary in messages, and the form of codes that people scan",
	},
}

// std lists what of the standard library the vocabulary does without: it reads, asks and rolls nothing.
var std = []string{
	"os", "net", "syscall", "database/sql", "log", "math/rand", "crypto/rand", "embed", "io/fs", "runtime", "testing",
}

// sql are the packages that talk to a database.
var sql = []string{"database/sql", "modernc.org/sqlite", "github.com/jackc/pgx", "github.com/pressly/goose"}

// unnamed are package names that say nothing, or take a name that every file needs for something else.
var unnamed = []string{
	"sync", "time", "errors", "http", "test", "base", "common", "core", "helper", "helpers", "manager", "misc", "testutil",
	"types", "util", "utils",
}

const (
	module = "miseban/"
	fyne   = "fyne.io/fyne/v2"
)

// pkg is what `go list` tells about a package of ours.
type pkg struct {
	ImportPath, Name                   string
	GoFiles                            []string
	Imports, TestImports, XTestImports []string
}

// list asks the go command for every package of the trees. CGO_ENABLED=0 because no package there needs it.
// Never from the test cache: `make test` runs this folder with -count=1, since the cache does not see go list's input.
func list(t *testing.T) []pkg {
	t.Helper()
	args := []string{"list", "-e", "-json=ImportPath,Name,GoFiles,Imports,TestImports,XTestImports"}
	for _, tree := range trees {
		if _, err := os.Stat(filepath.Join(root, tree)); err == nil {
			args = append(args, "./"+tree+"/...")
		}
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, module)
		all = append(all, p)
	}
}

// roomOf returns the row that holds for a package, and its index.
func roomOf(path string) (room, int) {
	best := -1
	for i, r := range rooms {
		if under(path, r.folder) && (best < 0 || len(r.folder) > len(rooms[best].folder)) {
			best = i
		}
	}
	if best < 0 {
		return room{}, -1
	}
	return rooms[best], best
}

// breach returns why a package in this room may not import path, or "" where it may.
func (r room) breach(path string) string {
	short, ours := strings.CutPrefix(path, module)
	switch {
	case ours:
		if under(short, r.folder) || under(short, r.ours...) && !under(short, r.never...) {
			return ""
		}
	case r.folder == "app/retail":
		external := strings.Contains(strings.SplitN(path, "/", 2)[0], ".")
		named := path == "github.com/google/uuid" || path == "database/sql/driver" // driver only names a value's type
		if named || !external && !under(path, std...) {
			return ""
		}
	case path == fyne+"/app":
		return "only main.go starts Fyne; all other packages stay free of cgo and GL"
	case under(path, fyne):
		if r.screen {
			return ""
		}
	case under(path, sql...):
		if r.sql {
			return ""
		}
	default:
		return ""
	}
	return r.why
}

func TestWalls(t *testing.T) {
	used := make([]bool, len(rooms))
	for _, p := range list(t) {
		r, i := roomOf(p.ImportPath)
		if i < 0 {
			t.Errorf("%s has no row in rooms: say there what it may import", p.ImportPath)
			continue
		}
		used[i] = true
		for _, path := range p.Imports {
			if why := r.breach(path); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, path, why)
			}
		}
		if tests := slices.Concat(p.TestImports, p.XTestImports); slices.Contains(tests, fyne+"/app") {
			t.Errorf("a test of %s imports %s/app: use fyne.io/fyne/v2/test, it needs no display", p.ImportPath, fyne)
		}
	}
	for i, r := range rooms {
		if !used[i] {
			t.Errorf("rooms has a row for %q, where no package is: correct the name or delete the row", r.folder)
		}
	}
}

func TestPackageNames(t *testing.T) {
	for _, p := range list(t) {
		if slices.Contains(unnamed, p.Name) {
			t.Errorf("%s is called package %s: name it for the part it plays", p.ImportPath, p.Name)
		}
		if p.ImportPath == "sync" {
			t.Error("sync/ holds a Go file: a package called sync hides the standard one from everybody; use a folder below")
		}
		if p.Name == "app" && !slices.Equal(p.GoFiles, []string{"doc.go"}) {
			t.Errorf("%s holds %v: package app is doc.go alone, for the name belongs to Fyne", p.ImportPath, p.GoFiles)
		}
	}
}

// TestBreach holds the walls test itself to its word.
func TestBreach(t *testing.T) {
	retail := room{folder: "app/retail", why: "no"}
	ui := room{
		folder: "app/internal/ui", ours: []string{"app/retail", "app/internal/"},
		never: []string{"app/internal/localdb"}, screen: true, why: "no",
	}
	for _, c := range []struct {
		room room
		path string
		ok   bool
	}{
		{retail, "fmt", true},
		{retail, "github.com/google/uuid", true},
		{retail, "golang.org/x/text/width", false},
		{retail, "os/exec", false},
		{retail, "database/sql", false},
		{retail, "fyne.io/fyne/v2", false},
		{retail, "miseban/app/sqlite", false},
		{ui, "fyne.io/fyne/v2/widget", true},
		{ui, "fyne.io/fyne/v2/app", false},
		{ui, "miseban/app/internal/ui/theme", true},
		{ui, "miseban/app/internal/pickup", true},
		{ui, "miseban/app/retailer", false},
		{ui, "miseban/app/internal/localdb", false},
		{ui, "miseban/sync/agent", false},
		{ui, "database/sql", false},
		{ui, "golang.org/x/image/draw", true},
	} {
		if got := c.room.breach(c.path) == ""; got != c.ok {
			t.Errorf("%s importing %s: allowed = %v, want %v", c.room.folder, c.path, got, c.ok)
		}
	}
}
