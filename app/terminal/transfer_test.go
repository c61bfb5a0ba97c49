package terminal

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/transferring"
	"miseban/app/retail"
	"miseban/scanner"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// TestTransferReceivedOnTwoTerminals: a real hub, a terminal of the sender and
// two of the receiver with their real databases. One of the two unpacks without
// a line. One piece is missing, one stands on no list, one is broken: both shops'
// books are right, both inboxes have every difference with an owner, and all
// copies agree in the end.
func TestTransferReceivedOnTwoTerminals(t *testing.T) {
	ctx := t.Context()
	s := startHub(t, filepath.Join(t.TempDir(), "hub"), "127.0.0.1:0")
	defer func() { _ = s.Close() }()
	to := sampleShop(t, s)
	from := otherSite(t, s, to)
	goods, alien := twoGoods(t, s)
	if _, err := s.Hub.SetStock(ctx, []hub.StockRow{
		{Site: from, SKU: goods.ID, OnHand: 9}, {Site: from, SKU: alien.ID, OnHand: 9}, {Site: to, SKU: goods.ID, OnHand: 1}, {Site: to, SKU: alien.ID, OnHand: 1},
	}); err != nil {
		t.Fatal(err)
	}
	sender, first, second := enrol(t, s, from), enrol(t, s, to), enrol(t, s, to)
	for _, l := range []*line{sender, first, second} {
		l.until(t, "the shop's data", func(st agent.Status) bool {
			_, err := l.db.SKU(ctx, goods.ID)
			return st.Ready && err == nil
		})
	}
	service := func(l *line, db *localdb.DB, shop retail.SiteID) *transferring.Service {
		a := retail.Actor{Staff: managerOf(t, s, shop), Auth: retail.AuthPIN, Device: l.dev.ID}
		return transferring.New(db, atWork{a}, realClock, retail.UUIDv7{}, func() scanner.Options { return scanner.Options{} })
	}
	asks, sends := service(first, first.db, to), service(sender, sender.db, from)
	id, err := asks.Ask(ctx, transferring.Request{From: from, SKU: goods.ID, Qty: 4, Why: retail.ForShelf})
	if err != nil {
		t.Fatal(err)
	}
	known := func(l *line, state retail.TransferState) {
		t.Helper()
		waitFor(t, string(l.dev.Store)+" "+state.String(), func() bool {
			tr, _, err := l.db.Transfer(context.WithoutCancel(ctx), id)
			return err == nil && tr.State() == state
		})
	}
	known(sender, retail.TransferAsked)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(sends.Approve(ctx, id, []retail.TransferBit{{SKU: goods.ID, Class: retail.Regular, Qty: 4}}))
	scan := func(svc *transferring.Service, sku retail.SKU, broken bool, want transferring.Answer) {
		t.Helper()
		f, err := svc.Scan(ctx, id, scanner.Classify(sku.Codes[0].GTIN[1:], scanner.Options{}), broken)
		if err != nil || f.Answer != want {
			t.Fatalf("scan of %s: %+v, %v, want %d", sku.ID, f, err, want)
		}
	}
	scan(sends, alien, false, transferring.AnswerWrong)
	for range 4 {
		scan(sends, goods, false, transferring.AnswerRight)
	}
	scan(sends, goods, false, transferring.AnswerEnough)
	must(sends.Dispatch(ctx, id))
	known(first, retail.InTransit)
	known(second, retail.InTransit)
	if l, err := first.db.Stock(ctx, goods.ID); err != nil || l.Incoming != 4 || l.OnHand != 1 {
		t.Fatalf("on the way: %+v, %v", l, err)
	}

	// The second terminal loses its line and unpacks all the same.
	second.stop()
	db := offline(t, second)
	alone := service(second, db, to)
	scan(alone, goods, true, transferring.AnswerRight)
	scan(alone, alien, false, transferring.AnswerForeign)
	must(db.Close())

	scan(asks, goods, false, transferring.AnswerRight)
	scan(asks, goods, false, transferring.AnswerRight)
	must(asks.Finish(ctx, id, false))
	known(sender, retail.TransferReceived)
	second.start(t)
	for _, l := range []*line{first, second, sender} {
		waitFor(t, "the late scans in "+string(l.dev.Store), func() bool {
			tr, pending, err := l.db.Transfer(context.WithoutCancel(ctx), id)
			return err == nil && !pending && len(tr.Differences()) == 3 && tr.Total(retail.TransferLine.Arrived) == 4
		})
	}
	for _, x := range []struct {
		l              *line
		good, bad, odd int
		way            int
	}{{first, 3, 1, 2, 1}, {second, 3, 1, 2, 1}, {sender, 5, 0, 9, 0}} {
		waitFor(t, "the books of "+string(x.l.dev.Store), func() bool {
			at := func(sku retail.SKUID, class retail.StockClass) (l retail.StockLevel) {
				all, _ := x.l.db.StockClasses(context.WithoutCancel(ctx), sku)
				for _, c := range all {
					if c.Class == class {
						l = c
					}
				}
				return l
			}
			g, b, o := at(goods.ID, retail.Regular), at(goods.ID, retail.Damaged), at(alien.ID, retail.Regular)
			return g.OnHand == x.good && g.Incoming == x.way && b.OnHand == x.bad && o.OnHand == x.odd
		})
		waitFor(t, "the inbox of "+string(x.l.dev.Store), func() bool {
			open := map[retail.ExceptionKind]bool{}
			all, _ := x.l.db.Exceptions(context.WithoutCancel(ctx))
			for _, e := range all {
				open[e.Kind] = open[e.Kind] || e.Transfer == id && e.Assignee != ""
			}
			return open[retail.ExTransferShort] && open[retail.ExTransferForeign] && open[retail.ExTransferDamaged]
		})
	}

	// The sender sent the foreign piece, and the receiver gives the other up.
	must(sends.Settle(ctx, id, retail.Difference{SKU: alien.ID, Class: retail.Regular, Qty: 1}, retail.SettleAgreed))
	must(asks.Settle(ctx, id, retail.Difference{SKU: goods.ID, Class: retail.Regular, Qty: 1}, retail.SettleLost))
	for _, l := range []*line{first, second, sender} {
		known(l, retail.TransferClosed)
	}
	if a, err := hub.AuditOf(ctx, s.Hub.Store, false); err != nil || !a.Sound {
		t.Errorf("audit %+v, %v", a.Stock, err)
	}
}

// offline opens the database of a terminal that has no line.
func offline(t *testing.T, l *line) *localdb.DB {
	t.Helper()
	sealer, err := credential.NewSealer(l.dev.Wrap)
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Open(t.Context(), localdb.Options{Dir: l.dir, Sealer: sealer, Clock: realClock, Store: l.dev.Store, Reserve: -1})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// otherSite is another shop of the sample chain that somebody works at.
func otherSite(t *testing.T, s *hubserve.Server, not retail.SiteID) retail.SiteID {
	t.Helper()
	sites, err := s.Hub.Sites(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range sites {
		if x.ID != not && x.Kind == retail.Shop {
			return x.ID
		}
	}
	t.Fatal("no other shop")
	return ""
}

// twoGoods is two SKUs of the sample chain.
func twoGoods(t *testing.T, s *hubserve.Server) (a, b retail.SKU) {
	t.Helper()
	var all []retail.SKU
	err := s.Hub.Store.Rows(t.Context(), wire.ScopeCatalog, retail.EntitySKU, func(_ string, data []byte) error {
		var sku retail.SKU
		err := json.Unmarshal(data, &sku)
		if len(all) < 2 && len(sku.Codes) > 0 && (len(all) == 0 || all[0].Style != sku.Style) {
			all = append(all, sku)
		}
		return err
	})
	if err != nil || len(all) < 2 {
		t.Fatal(len(all), err)
	}
	return all[0], all[1]
}
