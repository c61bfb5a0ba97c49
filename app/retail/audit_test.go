package retail

import (
	"testing"
	"time"
)

// TestAuditBag: a bag that is not in its place is looked for until somebody has
// it in front of them; one that is found elsewhere lies there; one of an order that
// was handed over was left behind.
func TestAuditBag(t *testing.T) {
	h := newHost()
	h.do(0, "hub", KindReceive, Receive{Order: shopOrder()})
	id := h.order.ID
	h.do(5, "sato", KindStageBag, StageBag{Order: id, Slot: "B-12", Label: "bag1", No: 1})
	look := func(minute int, slot string, found bool) Decision {
		t.Helper()
		return h.do(minute, "sato", KindAuditBag, AuditBag{id, "bag1", slot, found, nil})
	}
	if d := look(6, "B-12", true); d.Code != AlreadySo {
		t.Errorf("in its place: %+v", d)
	}
	if d := look(7, "C-01", false); d.Code != AlreadySo {
		t.Errorf("not where it never was: %+v", d)
	}
	d := look(8, "B-12", false)
	if d.Verdict != AppliedException || len(d.Raise) != 1 || d.Raise[0].Kind != ExBagLost || h.order.Bags[0].Missing != noon.Add(8*time.Minute) {
		t.Fatalf("not in its place: %+v", d)
	}
	look(9, "B-12", false)
	if len(h.open) != 1 {
		t.Errorf("%d entries about one bag", len(h.open))
	}
	if look(10, "C-01", true); len(h.open) != 0 || h.order.Bags[0].Slot != "C-01" || h.order.Slot != "C-01" {
		t.Errorf("found elsewhere: %+v, %d entries", h.order.Bags[0], len(h.open))
	}
	look(11, "C-01", false)
	if h.do(12, "sato", KindCheckBag, CheckBag{id, "bag1"}); len(h.open) != 0 || !h.order.Bags[0].Missing.IsZero() {
		t.Errorf("at the counter: %+v, %d entries", h.order.Bags[0], len(h.open))
	}
	h.do(13, "sato", KindHandover, HandOver{Order: id, Proof: ByCode, Bags: []string{"bag1"}})
	before := len(h.open)
	if d := look(14, "C-01", false); d.Code != AlreadySo {
		t.Errorf("the customer has it: %+v", d)
	}
	if d := look(15, "C-01", true); d.Verdict != AppliedException || d.Raise[0].Kind != ExBagLeft || len(h.open) != before+1 {
		t.Errorf("left behind: %+v", d)
	}
}
