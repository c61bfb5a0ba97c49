package hub

import (
	"context"
	"fmt"
	"slices"
	"time"

	"miseban/app/retail"
)

// WebSale is a receipt that a till (POS) sends by itself. Store, Receipt and the
// number of a line name what was sold: told again, by whichever way, it is booked
// once.
type WebSale struct {
	Store   retail.SiteID
	Receipt string
	At      string // RFC 3339
	Lines   []WebSaleLine
	// Floor are floor orders (店頭注文) that the receipt took the money for. Their goods
	// stand on none of its Lines: they leave the books when the customer has them.
	Floor []WebFloor
}

// WebFloor is a floor order as a till knows it: by its number, and by Order where the
// code on the slip was scanned.
type WebFloor struct {
	Number string
	Order  retail.FloorOrderID
}

// WebSaleLine is one article of a WebSale, by SKU or by a code of it.
type WebSaleLine struct {
	No    int // 0: its place among the lines, from 1 on
	SKU   retail.SKUID
	JAN   string
	Class string // a word of retail.StockClass; "": regular
	Qty   int    // fewer than zero: given back
}

// Limits of what a till sends in one go.
const (
	WebSaleLines  = 1000 // of all receipts together
	webSalePieces = 10_000
	webSaleName   = 64 // bytes of a receipt's number
	webSaleAhead  = 10 * time.Minute
)

// WebSaleFault is a line that was not booked, or with Line < 0 a whole receipt.
type WebSaleFault struct {
	Sale, Line int    // places in what was sent, from 0 on
	Code       string // missing, invalid, unknown_store, other_store, unknown_sku, too_many, future, conflict, unknown_order, ambiguous
	Field      string // as the till writes it: sales[0].lines[2].qty
}

// WebSalesBooked is what became of what a till sent.
type WebSalesBooked struct {
	New, Known int // lines, and floor orders
	Bad        []WebSaleFault
}

// RingUp books what a till sends. A line that cannot be is told and keeps no other
// from being booked: they were sold.
func (h *Hub) RingUp(ctx context.Context, c Channel, sales []WebSale) (WebSalesBooked, error) {
	var out WebSalesBooked
	sites, err := h.siteMap(ctx)
	if err != nil {
		return out, err
	}
	u := ringing{h: h, channel: c, sites: sites, now: h.Clock.Now(), skus: map[string]retail.SKUID{}}
	for i, s := range sales {
		if err := u.sale(ctx, i, s); err != nil {
			return out, err
		}
	}
	done, err := h.Ring(ctx, u.rows)
	if err != nil {
		return out, err
	}
	for i, r := range done {
		switch at := u.at[i]; r {
		case SaleNew:
			out.New++
		case SaleKnown:
			out.Known++
		case SaleOther:
			u.fault(at[0], at[1], "conflict", "")
		}
	}
	for i, s := range sales {
		if err := u.paid(ctx, &out, i, s); err != nil {
			return out, err
		}
	}
	out.Bad = u.bad
	return out, nil
}

// paid books the floor orders of a receipt that has no fault itself.
func (u *ringing) paid(ctx context.Context, out *WebSalesBooked, i int, s WebSale) error {
	if slices.ContainsFunc(u.bad, func(b WebSaleFault) bool { return b.Sale == i && b.Line < 0 }) {
		return nil
	}
	at, err := time.Parse(time.RFC3339, s.At)
	if err != nil {
		return err
	}
	for j, f := range s.Floor {
		n, err := u.h.PayFloor(ctx, FloorPayment{Site: s.Store, Number: f.Number, Order: f.Order, Receipt: s.Receipt, At: at})
		switch code := retail.CodeOf(err); {
		case code == retail.CodeNotFound:
			u.fault(i, -1, "unknown_order", fmt.Sprintf("floor[%d].number", j))
		case code == retail.CodeInvalid:
			u.fault(i, -1, "ambiguous", fmt.Sprintf("floor[%d].order", j))
		case err != nil:
			return err
		case n == 0:
			out.Known++
		default:
			out.New++
		}
	}
	return nil
}

// ringing reads what a till sent.
type ringing struct {
	h       *Hub
	channel Channel
	sites   map[retail.SiteID]retail.Site
	now     time.Time
	skus    map[string]retail.SKUID // found before; "" for none
	rows    []SaleRow
	at      [][2]int // where each row was sent
	bad     []WebSaleFault
}

// fault notes what is wrong with a line, or with line < 0 with a receipt.
func (u *ringing) fault(sale, line int, code, field string) {
	at := fmt.Sprintf("sales[%d]", sale)
	if line >= 0 {
		at += fmt.Sprintf(".lines[%d]", line)
	}
	if field != "" {
		at += "." + field
	}
	u.bad = append(u.bad, WebSaleFault{Sale: sale, Line: line, Code: code, Field: at})
}

func (u *ringing) sale(ctx context.Context, i int, s WebSale) error {
	site, known := u.sites[s.Store]
	at, bad := time.Parse(time.RFC3339, s.At)
	code, field := "", ""
	switch {
	case s.Store == "":
		code, field = "missing", "store"
	case !known || site.Kind != retail.Shop:
		code, field = "unknown_store", "store"
	case !u.channel.Has(s.Store):
		code, field = "other_store", "store"
	case s.Receipt == "":
		code, field = "missing", "receipt"
	case unnameable(s.Receipt, webSaleName):
		code, field = "invalid", "receipt"
	case s.At == "":
		code, field = "missing", "at"
	case bad != nil || at.Year() < 2000: // without the time of day a count cannot be held against it
		code, field = "invalid", "at"
	case at.After(u.now.Add(webSaleAhead)):
		code, field = "future", "at"
	case len(s.Lines)+len(s.Floor) == 0:
		code, field = "missing", "lines"
	}
	if code != "" {
		u.fault(i, -1, code, field)
		return nil
	}
	seen := map[int]bool{}
	for j, l := range s.Lines {
		no := l.No
		if no == 0 {
			no = j + 1
		}
		sku, code, field, err := u.line(ctx, l)
		if err != nil {
			return err
		}
		class := retail.Regular
		switch {
		case code != "":
		case seen[no]:
			code, field = "invalid", "line"
		case l.Class != "" && class.UnmarshalText([]byte(l.Class)) != nil:
			code, field = "invalid", "class"
		}
		if code != "" {
			u.fault(i, j, code, field)
			continue
		}
		seen[no] = true
		u.rows = append(u.rows, SaleRow{Site: s.Store, SKU: sku, Class: class, Qty: l.Qty, At: at, Receipt: s.Receipt, Line: no})
		u.at = append(u.at, [2]int{i, j})
	}
	return nil
}

// line tells which article a line is, or what is wrong with it.
func (u *ringing) line(ctx context.Context, l WebSaleLine) (sku retail.SKUID, code, field string, err error) {
	switch {
	case l.No < 0:
		return "", "invalid", "line", nil
	case l.Qty == 0:
		return "", "invalid", "qty", nil
	case l.Qty > webSalePieces || l.Qty < -webSalePieces:
		return "", "too_many", "qty", nil
	case l.SKU == "" && l.JAN == "":
		return "", "missing", "sku", nil
	case unnameable(string(l.SKU), webSaleName):
		return "", "invalid", "sku", nil
	case unnameable(l.JAN, webSaleName):
		return "", "invalid", "jan", nil
	}
	name, field, get := "sku "+string(l.SKU), "sku", func() (retail.SKU, error) { return u.h.SKU(ctx, l.SKU) }
	if l.SKU == "" {
		name, field, get = "jan "+l.JAN, "jan", func() (retail.SKU, error) { return u.h.SKUByCode(ctx, l.JAN) }
	}
	sku, known := u.skus[name]
	if !known {
		s, err := get()
		if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
			return "", "", "", err
		}
		sku, u.skus[name] = s.ID, s.ID
	}
	if sku == "" {
		return "", "unknown_sku", field, nil
	}
	return sku, "", "", nil
}
