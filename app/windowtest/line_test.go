//go:build window

package windowtest

import (
	"image"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/ui/theme"
	"miseban/app/sample"
	"miseban/scanner"
)

// TestOverTheLine signs in, and scans without a pause, as a handheld with an IP
// output does: what it sends over TCP reaches the page on top, each code once
// and in its order.
func TestOverTheLine(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	s := openShop(t)
	world := sample.New(1, time.Now())
	s.start("-enrol", s.enrolCode(), "-scan", "tcp="+at)
	s.sees("line-sign-in", patch{image.Rect(24, 78, 336, 138), theme.AccentSoft, 0.7}, patch{mainArea, theme.Bg, 0.8})
	var line net.Conn
	await(t, "the terminal listens", func() bool {
		line, err = net.Dial("tcp", at)
		return err == nil
	})
	defer line.Close()
	send := func(texts ...string) {
		if _, err := line.Write([]byte(strings.Join(texts, "\r\n") + "\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	i := slices.IndexFunc(world.Staff, func(p sample.Person) bool { return p.ID == sample.Sato })
	db := s.data()
	send(must(t)(scanner.NewStaff(world.Staff[i].Badge)))
	s.sees("line-queue", patch{firstTime, theme.StopFill, 0.5})
	s.tap(firstCard)
	s.sees("line-pick", scanWait, besideCard)
	await(t, "the order is claimed", func() bool { return s.number(db, "4819").Claim != nil })
	before := recorded(t, db)
	want := make([]string, bursts)
	for i := range want {
		want[i] = misread(i)
	}
	send(want...)
	for some := 10; some <= bursts; some += 10 { // each is committed by itself, which takes its time on a busy machine
		await(t, "the next codes are in the database", func() bool { return slices.Contains(mismatches(t, db), want[some-1]) })
	}
	if got := mismatches(t, db); !slices.Equal(got, want) {
		t.Errorf("sent are %q, stored %q", want, got)
	}
	if n := recorded(t, db) - before; n != bursts {
		t.Errorf("%d codes were sent, %d commands recorded", bursts, n)
	}
	if err := s.terminal.stop(t); err != nil {
		t.Error("the terminal's end: ", err)
	}
}
