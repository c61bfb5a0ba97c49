package retail

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"
)

func TestError(t *testing.T) {
	inner := E(CodeDiskFull, "sqlite.Open", "hint.disk", io.ErrShortWrite)
	outer := fmt.Errorf("pickup: %w", E(CodeInternal, "pickup.Scan", "", inner))
	if CodeOf(outer) != CodeInternal || HintOf(outer) != "hint.disk" || !errors.Is(outer, io.ErrShortWrite) {
		t.Errorf("%v: %v, %q", outer, CodeOf(outer), HintOf(outer))
	}
	if want := "sqlite.Open: disk_full (hint.disk): short write"; inner.Error() != want {
		t.Errorf("%q, want %q", inner, want)
	}
	if CodeOf(nil) != 0 || CodeOf(io.EOF) != CodeInternal || HintOf(nil) != "" || HintOf(io.EOF) != "" || HintOf(E(CodeBusy, "op", "", nil)) != "" {
		t.Error("errors of others are read wrongly")
	}
}

func TestIDs(t *testing.T) {
	if a := OrderIDFor("ec", "1"); a != OrderIDFor("ec", "1") || a == OrderIDFor("ec", "2") || a == OrderIDFor("e", "c1") {
		t.Error("an order of a channel has not one id")
	}
	if a := DerivedCommandID("a", "bc"); a != DerivedCommandID("a", "bc") || a == DerivedCommandID("ab", "c") || a == DerivedCommandID("a", "b", "c") {
		t.Error("the parts of a derived id run together")
	}
	a := UUIDv7{}.NewID()
	if b := (UUIDv7{}).NewID(); len(a) != 36 || a[14] != '7' || a >= b {
		t.Errorf("%s then %s", a, b)
	}
	for digits, want := range map[string]string{"49012347": "00000049012347", "4901234567894": "04901234567894", "14901234567891": "14901234567891"} {
		if got := PadGTIN(digits); got != want {
			t.Errorf("%s is %s, want %s", digits, got, want)
		}
	}
}

func TestWorksAt(t *testing.T) {
	for _, c := range []struct {
		staff Staff
		want  bool
	}{
		{Staff{Active: true}, true},
		{Staff{Active: true, Stores: []SiteID{"YOKOHAMA", shop}}, true},
		{Staff{Active: true, Stores: []SiteID{"YOKOHAMA"}}, false},
		{Staff{Stores: []SiteID{shop}}, false},
	} {
		if got := c.staff.WorksAt(shop); got != c.want {
			t.Errorf("%+v: %v", c.staff, got)
		}
	}
}

func TestReadyAnswer(t *testing.T) {
	want := map[OrderState]PickupAnswer{
		Received: PickupNotReady, Picking: PickupNotReady, Short: PickupNotReady, Staged: PickupOK, Notified: PickupOK,
		Expired: PickupOK, HandedOver: PickupUsed, Declined: PickupGone, Canceled: PickupGone,
	}
	for _, s := range OrderStates() {
		o := shopOrder()
		o.State, o.Lines[0].Picked = s, 1
		if got := ReadyAnswer(&o); got != want[s] {
			t.Errorf("%v: %v, want %v", s, got, want[s])
		}
	}
	o := shopOrder()
	if o.Pieces() != 3 || ClockFunc(func() time.Time { return noon }).Now() != noon {
		t.Error("three pieces at noon")
	}
}
