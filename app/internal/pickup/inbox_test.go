package pickup_test

import (
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

func entry(id string, kind retail.ExceptionKind, opened, due time.Duration) retail.Exception {
	return retail.Exception{
		ID: retail.ExceptionID(id), Store: localdbtest.Store, Kind: kind, OpenedAt: localdbtest.Start.Add(opened), Due: localdbtest.Start.Add(due),
	}
}

// open gives the terminal entries of the inbox.
func (w *world) open(all ...retail.Exception) {
	w.t.Helper()
	for _, x := range all {
		w.Feed(w.t, localdbtest.Put(retail.EntityException, string(x.ID), x))
	}
}

func (w *world) inbox() []pickup.Entry {
	w.t.Helper()
	q, err := w.svc.Queue(ctx, pickup.TabInbox)
	if err != nil {
		w.t.Fatal(err)
	}
	return q.Inbox
}

func TestInboxBeginsWithWhatIsDue(t *testing.T) {
	w := newWorld(t)
	mine := entry("x-1", retail.ExPutBack, -time.Hour, 23*time.Hour)
	mine.Assignee = w.who.Staff.ID
	other := entry("x-2", retail.ExAway, -30*time.Hour, -6*time.Hour)
	other.Device, other.Assignee = localdbtest.Device, "s-2"
	w.open(mine, other, entry("x-3", retail.ExOversold, -2*time.Hour, time.Hour))
	all := w.inbox()
	if len(all) != 3 || all[0].ID != "x-2" || all[1].ID != "x-3" || all[2].ID != "x-1" {
		t.Fatalf("order %+v", all)
	}
	if x := all[0]; !x.Late || !x.Long || x.Mine || x.Assigned != "鈴木" || x.AssignedEn != "Suzuki" || x.Terminal != "ハンディ1" {
		t.Errorf("late entry %+v", x)
	}
	if x := all[2]; x.Late || x.Long || !x.Mine {
		t.Errorf("mine %+v", x)
	}
	if err := w.svc.Assign(ctx, all[1].Exception, w.who.Staff.ID); err != nil {
		t.Fatal(err)
	}
	if x := w.inbox()[1]; !x.Mine || x.Assigned != "佐藤" {
		t.Errorf("assigned %+v", x)
	}
	who, err := w.svc.Colleagues(ctx)
	if err != nil || len(who) != 2 {
		t.Errorf("colleagues %v, %v", who, err)
	}
}

// TestSettleSaysWhatWasDone: by a remedy of the kind, with the command that it
// stands for, and not where only that command ends the entry.
func TestSettleSaysWhatWasDone(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	o.State, o.Pay = retail.HandedOver, retail.Payment{State: retail.PayAtPickup, TotalTaxIn: 5390, DueTaxIn: 5390}
	w := newWorld(t, o)
	unpaid := entry("unpaid-o-4821", retail.ExHandoverUnpaid, 0, time.Hour)
	unpaid.Order = o.ID
	w.open(unpaid, entry("x-2", retail.ExNotAllowed, 0, time.Hour), entry("x-3", retail.ExRecount, 0, time.Hour))
	for _, c := range []struct {
		x    retail.Exception
		by   retail.Remedy
		code retail.Code
	}{
		{unpaid, retail.RemedyCounted, retail.CodeInvalid},
		{entry("x-2", retail.ExNotAllowed, 0, 0), retail.RemedyApproved, retail.CodeNotAllowed},
		{entry("x-3", retail.ExRecount, 0, 0), retail.RemedyCounted, retail.CodeRefused},
	} {
		if err := w.svc.Settle(ctx, c.x, c.by); retail.CodeOf(err) != c.code {
			t.Errorf("%v by %v: %v", c.x.Kind, c.by, err)
		}
	}
	if err := w.svc.Settle(ctx, unpaid, retail.RemedyCollected); err != nil {
		t.Fatal(err)
	}
	x, err := w.DB.Exception(ctx, unpaid.ID)
	if err != nil || x.Open() || x.Remedy() != retail.RemedyCollected {
		t.Errorf("%+v, %v", x, err)
	}
	if got, _ := w.DB.Order(ctx, o.ID); got.Pay.State != retail.Collected {
		t.Errorf("payment %+v", got.Pay)
	}
	if len(w.inbox()) != 2 {
		t.Error("it is still in the inbox")
	}
}

// TestRecount: counted blind; the task goes, and comes again with what others
// did when the hub says so.
func TestRecount(t *testing.T) {
	w := newWorld(t)
	task := entry("recount-"+retail.LevelRef(shirtM.ID, retail.Regular), retail.ExRecount, -time.Hour, time.Hour)
	task.SKU = shirtM.ID
	w.open(task)
	v, err := w.svc.Recount(ctx, shirtM.ID)
	if err != nil || v.SKU.ID != shirtM.ID || v.Shelf != "A-01-2" || !v.Again || len(v.Seen) != 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	right, n, err := w.svc.CountScan(ctx, shirtM.ID, w.code(shirtM.JAN))
	if err != nil || !right || n != 1 {
		t.Errorf("scan of it: %v %d %v", right, n, err)
	}
	if right, _, err = w.svc.CountScan(ctx, shirtM.ID, w.code(shirtL.JAN)); err != nil || right {
		t.Errorf("scan of another: %v %v", right, err)
	}
	w.Now = w.Now.Add(time.Minute)
	booked, _ := w.DB.Stock(ctx, shirtM.ID)
	n = booked.OnHand - 1
	if got, err := w.svc.Count(ctx, shirtM.ID, n, v.From); err != nil || got != pickup.CountBooked {
		t.Fatalf("%v, %v", got, err)
	}
	if l, _ := w.DB.Stock(ctx, shirtM.ID); l.OnHand != n || l.Doubt {
		t.Errorf("level %+v", l)
	}
	if b := w.asked(retail.KindCount)[0].(retail.Count); !b.From.Equal(v.From) || b.Qty != n {
		t.Errorf("count %+v", b)
	}
	if v, err = w.svc.Recount(ctx, shirtM.ID); err != nil || v.Again {
		t.Fatalf("the task is still there: %+v, %v", v, err)
	}
	task.OpenedAt = w.Now
	task.Seen = []retail.Movement{{Kind: retail.MoveSale, OnHand: -1, Staff: "s-2", Device: localdbtest.Device, At: w.Now}}
	w.FeedUpTo(t, 1, localdbtest.Put(retail.EntityException, string(task.ID), task))
	v, err = w.svc.Recount(ctx, shirtM.ID)
	if err != nil || !v.Again || len(v.Seen) != 1 || v.Seen[0].Staff != "鈴木" || v.Seen[0].Qty != -1 || v.Seen[0].Terminal != "ハンディ1" {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestCountFarFromTheBooks: one person's word does not move them; who counted is told
// that another is needed, without a line too, and the other one sees no figure.
func TestCountFarFromTheBooks(t *testing.T) {
	w := newWorld(t)
	before, err := w.DB.Stock(ctx, shirtM.ID)
	if err != nil {
		t.Fatal(err)
	}
	far := before.OnHand + 7
	if got, err := w.svc.Count(ctx, shirtM.ID, far, w.Now); err != nil || got != pickup.CountWaits {
		t.Fatalf("%v, %v", got, err)
	}
	if b := w.asked(retail.KindCount)[0].(retail.Count); b.PriceTaxIn != shirtM.PriceTaxIn {
		t.Errorf("the tag is not told: %+v", b)
	}
	if v, err := w.svc.Recount(ctx, shirtM.ID); err != nil || !v.Waits || !v.Mine {
		t.Errorf("who counted: %+v, %v", v, err)
	}
	if got, err := w.svc.Count(ctx, shirtM.ID, far, w.Now); err != nil || got != pickup.CountWaits {
		t.Errorf("the same person twice: %v, %v", got, err)
	}
	if l, _ := w.DB.Stock(ctx, shirtM.ID); l.OnHand != before.OnHand {
		t.Errorf("the books moved: %+v", l)
	}
	w.who.Staff.ID = "s-other"
	if v, err := w.svc.Recount(ctx, shirtM.ID); err != nil || !v.Waits || v.Mine {
		t.Errorf("another one: %+v, %v", v, err)
	}
	if got, err := w.svc.Count(ctx, shirtM.ID, far, w.Now); err != nil || got != pickup.CountBooked {
		t.Errorf("another one comes to the same: %v, %v", got, err)
	}
	if l, _ := w.DB.Stock(ctx, shirtM.ID); l.OnHand != far {
		t.Errorf("two people counted: %+v", l)
	}
	if v, err := w.svc.Recount(ctx, shirtM.ID); err != nil || v.Waits || v.Again {
		t.Errorf("it waits still: %+v, %v", v, err)
	}
}

func TestExtend(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	w := newWorld(t, o)
	if err := w.svc.Extend(ctx, o.ID); retail.HintOf(err) != "verdict.wrong_state" {
		t.Errorf("an order that is not ready: %v", err)
	}
	w.ready(o)
	if err := w.svc.Extend(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	got, _ := w.DB.Order(ctx, o.ID)
	if want := (retail.Site{}).LastCall(o.Deadline, 3); !got.Deadline.Equal(want) {
		t.Errorf("until %v, want %v", got.Deadline, want)
	}
	if err := w.svc.Extend(ctx, o.ID); retail.HintOf(err) != "verdict.not_allowed" {
		t.Errorf("once too often: %v", err)
	}
}

func TestChecklistOfALostTerminal(t *testing.T) {
	a, b := order("4822", "サトウ", time.Hour, shirtM), order("4821", "ヤマダ", time.Hour, knit)
	w := newWorld(t, a, b)
	for _, o := range []retail.Order{a, b} {
		x := entry("revoked-d-9-"+string(o.ID), retail.ExRevoked, 0, time.Hour)
		x.Device, x.Order, x.Number = "d-9", o.ID, o.Number
		w.open(x)
	}
	list, err := w.svc.Checklist(ctx, "d-9")
	if err != nil || len(list) != 2 || list[0].Entry.Number != "4821" || list[0].Name != "ヤマダ" || list[1].Order.ID != a.ID {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := w.svc.Settle(ctx, list[0].Entry.Exception, retail.RemedyMatches); err != nil {
		t.Fatal(err)
	}
	if list, err = w.svc.Checklist(ctx, "d-9"); err != nil || len(list) != 1 {
		t.Errorf("%d left, %v", len(list), err)
	}
}
