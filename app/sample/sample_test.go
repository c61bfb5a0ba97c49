package sample

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/assets/art"
)

var now = time.Date(2026, 11, 21, 10, 45, 0, 0, retail.Japan)

func TestDeterminism(t *testing.T) {
	a, b := New(7, now), New(7, now)
	if !reflect.DeepEqual(a, b) {
		t.Fatal("the same seed made two chains")
	}
	if !reflect.DeepEqual(a.Orders(50), b.Orders(50)) {
		t.Error("the same seed made different orders")
	}
	for i := range 100 {
		if !reflect.DeepEqual(a.Next(i), b.Next(i)) {
			t.Fatalf("event %d differs", i)
		}
	}
	if reflect.DeepEqual(a.Orders(50)[12:], New(8, now).Orders(50)[12:]) {
		t.Error("another seed made the same orders")
	}
}

// valid tells whether the last digit is the GS1 check digit of the others.
// It counts from the left, unlike checkDigit.
func valid(code string) bool {
	sum := 0
	for i, c := range code {
		n := int(c - '0')
		if n < 0 || n > 9 {
			return false
		}
		if (len(code)-i)%2 == 0 {
			n *= 3
		}
		sum += n
	}
	return sum%10 == 0
}

func TestValid(t *testing.T) {
	for code, want := range map[string]bool{"4006381333931": true, "4006381333932": false, "73513537": true, "10614141000415": true} {
		if valid(code) != want {
			t.Errorf("valid(%s) = %v", code, !want)
		}
	}
}

func TestGoods(t *testing.T) {
	w := New(1, now)
	if len(w.SKUs) < 2000 {
		t.Errorf("%d SKUs, want 2,000 or more", len(w.SKUs))
	}
	ids, gtins, forms, drawn := map[retail.SKUID]bool{}, map[string]retail.SKUID{}, map[string]int{}, map[art.Kind]bool{}
	id := regexp.MustCompile(`^[0-9A-Z-]+$`)
	for i, s := range w.SKUs {
		if ids[s.ID] || !id.MatchString(string(s.ID)) {
			t.Errorf("id %q is taken or not plain", s.ID)
		}
		ids[s.ID] = true
		switch {
		case len(s.JAN) == 8:
			forms["JAN-8"]++
		case len(s.JAN) == 13 && s.JAN[0] == '2':
			forms["in store"]++
		case len(s.JAN) == 13 && strings.HasPrefix(s.JAN, "4999"):
			forms["JAN-13"]++
		default:
			t.Errorf("%s has the JAN %q", s.ID, s.JAN)
		}
		if s.Codes[0] != (retail.ItemCode{GTIN: retail.PadGTIN(s.JAN), Qty: 1}) {
			t.Errorf("%s: first code %v is not its JAN", s.ID, s.Codes[0])
		}
		for _, c := range s.Codes {
			if len(c.GTIN) != 14 || !valid(c.GTIN) || gtins[c.GTIN] != "" {
				t.Errorf("%s: code %s is wrong or belongs to %q too", s.ID, c.GTIN, gtins[c.GTIN])
			}
			gtins[c.GTIN] = s.ID
			if c.Qty > 1 {
				forms[fmt.Sprintf("case of %d", c.Qty)]++
			}
		}
		kind, _, err := art.ParseRef(s.Picture)
		if err != nil {
			t.Errorf("%s: picture %q: %v", s.ID, s.Picture, err)
		}
		drawn[kind] = true
		if s.Rank != i+1 || s.PriceTaxIn < 100 || s.TaxRate != 8 && s.TaxRate != 10 {
			t.Errorf("%s: rank %d, price %d, tax %d, picture %q", s.ID, s.Rank, s.PriceTaxIn, s.TaxRate, s.Picture)
		}
		if s.Name == "" || s.NameEn == "" || s.Brand == "" || s.Category == "" || s.Color.Word == "" || s.Color.En == "" || !katakana(s.Kana) {
			t.Errorf("%s is not described: %+v", s.ID, s)
		}
	}
	for _, form := range []string{"JAN-13", "JAN-8", "in store", "case of 10", "case of 12"} {
		if forms[form] < 3 {
			t.Errorf("only %d of the form %s", forms[form], form)
		}
	}
	if len(drawn) < 20 || drawn[art.KindBox] {
		t.Errorf("%d kinds of picture, or a plain box among them", len(drawn))
	}
	t.Logf("%d SKUs: %v, %d kinds of picture", len(w.SKUs), forms, len(drawn))
}

func katakana(s string) bool {
	for _, r := range s {
		if (r < 'ァ' || r > 'ヶ') && r != 'ー' && r != '・' && r != ' ' {
			return false
		}
	}
	return s != ""
}

func TestPeople(t *testing.T) {
	w := New(1, now)
	if len(w.Staff) < 12 || len(w.Members) != memberCount {
		t.Errorf("%d staff, %d members", len(w.Staff), len(w.Members))
	}
	badge, pins, badges, kinds := regexp.MustCompile(`^[0-9A-Z][0-9A-Z-]{1,18}[0-9A-Z]$`), map[string]bool{}, map[string]bool{}, map[retail.Role]bool{}
	for _, p := range w.Staff {
		if len(p.PIN) != 4 || pins[p.PIN] || badges[p.Badge] || !badge.MatchString(p.Badge) || p.Name == "" || p.NameEn == "" || !p.Active {
			t.Errorf("%+v", p)
		}
		pins[p.PIN], badges[p.Badge], kinds[p.Role] = true, true, true
		for _, s := range p.Stores {
			if site, ok := w.Site(s); !ok || site.Kind != retail.Shop {
				t.Errorf("%s works at %s", p.ID, s)
			}
		}
	}
	if sato := w.Staff[0]; sato.ID != Sato || sato.PIN != "1234" || sato.Role != retail.RoleLead {
		t.Errorf("%+v", sato)
	}
	for _, role := range []retail.Role{retail.RoleStaff, retail.RoleLead, retail.RoleManager} {
		if !kinds[role] {
			t.Errorf("nobody is %s", role)
		}
	}
	phones, mails := map[string]bool{}, map[string]bool{}
	for _, m := range w.Members {
		if phones[m.Phone] || mails[m.Email] || len(m.Phone) != 11 || !strings.HasPrefix(m.Phone, "0900000") || !katakana(m.Kana) ||
			!strings.Contains(m.Name, " ") || !strings.HasSuffix(m.Email, "@example.jp") {
			t.Errorf("%+v", m)
		}
		phones[m.Phone], mails[m.Email] = true, true
	}
}

func TestPlaces(t *testing.T) {
	w := New(1, now)
	numbers, shops := map[uint32]bool{}, 0
	for _, s := range w.Sites {
		if numbers[s.No] || s.No == 0 || s.No >= 1<<24 || !katakana(s.Kana) || s.NameEn == "" || s.Lat < 35 || s.Lng > 141 || s.Phone[0] != '0' {
			t.Errorf("%+v", s)
		}
		numbers[s.No] = true
		if s.Kind == retail.Shop {
			shops++
		}
	}
	if shops != 4 || len(w.Sites) != 5 {
		t.Errorf("%d shops of %d sites", shops, len(w.Sites))
	}
	places := map[string]retail.StagingSlot{}
	for _, s := range w.Slots {
		places[string(s.Store)+s.Code] = s
	}
	if len(places) != len(w.Slots) || len(places) != 4*30 {
		t.Errorf("%d slots of %d differ", len(places), len(w.Slots))
	}
	if b12 := places["SHIBUYAB-12"]; b12.Area != "受取コーナー" || b12.Place != "中段・左から 3つ目" {
		t.Errorf("%+v", b12)
	}
	if len(w.Stock) != len(w.SKUs)*len(w.Sites) {
		t.Errorf("%d levels", len(w.Stock))
	}
	label, keys, out, back := regexp.MustCompile(`^W?[A-Z]-\d\d-\d$`), map[retail.StockKey]retail.StockLevel{}, 0, 0
	for _, l := range w.Stock {
		_, known := w.SKU(l.SKU)
		if _, ok := w.Site(l.Site); !ok || !known || l.Class != retail.Regular || !label.MatchString(l.Shelf) || l.Place == "" || l.OnHand < 0 || l.AsOf.After(now) {
			t.Errorf("%+v", l)
		}
		if _, ok := keys[l.StockKey]; ok {
			t.Errorf("%v twice", l.StockKey)
		}
		keys[l.StockKey] = l
		if l.OnHand == 0 {
			out++
		}
		if l.Backroom {
			back++
		}
	}
	if out < 100 || back < 100 {
		t.Errorf("%d out of stock, %d in the back", out, back)
	}
	stands := map[shelf]string{}
	for code, s := range shelves() {
		if stands[s] != "" {
			t.Errorf("%s and %s share shelf %v", code, stands[s], s)
		}
		stands[s] = code
	}
	at := func(site retail.SiteID, sku retail.SKUID) retail.StockLevel {
		return keys[retail.StockKey{Site: site, SKU: sku, Class: retail.Regular}]
	}
	for sku, want := range map[retail.SKUID]string{
		whiteShirtM: "A-01-2 売場 2階・左奥の棚 2", camelKnitL: "A-04-1 売場 2階・中央の棚 5", ecruTote: "C-02-3 売場 1階・入口の棚 7",
	} {
		l := at(Shibuya, sku)
		if got := fmt.Sprintf("%s %s %d", l.Shelf, l.Place, l.OnHand); got != want || !l.AsOf.Equal(now.Add(-3*time.Minute)) {
			t.Errorf("%s: %s as of %s, want %s", sku, got, l.AsOf, want)
		}
	}
}

func TestOrders(t *testing.T) {
	w := New(1, now)
	list := w.Orders(60)
	names := []string{"4819 タナカ -6 2", "4821 ヤマダ 14 3", "4822 サトウ 32 1", "4825 ワタナベ 58 4", "4828 コバヤシ 75 2"}
	ids := map[retail.OrderID]bool{}
	var due, gifts, proxies int
	for i := range list {
		o := &list[i]
		check(t, w, o)
		if ids[o.ID] {
			t.Errorf("%s twice", o.ID)
		}
		ids[o.ID] = true
		if i < len(names) {
			if got := fmt.Sprintf("%s %s %.0f %d", o.Number, o.Customer.CallName(), o.PromisedAt.Sub(now).Minutes(), o.Pieces()); got != names[i] {
				t.Errorf("order %d is %s, want %s", i, got, names[i])
			}
		} else if o.Number != "" {
			t.Errorf("order %d has number %s", i, o.Number)
		}
		if i < 12 && o.Store != Shibuya {
			t.Errorf("order %d is for %s", i, o.Store)
		}
		if o.Pay.State == retail.PayAtPickup {
			due++
		}
		if o.Gift {
			gifts++
		}
		if o.Proxy != "" {
			proxies++
		}
	}
	if due < 3 || gifts < 1 || proxies < 1 {
		t.Errorf("%d due, %d gifts, %d proxies", due, gifts, proxies)
	}
	if o := list[1]; o.Pay.TotalTaxIn != 21780 || o.Pay.State != retail.Prepaid || o.Customer.Note != "11時すぎに受け取りに行きます" ||
		o.Deadline.In(retail.Japan).Format("1月2日") != "11月28日" {
		t.Errorf("%+v", o)
	}
}

// check fails unless everything the order names is in the world and its sums are right.
func check(t *testing.T, w *World, o *retail.Order) {
	t.Helper()
	var sum retail.Yen
	for i, l := range o.Lines {
		s, ok := w.SKU(l.SKU)
		if !ok || l.No != i+1 || l.Qty < 1 || l.JAN != s.JAN || l.Name != s.Name || l.PriceTaxIn != s.PriceTaxIn || l.TaxRate != s.TaxRate {
			t.Errorf("%s line %+v", o.External, l)
		}
		sum += l.PriceTaxIn * retail.Yen(l.Qty)
	}
	site, ok := w.Site(o.Store)
	if !ok || site.Kind != retail.Shop || len(o.Lines) == 0 || o.Channel != Channel || o.ID != retail.OrderIDFor(Channel, o.External) {
		t.Errorf("%+v", o)
	}
	if due := o.Pay.State == retail.PayAtPickup; o.Pay.TotalTaxIn != sum || due != (o.Pay.DueTaxIn == sum) || sum < 1 {
		t.Errorf("%s: %+v, lines come to %d", o.External, o.Pay, sum)
	}
	if !o.Deadline.After(o.PromisedAt) || o.PlacedAt.After(o.PromisedAt) || !katakana(o.Customer.Kana) || len(o.Customer.Phone) != 11 {
		t.Errorf("%s: placed %s, promised %s, deadline %s, %+v", o.External, o.PlacedAt, o.PromisedAt, o.Deadline, o.Customer)
	}
}

func TestStream(t *testing.T) {
	w := New(1, now)
	live, last, shops := map[retail.OrderID]bool{}, now, map[retail.SiteID]int{}
	for _, o := range w.Orders(100) {
		live[o.ID] = true
	}
	canceled := 0
	for i := range 900 {
		e := w.Next(i)
		if !e.At.After(last) {
			t.Fatalf("event %d at %s is not after %s", i, e.At, last)
		}
		last = e.At
		if e.Order == nil {
			if !live[e.Cancel] || e.Why == "" {
				t.Fatalf("event %d cancels %q: %q", i, e.Cancel, e.Why)
			}
			delete(live, e.Cancel)
			canceled++
			continue
		}
		check(t, w, e.Order)
		if live[e.Order.ID] || e.Order.Number != "" || !e.Order.PlacedAt.Equal(e.At) {
			t.Fatalf("event %d: %+v", i, e.Order)
		}
		live[e.Order.ID] = true
		shops[e.Order.Store]++
	}
	if canceled != 100 || len(shops) != 4 {
		t.Errorf("%d canceled, shops %v", canceled, shops)
	}
}

func TestBig(t *testing.T) {
	w, orders := Big(now, 1000, 5000)
	if len(w.SKUs) != 5000 || len(orders) != 1000 {
		t.Fatalf("%d SKUs, %d orders", len(w.SKUs), len(orders))
	}
	gtins, ids := map[string]bool{}, map[retail.OrderID]bool{}
	for _, s := range w.SKUs {
		for _, c := range s.Codes {
			if gtins[c.GTIN] || !valid(c.GTIN) {
				t.Fatalf("%s: %s", s.ID, c.GTIN)
			}
			gtins[c.GTIN] = true
		}
	}
	for i := range orders {
		check(t, w, &orders[i])
		ids[orders[i].ID] = true
	}
	if len(ids) != len(orders) {
		t.Errorf("%d ids", len(ids))
	}
}

func BenchmarkBig(b *testing.B) {
	for range b.N {
		Big(now, 10_000, 100_000)
	}
}
