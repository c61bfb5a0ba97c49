package csvfile_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/assets/words"
	"miseban/sync/bridge/csvfile"
)

// inbox is a watched folder with a clock of its own.
type inbox struct {
	shop
	t      *testing.T
	folder *csvfile.Folder
	now    time.Time
}

func watched(t *testing.T) *inbox {
	t.Helper()
	b := &inbox{shop: open(t, "", sample.New(seed, noon)), t: t, now: time.Now()}
	clock := retail.ClockFunc(func() time.Time { return b.now })
	b.folder = &csvfile.Folder{Dir: t.TempDir(), Intake: b.Intake, Clock: clock, Lang: words.Ja, Log: slog.New(slog.DiscardHandler)}
	return b
}

// after lets time pass in steps of the poll and looks each time.
func (b *inbox) after(d time.Duration) {
	b.t.Helper()
	for end := b.now.Add(d); b.now.Before(end); {
		b.now = b.now.Add(200 * time.Millisecond)
		if err := b.folder.Look(context.Background()); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *inbox) write(name string, data []byte) {
	b.t.Helper()
	path := filepath.Join(b.folder.Dir, name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		b.t.Fatal(err)
	}
	b.touch(name)
}

// touch gives a file the folder's time.
func (b *inbox) touch(name string) {
	b.t.Helper()
	if err := os.Chtimes(filepath.Join(b.folder.Dir, name), b.now, b.now); err != nil {
		b.t.Fatal(err)
	}
}

// has tells whether the hub has an order.
func (b *inbox) has(number string) bool {
	_, err := b.hub.OrderByExternal(context.Background(), "EC-CUBE", number)
	return err == nil
}

func TestLanding(t *testing.T) {
	b := watched(t)
	data := fixture(t, "eccube-orders-3-broken.csv")
	b.write("orders.csv", data[:len(data)/2])
	b.after(400 * time.Millisecond)
	b.write("orders.csv", data) // the upload goes on
	b.after(400 * time.Millisecond)
	if b.has("20261124-001") {
		t.Error("read while it was still written")
	}
	b.after(600 * time.Millisecond) // one second after it landed
	if !b.has("20261124-001") || !b.has("20261124-010") || len(b.waiting(t)) != 3 {
		t.Errorf("not on the hub a second after landing; %d in quarantine", len(b.waiting(t)))
	}
	report, err := os.ReadFile(filepath.Join(b.folder.Dir, "orders.csv.report.txt"))
	if err != nil || !strings.Contains(string(report), "Excelで壊れたJANです") || strings.Contains(string(report), "山田") {
		t.Errorf("report %q %v", report, err)
	}
	b.after(11 * time.Minute)
	if _, err := os.Stat(filepath.Join(b.folder.Dir, csvfile.Done, "orders.csv")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(b.folder.Dir, csvfile.Done, "orders.csv.report.txt")); err != nil {
		t.Error(err)
	}
}

func TestRenamedIn(t *testing.T) {
	b := watched(t)
	b.write("orders.csv.part", fixture(t, "eccube-orders-3-broken.csv"))
	b.after(time.Minute)
	if b.has("20261124-001") {
		t.Error("a file under another name was read")
	}
	if err := os.Rename(filepath.Join(b.folder.Dir, "orders.csv.part"), filepath.Join(b.folder.Dir, "orders.csv")); err != nil {
		t.Fatal(err)
	}
	b.after(200 * time.Millisecond)
	if !b.has("20261124-001") {
		t.Error("not read at once after the rename")
	}
}

// grow makes n good orders of one line each.
func grow(w *sample.World, n int) []byte {
	var carts []cart
	for i := range n {
		carts = append(carts, cart{number: fmt.Sprintf("G-%03d", i), lines: []cartLine{line(w.SKUs[i%50], 1)}})
	}
	return eccube(eccubeHeader, carts)
}

func TestGrows(t *testing.T) {
	b := watched(t)
	w := sample.New(seed, noon)
	small, large := grow(w, 3), grow(w, 5)
	if !bytes.HasPrefix(large, small) {
		t.Fatal("the larger file does not begin with the smaller")
	}
	cut := len(small) - 40 // in the middle of the last row
	b.write("orders.csv", small[:cut])
	b.after(time.Second)
	if !b.has("G-000") || !b.has("G-001") {
		t.Error("whole orders were not read")
	}
	if n := len(b.waiting(t)); n == 0 {
		t.Error("the row that was cut off is not in quarantine")
	}
	b.write("orders.csv", large)
	b.after(time.Second)
	for i := range 5 {
		if o := b.order(t, "EC-CUBE", fmt.Sprintf("G-%03d", i)); len(o.Lines) != 1 || len(o.Steps) != 1 {
			t.Errorf("order %d: %d lines, %d steps", i, len(o.Lines), len(o.Steps))
		}
	}
	if rows := b.waiting(t); len(rows) != 0 {
		t.Errorf("still in quarantine: %+v", rows)
	}
	rep := b.take(t, "orders.csv", append(large, '\n'))
	if rep.Grown != 10 || rep.New+rep.Changed+rep.Unchanged != 0 {
		t.Errorf("an empty line more: %+v", rep)
	}
}

func TestNotReadable(t *testing.T) {
	b := watched(t)
	b.write("hello.csv", []byte("a,b\n1,2\n"))
	b.after(time.Second)
	report, err := os.ReadFile(filepath.Join(b.folder.Dir, "hello.csv.report.txt"))
	if err != nil || !strings.Contains(string(report), "取り込めませんでした") {
		t.Errorf("%q %v", report, err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("running as root: the folder stays writable, the report is written all the same")
	}
	b := watched(t)
	b.write("orders.csv", fixture(t, "eccube-orders-3-broken.csv"))
	if err := os.Chmod(b.folder.Dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(b.folder.Dir, 0o755) })
	b.after(20 * time.Minute)
	again := &csvfile.Folder{Dir: b.folder.Dir, Intake: b.Intake, Clock: b.folder.Clock, Lang: words.Ja, Log: b.folder.Log}
	b.folder = again
	b.after(time.Second)
	if len(b.waiting(t)) != 3 {
		t.Errorf("%d in quarantine", len(b.waiting(t)))
	}
}
