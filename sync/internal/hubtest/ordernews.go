package hubtest

import (
	"context"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// newsroom writes orders and looks at what is told of them.
type newsroom struct {
	t     *testing.T
	s     hub.Store
	clock *Clock
}

func (r *newsroom) order(id retail.OrderID, channel string) *retail.Order {
	return &retail.Order{
		ID: id, Store: shop, Number: "4821", Channel: channel, External: "W-" + string(id), State: retail.Received, PlacedAt: r.clock.Now(),
		Customer: retail.Customer{Name: "山田 太郎"}, Lines: []retail.Line{{No: 1, SKU: "SK-1", Qty: 2, PriceTaxIn: 900}},
	}
}

// write brings an order to a state by steps of these kinds.
func (r *newsroom) write(o *retail.Order, state retail.OrderState, kinds ...retail.Kind) {
	r.t.Helper()
	r.clock.Advance(time.Second)
	o.State = state
	for _, k := range kinds {
		o.Steps = append(o.Steps, retail.Step{Kind: k, At: r.clock.Now(), Device: "d-1"})
	}
	update(r.t, r.s, func(tx hub.Tx) error {
		if _, err := tx.Order(o.ID); err != nil {
			return err
		}
		return tx.PutOrder(o.Clone(), "cmd")
	}, store)
}

func (r *newsroom) list(limit int) []hub.OrderNews {
	r.t.Helper()
	all, err := r.s.OrderNews(r.t.Context(), "ec", limit)
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

// is checks what there is to be told.
func (r *newsroom) is(what, want string) {
	r.t.Helper()
	got := ""
	for _, n := range r.list(10) {
		got += n.Order + " " + n.Status.String() + " "
	}
	if got != want {
		r.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func (r *newsroom) told(key string, want retail.Code) {
	r.t.Helper()
	if err := r.s.OrderNewsTold(r.t.Context(), "ec", key); retail.CodeOf(err) != want && (err != nil || want != 0) {
		r.t.Errorf("%s: %v, want %v", key, err, want)
	}
}

// orderNews: of each order of a channel that is told there is one row, as the order is
// now, until its web shop says that it has it so; written again as it was it stays told.
func orderNews(t *testing.T, s hub.Store, clock *Clock) {
	ctx, r := context.Background(), &newsroom{t, s, clock}
	early := r.order("n-0", "ec")
	r.write(early, retail.Staged, retail.KindStage)
	if err := s.TellOrdersOf(ctx, []string{"ec", "app"}); err != nil {
		t.Fatal(err)
	}
	r.is("before anybody was told", "")

	one, two := r.order("n-1", "ec"), r.order("n-2", "ec")
	r.write(one, retail.Received)
	r.write(two, retail.Picking, retail.KindClaim)
	r.is("nothing that the web shop does not know", "")
	r.write(two, retail.Staged, retail.KindStage)
	r.write(one, retail.Staged, retail.KindStage)
	r.write(r.order("n-3", "other"), retail.Staged, retail.KindStage)
	r.write(r.order("n-4", "app"), retail.Staged, retail.KindStage)
	r.is("two are ready", "W-n-2 ready W-n-1 ready ")
	r.write(two, retail.Notified, retail.KindNoticeStart)
	r.is("the one that changed first stays in front", "W-n-2 ready W-n-1 ready ")
	first := r.list(1)
	if n := first[0]; len(first) != 1 || n.Channel != "ec" || n.Store != shop || n.Number != "4821" || len(n.Lines) != 1 || n.Lines[0].PriceTaxIn != 900 || !strings.HasPrefix(n.Key, "n-2.") {
		t.Errorf("%+v", first)
	}
	for _, bad := range []string{"", "x", "n-9.1-00", "n-4.1-00", "n-3.1-00"} {
		r.told(bad, retail.CodeNotFound)
	}
	if n, err := s.OrderNewsUntold(ctx, clock.Now()); err != nil || n["ec"] != 2 || n["app"] != 1 || n["other"] != 0 {
		t.Errorf("untold: %v %v", n, err)
	}
	if n, err := s.OrderNewsUntold(ctx, clock.Now().Add(-time.Hour)); err != nil || len(n) != 0 {
		t.Errorf("untold for an hour: %v %v", n, err)
	}
	r.changes(one, two, first[0].Key)
	r.forgets(early, two)
}

// changes: what was told of an order as it was before hides nothing that came after.
func (r *newsroom) changes(one, two *retail.Order, ready string) {
	t, s, clock := r.t, r.s, r.clock
	t.Helper()
	r.told(ready, 0)
	r.told(ready, 0)
	r.is("one was told", "W-n-1 ready ")

	// Steps that the web shop sees nothing of, and the row out of its feed and back.
	r.write(two, retail.Notified, retail.KindNoticeStart)
	update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntityOrder, "n-2", "") }, store)
	r.write(two, retail.Notified, retail.KindNoticeStart)
	r.is("as it was told", "W-n-1 ready ")

	two.Lines[0].Gone = 2
	two.Handover = &retail.Handover{At: clock.Now()}
	r.write(two, retail.HandedOver, retail.KindHandover)
	r.is("given", "W-n-1 ready W-n-2 handed_over ")
	r.told(ready, 0) // of before: the word was long on its way
	r.is("an older word", "W-n-1 ready W-n-2 handed_over ")
	given := r.list(10)[1].Key
	r.told(given, 0)
	r.is("the newer word", "W-n-1 ready ")
	r.told(ready, 0)
	r.is("the older word once more", "W-n-1 ready ")

	two.Lines[0].Gone, two.Handover = 0, nil
	r.write(two, retail.Notified, retail.KindUndoHandover)
	r.is("taken back", "W-n-1 ready W-n-2 ready ")
	if back := r.list(10)[1].Key; back == ready || back == given {
		t.Errorf("the same key %s for what is told a second time", back)
	}
	// The web shop cancels: it knows.
	clock.Advance(time.Second)
	one.Steps = append(one.Steps, retail.Step{Kind: retail.KindCancel, At: clock.Now(), Device: retail.HubDevice})
	r.write(one, retail.Canceled)
	r.is("canceled by the web shop", "W-n-2 ready ")
}

// forgets: another life of the database does not know what was told since; and what is
// forgotten of an order is forgotten of its news.
func (r *newsroom) forgets(early, two *retail.Order) {
	t, s, clock, ctx := r.t, r.s, r.clock, r.t.Context()
	t.Helper()
	r.told(r.list(1)[0].Key, 0)
	r.is("all told", "")
	two.Lines[0].Gone = 2
	two.Handover = &retail.Handover{At: clock.Now()}
	r.write(two, retail.HandedOver, retail.KindUndoHandover, retail.KindHandover)
	again := r.list(1)[0].Key
	r.told(again, 0)
	if _, err := s.BeginLife(ctx, "", hub.Life{Began: clock.Now()}); err != nil {
		t.Fatal(err)
	}
	r.is("in another life", "W-n-2 handed_over ")
	if now := r.list(1)[0].Key; now != again {
		t.Errorf("in another life under %s, was %s", now, again)
	}

	// What is forgotten of the order is forgotten of its news.
	update(t, s, func(tx hub.Tx) error { return tx.Del(store, retail.EntityOrder, "n-2", "") }, store)
	update(t, s, func(tx hub.Tx) error { return tx.Forget("n-2") }, store)
	r.is("forgotten", "")
	r.told(again, retail.CodeNotFound)

	// Who is told no more is forgotten, and begins from then on.
	r.write(early, retail.HandedOver, retail.KindHandover)
	r.is("one that was ready before", "W-n-0 handed_over ")
	for _, channels := range [][]string{{"app"}, {"app", "ec"}, {"ec", "app"}} {
		if err := s.TellOrdersOf(ctx, channels); err != nil {
			t.Fatal(err)
		}
	}
	r.is("after it was told no more", "")
	if all, err := s.OrderNews(ctx, "app", 9); err != nil || len(all) != 1 {
		t.Errorf("the other channel: %+v %v", all, err)
	}
}
