package csvfile

import (
	"context"
	"strconv"
	"strings"

	"miseban/app/retail"
)

// draft is an order being put together from its rows.
type draft struct {
	number string // the web shop's own
	recs   []int  // into batch.recs
	faults map[int]Reason
	alone  map[int]Reason // rows that go to quarantine without holding the order
}

func (d *draft) fault(i int, r Reason) {
	if !r.IsZero() && d.faults[i].IsZero() {
		d.faults[i] = r
	}
}

// group gathers the rows of each order, in the order of the file. A row that
// cannot be read is put to the order it most likely belongs to, and to both
// neighbours where that cannot be told, so that never half an order goes on.
func group(recs []record) []*draft {
	var out []*draft
	byNumber := map[string]*draft{}
	join := func(number string, i int) {
		d := byNumber[number]
		if d == nil {
			d = &draft{number: number, faults: map[int]Reason{}, alone: map[int]Reason{}}
			byNumber[number] = d
			out = append(out, d)
		}
		if n := len(d.recs); n == 0 || d.recs[n-1] != i {
			d.recs = append(d.recs, i)
		}
	}
	for i := range recs {
		if n := number0(recs[i]); n != "" || recs[i].cells != nil {
			join(n, i)
			continue
		}
		before, after := near(recs, i, -1), near(recs, i, +1)
		switch guess := recs[i].guess; {
		case guess != "" && (guess == before || guess == after || shape(guess) == shape(before) || before == "" && shape(guess) == shape(after)):
			join(guess, i)
		default:
			join(before, i)
			if after != before {
				join(after, i)
			}
		}
	}
	return out
}

// text is the row as it stands in the file.
func (r record) text() string {
	t, _ := r.full()
	return t
}

// number0 is the order number of a readable row.
func number0(r record) string {
	if r.cells == nil {
		return r.sure
	}
	return code(r.raw("order"))
}

// near returns the order number of the next readable row in a direction.
func near(recs []record, i, step int) string {
	for i += step; i >= 0 && i < len(recs); i += step {
		if n := number0(recs[i]); n != "" {
			return n
		}
	}
	return ""
}

// shape tells numbers of one make from others: A-1041 and A-998 are one.
func shape(s string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			r = '9'
		case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
			r = 'A'
		}
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// fate is what a draft turned out to be.
type fate uint8

const (
	fateOrder fate = iota + 1
	fateCancel
	fateBad
	fateForeign // not for pickup in a shop, or at a stage that is not ours
	fateUnpaid  // the web shop still waits for the money
)

// build makes the order of a draft. With fateBad the reasons stand in d.faults.
func (b *batch) build(ctx context.Context, d *draft) (retail.Order, fate, error) {
	var o retail.Order
	if d.number == "" {
		for _, i := range d.recs {
			d.fault(i, b.unread(i, "order"))
		}
		return o, fateBad, nil
	}
	var goods []int
	for _, i := range d.recs {
		switch r := b.recs[i]; {
		case r.cells == nil:
			d.fault(i, because(WrongColumns, "want", strconv.Itoa(r.width)))
		case r.all("keep") && !r.any("skip"):
			goods = append(goods, i)
		}
	}
	if len(goods) == 0 && len(d.faults) == 0 {
		return o, fateForeign, nil
	}
	if len(goods) == 0 {
		return o, fateBad, nil
	}
	goods, mixed := b.forPickup(goods)
	if len(goods) == 0 {
		return o, fateForeign, nil
	}
	if b.recs[goods[0]].any("canceled") {
		return retail.Order{Channel: b.Channel, External: d.number}, fateCancel, nil
	}
	b.head(d, &o, goods)
	if err := b.lines(ctx, d, &o, goods); err != nil {
		return o, 0, err
	}
	unpaid := b.money(d, &o, goods[0], mixed)
	switch {
	case len(d.faults) > 0:
		return o, fateBad, nil
	case unpaid:
		return o, fateUnpaid, nil
	}
	return o, fateOrder, nil
}

// forPickup leaves the rows that are collected in a shop; mixed tells that
// others of the order are not.
func (b *batch) forPickup(rows []int) (out []int, mixed bool) {
	if len(b.checks["pickup"]) == 0 {
		return rows, false
	}
	for _, i := range rows {
		r := b.recs[i]
		if _, ok := b.shops.find(r.raw("shop")); ok || r.any("pickup") {
			out = append(out, i)
		}
	}
	return out, len(out) > 0 && len(out) < len(rows)
}

// unread is the reason for an empty or unreadable needed field.
func (b *batch) unread(i int, key string) Reason {
	if b.recs[i].cells == nil {
		return because(WrongColumns, "want", strconv.Itoa(b.recs[i].width))
	}
	return because(MissingField, "field", b.recs[i].header(key, b.header))
}

// head fills everything of the order but lines and money.
func (b *batch) head(d *draft, o *retail.Order, rows []int) {
	first := rows[0]
	r := b.recs[first]
	o.Channel, o.External, o.Number = b.Channel, d.number, code(r.raw("number"))
	site, ok := b.shops.find(r.raw("shop"))
	if !ok {
		d.fault(first, because(UnknownShop, "shop", words(r.raw("shop"))))
	}
	for _, i := range rows[1:] {
		if b.recs[i].raw("shop") != r.raw("shop") {
			d.fault(i, because(Unequal, "field", r.header("shop", b.header), "row", strconv.Itoa(r.row)))
		}
	}
	o.Store = site.ID
	o.PlacedAt = b.now
	if v := r.raw("placed"); v != "" {
		t, _, ok := moment(v)
		if !ok {
			d.fault(first, because(BadDate, "value", v))
		}
		o.PlacedAt = t
	} else if r.has("placed") {
		d.fault(first, b.unread(first, "placed"))
	}
	b.times(d, o, first, site)
	o.Customer = retail.Customer{
		Name: words(r.raw("name")), Kana: kana(r.raw("kana")), Phone: phone(r.raw("phone")), Email: mail(r.raw("email")),
		Note: words(r.raw("note")),
	}
	o.Gift, o.Proxy = yes(r.raw("gift")), kana(r.raw("proxy"))
}

// times fills promise and deadline.
func (b *batch) times(d *draft, o *retail.Order, first int, site retail.Site) {
	r := b.recs[first]
	o.PromisedAt = promise(site, o.PlacedAt, r.whole("promise.hours", promiseHours))
	if v := r.raw("promised"); v != "" {
		t, day, ok := moment(v)
		if !ok {
			d.fault(first, because(BadDate, "value", v))
		}
		if of, has := timeOfDay(r.raw("promised.time")); day || has {
			t = wish(site, t, of)
		}
		if t.After(o.PromisedAt) || !day {
			o.PromisedAt = t
		}
	}
	o.Deadline = lastCall(site, o.PromisedAt, r.whole("deadline.days", deadlineDays))
	if v := r.raw("deadline"); v != "" {
		t, day, ok := moment(v)
		if !ok {
			d.fault(first, because(BadDate, "value", v))
		}
		if day {
			t = lastCall(site, t, 0)
		}
		o.Deadline = t
	}
	if !o.Deadline.After(o.PromisedAt) {
		o.Deadline = lastCall(site, o.PromisedAt, 0)
	}
}

// lines fills the lines of the order.
func (b *batch) lines(ctx context.Context, d *draft, o *retail.Order, rows []int) error {
	seen := map[string]int{} // line id, or whole row → record
	for _, i := range rows {
		r := b.recs[i]
		key := code(r.raw("line.id"))
		if key == "" {
			key = "\x00" + r.text()
		}
		if j, twice := seen[key]; twice {
			why := because(Duplicate, "row", strconv.Itoa(b.recs[j].row))
			if key[0] != 0 && r.text() == b.recs[j].text() {
				why.Fault = Repeated // the same line twice: the order is whole without it
				d.alone[i] = why
				continue
			}
			d.fault(i, why)
			continue
		}
		seen[key] = i
		l, why, err := b.line(ctx, i)
		if err != nil {
			return err
		}
		d.fault(i, why)
		l.No = len(o.Lines) + 1
		o.Lines = append(o.Lines, l)
	}
	return nil
}

// line reads one row as a line.
func (b *batch) line(ctx context.Context, i int) (retail.Line, Reason, error) {
	r := b.recs[i]
	c := code(r.raw("line.code"))
	if c == "" {
		return retail.Line{}, b.unread(i, "line.code"), nil
	}
	hit, err := b.sku(ctx, c)
	if err != nil || !hit.fault.IsZero() {
		return retail.Line{}, hit.fault, err
	}
	qty, ok := number(r.raw("line.qty"))
	if !ok || qty < 1 || qty > 9999 {
		return retail.Line{}, because(BadNumber, "value", r.raw("line.qty")), nil
	}
	s := hit.sku
	l := retail.Line{
		SKU: s.ID, JAN: s.JAN, Name: s.Name, Color: s.Color, Size: s.Size, Picture: s.Picture, PriceTaxIn: s.PriceTaxIn, TaxRate: s.TaxRate, Fresh: s.Fresh,
		Qty: int(qty),
	}
	if l.Name == "" {
		l.Name = words(r.raw("line.name"))
	}
	if why := r.ordered(&l, &s); !why.IsZero() {
		return l, why, nil
	}
	price, rate, why := r.price("line.price", "line.tax", s.TaxRate)
	if r.raw("line.price") != "" {
		l.PriceTaxIn = price
	}
	if r.raw("line.tax") != "" {
		l.TaxRate = rate
	}
	return l, why, nil
}

// price reads an amount with tax: as it stands, or with the tax put on top and
// rounded to the nearest yen as web carts do for a price they show.
func (r record) price(key, taxKey string, known retail.TaxRate) (retail.Yen, retail.TaxRate, Reason) {
	rate := known
	if v := r.raw(taxKey); v != "" {
		n, ok := number(strings.TrimSuffix(code(v), "%"))
		if !ok || n < 0 || n > 100 {
			return 0, 0, because(BadNumber, "value", v)
		}
		rate = retail.TaxRate(n)
	} else if known == 0 {
		rate = retail.TaxRate(r.whole("tax.default", 10))
	}
	v := r.raw(key)
	if v == "" {
		return 0, rate, Reason{}
	}
	n, ok := yen(v)
	if !ok || n < 0 {
		return 0, rate, because(BadNumber, "value", v)
	}
	if r.plain["price.tax"] == "excluded" {
		n = (n*retail.Yen(100+int64(rate)) + 50) / 100
	}
	return n, rate, Reason{}
}

// money fills the payment and tells whether the web shop has no money yet.
func (b *batch) money(d *draft, o *retail.Order, first int, mixed bool) (unpaid bool) {
	r := b.recs[first]
	var total retail.Yen
	for _, l := range o.Lines {
		total += l.PriceTaxIn * retail.Yen(l.Qty)
	}
	if v := r.raw("total"); v != "" && !mixed {
		n, ok := yen(v)
		if !ok || n < 0 {
			d.fault(first, because(BadNumber, "value", v))
		}
		total = n
	}
	pay, unpaid, why := r.payment(total)
	d.fault(first, why)
	o.Pay = pay
	return unpaid
}

// groupKey names what waits together in quarantine.
func groupKey(channel, number string) string { return channel + ":" + number }

// cutGroup takes a group key apart; a channel has no colon.
func cutGroup(key string) (channel, number string, ok bool) { return strings.Cut(key, ":") }
