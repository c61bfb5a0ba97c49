//go:build window

package windowtest

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/ui/theme"
)

const (
	patience = 20 * time.Second      // until something must have happened
	between  = 10 * time.Millisecond // two looks
)

// await looks again and again until ok holds.
func await(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(between) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// process is a program that was started, with what it wrote.
type process struct {
	cmd  *exec.Cmd
	mu   sync.Mutex
	out  bytes.Buffer
	done chan struct{}
	err  error // of its end
}

func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

// said is all that the program wrote.
func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// start starts a program that ends with the test at the latest.
func start(t testing.TB, env []string, path string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(path, args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p, p
	p.cmd.Env = append(os.Environ(), env...)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		if t.Failed() && !p.ended() { // what is it doing?
			_ = p.cmd.Process.Signal(syscall.SIGQUIT)
			select {
			case <-p.done:
			case <-time.After(5 * time.Second):
			}
		}
		_ = p.cmd.Process.Kill() // it may have ended
		<-p.done
		if t.Failed() {
			t.Logf("%s wrote:\n%s", filepath.Base(path), p.said())
		}
	})
	return p
}

// stop asks the program to end and returns how it did.
func (p *process) stop(t testing.TB) error {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	await(t, "the program ends", p.ended)
	return p.err
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// output runs a command and returns what it wrote to standard output.
func output(t testing.TB, path string, args ...string) string {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", filepath.Base(path), args, err, out, errs.String())
	}
	return strings.TrimSpace(string(out))
}

// program is a built program; .ci/window names both.
func program(t testing.TB, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		t.Fatalf("%s is not set: this test drives built programs on a display of their own; run .ci/window", variable)
	}
	return path
}

// shop is a hub with the sample chain and one handheld in a window.
type shop struct {
	t    testing.TB
	hub  string // data folder
	term string // data folder
	home string
	more []string // what else the terminal's environment has
	x    *x11

	served   *process // the hub
	address  string   // of the hub, the same after each start
	terminal *process
	window   uint32
	form     image.Rectangle // of the window
	pictures int
}

// openShop starts the hub.
func openShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{t: t, form: handheld, hub: t.TempDir(), term: filepath.Join(t.TempDir(), "terminal"), home: t.TempDir()}
	s.address = "127.0.0.1:0"
	s.serve("-sample")
	x, err := dialX11(os.Getenv("DISPLAY"))
	if err != nil {
		t.Fatal("no display: ", err)
	}
	t.Cleanup(func() { _ = x.conn.Close() })
	s.x = x
	return s
}

// listening is the line of the hub's log that says where it listens.
var listening = regexp.MustCompile(`msg=listening addr=(\S+)`)

// serve starts the hub where it was before and waits until it serves.
func (s *shop) serve(more ...string) {
	s.t.Helper()
	s.served = start(s.t, nil, program(s.t, "MISEBAN_TEST_HUB"), append([]string{"serve", "-data", s.hub, "-listen", s.address, "-dues", "every=0,hours=no"}, more...)...)
	await(s.t, "the hub listens", func() bool {
		found := listening.FindStringSubmatch(s.served.said())
		if found != nil {
			s.address = found[1]
		}
		return found != nil
	})
	output(s.t, program(s.t, "MISEBAN_TEST_HUB"), "wait", "-data", s.hub)
}

// enrolCode makes a code for a terminal of the shop in Shibuya.
func (s *shop) enrolCode() string {
	s.t.Helper()
	return output(s.t, program(s.t, "MISEBAN_TEST_HUB"), "enrol", "-data", s.hub, "-store", "SHIBUYA", "-text")
}

// env keeps the terminal away from the settings of whoever runs the test, and
// its pixels at one for each dp.
func (s *shop) env() []string {
	return append([]string{
		"HOME=" + s.home, "XDG_CONFIG_HOME=" + s.home, "XDG_CACHE_HOME=" + s.home, "FYNE_SCALE=1", "LANG=ja_JP.UTF-8", "LC_ALL=",
	}, s.more...)
}

// start starts the terminal and returns when its window is painted.
func (s *shop) start(args ...string) {
	s.t.Helper()
	s.window = 0
	s.terminal = start(s.t, s.env(), program(s.t, "MISEBAN_BIN"), append([]string{"-data", s.term}, args...)...)
	await(s.t, "the window is painted", s.painted)
}

// painted tells whether the terminal shows more than black, and finds its
// window before that.
func (s *shop) painted() bool {
	s.t.Helper()
	if s.terminal.ended() {
		s.t.Fatal("the terminal ended")
	}
	if s.window == 0 {
		out, err := exec.Command("xdotool", "search", "--onlyvisible", "--name", "店番 miseban").Output()
		if err != nil {
			return false // none yet
		}
		id, err := strconv.ParseUint(strings.TrimSpace(string(out)), 10, 32)
		if err != nil {
			s.t.Fatalf("windows on this display: %q", out)
		}
		s.window = uint32(id)
	}
	img, err := s.x.picture(s.window, image.Rect(0, 0, 60, 20))
	return err == nil && share(img, img.Bounds(), theme.In(theme.Card, theme.Light)) > 0.5
}

// scan types a code as a hand scanner does: key after key, then Return.
func (s *shop) scan(code string) {
	s.t.Helper()
	if err := s.x.burst(code); err != nil {
		s.t.Fatal(err)
	}
}

// tap taps a point of the window.
func (s *shop) tap(p image.Point) {
	s.t.Helper()
	output(s.t, "xdotool", "mousemove", "--window", strconv.Itoa(int(s.window)), strconv.Itoa(p.X), strconv.Itoa(p.Y), "click", "1")
}

// patch is what an area of the screen must be filled with.
type patch struct {
	area  image.Rectangle
	token theme.Token
	share float64 // at least this much of it
}

// handheld is the window in its form for one hand.
var handheld = image.Rect(0, 0, 360, 640)

// sees waits until the window shows all patches, and keeps the picture.
func (s *shop) sees(name string, want ...patch) {
	s.t.Helper()
	var img *image.NRGBA
	shows := func() bool {
		var err error
		if img, err = s.x.picture(s.window, s.form); err != nil {
			return false
		}
		for _, p := range want {
			if share(img, p.area, theme.In(p.token, theme.Light)) < p.share {
				return false
			}
		}
		return true
	}
	for end := time.Now().Add(patience); !shows(); time.Sleep(between) {
		if s.terminal.ended() {
			s.t.Fatalf("%s: the terminal ended", name)
		}
		if time.Now().Before(end) {
			continue
		}
		s.keep(name+"-missed", img)
		for _, p := range want {
			if img != nil {
				s.t.Logf("%v %s: %.2f, want %.2f", p.area, p.token, share(img, p.area, theme.In(p.token, theme.Light)), p.share)
			}
		}
		s.t.Fatalf("the window does not show: %s", name)
	}
	s.keep(name, img)
}

// still waits until the window has stood still for a while.
func (s *shop) still() {
	s.t.Helper()
	time.Sleep(500 * time.Millisecond)
	var before []byte
	await(s.t, "the window stands still", func() bool {
		img, err := s.x.picture(s.window, image.Rect(0, 80, s.form.Dx(), s.form.Dy()))
		if err != nil {
			return false
		}
		same := slices.Equal(before, img.Pix)
		before = img.Pix
		time.Sleep(100 * time.Millisecond)
		return same
	})
}

// keep writes a picture to the folder that MISEBAN_WINDOW_OUT names, if any.
func (s *shop) keep(name string, img image.Image) {
	s.t.Helper()
	dir := os.Getenv("MISEBAN_WINDOW_OUT")
	if dir == "" || img == nil {
		return
	}
	s.pictures++
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		s.t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(100 + s.pictures)[1:]+"-"+name+".png"), out.Bytes(), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// data opens the terminal's database beside it.
func (s *shop) data() *localdb.DB {
	s.t.Helper()
	d, err := credential.Load(s.term)
	if err != nil {
		s.t.Fatal(err)
	}
	seal, err := credential.NewSealer(d.Wrap)
	if err != nil {
		s.t.Fatal(err)
	}
	db, err := localdb.OpenRead(context.Background(), localdb.Options{Dir: s.term, Sealer: seal, Store: d.Store})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if p, err := db.Outbox(context.Background(), 20); s.t.Failed() && err == nil {
			for _, l := range p.Lines {
				s.t.Logf("stored: %d %s %s %+v", l.Command.Dseq, l.Command.At.Format("15:04:05.000"), l.Command.Kind, l.Command.Body)
			}
		}
		_ = db.Close()
	})
	return db
}

// books are the hub's books, as miseban-hub audit gives them.
type books struct {
	Sound    bool
	Orders   map[string]int
	Devices  []struct{ Verdicts map[string]int }
	Commands []struct{ Kind, Verdict string }
}

// audit asks the hub for its books; it ends the test where they do not agree.
func (s *shop) audit() books {
	s.t.Helper()
	var b books
	text := output(s.t, program(s.t, "MISEBAN_TEST_HUB"), "audit", "-data", s.hub, "-json", "-commands")
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		s.t.Fatal(err)
	}
	if !b.Sound {
		s.t.Fatalf("the hub's books do not agree:\n%s", text)
	}
	return b
}
