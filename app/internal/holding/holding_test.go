package holding_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/internal/holding"
	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

type store struct{ *localdb.DB }

func (s store) Holds(ctx context.Context) ([]holding.Row, error) {
	list, err := s.DB.Holds(ctx)
	out := make([]holding.Row, len(list))
	for i, h := range list {
		out[i] = holding.Row{Hold: h.Hold, Pending: h.Pending}
	}
	return out, err
}

func (s store) Hold(ctx context.Context, id retail.HoldID) (holding.Row, error) {
	h, err := s.DB.Hold(ctx, id)
	return holding.Row{Hold: h.Hold, Pending: h.Pending}, err
}

func (s store) Site(context.Context) (retail.Site, error) {
	return retail.Site{ID: localdbtest.Store, Opens: "10:00", Closes: "20:00"}, nil
}

func (s store) Sites(context.Context) ([]retail.Site, error) {
	return []retail.Site{{ID: localdbtest.Store, Name: "渋谷店"}, {ID: "S02", Name: "新宿店", Opens: "11:00", Closes: "21:30"}}, nil
}

func (s store) Chain(context.Context) (retail.Chain, error) { return retail.Chain{}, nil }

type session struct{}

func (session) Actor() (retail.Actor, bool) {
	return retail.Actor{Staff: retail.Staff{ID: localdbtest.Staff, Role: retail.RoleStaff}, Device: localdbtest.Device, Auth: retail.AuthPIN}, true
}

// TestAHoldFromEndToEnd: made, put by, handed over, on one terminal without a hub.
func TestAHoldFromEndToEnd(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Catalog(t, 3)
	k.Feed(t, localdbtest.Level(localdbtest.SKUID(0), 5, 0))
	stand := holding.Standing{Offline: true}
	s := holding.New(store{k.DB}, session{}, retail.ClockFunc(k.Clock), retail.UUIDv7{}, func(context.Context) (holding.Standing, error) {
		return stand, nil
	})
	o, err := s.Offer(ctx, localdbtest.SKUID(0), "")
	if err != nil || len(o.Days) != 4 || o.Days[o.Usual].After != 3 {
		t.Fatalf("offer %+v, %v", o, err)
	}
	if _, err := s.Make(ctx, holding.Wish{SKU: o.SKU, Qty: 1}); retail.HintOf(err) != "hint.hold_name" {
		t.Errorf("a hold for nobody: %v", err)
	}
	id, err := s.Make(ctx, holding.Wish{SKU: o.SKU, Qty: 1, Until: o.Days[1].Until, Customer: retail.Customer{Name: "山田 花子"}})
	if err != nil {
		t.Fatal(err)
	}
	if f, err := s.Keep(ctx, id, localdbtest.GTIN(1)); f != holding.Wrong || err != nil {
		t.Errorf("another item: %v %v", f, err)
	}
	if f, err := s.Keep(ctx, id, localdbtest.GTIN(0)); f != holding.Right || err != nil {
		t.Errorf("the item: %v %v", f, err)
	}
	if f, err := s.Keep(ctx, id, localdbtest.GTIN(0)); f != holding.Enough || err != nil {
		t.Errorf("one too many: %v %v", f, err)
	}
	l, err := s.Lists(ctx)
	if err != nil || len(l.Held) != 1 || !l.Held[0].Pending || len(l.Held[0].Number) != 4 {
		t.Errorf("lists %+v, %v", l, err)
	}
	k.Now = k.Now.Add(time.Hour)
	if ok, err := s.Place(ctx, id, "K-2"); !ok || err != nil {
		t.Errorf("carried to its place: %v, %v", ok, err)
	}
	if h, err := s.Hold(ctx, id); err != nil || h.Place != "K-2" || h.Aside() != 1 {
		t.Errorf("it lies at %q: %v", h.Place, err)
	}
	if err := s.Collect(ctx, id, holding.Shown{Tag: l.Held[0].Tag}, ""); retail.HintOf(err) != holding.HintCounter {
		t.Errorf("handed over offline by another than the counter: %v", err)
	}
	if err := s.Collect(ctx, id, holding.Shown{Tag: l.Held[0].Tag}, "s-9"); err != nil {
		t.Fatal(err)
	}
	if l, err = s.Lists(ctx); err != nil || len(l.Ended) != 1 || l.Ended[0].State != retail.HoldCollected {
		t.Errorf("after it went: %+v, %v", l, err)
	}
	if err := s.Release(ctx, id, "customer"); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("released after it went: %v", err)
	}
}

// TestAHandoverIsSeen: the tag, or every piece by its own code, or the tag's number
// for a reason; without any of it a manager answers.
func TestAHandoverIsSeen(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Catalog(t, 3)
	put := func(id string, qty int) localdb.Change {
		return localdbtest.Put(retail.EntityHold, id, retail.Hold{
			ID: retail.HoldID(id), Store: localdbtest.Store, State: retail.HoldHeld, Until: k.Now.Add(time.Hour), Number: "0412", Tag: "H" + id,
			Lines: []retail.HoldLine{{No: 1, SKU: localdbtest.SKUID(0), Class: retail.Regular, Qty: qty, Held: qty, Kept: qty}},
		})
	}
	k.Feed(t, localdbtest.Level(localdbtest.SKUID(0), 9, 0), put("a", 2), put("b", 1), put("c", 1))
	s := holding.New(store{k.DB}, session{}, retail.ClockFunc(k.Clock), retail.UUIDv7{}, nil)
	right, wrong := localdbtest.GTIN(0), localdbtest.GTIN(1)
	for name, tc := range map[string]struct {
		codes []string
		f     holding.Found
		left  int
	}{
		"one of two":        {[]string{right}, holding.Right, 1},
		"both":              {[]string{right, right}, holding.Right, 0},
		"one too many":      {[]string{right, right, right}, holding.Enough, 0},
		"other goods":       {[]string{right, wrong}, holding.Wrong, 1},
		"what nobody knows": {[]string{"04900000000000"}, holding.Wrong, 2},
	} {
		if f, left, err := s.Passed(ctx, "a", tc.codes); f != tc.f || left != tc.left || err != nil {
			t.Errorf("%s: %v, %d left, %v", name, f, left, err)
		}
	}
	for name, tc := range map[string]struct {
		hold  retail.HoldID
		shown holding.Shown
		by    retail.StaffID
		hint  string
	}{
		"nothing":              {"a", holding.Shown{}, "", "hint.hold_shown"},
		"no tag, nobody":       {"a", holding.Shown{Reason: retail.NoLabel}, "", holding.HintUnseen},
		"every piece":          {"a", holding.Shown{Codes: []string{right, right}}, "", ""},
		"the number, a reason": {"b", holding.Shown{Tag: "Hb", Reason: retail.LabelDamaged}, "", ""},
		"no tag, a manager":    {"c", holding.Shown{Reason: retail.NoLabel}, "s-9", ""},
	} {
		if err := s.Collect(ctx, tc.hold, tc.shown, tc.by); retail.HintOf(err) != tc.hint {
			t.Errorf("%s: %v", name, err)
		}
	}
	out, err := k.DB.Outbox(ctx, 9)
	if err != nil || len(out.Lines) != 3 {
		t.Fatalf("%d handovers, %v", len(out.Lines), err)
	}
	for _, l := range out.Lines {
		b := l.Command.Body.(retail.CollectHold)
		if (b.Hold == "c") != (b.Approver == "s-9") || (b.Hold == "b") != (b.Reason == retail.LabelDamaged) || (b.Tag == "") != (b.Identity != 0) {
			t.Errorf("%+v", b)
		}
	}
}

// TestLists: every hold stands under what is to be done about it, and before the shop
// shuts the list is that of the evening.
func TestLists(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Catalog(t, 6)
	night := time.Date(2026, 11, 21, 20, 0, 0, 0, retail.Japan)
	put := func(id string, state retail.HoldState, kept int, until time.Time, notice retail.NoticeState) localdb.Change {
		return localdbtest.Put(retail.EntityHold, id, retail.Hold{
			ID: retail.HoldID(id), Store: localdbtest.Store, State: state, Until: until, Number: id, Tag: "H" + id, Notice: retail.Notice{State: notice},
			Lines: []retail.HoldLine{{No: 1, SKU: localdbtest.SKUID(0), Class: retail.Regular, Qty: 1, Kept: kept}},
		})
	}
	k.Feed(t, put("keep", retail.HoldHeld, 0, night, 0), put("tell", retail.HoldHeld, 1, night, retail.NoticeNoAddress), put("ending", retail.HoldHeld, 1, night, 0),
		put("back", retail.HoldExpired, 1, night, 0), put("held", retail.HoldHeld, 1, night.Add(24*time.Hour), retail.NoticeSent), put("over", retail.HoldReleased, 0, night, 0))
	s := holding.New(store{k.DB}, session{}, retail.ClockFunc(k.Clock), retail.UUIDv7{}, nil)
	for _, at := range []time.Time{night.Add(-10 * time.Hour), night.Add(-time.Hour)} {
		k.Now = at
		l, err := s.Lists(ctx)
		if err != nil || l.Closing != at.After(night.Add(-2*time.Hour)) || l.Today() != 4 {
			t.Fatalf("at %s: %d to do, closing %v, %v", at, l.Today(), l.Closing, err)
		}
		for id, part := range map[retail.HoldID][]holding.Row{"keep": l.Keep, "tell": l.Tell, "ending": l.Ending, "back": l.Back, "held": l.Held, "over": l.Ended} {
			if len(part) != 1 || part[0].ID != id {
				t.Errorf("under %s: %+v", id, part)
			}
		}
	}
}

// TestDeposit: a deposit is a part of the price.
func TestDeposit(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Catalog(t, 3)
	s := holding.New(store{k.DB}, session{}, retail.ClockFunc(k.Clock), retail.UUIDv7{}, nil)
	for yen, want := range map[retail.Yen]string{0: "hint.hold_deposit", 3990: "hint.hold_deposit", 1000: ""} {
		id, err := s.Make(ctx, holding.Wish{SKU: localdbtest.Product(0), Qty: 1, Pay: retail.PaidDeposit, Deposit: yen, Customer: retail.Customer{Name: "山田 花子"}})
		if retail.HintOf(err) != want {
			t.Errorf("%d: %v", yen, err)
		}
		if h, _ := s.Hold(ctx, id); want == "" && h.PaidTaxIn != yen {
			t.Errorf("%d was paid, %d is noted", yen, h.PaidTaxIn)
		}
	}
}

// TestAHoldAtAnotherShopNamesIt: 仮, at a shop with its name; a shop that nobody
// knows goes by its code.
func TestAHoldAtAnotherShopNamesIt(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Catalog(t, 3)
	s := holding.New(store{k.DB}, session{}, retail.ClockFunc(k.Clock), retail.UUIDv7{}, nil)
	for at, name := range map[retail.SiteID]string{"S02": "新宿店", "S99": "S99"} {
		id, err := s.Make(ctx, holding.Wish{SKU: localdbtest.Product(0), At: at, Qty: 1, Customer: retail.Customer{Name: "山田 花子"}})
		if err != nil {
			t.Fatal(err)
		}
		h, err := s.Hold(ctx, id)
		if err != nil || h.At.Name != name || h.State != retail.HoldAsked || !h.Pending {
			t.Errorf("at %s: %+v, %v", at, h, err)
		}
	}
	o, err := s.Offer(ctx, localdbtest.SKUID(0), "S02")
	if last := o.Days[0].Until; err != nil || o.At.ID != "S02" || last.Format("15:04") != "21:30" {
		t.Errorf("kept at S02 until %v, %v: its hours count", last, err)
	}
	l, err := s.Lists(ctx)
	if err != nil || len(l.Held) != 2 || l.Held[0].At.Name == "" || l.Held[1].At.Name == "" {
		t.Errorf("lists %+v, %v", l, err)
	}
}

// TestNotFound: goods of a hold that nobody finds are given up with a reason, and one
// that turns up is put by all the same.
func TestNotFound(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Catalog(t, 3)
	k.Feed(t, localdbtest.Level(localdbtest.SKUID(0), 2, 0), localdbtest.Put(retail.EntityHold, "a", retail.Hold{
		ID: "a", Store: localdbtest.Store, State: retail.HoldHeld, Until: k.Now.Add(time.Hour), Number: "4821", Tag: "Ha",
		Lines: []retail.HoldLine{{No: 1, SKU: localdbtest.SKUID(0), Class: retail.Regular, Qty: 1, Held: 1}},
	}))
	s := holding.New(store{k.DB}, session{}, retail.ClockFunc(k.Clock), retail.UUIDv7{}, nil)
	if err := s.Short(ctx, "a", retail.NotFound); err != nil {
		t.Fatal(err)
	}
	if h, err := s.Hold(ctx, "a"); err != nil || h.State != retail.HoldBroken {
		t.Fatalf("%+v, %v", h.Hold, err)
	}
	if err := s.Short(ctx, "a", retail.NotFound); retail.CodeOf(err) != retail.CodeInvalid {
		t.Errorf("given up twice: %v", err)
	}
	if f, err := s.Keep(ctx, "a", localdbtest.GTIN(0)); f != holding.Right || err != nil {
		t.Fatalf("found after all: %v, %v", f, err)
	}
	if h, _ := s.Hold(ctx, "a"); h.State != retail.HoldHeld || h.ToKeep() != 0 || h.Aside() != 1 {
		t.Errorf("%+v", h.Hold)
	}
}
