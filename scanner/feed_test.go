package scanner

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"time"
)

func TestReasonOf(t *testing.T) {
	e := &FeedError{Source: SourceEvdev, Device: "05e0:1200", Reason: ReasonPermission, Err: fs.ErrPermission}
	for _, c := range []struct {
		err  error
		want Reason
	}{
		{nil, ReasonNone},
		{e, ReasonPermission},
		{fmt.Errorf("open: %w", e), ReasonPermission},
		{errors.New("odd"), ReasonBroken},
		{&FeedError{}, ReasonBroken},
	} {
		if got := ReasonOf(c.err); got != c.want {
			t.Errorf("%v: %v, want %v", c.err, got, c.want)
		}
	}
	if !errors.Is(e, fs.ErrPermission) {
		t.Error("the cause is lost")
	}
	if e.Error() != "scanner: evdev 05e0:1200: permission: permission denied" {
		t.Error(e.Error())
	}
	for r := ReasonNone; r <= ReasonUnsupported; r++ {
		if (r.String() == "") != (r == ReasonNone) || r.Final() != (r == ReasonSetting || r == ReasonUnsupported) {
			t.Errorf("reason %d: %q, final %v", r, r, r.Final())
		}
	}
}

// TestReadingCode: the reading says how it was read, the options what the shop
// settled.
func TestReadingCode(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 42, 0, 0, time.UTC)
	r := Reading{Text: "]C10104901234567894\x1d10AB", Lines: 2, At: at}
	c := r.Code(SourceTCP, Options{Source: SourceWedge, At: at.Add(time.Hour), Layout: Layout{Typed: "1", Meant: "2"}})
	if c.Source != SourceTCP || !c.At.Equal(at) || c.AIM != "]C1" || c.Kind != KindGTIN && c.Kind != KindCaseITF || c.Confidence.Lines != 2 {
		t.Errorf("%+v", c)
	}
}
