package pickup_test

import (
	"slices"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/scanner"
)

func TestLocate(t *testing.T) {
	later := order("4825", "ワタナベ ケン", time.Hour, shirtM)
	soon := order("4821", "ヤマダ ハナコ", 10*time.Minute, shirtM)
	taken := order("4819", "タナカ ジロウ", time.Minute, shirtM, knit)
	lying := order("4810", "イトウ マリ", time.Minute, tea)
	w := newWorld(t, later, soon, taken, lying)
	w.scan(lying.ID, tea.JAN)
	w.stage(lying.ID, "B-03", "K-1")
	taken.Claim = &retail.Claim{Staff: "s-2", Device: "d-9", Until: w.Now.Add(10 * time.Minute)}
	taken.State = retail.Picking
	w.feed(taken)
	if err := w.svc.Changed(ctx, taken.ID); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		code scanner.Code
		want string
	}{
		"goods: the most urgent free order": {w.code(shirtM.JAN), "4821"},
		"goods: a colleague's if no other":  {w.code(knit.JAN), "4819"},
		"goods nobody waits for":            {w.code(shirtL.JAN), ""},
		"goods already picked":              {w.code(tea.JAN), ""},
		"unknown goods":                     {w.code("4999000009990"), ""},
		"its place":                         {w.place("B-03"), "4810"},
		"an empty place":                    {w.place("B-04"), ""},
		"its bag":                           {w.bag("K-1"), "4810"},
		"an unknown bag":                    {w.bag("K-9"), ""},
		"something else":                    {w.code("hello"), ""},
	} {
		r, err := w.svc.Locate(ctx, x.code)
		if x.want == "" {
			if retail.CodeOf(err) != retail.CodeNotFound {
				t.Errorf("%s: %v, %v", name, r.Number, err)
			}
			continue
		}
		if err != nil || r.Number != x.want {
			t.Errorf("%s: %q, %v, want %q", name, r.Number, err, x.want)
		}
	}
}

func TestExceptionComesWithNames(t *testing.T) {
	o := order("4821", "ヤマダ ハナコ", time.Hour, shirtM)
	w := newWorld(t, o)
	if _, err := w.svc.Short(ctx, o.ID, 1, retail.NotFound); err != nil {
		t.Fatal(err)
	}
	q, err := w.svc.Queue(ctx, pickup.TabInbox)
	if err != nil || len(q.Inbox) == 0 {
		t.Fatalf("%d entries, %v", len(q.Inbox), err)
	}
	for i, x := range q.Inbox {
		v, err := w.svc.Exception(ctx, x.ID)
		if err != nil {
			t.Fatal(err)
		}
		if v.Name != "ヤマダ" || v.At != i+1 || v.Total != len(q.Inbox) || v.SKU == nil || v.Shelf != "A-01-2" || len(v.People) == 0 {
			t.Errorf("%v: %+v", x.Kind, v)
		}
		if p := v.People[0]; p.Staff != "佐藤" || p.Terminal != "ハンディ1" || p.Kind != retail.KindShort {
			t.Errorf("%v: %+v", x.Kind, p)
		}
	}
	first := q.Inbox[slices.IndexFunc(q.Inbox, func(x pickup.Entry) bool { return x.Kind == retail.ExShortage })]
	if err := w.svc.Settle(ctx, first.Exception, retail.RemedyCalled); err != nil {
		t.Fatal(err)
	}
	if _, err := w.svc.Exception(ctx, first.ID); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("a settled entry: %v", err)
	}
}

// TestDearGoodsNeedADocument: what the chain asks for is asked for also where the code
// is right, and the record says which document it was.
func TestDearGoodsNeedADocument(t *testing.T) {
	o := order("4821", "ヤマダ ハナコ", time.Hour, tea)
	o.Pay = retail.Payment{State: retail.Prepaid, TotalTaxIn: 600_000}
	w := newWorld(t, o)
	w.scan(o.ID, tea.JAN)
	w.stage(o.ID, "B-01", "K-1")
	v, err := w.svc.Open(ctx, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.svc.ScanAtCounter(ctx, v, scanner.Code{Kind: scanner.KindBag, Fields: scanner.Fields{ID: "K-1"}})
	if err != nil {
		t.Fatal(err)
	}
	v = s.View
	v.Proof = retail.ByCode
	for _, looked := range []retail.IdentityKind{0, retail.NameAndPhone} {
		if _, err := w.svc.HandOver(ctx, w.svc.Identify(v, looked, 0, false)); retail.HintOf(err) != "hint.identity" {
			t.Errorf("%v was enough: %v", looked, err)
		}
	}
	v, err = w.svc.HandOver(ctx, w.svc.Identify(v, retail.PhotoID, retail.ResidenceCard, false))
	if err != nil || v.Order.Handover.Document != retail.ResidenceCard {
		t.Errorf("%+v %v", v.Order.Handover, err)
	}
}

func TestRefreshKeepsHowTheCustomerIsKnown(t *testing.T) {
	o := order("4821", "ヤマダ ハナコ", time.Hour, tea)
	w := newWorld(t, o)
	w.scan(o.ID, tea.JAN)
	w.stage(o.ID, "B-01", "K-1")
	v, err := w.svc.Open(ctx, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	v = w.svc.Identify(v, retail.PhotoID, retail.Passport, true)
	now, err := w.svc.Refresh(ctx, v)
	if err != nil || now.Identity != retail.PhotoID || !now.Proxy || now.Proof != retail.ByIdentity || now.Order.Number != "4821" {
		t.Errorf("%+v, %v", now, err)
	}
	if empty, err := w.svc.Refresh(ctx, pickup.CounterView{Answer: retail.PickupForged}); err != nil || empty.Answer != retail.PickupForged {
		t.Errorf("%+v, %v", empty, err)
	}
}

// TestAProxyAtTheCounter: a proxy's code, checked without the hub, asks for the name that
// the customer gave; the record says that a proxy took the goods; and nobody is given them
// whom the customer took back, also while the order is open.
func TestAProxyAtTheCounter(t *testing.T) {
	o := order("4821", "ヤマダ ハナコ", time.Hour, tea)
	o.Proxy, o.Pickup.Delegation = "ヤマダ ヨシエ", retail.Delegation{No: 2}
	w := newWorld(t, o)
	w.scan(o.ID, tea.JAN)
	w.stage(o.ID, "B-01", "K-1")
	code := func(no uint8) scanner.Code {
		return w.code(retail.PickupToken{
			KeyID: 1, Store: 77, Handover: o.Pickup.Handover, Reissue: o.Pickup.Reissue, Expires: o.Deadline, Delegation: no,
		}.Sign(key))
	}
	shown, err := w.svc.Present(ctx, code(1))
	if err != nil || shown.View.Answer != retail.PickupWithdrawn {
		t.Fatalf("one in whose place another was named: %v, %v", shown.View.Answer, err)
	}
	if shown, err = w.svc.Present(ctx, code(3)); err != nil || shown.View.Answer != retail.PickupOK || shown.View.ProxyName != "" || !shown.View.Proxy {
		t.Fatalf("one whose name has not come: %+v, %v", shown.View, err)
	}
	shown, err = w.svc.Present(ctx, code(2))
	v := shown.View
	if err != nil || v.Answer != retail.PickupOK || v.Delegation != 2 || !v.Proxy || v.ProxyName != "ヤマダ ヨシエ" || v.Identified() || v.Asks() != retail.AskName {
		t.Fatalf("%+v, %v", v, err)
	}
	shown, err = w.svc.ScanAtCounter(ctx, v, w.bag("K-1"))
	if v = shown.View; err != nil || v.Delegation != 2 || v.ProxyName != "ヤマダ ヨシエ" {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := w.svc.HandOver(ctx, v); retail.HintOf(err) != "hint.identity" {
		t.Errorf("the code was enough: %v", err)
	}
	v, err = w.svc.HandOver(ctx, w.svc.Identify(v, retail.ProxyNote, 0, true))
	if err != nil || !v.Order.Handover.Proxy || v.Order.Handover.Delegation != 2 || v.Order.Handover.Identity != retail.ProxyNote {
		t.Fatalf("%+v, %v", v.Order.Handover, err)
	}
	if shown, err = w.svc.Present(ctx, code(2)); err != nil || shown.View.Answer != retail.PickupUsed {
		t.Errorf("given twice: %v, %v", shown.View.Answer, err)
	}
}
