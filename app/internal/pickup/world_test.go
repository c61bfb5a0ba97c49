package pickup_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"iter"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/scanner"
)

var (
	ctx = context.Background()
	key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
)

// world is a small shop on a real database.
type world struct {
	*localdbtest.Kit
	t   *testing.T
	svc *pickup.Service
	who retail.Actor
	in  bool
	ids int
}

// Goods of the small shop: the same shirt in M and L on one shelf, a knit, tea
// that also comes in cases of twelve.
var (
	shirtM = good("SH-M", "4999000000010", "SH", "白", "M", retail.ItemCode{})
	shirtL = good("SH-L", "4999000000027", "SH", "白", "L", retail.ItemCode{})
	knit   = good("KN-L", "4999000000034", "KN", "キャメル", "L", retail.ItemCode{})
	tea    = good("TE", "4999000000041", "TE", "缶入り", "", retail.ItemCode{GTIN: "14999000000048", Qty: 12})
	meat   = weighed(good("ME", "4999000000072", "ME", "", "", retail.ItemCode{}), "00212345000007", "94999000000075")
	goods  = []retail.SKU{shirtM, shirtL, knit, tea, meat}
	shelf  = map[retail.SKUID]string{"SH-M": "A-01-2", "SH-L": "A-01-2", "KN-L": "A-04-1", "TE": "C-02-3"}
)

func good(id retail.SKUID, jan, style, color, size string, caseCode retail.ItemCode) retail.SKU {
	s := retail.SKU{
		ID: id, JAN: jan, Style: style, Name: string(id), Color: retail.Color{Word: color}, Size: size, PriceTaxIn: 1000, TaxRate: 10,
		Codes: []retail.ItemCode{{GTIN: retail.PadGTIN(jan), Qty: 1}},
	}
	if caseCode.GTIN != "" {
		s.Codes = append(s.Codes, caseCode)
	}
	return s
}

// weighed is goods of about 300 g at 200 yen for 100 g, with further numbers.
func weighed(s retail.SKU, codes ...string) retail.SKU {
	s.Fresh, s.PriceTaxIn = retail.Fresh{Grams: 300, Per100TaxIn: 200}, 600
	for _, c := range codes {
		s.Codes = append(s.Codes, retail.ItemCode{GTIN: c, Qty: 1})
	}
	return s
}

func newWorld(t *testing.T, orders ...retail.Order) *world {
	t.Helper()
	w := &world{Kit: localdbtest.New(t), t: t, in: true}
	w.who = retail.Actor{Staff: retail.Staff{ID: localdbtest.Staff, Name: "佐藤", Role: retail.RoleStaff, Active: true}, Auth: retail.AuthPIN, Device: localdbtest.Device}
	snapshot := func(scope string, rows ...localdb.Change) {
		t.Helper()
		err := w.DB.ApplySnapshot(ctx, localdb.Snapshot{Scope: scope, Rows: all(rows), End: func() localdb.Bound {
			return localdb.Bound{Cursor: localdb.Cursor{Epoch: "e", Seq: 1}, Now: w.Now}
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	var skus []localdb.Change
	for _, s := range goods {
		skus = append(skus, localdbtest.Put(retail.EntitySKU, string(s.ID), s))
	}
	if err := localdbtest.TakeCatalog(ctx, w.DB, localdb.Cursor{Epoch: "e", Seq: 1}, all(skus)); err != nil {
		t.Fatal(err)
	}
	snapshot("org",
		localdbtest.Put(retail.EntitySite, string(localdbtest.Store), retail.Site{ID: localdbtest.Store, No: 77, Kind: retail.Shop, Name: "渋谷店"}),
		localdbtest.Put(retail.EntityChain, "chain", retail.Chain{PickupKeys: []retail.PickupKey{{ID: 1, Public: key.Public().(ed25519.PublicKey)}}, Pickups: retail.PickupPolicy{IDFrom: 500_000}}),
		localdbtest.Put(retail.EntityStaff, string(w.who.Staff.ID), w.who.Staff),
		localdbtest.Put(retail.EntityStaff, "s-2", retail.Staff{ID: "s-2", Name: "鈴木", NameEn: "Suzuki", Role: retail.RoleStaff, Active: true}),
		localdbtest.Put(retail.EntityTerminal, string(localdbtest.Device), retail.Terminal{ID: localdbtest.Device, Store: localdbtest.Store, Name: "ハンディ1"}),
	)
	w.feed(orders...)
	w.restart()
	return w
}

// restart makes the service forget what it keeps in memory alone.
func (w *world) restart() {
	w.svc = pickup.New(w.DB, w, retail.ClockFunc(func() time.Time { return w.Now }), w)
}

func all(rows []localdb.Change) iter.Seq2[localdb.Change, error] {
	return func(yield func(localdb.Change, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// feed gives the terminal orders, stock and places as the hub sends them.
func (w *world) feed(orders ...retail.Order) {
	w.t.Helper()
	var rows []localdb.Change
	for _, s := range goods {
		l := retail.StockLevel{StockKey: retail.StockKey{Site: localdbtest.Store, SKU: s.ID, Class: retail.Regular}, OnHand: 2, Shelf: shelf[s.ID], Place: "売場 2階・左奥", AsOf: w.Now}
		rows = append(rows, localdbtest.Put(retail.EntityStock, string(s.ID)+"/regular", l))
	}
	for i := 1; i <= 6; i++ {
		code := fmt.Sprintf("B-%02d", i)
		rows = append(rows, localdbtest.Put(retail.EntitySlot, code, retail.StagingSlot{Code: code, Store: localdbtest.Store, Area: "受取コーナー", Order: i}))
	}
	for _, o := range orders {
		rows = append(rows, localdbtest.Put(retail.EntityOrder, string(o.ID), o))
	}
	w.Feed(w.t, rows...)
}

// Actor makes the world the session of its service.
func (w *world) Actor() (retail.Actor, bool) { return w.who, w.in }

// NewID makes the world the source of its ids.
func (w *world) NewID() string { w.ids++; return fmt.Sprintf("c-%06d", w.ids) }

// order returns a received order of one piece of each SKU.
func order(number, kana string, in time.Duration, skus ...retail.SKU) retail.Order {
	o := retail.Order{
		ID: retail.OrderID("o-" + number), Store: localdbtest.Store, Number: number, External: "EC-" + number, State: retail.Received,
		PlacedAt: localdbtest.Start.Add(-time.Hour), PromisedAt: localdbtest.Start.Add(in), Deadline: localdbtest.Start.AddDate(0, 0, 7),
		Customer: retail.Customer{Kana: kana, Phone: "0900000" + number}, Pay: retail.Payment{State: retail.Prepaid, TotalTaxIn: 1000},
	}
	for i, s := range skus {
		o.Lines = append(o.Lines, retail.Line{No: i + 1, SKU: s.ID, JAN: s.JAN, Name: s.Name, Color: s.Color, Size: s.Size, Qty: 1, Alloc: 1, PriceTaxIn: 1000, TaxRate: 10})
	}
	copy(o.Pickup.Handover[:], number+"xxxx")
	o.Pickup.Expires = o.Deadline
	o.Pickup.Digits = retail.DigitsHash(o.Pickup.Handover, "1234"+number)
	return o
}

func (w *world) code(text string) scanner.Code {
	return scanner.Classify(text, scanner.Options{Source: scanner.SourceWedge, At: w.Now})
}

func (w *world) place(slot string) scanner.Code { return w.code(must(scanner.NewPlace(slot))) }
func (w *world) bag(id string) scanner.Code     { return w.code(must(scanner.NewBag(id))) }

func must(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

// token returns the customer's pickup code of an order.
func (w *world) token(o retail.Order, store uint32, expires time.Time, k ed25519.PrivateKey) scanner.Code {
	return w.code(retail.PickupToken{KeyID: 1, Store: store, Handover: o.Pickup.Handover, Reissue: o.Pickup.Reissue, Expires: expires}.Sign(k))
}

// scan judges a JAN against the pick of an order and fails the test on errors.
func (w *world) scan(id retail.OrderID, text string) pickup.Found {
	w.t.Helper()
	f, err := w.svc.Scan(ctx, id, w.code(text))
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// stage picks nothing; it puts a picked order into a place with its bags.
func (w *world) stage(id retail.OrderID, slot string, bags ...string) pickup.Staged {
	w.t.Helper()
	var out pickup.Staged
	if _, err := w.svc.SetBags(ctx, id, len(bags)); err != nil {
		w.t.Fatal(err)
	}
	for _, c := range append([]scanner.Code{w.place(slot)}, w.bags(bags)...) {
		var err error
		if out, err = w.svc.ScanStage(ctx, id, c); err != nil {
			w.t.Fatal(err)
		}
	}
	return out
}

func (w *world) bags(ids []string) []scanner.Code {
	var out []scanner.Code
	for _, id := range ids {
		out = append(out, w.bag(id))
	}
	return out
}

const kindDigits = scanner.KindPickupDigits

func put(o retail.Order) localdb.Change { return localdbtest.Put(retail.EntityOrder, string(o.ID), o) }
