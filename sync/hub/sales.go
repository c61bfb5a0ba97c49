package hub

import (
	"cmp"
	"context"
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
// sale is never refused, also when nothing was left for it. Like Apply it waits
// where the home of a shop is a relay.
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
	var news []wire.Hint
	err := h.update(ctx, []wire.Scope{wire.StoreScope(site)}, func(tx Tx) error {
		booked = 0
		in := intake{h: h, tx: tx, now: h.Clock.Now()}
		for _, s := range sales {
			_, fresh, err := in.tell(retail.Command{
				ID:   retail.DerivedCommandID("sale", string(site), s.Receipt, strconv.Itoa(s.Line)),
				Kind: retail.KindSale, Store: site, At: s.At,
				Body: retail.Sale{SKU: s.SKU, Class: cmp.Or(s.Class, retail.Regular), Qty: s.Qty, Receipt: s.Receipt},
			})
			if err != nil {
				return err
			}
			if fresh {
				booked++
			}
		}
		news = in.hints
		return in.end()
	})
	if err != nil {
		return 0, err
	}
	h.tell(news...)
	return booked, nil
}
