package hub_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// TestShelfIsLookedAt: one shop asks, the other one answers, each in its own
// books, and both forget it in time.
func TestShelfIsLookedAt(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		w.stocked()
		here, there := w.enrol(shibuya).Device, w.enrol(shinjuku).Device
		check := func(shop retail.SiteID) (k retail.ShelfCheck) {
			if _, err := s.Row(t.Context(), wire.StoreScope(shop), retail.EntityShelfCheck, "k-1", &k); err != nil {
				t.Fatal(err)
			}
			return k
		}
		w.push(here, 0, w.command(1, retail.KindAskShelf, retail.AskShelf{Check: "k-1", To: shinjuku, SKU: "SK-9", Seen: 3}))
		w.delivered(1)
		if a, b := check(shibuya), check(shinjuku); a.From != shibuya || b.To != shinjuku || !b.Open() || b.Seen != 3 {
			t.Fatalf("%+v %+v", a, b)
		}
		w.push(there, 0, w.command(1, retail.KindAnswerShelf, retail.AnswerShelf{Check: "k-1", SKU: "SK-9", Answer: retail.ShelfNone}))
		w.delivered(1)
		if a := check(shibuya); a.Answer != retail.ShelfNone || a.AnsweredBy == "" {
			t.Errorf("%+v", a)
		}
		var l retail.StockLevel
		_, err := s.Row(t.Context(), wire.StoreScope(shinjuku), retail.EntityStock, retail.LevelRef("SK-9", retail.Regular), &l)
		owned := slices.ContainsFunc(w.exceptions(shinjuku), func(x retail.Exception) bool { return x.Kind == retail.ExRecount && x.SKU == "SK-9" })
		if err != nil || !l.Doubt || !owned || len(w.exceptions(shibuya)) != 0 {
			t.Errorf("goods that are not there are promised on: %+v %v", l, err)
		}
		clock.Advance(25 * time.Hour)
		if n, err := w.h.Retire(t.Context(), clock.Now().Add(-48*time.Hour)); n != 2 || err != nil {
			t.Errorf("%d forgotten, %v", n, err)
		}
	})
}

// TestMovesBehindAFigure: a terminal sees what its shop's goods did, newest first,
// and what of its shop should go elsewhere.
func TestMovesBehindAFigure(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		l := w.listener(t)
		w.must(w.h.SetStock(t.Context(), []hub.StockRow{{Site: shibuya, SKU: "SK-9", OnHand: 12}, {Site: shinjuku, SKU: "SK-9", OnHand: 5}}))
		clock.Advance(time.Minute)
		_, err := w.h.Sell(t.Context(), []hub.SaleRow{
			{Site: shinjuku, SKU: "SK-9", Qty: 5, At: clock.Now(), Receipt: "R1"}, {Site: shibuya, SKU: "SK-9", Qty: 1, At: clock.Now(), Receipt: "R2"},
		})
		if err != nil {
			t.Fatal(err)
		}
		get := func(path string, status int, into any) {
			t.Helper()
			rec := l.get(path)
			if rec.Code != status || status == http.StatusOK && json.Unmarshal(rec.Body.Bytes(), into) != nil {
				t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
			}
		}
		var m wire.Moves
		get(wire.MovesPath("SK-9", retail.Regular, 1), http.StatusOK, &m)
		if len(m.Moves) != 1 || m.Moves[0].Kind != retail.MoveSale || !m.More || m.Level.OnHand != 11 {
			t.Errorf("%+v", m)
		}
		get(wire.MovesPath("SK-9", retail.Damaged, 9), http.StatusOK, &m)
		if len(m.Moves) != 0 {
			t.Errorf("%+v", m)
		}
		get(wire.PathMoves+"SK-9?class=gold", http.StatusBadRequest, nil)
		get(wire.PathMoves+"SK-9?limit=0", http.StatusBadRequest, nil)
		var p wire.Proposals
		get(wire.PathProposals, http.StatusOK, &p)
		if len(p.List) != 1 || p.List[0].From != shibuya || p.List[0].To != shinjuku || p.List[0].Qty != 3 || !p.At.Equal(clock.Now()) {
			t.Errorf("%+v", p)
		}
	})
}
