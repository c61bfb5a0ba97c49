package sample

import (
	"fmt"
	"math/rand/v2"
	"time"

	"miseban/app/retail"
)

// keepFor is how long goods wait for the customer: the shop's last hour of
// that many days later.
const keepFor = 7

// want is a line to be: a SKU and how many.
type want struct {
	sku retail.SKUID
	qty int
}

// opening are the orders of the pictures, all at 渋谷店.
var opening = []struct {
	number          string
	member          int
	placed, promise int // minutes before and after now
	lines           []want
	due             bool // to be paid at pickup
	note            string
}{
	{"4819", 0, -66, -6, []want{{navySneaker, 1}, {"MG-8010-NV-400ML", 1}}, false, "11:00 に伺います"},
	{"4821", 1, -16, 14, []want{{whiteShirtM, 1}, {camelKnitL, 1}, {ecruTote, 1}}, false, "11時すぎに受け取りに行きます"},
	{"4822", 2, -28, 32, []want{{navyMug, 1}}, true, ""},
	{"4825", 3, -12, 58, []want{{mustardKnitM, 1}, {"KN-3010-EC-M", 1}, {"SK-5010-CC-25-27", 2}}, false, ""},
	{"4828", 4, -8, 75, []want{{sencha80, 2}}, true, "12:00 までにお願いします"},
}

// notes are what customers write, most of them nothing.
var notes = []string{
	"", "", "", "", "", "", "", "夕方に伺います", "昼休みに受け取ります", "11時すぎに受け取りに行きます", "ギフト用の袋をお願いします",
	"母が受け取りに行きます", "仕事帰りに寄ります", "領収書をお願いします",
}

// Orders returns n orders as the web shop has them at Now. The first five are
// those of the pictures and carry the short numbers staff know them by; the
// first twelve are for 渋谷店, the rest for every shop. All others leave the
// number to the hub.
func (w *World) Orders(n int) []retail.Order {
	r := w.rng(5)
	out := make([]retail.Order, n)
	for i := range out {
		at := w.Now.Add(-time.Duration(5+r.IntN(90)) * time.Minute)
		site := Shibuya
		if i >= 12 {
			site = w.somewhere(r)
		}
		o := w.order(r, site, w.external("A", i), at)
		o.PromisedAt = w.Now.Add(time.Duration(85+9*i+r.IntN(9)) * time.Minute)
		if i < len(opening) {
			w.open(&o, i)
		}
		out[i] = o
	}
	return out
}

// open makes the order the i-th one of the pictures.
func (w *World) open(o *retail.Order, i int) {
	p := opening[i]
	o.Number, o.Customer, o.Gift, o.Proxy = p.number, w.Members[p.member].customer(), false, ""
	o.Customer.Note = p.note
	o.PlacedAt = w.Now.Add(time.Duration(p.placed) * time.Minute)
	o.PromisedAt = w.Now.Add(time.Duration(p.promise) * time.Minute)
	o.Lines = nil
	for _, l := range p.lines {
		o.Lines = append(o.Lines, w.line(len(o.Lines)+1, l))
	}
	pay(o, p.due)
}

// external is the web shop's own number of an order. It carries the instant of
// the world, so that a later demonstration never repeats an earlier one's.
func (w *World) external(series string, i int) string {
	return fmt.Sprintf("%s%s-%05d", series, w.Now.UTC().Format("060102150405"), i+1)
}

// order makes an order of what the shop has, ready for a hub to take in.
func (w *World) order(r *rand.Rand, site retail.SiteID, external string, at time.Time) retail.Order {
	m := pick(r, w.Members)
	o := retail.Order{
		ID: retail.OrderIDFor(Channel, external), Store: site, Channel: Channel, External: external, State: retail.Received,
		PlacedAt: at, PromisedAt: at.Add(time.Duration(30+15*r.IntN(12)) * time.Minute), Customer: m.customer(), Gift: r.IntN(9) == 0,
	}
	o.Customer.Note = pick(r, notes)
	if o.Customer.Note == "母が受け取りに行きます" {
		o.Proxy = m.customer().CallName() + " ヨシエ"
	}
	for range 1 + r.IntN(2)*(1+r.IntN(3)) {
		l := want{w.bestSeller(r, site), 1}
		if r.IntN(5) == 0 {
			l.qty = 2
		}
		if !has(o.Lines, l.sku) {
			o.Lines = append(o.Lines, w.line(len(o.Lines)+1, l))
		}
	}
	pay(&o, r.IntN(4) == 0)
	day := at.In(retail.Japan)
	o.Deadline = time.Date(day.Year(), day.Month(), day.Day()+keepFor, 20, 0, 0, 0, retail.Japan)
	return o
}

func has(lines []retail.Line, id retail.SKUID) bool {
	for _, l := range lines {
		if l.SKU == id {
			return true
		}
	}
	return false
}

// bestSeller draws a SKU that the shop has, the better sellers more often.
func (w *World) bestSeller(r *rand.Rand, site retail.SiteID) retail.SKUID {
	list, u := w.wanted[site], r.Float64()
	return w.SKUs[list[int(u*u*float64(len(list)))]].ID
}

// somewhere draws a shop; 渋谷店 has half of all orders.
func (w *World) somewhere(r *rand.Rand) retail.SiteID {
	return pick(r, []retail.SiteID{Shibuya, Shibuya, Shibuya, Shinjuku, Kichijoji, Yokohama})
}

// line is a line of the order that asks for l.
func (w *World) line(no int, l want) retail.Line {
	s := w.SKUs[w.skus[l.sku]]
	return retail.Line{
		No: no, SKU: s.ID, JAN: s.JAN, Name: s.Name, Color: s.Color, Size: s.Size, Picture: s.Picture,
		PriceTaxIn: s.PriceTaxIn, TaxRate: s.TaxRate, Qty: l.qty, Fresh: s.Fresh,
	}
}

// pay prices the order as its lines stand.
func pay(o *retail.Order, due bool) {
	var sum retail.Yen
	for _, l := range o.Lines {
		sum += l.PriceTaxIn * retail.Yen(l.Qty)
	}
	o.Pay = retail.Payment{State: retail.Prepaid, Method: "クレジット", TotalTaxIn: sum}
	if due {
		o.Pay = retail.Payment{State: retail.PayAtPickup, Method: "店頭払い", TotalTaxIn: sum, DueTaxIn: sum}
	}
}

// customer is the member as an order carries them.
func (m Member) customer() retail.Customer {
	return retail.Customer{Name: m.Name, Kana: m.Kana, Phone: m.Phone, Email: m.Email}
}
