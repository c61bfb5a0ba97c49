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

// Sell books what the tills (POS) sold and returns how many lines were new. A
// sale is never refused, also when nothing was left for it.
func (h *Hub) Sell(ctx context.Context, sales []SaleRow) (int, error) {
	bySite := map[retail.SiteID][]SaleRow{}
	for _, s := range sales {
		bySite[s.Site] = append(bySite[s.Site], s)
	}
	total := 0
	for _, site := range sortedKeys(bySite) {
		for chunk := range slices.Chunk(bySite[site], saleChunk) {
			n, err := h.sell(ctx, site, chunk)
			total += n
			if err != nil {
				return total, err
			}
		}
	}
	return total, nil
}

func (h *Hub) sell(ctx context.Context, site retail.SiteID, sales []SaleRow) (int, error) {
	booked := 0
	err := h.update(ctx, []wire.Scope{wire.StoreScope(site)}, func(tx Tx) error {
		booked = 0
		in := intake{h: h, tx: tx, now: h.Clock.Now()}
		if err := in.begin(); err != nil {
			return err
		}
		for _, s := range sales {
			fresh, err := in.sell(site, s)
			if err != nil {
				return err
			}
			if fresh {
				booked++
			}
		}
		return in.end()
	})
	return booked, err
}

// sell books one line and tells whether it is new.
func (in *intake) sell(site retail.SiteID, s SaleRow) (bool, error) {
	c := retail.Command{
		ID:   retail.DerivedCommandID("sale", string(site), s.Receipt, strconv.Itoa(s.Line)),
		Kind: retail.KindSale, Store: site, At: s.At,
		Body: retail.Sale{SKU: s.SKU, Class: cmp.Or(s.Class, retail.Regular), Qty: s.Qty, Receipt: s.Receipt},
	}
	if _, err := in.tx.KnownID(c.ID); retail.CodeOf(err) != retail.CodeNotFound {
		return false, err
	}
	if c.At.IsZero() || c.At.After(in.now) {
		c.At = in.now
	}
	raw, err := json.Marshal(c.Body)
	if err != nil {
		return false, retail.E(retail.CodeInvalid, "hub.Sell", "", err)
	}
	_, _, err = in.do(c, raw)
	return true, err
}
