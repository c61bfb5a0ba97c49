package stocktake_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/stocktake"
	"miseban/app/retail"
	"miseban/scanner"
)

var ctx = context.Background()

// world is a shop on a real database.
type world struct {
	*localdbtest.Kit
	t      testing.TB
	svc    *stocktake.Service
	who    retail.Actor
	online bool
	ids    int
}

func (w *world) Actor() (retail.Actor, bool) { return w.who, true }
func (w *world) Online() bool                { return w.online }
func (w *world) NewID() string               { w.ids++; return fmt.Sprint("id-", w.ids) }

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{Kit: localdbtest.New(t), t: t, online: true}
	w.sign("s-1", retail.RoleManager)
	w.Catalog(t, 20)
	w.put(retail.EntitySite, string(localdbtest.Store), retail.Site{ID: localdbtest.Store, Name: "渋谷店"})
	w.stock("sku-000000", "A-01-1", 5)
	w.stock("sku-000001", "A-01-2", 2)
	w.stock("sku-000002", "B-03-1", 4)
	w.open()
	return w
}

func (w *world) open() {
	w.svc = stocktake.New(w.DB, w, w, localdbtest.Device, retail.ClockFunc(func() time.Time { return w.Now }), w)
}

func (w *world) sign(id retail.StaffID, role retail.Role) {
	w.who = retail.Actor{Staff: retail.Staff{ID: id, Name: string(id), Role: role}, Auth: retail.AuthPIN, Device: localdbtest.Device}
}

// stock puts goods on a shelf by the books.
func (w *world) stock(sku retail.SKUID, shelf string, n int) {
	w.t.Helper()
	l := retail.StockLevel{StockKey: retail.StockKey{Site: localdbtest.Store, SKU: sku, Class: retail.Regular}, OnHand: n, Shelf: shelf, Place: "売場", AsOf: w.Now}
	w.put(retail.EntityStock, string(sku)+"/regular", l)
}

func (w *world) put(e retail.Entity, key string, row any) {
	w.t.Helper()
	w.Feed(w.t, localdbtest.Put(e, key, row))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) scan(id retail.StocktakeID, area string, i int) stocktake.Item {
	w.t.Helper()
	it, err := w.svc.Scan(ctx, id, area, retail.Regular, scanner.Code{Kind: scanner.KindGTIN, Text: localdbtest.GTIN(i), Fields: scanner.Fields{Key: localdbtest.GTIN(i)}})
	w.must(err)
	return it
}

// empty says that a shelf is empty, and what that comes to.
func (w *world) empty(sku retail.SKUID, waits bool) {
	w.t.Helper()
	if got, err := w.svc.SayEmpty(ctx, sku); err != nil || got != waits {
		w.t.Fatalf("waits %v, %v", got, err)
	}
}
