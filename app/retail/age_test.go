package retail

import "testing"

// sake is an order that lies ready, with a bottle among its goods.
func sake(t *testing.T) *host {
	t.Helper()
	h := newHost()
	o := shopOrder()
	o.Pay = Payment{State: Prepaid, TotalTaxIn: 3000}
	o.Lines[1].MinAge = 20
	h.do(0, "hub", KindReceive, Receive{Order: o})
	h.stage(5, "sato")
	return h
}

// TestAge: goods with an age that were given without a look at it are somebody's to
// settle, whichever way they left; nothing else is, and no handover is refused.
func TestAge(t *testing.T) {
	for name, c := range map[string]struct {
		body HandOver
		open int
	}{
		"nobody looked":             {HandOver{Pieces: 3}, 1},
		"a document":                {HandOver{Pieces: 3, Age: AgeDocument, Document: DriverLicence}, 0},
		"a document of no kind":     {HandOver{Pieces: 3, Age: AgeDocument}, 1},
		"a document for the name":   {HandOver{Pieces: 3, Identity: PhotoID, Document: DriverLicence}, 1},
		"a look, against the rule":  {HandOver{Pieces: 3, Age: AgeSight}, 1},
		"a part without the bottle": {HandOver{Pieces: 2, Later: []Portion{{2, 1}}}, 0},
		"a part with the bottle":    {HandOver{Pieces: 1, Later: []Portion{{1, 2}}}, 1},
	} {
		h := sake(t)
		c.body.Order, c.body.Bags = h.order.ID, []string{"bag1"}
		d := h.do(6, "sato", KindHandover, c.body)
		if d.Verdict == Rejected || h.kindsOpen(ExAgeUnchecked) != c.open || len(h.open) != c.open {
			t.Errorf("%s: %v, open %v", name, d.Verdict, h.open)
		}
		if x := h.order.lastHandover(); x == nil || x.Age != c.body.Age {
			t.Errorf("%s: kept %+v", name, x)
		}
		if err := h.books(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		h.do(7, "tencho", KindUndoHandover, UndoHandover{Order: h.order.ID, Handover: h.order.lastHandover().Cmd})
		if len(h.open) != 0 {
			t.Errorf("%s: taken back, and open is %v", name, h.open)
		}
	}
}

// TestAgeMet: what the chain lets be enough.
func TestAgeMet(t *testing.T) {
	strict, look := PickupPolicy{}, PickupPolicy{AgeBySight: true}
	for _, c := range []struct {
		rule  PickupPolicy
		years int
		how   AgeProof
		doc   DocumentKind
		want  bool
	}{
		{strict, 0, 0, 0, true},
		{strict, 20, 0, Passport, false},
		{strict, 20, AgeDocument, Passport, true},
		{strict, 20, AgeDocument, 0, false},
		{strict, 20, AgeSight, 0, false},
		{look, 20, AgeSight, 0, true},
		{look, 20, 0, 0, false},
	} {
		if got := c.rule.AgeMet(c.years, c.how, c.doc); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// TestAgeRefused: where nobody can make sure of the age the bottle stays, is owed and put
// back, and the rest asks for no age.
func TestAgeRefused(t *testing.T) {
	h := sake(t)
	if y := h.order.AgeNeeded(nil); y != 20 {
		t.Errorf("%d years", y)
	}
	if y := h.order.AgeNeeded([]Portion{{2, 1}}); y != 0 {
		t.Errorf("%d years for what is left", y)
	}
	h.do(6, "sato", KindRefuse, Refuse{Order: h.order.ID, Line: 2, Qty: 1, Reason: RefuseAge})
	if y := h.order.AgeNeeded(nil); y != 0 || h.kindsOpen(ExExtraPick) != 1 {
		t.Errorf("%d years, open %v", y, h.open)
	}
	h.do(7, "sato", KindHandover, HandOver{Order: h.order.ID, Bags: []string{"bag1"}, Pieces: 2})
	if h.order.State != HandedOver || h.kindsOpen(ExAgeUnchecked) != 0 || h.order.HandoverAt(h.order.Steps[len(h.order.Steps)-1]) != h.order.Handover {
		t.Errorf("%v, open %v", h.order.State, h.open)
	}
	h.do(8, "sato", KindPutBack, PutBackItem{Order: h.order.ID, Line: 2, Qty: 1, Shelf: "A-1"})
	if err := h.books(); err != nil || len(h.open) != 0 {
		t.Errorf("%v, open %v", err, h.open)
	}
}
