package relay_test

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const otherShop = retail.SiteID("SHINJUKU")

// correspond is a rule by which each shop tells the other of what it counts, and
// is answered by a sale of one piece.
func correspond(st retail.State, c retail.Command) retail.Decision {
	d := retail.Decide(st, c)
	to := otherShop
	if c.Store == otherShop {
		to = shop
	}
	l := retail.Letter{ID: retail.LetterIDFor(c.ID, 0), From: c.Store, To: to, Kind: retail.KindSale, At: c.At}
	switch b := c.Body.(type) {
	case retail.Count:
		l.Body = retail.Sale{SKU: "SK-9", Class: retail.Regular, Qty: b.Qty, Receipt: "asked"}
	case retail.Sale:
		if b.Receipt != "asked" {
			return d
		}
		l.Body = retail.Sale{SKU: "SK-9", Class: retail.Regular, Qty: 1}
	default:
		return d
	}
	d.Letters = []retail.Letter{l}
	return d
}

// corresponding builds both hubs anew with the rule.
func (w *world) corresponding() {
	w.t.Helper()
	rebuild := func(h *hub.Hub) *hub.Hub {
		o := h.Options
		o.Rule = correspond
		now, err := hub.Build(context.Background(), o)
		w.must(err)
		return now
	}
	w.chain, w.r.Hub = rebuild(w.chain), rebuild(w.r.Hub)
	_, err := w.chain.PutSites(context.Background(), []retail.Site{{ID: otherShop, No: 2, Kind: retail.Shop, Name: "新宿店"}})
	w.must(err)
}

func (w *world) count(dseq int64, qty int) json.RawMessage {
	w.t.Helper()
	b, err := json.Marshal(retail.Command{
		ID: retail.CommandID(retail.UUIDv7{}.NewID()), Dseq: dseq, V: 1, Kind: retail.KindCount, At: w.clock.Now(), Store: shop,
		Body: retail.Count{SKU: "SK-2", Class: retail.Regular, Qty: qty},
	})
	w.must(err)
	return b
}

func (w *world) onHand(s hub.Store, site retail.SiteID, sku retail.SKUID) int {
	w.t.Helper()
	var l retail.StockLevel
	_, err := s.Row(context.Background(), wire.StoreScope(site), retail.EntityStock, retail.LevelRef(sku, retail.Regular), &l)
	w.must(err)
	return l.OnHand
}

func (w *world) deliver() {
	w.t.Helper()
	for range 3 {
		_, err := w.chain.Deliver(context.Background())
		w.must(err)
		w.settle()
	}
}

// TestLettersOfARelay: what a relay's shop writes goes up with its log and on
// from there; what is written to it comes down as an errand.
func TestLettersOfARelay(t *testing.T) {
	w := newWorld(t)
	w.corresponding()
	w.home()
	term := w.enrol()
	w.line.cut = true
	_, err := w.r.Hub.Push(t.Context(), term, []json.RawMessage{w.count(1, 3)}, 0)
	w.must(err)
	if n, err := w.chain.Deliver(t.Context()); n != 0 || err != nil {
		t.Fatalf("delivered through a cut line: %d %v", n, err)
	}
	w.line.cut = false
	w.line.deaf = true // the page arrives, its answer does not: it comes again
	_ = w.r.Up(t.Context())
	w.line.deaf = false
	w.deliver()
	check := func(there, here int) {
		t.Helper()
		if n := w.onHand(w.books, otherShop, "SK-9"); n != there {
			t.Errorf("%d on hand in the other shop, want %d", n, there)
		}
		if a, b := w.onHand(w.below, shop, "SK-9"), w.onHand(w.books, shop, "SK-9"); a != here || b != here {
			t.Errorf("%d on hand at the relay and %d in its mirror, want %d", a, b, here)
		}
		w.agree()
	}
	check(-3, -1)
	// The other shop writes, and the relay's answer goes up.
	once, err := w.chain.NewEnrolOnce(t.Context(), otherShop)
	w.must(err)
	dev, err := w.chain.Enrol(t.Context(), wire.EnrolRequest{Code: hex.EncodeToString(once[:]), Public: w.key.Public().(ed25519.PublicKey)})
	w.must(err)
	_, err = w.chain.Push(t.Context(), dev.Device, []json.RawMessage{w.count(1, 4)}, 0)
	w.must(err)
	w.deliver()
	check(-4, -5)
	// The whole shop goes up once more: nothing is delivered again.
	w.must(w.r.Hub.Whole(t.Context(), shop, 0, func(p wire.PackPart) error {
		_, err := w.chain.Mirror(t.Context(), hub.Device{ID: w.dev, Store: shop}, wire.MirrorPage{No: w.at(w.below).No, Epoch: w.below.Epoch(), Pack: &p})
		return err
	}))
	w.deliver()
	check(-4, -5)
}

// TestALetterARelayCannotRead: it becomes an exception there.
func TestALetterARelayCannotRead(t *testing.T) {
	w := newWorld(t)
	w.corresponding()
	w.home()
	w.write(retail.Letter{ID: "l-c-0", From: otherShop, To: shop, At: w.clock.Now(), Body: retail.UnknownBody{Word: "from_tomorrow", V: 2, Raw: json.RawMessage(`{}`)}})
	w.write(retail.Letter{ID: "l-c-1", From: shop, To: "NOWHERE", Kind: retail.KindSale, At: w.clock.Now(), Body: retail.Sale{SKU: "SK-9", Class: retail.Regular, Qty: 1}})
	w.deliver()
	xs, err := w.r.Hub.Exceptions(t.Context(), shop)
	w.must(err)
	if len(xs) != 2 || xs[0].Kind != retail.ExUnknown || xs[1].Kind != retail.ExUnknown {
		t.Errorf("in the inbox: %+v", xs)
	}
	if n := w.onHand(w.below, shop, "SK-9"); n != 0 {
		t.Errorf("a letter to nowhere was judged where it came from: %d", n)
	}
	w.agree()
}

func (w *world) write(l retail.Letter) {
	w.t.Helper()
	_, err := w.books.Update(context.Background(), []wire.Scope{wire.StoreScope(l.From)}, func(tx hub.Tx) error { return tx.PutLetter(l) })
	w.must(err)
}
