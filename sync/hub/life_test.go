package hub_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestRewoundOnce: the first terminal that knows more than the hub makes it
// begin a new life, whichever way it shows it; the others find it begun.
func TestRewoundOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		one, two := w.enrol(shibuya).Device, w.enrol(shibuya).Device
		w.push(one, 0, w.command(1, retail.KindSignIn, retail.SignIn{}))
		first, scope := w.s.Epoch(), wire.StoreScope(shibuya)
		read := func(id retail.DeviceID, c wire.Cursor) error {
			_, err := w.h.ReadPage(ctx, scope, c, id)
			return err
		}
		device := func(id retail.DeviceID) hub.Device {
			d, err := w.s.Device(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		for _, c := range []struct {
			epoch string
			last  int64
		}{{"", 9}, {"another", 9}, {first, 1}} {
			if err := w.h.JudgedBefore(ctx, device(one), c.epoch, c.last); err != nil || w.s.Epoch() != first {
				t.Fatalf("%+v shows nothing, and began a life: %v", c, err)
			}
		}
		if life, err := w.s.Life(ctx); err != nil || life.Restored() {
			t.Fatalf("before anything: %+v %v", life, err)
		}
		w.clock.Advance(time.Hour)
		if err := read(one, wire.Cursor{Epoch: first, Seq: 1 << 40, H: "0123456789abcdef"}); !errors.Is(err, hub.ErrRewound) {
			t.Errorf("a cursor behind the head: %v", err)
		}
		second := w.s.Epoch()
		if second == first {
			t.Fatal("no new life")
		}
		life, err := w.s.Life(ctx)
		if err != nil || !life.Found || life.Ledger || life.Epoch != second || !life.Began.Equal(w.clock.Now()) || !life.Copied.Equal(w.clock.Now().Add(-time.Hour)) {
			t.Errorf("life %+v, %v", life, err)
		}
		if err := read(two, wire.Cursor{Epoch: first, Seq: 1, H: "0123456789abcdef"}); !errors.Is(err, hub.ErrEpoch) {
			t.Errorf("a terminal of the first life: %v", err)
		}
		if err := w.h.JudgedBefore(ctx, device(two), first, 5); err != nil || w.s.Epoch() != second {
			t.Errorf("a second life for one restore: %v", err)
		}
		if err := read(one, wire.Cursor{Epoch: second, Seq: 1, H: "0123456789abcdef"}); !errors.Is(err, hub.ErrRewound) || w.s.Epoch() != second {
			t.Errorf("the same terminal again within the hour: %v", err)
		}
		if err := w.h.JudgedBefore(ctx, device(two), second, 5); err != nil || w.s.Epoch() == second {
			t.Errorf("another terminal knew more of the second life: %v", err)
		}
		marks, err := w.s.Marks(ctx)
		if err != nil || len(marks) != 2 {
			t.Errorf("marks %+v, %v", marks, err)
		}
	})
}

// TestRejectedStaysRejected: what a lost life of the hub rejected is not applied
// when it is sent again; a fact is judged anew whatever it was.
func TestRejectedStaysRejected(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		dev, o := w.enrol(shibuya).Device, w.order(shibuya, "1")
		claim := w.command(1, retail.KindClaim, retail.ClaimOrder{Order: o.ID})
		pick := w.command(2, retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: "SK-1", Qty: 1, Code: "1", Entry: retail.Scanned})
		again := w.command(3, retail.KindClaim, retail.ClaimOrder{Order: o.ID})
		b := hub.Batch{}
		for _, c := range []retail.Command{claim, pick, again} {
			raw, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			b.Commands = append(b.Commands, raw)
		}
		for _, r := range []wire.Result{
			{Dseq: 1, ID: claim.ID, Verdict: retail.Rejected, Code: retail.ClaimedBy},
			{Dseq: 2, ID: pick.ID, Verdict: retail.Rejected, Code: retail.WrongState},
			{Dseq: 3, ID: "another", Verdict: retail.Rejected, Code: retail.WrongState},
		} {
			raw, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			b.Was = append(b.Was, raw)
		}
		b.Was = append(b.Was, json.RawMessage(`{"dseq":1,"id":"x","verdict":"of tomorrow"}`), json.RawMessage(`7`))
		r, err := w.h.Take(ctx, dev, b)
		if err != nil || len(r.Results) != 3 {
			t.Fatal(r, err)
		}
		if got := r.Results[0]; got.Verdict != retail.Rejected || got.Code != retail.ClaimedBy {
			t.Errorf("the claim: %+v", got)
		}
		if r.Results[1].Verdict == retail.Rejected {
			t.Errorf("the pick, which happened: %+v", r.Results[1])
		}
		if got := r.Results[2]; got.Verdict != retail.Applied {
			t.Errorf("a claim that nobody rejected: %+v", got)
		}
		if a, err := hub.AuditOf(ctx, w.s, false); err != nil || !a.Sound {
			t.Errorf("audit %+v, %v", a, err)
		}
	})
}

// back is an empty push of a terminal that knows the present life.
func (w *world) back(dev retail.DeviceID) {
	w.t.Helper()
	r, err := w.h.Take(w.t.Context(), dev, hub.Batch{Epoch: w.s.Epoch()})
	if err != nil || r.Ask {
		w.t.Fatal(r, err)
	}
}

// sent is a ledger that knows one thing.
type sent struct {
	order retail.OrderID
	state retail.NoticeState
}

func (s sent) Notice(o retail.NoticeKey, _ retail.Notice, _ time.Time) retail.NoticeState {
	if o == retail.NoticeKey(s.order) {
		return s.state
	}
	return 0
}

// Note keeps nothing.
func (sent) Note(retail.NoticeKey, retail.Notice, string, retail.NoticeState, time.Time) error {
	return nil
}

// TestNoticesAfterARestore: what may have left before does not leave again, and
// with a ledger that goes on, only that.
func TestNoticesAfterARestore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		dev := w.enrol(shibuya).Device
		var ids []retail.OrderID
		dseq := int64(1)
		stage := func(external string) retail.OrderID {
			o := w.order(shibuya, external)
			cmds := w.flow(o, dseq)
			dseq += int64(len(cmds))
			w.push(dev, 0, cmds...)
			return o.ID
		}
		for _, x := range []string{"1", "2", "3"} {
			ids = append(ids, stage(x))
		}
		w.clock.Advance(2 * time.Minute)
		due := func(want ...retail.OrderID) {
			t.Helper()
			got, err := w.h.DueNotices(ctx)
			if err != nil || len(got) != len(want) {
				t.Fatalf("%d notices are due, want %d: %v", len(got), len(want), err)
			}
			for _, o := range got {
				if !slices.Contains(want, o.ID) {
					t.Errorf("%s is due, want %v", o.ID, want)
				}
			}
		}
		due(ids...)
		begin := func(ledger bool) {
			t.Helper()
			if ok, err := w.s.BeginLife(ctx, "", hub.Life{Began: w.clock.Now(), Ledger: ledger}); err != nil || !ok {
				t.Fatal(ok, err)
			}
			w.push(dev, 0) // it asks how far it is known: what it holds is not known yet
			due()
			w.back(dev)
		}
		begin(true)
		w.h.Ledger = sent{ids[0], retail.NoticeSent}
		due(ids[1:]...)
		if o := w.load(ids[0]); o.State != retail.Notified || o.Notice.State != retail.NoticeSent {
			t.Errorf("the one that had left: %v %+v", o.State, o.Notice)
		}
		w.h.Ledger = sent{ids[1], retail.NoticeSending}
		due(ids[2])
		if o := w.load(ids[1]); o.Notice.State != retail.NoticeUnknown {
			t.Errorf("the one that was under way: %+v", o.Notice)
		}
		w.clock.Advance(10 * time.Minute)
		begin(false)
		due()
		if o := w.load(ids[2]); o.Notice.State != retail.NoticeUnknown {
			t.Errorf("with no ledger: %+v", o.Notice)
		}
		w.clock.Advance(2 * time.Minute)
		fourth := stage("4")
		w.back(dev)
		due(fourth)
		resend := w.command(dseq, retail.KindNoticeResend, retail.NoticeResend{Order: ids[2]})
		w.push(dev, 0, resend)
		w.back(dev)
		due(w.load(retail.OrderIDFor("ec", "4")).ID, ids[2])
	})
}

// TestExpiryWaitsForTheTerminals: after a restore the hub does not expire orders
// of a shop whose terminals have not said what they did, for a day.
func TestExpiryWaitsForTheTerminals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		dev := w.enrol(shibuya).Device
		o := w.order(shibuya, "1")
		w.push(dev, 0, w.flow(o, 1)...)
		w.clock.Advance(o.Deadline.Sub(w.clock.Now()) - time.Hour)
		w.push(dev, 0)
		w.h.Forget()
		w.clock.Advance(2 * time.Hour)
		if ok, err := w.s.BeginLife(ctx, "", hub.Life{Began: w.clock.Now()}); err != nil || !ok {
			t.Fatal(ok, err)
		}
		w.clock.Advance(23 * time.Hour)
		if n, err := w.h.Overdue(ctx); err != nil || n != 0 {
			t.Fatalf("%d expired, %v, with a terminal still away", n, err)
		}
		w.back(dev)
		if n, err := w.h.Overdue(ctx); err != nil || n != 1 {
			t.Errorf("%d expired, %v, once it is back", n, err)
		}
	})
}

// TestHandoverIsTheSameAgain: an order that comes in again after its hub was
// restored has the code that its customer holds.
func TestHandoverIsTheSameAgain(t *testing.T) {
	var before retail.Pickup
	each(t, func(t *testing.T, w *world) {
		o := w.order(shibuya, "1")
		if before.Handover != (retail.HandoverID{}) && o.Pickup.Handover != before.Handover {
			t.Errorf("another hub with the same secret names it %v, was %v", o.Pickup.Handover, before.Handover)
		}
		before = o.Pickup
		if other := w.order(shibuya, "2"); other.Pickup.Handover == o.Pickup.Handover {
			t.Error("two orders have one code")
		}
	})
}
