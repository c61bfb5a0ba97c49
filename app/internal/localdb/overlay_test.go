package localdb_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// world is a hub in memory that judges with the same rules.
type world struct {
	orders     map[string]*retail.Order
	exceptions map[string]retail.Exception
	stock      map[retail.SKUID]retail.StockLevel
	last       int64
	dirty      map[retail.Ref]bool
}

func newWorld(k *localdbtest.Kit, n int) *world {
	w := &world{map[string]*retail.Order{}, map[string]retail.Exception{}, map[retail.SKUID]retail.StockLevel{}, 0, map[retail.Ref]bool{}}
	for i := range n {
		o := k.Order(i)
		w.orders[string(o.ID)] = &o
		for _, l := range o.Lines {
			var level retail.StockLevel
			if err := json.Unmarshal(localdbtest.Level(l.SKU, 5, 2).Data, &level); err != nil {
				panic(err)
			}
			w.stock[l.SKU] = level
		}
	}
	return w
}

func (w *world) clone() *world {
	c := &world{map[string]*retail.Order{}, map[string]retail.Exception{}, map[retail.SKUID]retail.StockLevel{}, w.last, map[retail.Ref]bool{}}
	for id, o := range w.orders {
		c.orders[id] = o.Clone()
	}
	for id, x := range w.exceptions {
		c.exceptions[id] = x
	}
	for id, l := range w.stock {
		c.stock[id] = l
	}
	return c
}

func (w *world) judge(c retail.Command) retail.Decision {
	st := retail.State{Role: retail.RoleStaff}
	if c.Staff == "" {
		st.Role = retail.RoleHub
	}
	st.Order = w.orders[c.Body.About().ID]
	d := retail.Decide(st, c)
	if d.Order != nil {
		w.orders[string(d.Order.ID)] = d.Order
		w.dirty[retail.Ref{Entity: retail.EntityOrder, ID: string(d.Order.ID)}] = true
	}
	for _, m := range d.Moves {
		l := w.stock[m.Key.SKU]
		if m.Key.Class == retail.Regular {
			w.stock[m.Key.SKU] = l.Apply(m)
			w.dirty[retail.Ref{Entity: retail.EntityStock, ID: string(m.Key.SKU)}] = true
		}
	}
	for _, id := range d.Close {
		if x, ok := w.exceptions[string(id)]; ok && x.Open() {
			x.ClosedAt, x.ClosedBy = c.At, c.Staff
			w.exceptions[string(id)] = x
			w.dirty[retail.Ref{Entity: retail.EntityException, ID: string(id)}] = true
		}
	}
	for _, x := range d.Raise {
		w.exceptions[string(x.ID)] = x
		w.dirty[retail.Ref{Entity: retail.EntityException, ID: string(x.ID)}] = true
	}
	if c.Device == localdbtest.Device {
		w.last = c.Dseq
	}
	return d
}

func (w *world) changes() []localdb.Change {
	var out []localdb.Change
	for r := range w.dirty {
		switch r.Entity { //nolint:exhaustive // what the hub of this test changes
		case retail.EntityOrder:
			out = append(out, localdbtest.Put(r.Entity, r.ID, w.orders[r.ID]))
		case retail.EntityException:
			out = append(out, localdbtest.Put(r.Entity, r.ID, w.exceptions[r.ID]))
		case retail.EntityStock:
			out = append(out, localdbtest.Put(r.Entity, r.ID, w.stock[retail.SKUID(r.ID)]))
		}
	}
	w.dirty = map[retail.Ref]bool{}
	return out
}

func same(t *rapid.T, what string, got, want any) {
	g, gerr := json.Marshal(got)
	w, werr := json.Marshal(want)
	if err := errors.Join(gerr, werr); err != nil {
		t.Fatal(err)
	}
	if string(g) != string(w) {
		t.Fatalf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func (w *world) equal(t *rapid.T, db *localdb.DB) {
	ctx := context.Background()
	n := 0
	err := db.Orders(ctx, func(o *retail.Order) bool {
		n++
		same(t, "order", o, w.orders[string(o.ID)])
		return true
	})
	if err != nil || n != len(w.orders) {
		t.Fatalf("%d orders, %v; want %d", n, err, len(w.orders))
	}
	open := 0
	for id, x := range w.exceptions {
		got, err := db.Exception(ctx, retail.ExceptionID(id))
		if err != nil {
			t.Fatalf("exception %s: %v", id, err)
		}
		same(t, "exception", got, x)
		if x.Open() {
			open++
		}
	}
	if list, err := db.Exceptions(ctx); err != nil || len(list) != open {
		t.Fatalf("%d open exceptions, %v; want %d", len(list), err, open)
	}
	for sku, l := range w.stock {
		got, err := db.Stock(ctx, sku)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "stock", got, l)
		ids, err := db.OrdersNeeding(ctx, sku)
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, o := range w.orders {
			for _, line := range o.Lines {
				if line.SKU == sku && line.Open() > 0 && (o.State == retail.Received || o.State == retail.Picking || o.State == retail.Short) {
					want++
				}
			}
		}
		if len(ids) != want {
			t.Fatalf("%d orders need %s; want %d", len(ids), sku, want)
		}
	}
}

// draw makes any command of staff about one of n orders.
func draw(t *rapid.T, k *localdbtest.Kit, n int) retail.Command {
	id := k.OrderID(rapid.IntRange(0, n-1).Draw(t, "order"))
	line := rapid.IntRange(1, 2).Draw(t, "line")
	switch rapid.IntRange(0, 8).Draw(t, "kind") {
	case 0:
		return k.Claim(id)
	case 1:
		return k.Command(retail.KindShort, retail.ShortLine{Order: id, Line: line, Qty: 1, Reason: retail.NotFound})
	case 2:
		return k.Command(retail.KindStageBag, retail.StageBag{Order: id, Slot: "B-12", Label: "bag-" + string(id), No: 1})
	case 3:
		return k.Command(retail.KindStage, retail.StageOrder{Order: id})
	case 4:
		return k.Command(retail.KindHandover, retail.HandOver{Order: id, Proof: retail.Proof(1), Bags: []string{"bag-" + string(id)}})
	case 5:
		return k.Command(retail.KindFound, retail.FoundLine{Order: id, Line: line})
	case 6:
		return k.Command(retail.KindReveal, retail.Reveal{Order: id, Field: "phone"})
	}
	return k.Pick(id, line)
}

// TestViewIsTheHubPlusWhatItHasNotSeen lets staff, a colleague and the hub act
// in any order. The terminal must always show what the hub said with its own
// unseen commands judged on top, and in the end just what the hub has.
func TestViewIsTheHubPlusWhatItHasNotSeen(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		const n = 3
		ctx := context.Background()
		k := localdbtest.New(t)
		defer k.DB.Close()
		k.Feed(t, k.Orders(n)...)
		hub := newWorld(k, n)
		pulled := hub.clone()
		var unseen []retail.Command
		sent := 0
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "step") {
			case 0: // a colleague or the web shop
				c := draw(rt, k, n)
				c.Device, c.Staff = "d-2", "s-2"
				if rapid.Bool().Draw(rt, "cancel") {
					c = k.Command(retail.KindCancel, retail.Cancel{Order: k.OrderID(rapid.IntRange(0, n-1).Draw(rt, "canceled"))})
					c.Device, c.Staff = retail.HubDevice, ""
				}
				hub.judge(c)
			case 1: // push one
				if sent < len(unseen) {
					d := hub.judge(unseen[sent])
					j := localdb.Judged{Dseq: unseen[sent].Dseq, ID: unseen[sent].ID, Verdict: d.Verdict, Code: d.Code}
					if err := k.DB.SaveVerdicts(ctx, []localdb.Judged{j}, k.Now); err != nil {
						rt.Fatal(err)
					}
					sent++
				}
			case 2: // pull, sometimes twice
				page := k.Page(hub.last, hub.changes()...)
				if err := k.DB.ApplyPage(ctx, page); err != nil {
					rt.Fatal(err)
				}
				if err := k.DB.ApplyPage(ctx, page); page.From != page.End.Cursor && !errors.Is(err, localdb.ErrCursor) {
					rt.Fatalf("a page was taken in twice: %v", err)
				}
				k.Cursor = page.End.Cursor
				pulled = hub.clone()
				unseen, sent = unseen[sent:], 0
			default:
				cmds := []retail.Command{draw(rt, k, n)}
				ds, err := k.DB.Record(ctx, retail.RoleStaff, cmds...)
				if err != nil {
					rt.Fatal(err)
				}
				if ds[0].Verdict != retail.Rejected {
					unseen = append(unseen, cmds[0])
				}
			}
			want := pulled.clone()
			for _, c := range unseen {
				want.judge(c)
			}
			want.equal(rt, k.DB)
		}
		for ; sent < len(unseen); sent++ {
			hub.judge(unseen[sent])
		}
		k.FeedUpTo(t, hub.last, hub.changes()...)
		hub.equal(rt, k.DB)
	})
}

func TestPageMustBeginAtTheCursor(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	page := k.Page(0, k.Orders(1)...)
	k.Feed(t, page.Changes...)
	if err := k.DB.ApplyPage(ctx, page); !errors.Is(err, localdb.ErrCursor) || retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("the same page again: %v", err)
	}
	got, err := k.DB.Cursor(ctx, localdbtest.Scope)
	if err != nil || got != page.End.Cursor {
		t.Errorf("cursor %+v, %v; want %+v", got, err, page.End.Cursor)
	}
}

func TestSnapshotReplacesAndKeepsWhatWasDone(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(3)...)
	k.Record(t, k.Claim(k.OrderID(0)), k.Pick(k.OrderID(0), 1))
	rows := k.Orders(1)
	s := localdb.Snapshot{
		Scope: localdbtest.Scope,
		Rows: func(yield func(localdb.Change, error) bool) {
			for _, c := range rows {
				if !yield(c, nil) {
					return
				}
			}
		},
		End: func() localdb.Bound { return localdb.Bound{Cursor: localdb.Cursor{Epoch: "e2", Seq: 9, H: "x"}} },
	}
	if err := k.DB.ApplySnapshot(ctx, s); err != nil {
		t.Fatal(err)
	}
	if _, err := k.DB.Order(ctx, k.OrderID(1)); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("an order that the hub no longer has: %v", err)
	}
	o, err := k.DB.Order(ctx, k.OrderID(0))
	if err != nil || o.Lines[0].Picked != 1 || o.State != retail.Picking {
		t.Errorf("what was done is not on top of the snapshot: %+v, %v", o, err)
	}
	s.Rows = func(yield func(localdb.Change, error) bool) { yield(localdb.Change{}, errors.New("cut")) }
	if err := k.DB.ApplySnapshot(ctx, s); err == nil {
		t.Error("a snapshot that was cut off was taken in")
	}
	if _, err := k.DB.Order(ctx, k.OrderID(0)); err != nil {
		t.Error("a snapshot that was cut off emptied the shop:", err)
	}
}

func TestRejectedByTheHubGoesWithThePull(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(1)...)
	id := k.OrderID(0)
	k.Record(t, k.Claim(id))
	if err := k.DB.SaveVerdicts(ctx, []localdb.Judged{{Dseq: 1, ID: "c-1", Verdict: retail.Rejected, Code: retail.ClaimedBy}}, k.Now); err != nil {
		t.Fatal(err)
	}
	if o, _ := k.DB.Order(ctx, id); o.Claim == nil {
		t.Error("the claim went with the answer: it must stand until the pull, or the screen flickers")
	}
	k.FeedUpTo(t, 1)
	if o, _ := k.DB.Order(ctx, id); o.Claim != nil || o.State != retail.Received {
		t.Errorf("the rejected claim is still shown: %+v", o.Claim)
	}
	p, err := k.DB.Outbox(ctx, 10)
	if err != nil || p.Recorded != 1 || p.Acked != 1 || p.Unsent != 0 || len(p.Lines) != 1 ||
		p.Lines[0].Code != retail.ClaimedBy || p.Lines[0].Number != "0000" {
		t.Errorf("outbox page %+v, %v", p, err)
	}
}

func TestRewindAndRenumber(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(2)...)
	id := k.OrderID(0)
	k.Record(t, k.Claim(id), k.Pick(id, 1), k.Pick(id, 1), k.Pick(id, 2))
	judged := []localdb.Judged{}
	for i, cmd := range []retail.CommandID{"c-1", "c-2", "c-3"} {
		judged = append(judged, localdb.Judged{Dseq: int64(i + 1), ID: cmd, Verdict: retail.Applied})
	}
	if err := k.DB.SaveVerdicts(ctx, judged, k.Now); err != nil {
		t.Fatal(err)
	}
	dseqs := func() (out []int64) {
		t.Helper()
		cmds, _, err := k.DB.Pending(ctx, 100, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cmds {
			out = append(out, c.Dseq)
		}
		return out
	}
	if got := dseqs(); !reflect.DeepEqual(got, []int64{4}) {
		t.Fatalf("pending %v; want 4", got)
	}
	if err := k.DB.Rewind(ctx, 1); err != nil { // restored from a backup that knows only the first
		t.Fatal(err)
	}
	if got := dseqs(); !reflect.DeepEqual(got, []int64{2, 3, 4}) {
		t.Errorf("after a rewind to 1: %v; want 2 3 4", got)
	}
	if err := k.DB.Renumber(ctx, 9); err != nil { // the hub knows others up to 9
		t.Fatal(err)
	}
	if got := dseqs(); !reflect.DeepEqual(got, []int64{10, 11, 12}) {
		t.Errorf("after renumbering above 9: %v; want 10 11 12", got)
	}
	cmds := []retail.Command{k.Pick(id, 2)}
	if _, err := k.DB.Record(ctx, retail.RoleStaff, cmds...); err != nil || cmds[0].Dseq != 13 {
		t.Errorf("next dseq %d, %v; want 13", cmds[0].Dseq, err)
	}
	if err := k.DB.Rewind(ctx, 3); err != nil { // 4 is not kept: what is left moves down
		t.Fatal(err)
	}
	if got := dseqs(); !reflect.DeepEqual(got, []int64{4, 5, 6, 7}) {
		t.Errorf("after a rewind to 3: %v; want 4 5 6 7", got)
	}
	if o, _ := k.DB.Order(ctx, id); o.Lines[0].Picked != 2 || o.Lines[1].Picked != 2 {
		t.Errorf("picked %d and %d; want 2 and 2", o.Lines[0].Picked, o.Lines[1].Picked)
	}
}

// A hub without a backup keeps nothing safe: what it judged stays here, for two
// weeks of its own clock.
func TestJournalIsKeptForAHubWithoutABackup(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(1)...)
	const n = 300
	var judged []localdb.Judged
	for i := range n {
		c := k.Command(retail.KindReveal, retail.Reveal{Order: k.OrderID(0), Field: "name"})
		k.Record(t, c)
		judged = append(judged, localdb.Judged{Dseq: int64(i + 1), ID: c.ID, Verdict: retail.Applied})
	}
	if err := k.DB.SaveVerdicts(ctx, judged, k.Now); err != nil {
		t.Fatal(err)
	}
	kept := func(stable int64) int {
		t.Helper()
		p := k.Page(n)
		p.End.Stable = stable
		if err := k.DB.ApplyPage(ctx, p); err != nil {
			t.Fatal(err)
		}
		k.Cursor = p.End.Cursor
		page, err := k.DB.Outbox(ctx, 2*n)
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Lines)
	}
	seen := func(at time.Time) {
		t.Helper()
		if err := k.DB.SeenHub(ctx, at, 0); err != nil {
			t.Fatal(err)
		}
	}
	seen(k.Now.Add(47 * time.Hour))
	if got := kept(50); got != n {
		t.Errorf("%d lines with 50 in a backup of the last two days, want all %d", got, n)
	}
	seen(k.Now.Add(13 * 24 * time.Hour))
	if got := kept(0); got != n {
		t.Errorf("%d lines after 13 days, want all %d", got, n)
	}
	if got := kept(50); got != n-50 {
		t.Errorf("%d lines with 50 in a backup, want %d", got, n-50)
	}
	seen(k.Now.Add(15 * 24 * time.Hour))
	if got := kept(51); got != 200 {
		t.Errorf("%d lines after 15 days, want the last 200", got)
	}
}

// TestSentAgainAfterARestore: what a restored hub does not know is unsent again,
// but what it had rejected is neither shown as done nor asked for anew.
func TestSentAgainAfterARestore(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(2)...)
	var judged []localdb.Judged
	for i, id := range []retail.OrderID{k.OrderID(0), k.OrderID(1)} {
		c := k.Command(retail.KindClaim, retail.ClaimOrder{Order: id})
		k.Record(t, c)
		judged = append(judged, localdb.Judged{Dseq: int64(i + 1), ID: c.ID, Verdict: retail.Applied})
	}
	judged[1].Verdict, judged[1].Code = retail.Rejected, retail.ClaimedBy
	if err := k.DB.SaveVerdicts(ctx, judged, k.Now); err != nil {
		t.Fatal(err)
	}
	count := func() int {
		t.Helper()
		n, err := k.DB.Again(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(); n != 0 {
		t.Errorf("%d to be sent again before anything was lost", n)
	}
	if err := k.DB.Rewind(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 2 {
		t.Errorf("%d to be sent again, want 2", n)
	}
	was, err := k.DB.Rejected(ctx, 1, 2)
	if err != nil || len(was) != 1 || was[0] != judged[1] {
		t.Errorf("rejected before: %+v, %v; want %+v", was, err, judged[1])
	}
	if was, err = k.DB.Rejected(ctx, 3, 9); err != nil || len(was) != 0 {
		t.Errorf("of others: %+v, %v", was, err)
	}
	if err := k.DB.ResetCursor(ctx, localdbtest.Scope); err != nil {
		t.Fatal(err)
	}
	if k.Cursor, err = k.DB.Cursor(ctx, localdbtest.Scope); err != nil {
		t.Fatal(err)
	}
	k.Feed(t, k.Orders(2)...) // the restored hub's state, which knows neither
	first, err := k.DB.Order(ctx, k.OrderID(0))
	if err != nil || first.Claim == nil {
		t.Errorf("the accepted claim is gone: %+v, %v", first, err)
	}
	second, err := k.DB.Order(ctx, k.OrderID(1))
	if err != nil || second.Claim != nil {
		t.Errorf("the rejected claim is back: %+v, %v", second, err)
	}
	if err := k.DB.SaveVerdicts(ctx, judged, k.Now); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 0 {
		t.Errorf("%d to be sent again after all were judged", n)
	}
}

// A terminal that lost its database begins at 1 again, and the hub has those
// numbers under other commands: what staff do now must stay in sight, whether
// the hub's state comes first or the hub's word on their numbers.
func TestNumbersOfALostDatabase(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(1)...)
	id := k.OrderID(0)
	k.Record(t, k.Claim(id), k.Pick(id, 1))
	seen := func(when string) {
		t.Helper()
		o, err := k.DB.Order(ctx, id)
		if err != nil || o.PickedPieces() != 1 {
			t.Errorf("%s: %d pieces picked, %v; want the one picked here", when, o.PickedPieces(), err)
		}
	}
	seen("recorded")
	c, err := k.DB.Cursor(ctx, "store:"+string(localdbtest.Store))
	if err != nil {
		t.Fatal(err)
	}
	end := c
	end.Seq, end.H = c.Seq+1, "h+"
	if err := k.DB.ApplyPage(ctx, localdb.Page{Scope: "store:" + string(localdbtest.Store), From: c, End: localdb.Bound{Cursor: end, DeviceLast: 82}}); err != nil {
		t.Fatal(err)
	}
	seen("with a state that has #82")
	cmds, _, err := k.DB.Pending(ctx, 10, 1<<20)
	if err != nil || len(cmds) != 2 || cmds[0].Dseq != 83 || cmds[1].Dseq != 84 {
		t.Errorf("pending %v, %v; want 83 and 84", cmds, err)
	}
	if err := k.DB.Renumber(ctx, 82); err != nil {
		t.Fatal(err)
	}
	seen("numbered again")
}

// What the hub has judged and not told of yet stays in sight when what is unsent
// gets other numbers.
func TestRenumberKeepsWhatIsJudgedInSight(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(1)...)
	id := k.OrderID(0)
	k.Record(t, k.Claim(id), k.Pick(id, 1), k.Pick(id, 1))
	if err := k.DB.SaveVerdicts(ctx, []localdb.Judged{
		{Dseq: 1, ID: "c-1", Verdict: retail.Applied}, {Dseq: 2, ID: "c-2", Verdict: retail.Applied},
	}, k.Now); err != nil {
		t.Fatal(err)
	}
	if err := k.DB.Renumber(ctx, 7); err != nil {
		t.Fatal(err)
	}
	o, err := k.DB.Order(ctx, id)
	if err != nil || o.PickedPieces() != 2 {
		t.Errorf("%d pieces picked, %v; want both", o.PickedPieces(), err)
	}
}

// A terminal that goes on from an older copy of its database gives numbers again
// that the hub has under other commands. When the hub says so, what is unsent is
// surely not in its state.
func TestForkedNumbersAreNotContained(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(1)...)
	id := k.OrderID(0)
	k.Record(t, k.Claim(id), k.Pick(id, 1), k.Pick(id, 1))
	scope := "store:" + string(localdbtest.Store)
	c, err := k.DB.Cursor(ctx, scope)
	if err != nil {
		t.Fatal(err)
	}
	end := c
	end.Seq, end.H = c.Seq+1, "h+"
	if err := k.DB.ApplyPage(ctx, localdb.Page{Scope: scope, From: c, End: localdb.Bound{Cursor: end, DeviceLast: 2}}); err != nil {
		t.Fatal(err)
	}
	if err := k.DB.Renumber(ctx, 2); err != nil {
		t.Fatal(err)
	}
	o, err := k.DB.Order(ctx, id)
	if err != nil || o.PickedPieces() != 2 {
		t.Errorf("%d pieces picked, %v; want both", o.PickedPieces(), err)
	}
}
