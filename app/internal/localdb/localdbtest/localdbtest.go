// Package localdbtest makes terminal databases with goods, orders and stock
// for tests and benchmarks.
package localdbtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/retail"
)

// Who and where everything happens.
const (
	Store  retail.SiteID   = "S01"
	Device retail.DeviceID = "d-1"
	Staff  retail.StaffID  = "s-1"
	Scope                  = "store:S01"
	Kana                   = "カンダガワ ミヤコ"
)

// Start is the first instant of the kit's clock.
var Start = time.Date(2026, 11, 21, 10, 0, 0, 0, retail.Japan)

// Kit is a terminal database and what is needed to work on it.
type Kit struct {
	DB     *localdb.DB
	Dir    string
	Now    time.Time
	Cursor localdb.Cursor
	ids    int
}

// New opens a database in a folder of its own; it is closed with the test.
func New(t testing.TB) *Kit {
	t.Helper()
	k := &Kit{Dir: t.TempDir(), Now: Start}
	k.open(t)
	t.Cleanup(func() { _ = k.DB.Close() }) // may be closed already
	return k
}

// Options returns how the kit opens its database.
func (k *Kit) Options(t testing.TB) localdb.Options {
	t.Helper()
	s, err := credential.NewSealer(bytes.Repeat([]byte{5}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return localdb.Options{Dir: k.Dir, Reserve: -1, Sealer: s, Store: Store, Clock: retail.ClockFunc(func() time.Time { return k.Now })}
}

// Clock is the kit's clock.
func (k *Kit) Clock() time.Time { return k.Now }

func (k *Kit) open(t testing.TB) {
	t.Helper()
	db, err := localdb.Open(context.Background(), k.Options(t))
	if err != nil {
		t.Fatal(err)
	}
	k.DB = db
}

// Reopen closes the database and opens it again.
func (k *Kit) Reopen(t testing.TB) *localdb.DB {
	t.Helper()
	if err := k.DB.Close(); err != nil {
		t.Fatal(err)
	}
	k.open(t)
	return k.DB
}

// SKUID returns the i-th product.
func SKUID(i int) retail.SKUID { return retail.SKUID(fmt.Sprintf("sku-%06d", i)) }

// GTIN returns the i-th product's code of 14 digits (the check digit is right).
func GTIN(i int) string {
	s := fmt.Sprintf("0490%09d", i)
	sum := 0
	for j := range len(s) {
		w := 1
		if j%2 == 0 {
			w = 3
		}
		sum += int(s[j]-'0') * w
	}
	return s + string(rune('0'+(10-sum%10)%10))
}

// Product returns the i-th product.
func Product(i int) retail.SKU {
	g := GTIN(i)
	return retail.SKU{
		ID: SKUID(i), JAN: g[1:], Codes: []retail.ItemCode{{GTIN: g, Qty: 1}}, Style: fmt.Sprintf("ST-%05d", i/6),
		Name: "コットンシャツ", Color: retail.Color{Word: "白", Hex: "#F8F6F1"}, Size: []string{"S", "M", "L"}[i%3],
		PriceTaxIn: 3990, TaxRate: 10, Picture: "art:shirt/F8F6F1", Rank: i + 1,
	}
}

// OrderID returns the id of the i-th order.
func (k *Kit) OrderID(i int) retail.OrderID { return retail.OrderID(fmt.Sprintf("o-%06d", i)) }

// Order returns the i-th order as the hub has it: two lines of two pieces.
func (k *Kit) Order(i int) retail.Order {
	o := retail.Order{
		ID: k.OrderID(i), Store: Store, Number: fmt.Sprintf("%04d", i), Channel: "ec", External: fmt.Sprintf("EC-%07d", i),
		State: retail.Received, PlacedAt: Start.Add(-time.Hour), PromisedAt: Start.Add(time.Duration(i) * time.Minute),
		Deadline: Start.Add(72 * time.Hour),
		Customer: retail.Customer{Name: "神田川 都", Kana: Kana, Phone: "09012345678", Note: "贈り物です"},
		Pay:      retail.Payment{State: retail.Prepaid, Method: "クレジット", TotalTaxIn: 15960},
		Pickup:   retail.Pickup{Handover: retail.HandoverID{1, byte(i >> 16), byte(i >> 8), byte(i)}, Expires: Start.Add(72 * time.Hour)},
		Steps:    []retail.Step{{Kind: retail.KindReceive, At: Start.Add(-time.Hour), Note: "ec"}},
	}
	for n := range 2 {
		p := Product(2*i + n)
		o.Lines = append(o.Lines, retail.Line{
			No: n + 1, SKU: p.ID, JAN: p.JAN, Name: p.Name, Color: p.Color, Size: p.Size, Picture: p.Picture,
			PriceTaxIn: p.PriceTaxIn, TaxRate: 10, Qty: 2, Alloc: 2,
		})
	}
	return o
}

// Put makes a change of a thing.
func Put(e retail.Entity, key string, v any) localdb.Change {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return localdb.Change{Entity: e, Key: key, Ver: 1, Data: b}
}

// Orders returns the changes that bring n orders and the stock of their goods.
func (k *Kit) Orders(n int) []localdb.Change {
	var out []localdb.Change
	for i := range n {
		o := k.Order(i)
		out = append(out, Put(retail.EntityOrder, string(o.ID), o))
		for _, l := range o.Lines {
			out = append(out, Level(l.SKU, 5, 2))
		}
	}
	return out
}

// Level makes the change of a stock level.
func Level(sku retail.SKUID, onHand, allocated int) localdb.Change {
	key := retail.StockKey{Site: Store, SKU: sku, Class: retail.Regular}
	return Put(retail.EntityStock, string(sku), retail.StockLevel{StockKey: key, OnHand: onHand, Allocated: allocated, Shelf: "A-01-" + string(sku[len(sku)-1])})
}

// Feed gives the database a page of the shop's scope with the changes; the
// state contains nothing of this device yet.
func (k *Kit) Feed(t testing.TB, changes ...localdb.Change) { t.Helper(); k.FeedUpTo(t, 0, changes...) }

// FeedUpTo is Feed with a state that contains this device's commands up to last.
func (k *Kit) FeedUpTo(t testing.TB, last int64, changes ...localdb.Change) {
	t.Helper()
	p := k.Page(last, changes...)
	if err := k.DB.ApplyPage(context.Background(), p); err != nil {
		t.Fatal(err)
	}
	k.Cursor = p.End.Cursor
}

// Page makes the next page of the shop's scope.
func (k *Kit) Page(last int64, changes ...localdb.Change) localdb.Page {
	end := localdb.Cursor{Epoch: "e1", Seq: k.Cursor.Seq + int64(len(changes)), H: fmt.Sprint("h", k.Cursor.Seq+int64(len(changes)))}
	return localdb.Page{Scope: Scope, From: k.Cursor, Changes: changes, End: localdb.Bound{Cursor: end, DeviceLast: last}}
}

// Catalog gives the database a snapshot of n products.
func (k *Kit) Catalog(t testing.TB, n int) {
	t.Helper()
	err := TakeCatalog(context.Background(), k.DB, localdb.Cursor{Epoch: "e1", Seq: int64(n), H: "c"}, Products(n))
	if err != nil {
		t.Fatal(err)
	}
}

// Products yields the changes of n products.
func Products(n int) iter.Seq2[localdb.Change, error] {
	return func(yield func(localdb.Change, error) bool) {
		for i := range n {
			if !yield(Put(retail.EntitySKU, string(SKUID(i)), Product(i)), nil) {
				return
			}
		}
	}
}

// Command makes a command of Staff on Device, one second after the last.
func (k *Kit) Command(kind retail.Kind, body retail.Body) retail.Command {
	k.ids++
	k.Now = k.Now.Add(time.Second)
	return retail.Command{
		ID: retail.CommandID(fmt.Sprintf("c-%d", k.ids)), V: kind.Version(), Kind: kind, At: k.Now,
		Store: Store, Device: Device, Staff: Staff, Auth: retail.AuthPIN, Body: body,
	}
}

// Claim makes the command that claims an order.
func (k *Kit) Claim(id retail.OrderID) retail.Command {
	return k.Command(retail.KindClaim, retail.ClaimOrder{Order: id})
}

// Pick makes the command that picks one piece of a line.
func (k *Kit) Pick(id retail.OrderID, line int) retail.Command {
	var i int
	if _, err := fmt.Sscanf(string(id), "o-%d", &i); err != nil {
		panic(err)
	}
	return k.Command(retail.KindPick, retail.PickItem{
		Order: id, Line: line, SKU: SKUID(2*i + line - 1), Qty: 1, Code: GTIN(2*i + line - 1)[1:], Entry: retail.Scanned,
	})
}

// Record records commands and fails the test on an error or a rejection.
func (k *Kit) Record(t testing.TB, cmds ...retail.Command) []retail.Decision {
	t.Helper()
	ds, err := k.DB.Record(context.Background(), retail.RoleStaff, cmds...)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range ds {
		if d.Verdict == retail.Rejected {
			t.Fatalf("rejected: %v", d.Code)
		}
	}
	return ds
}
