package hub

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// SaleRow is one line of a till's receipt. Site, Receipt and Line name it: the
// same line is booked once, however often it is told.
type SaleRow struct {
	Site    retail.SiteID
	SKU     retail.SKUID
	Class   retail.StockClass // Regular when zero
	Qty     int               // fewer than zero: given back
	At      time.Time
	Receipt string
	Line    int
}

// saleChunk is how many sales one transaction books.
const saleChunk = 200

// SaleResult is what became of one SaleRow.
type SaleResult uint8

// Values of SaleResult.
const (
	// SaleNew: it was not known before, and is booked, or waits for the shop's relay.
	SaleNew SaleResult = iota + 1
	// SaleKnown: it was told before.
	SaleKnown
	// SaleOther: the line of that receipt was told before, with something else in it.
	// What was told first stays booked.
	SaleOther
)

// Sell books what the tills (POS) sold and returns how many lines were new. A
// sale is never refused, also when nothing was left for it. Like Apply it waits
// where the home of a shop is a relay.
func (h *Hub) Sell(ctx context.Context, sales []SaleRow) (int, error) {
	list, err := h.Ring(ctx, sales)
	n := 0
	for _, r := range list {
		if r == SaleNew {
			n++
		}
	}
	return n, err
}

// Ring does what Sell does and tells of each line what became of it, in the order
// of the input. After an error those that were not reached are 0; repeating all is
// safe.
func (h *Hub) Ring(ctx context.Context, sales []SaleRow) ([]SaleResult, error) {
	bySite := map[retail.SiteID][]int{}
	for i, s := range sales {
		bySite[s.Site] = append(bySite[s.Site], i)
	}
	out := make([]SaleResult, len(sales))
	for _, site := range sortedKeys(bySite) {
		for chunk := range slices.Chunk(bySite[site], saleChunk) {
			if err := h.sell(ctx, site, sales, chunk, out); err != nil {
				for _, i := range chunk {
					out[i] = 0
				}
				return out, err
			}
		}
	}
	return out, nil
}

// sell books the sales of a site that stand at the given places.
func (h *Hub) sell(ctx context.Context, site retail.SiteID, sales []SaleRow, at []int, out []SaleResult) error {
	var news []wire.Hint
	err := h.update(ctx, []wire.Scope{wire.StoreScope(site)}, func(tx Tx) error {
		in := intake{h: h, tx: tx, now: h.Clock.Now()}
		for _, i := range at {
			s := sales[i]
			b := retail.Sale{SKU: s.SKU, Class: cmp.Or(s.Class, retail.Regular), Qty: s.Qty, Receipt: s.Receipt}
			r, fresh, err := in.tell(retail.Command{
				ID:   retail.DerivedCommandID("sale", string(site), s.Receipt, strconv.Itoa(s.Line)),
				Kind: retail.KindSale, Store: site, At: s.At, Body: b,
			})
			if err != nil {
				return err
			}
			out[i] = SaleNew
			if !fresh {
				out[i] = told(r, b)
			}
		}
		news = in.hints
		return in.end()
	})
	if err != nil {
		return err
	}
	h.tell(news...)
	return nil
}

// told compares a sale with what was told under its name before, as far as that
// is known here.
func told(r *Record, b retail.Sale) SaleResult {
	var was retail.Sale
	if json.Unmarshal(r.Raw, &was) == nil && was.SKU != "" && was != b {
		return SaleOther
	}
	return SaleKnown
}
