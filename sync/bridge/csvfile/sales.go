package csvfile

import (
	"context"
	"strconv"
	"strings"

	"miseban/sync/hub"
)

// sales takes in what the tills sold.
func (b *batch) sales(ctx context.Context) error {
	var out []hub.SaleRow
	lines := map[string]int{}
	return b.each(ctx, func(r record) (string, Reason, error) {
		receipt := shopKey(r.raw("shop")) + ":" + code(r.raw("receipt"))
		lines[receipt]++
		row, why, err := b.sale(ctx, r, lines[receipt])
		key := receipt + ":" + strconv.Itoa(row.Line)
		if err != nil || !why.IsZero() {
			return key, why, err
		}
		out = append(out, row)
		return key, Reason{}, nil
	}, func() (int, error) {
		if len(out) == 0 {
			return 0, nil
		}
		n, err := b.in.Sink.Sell(ctx, out)
		out = nil
		return n, err
	})
}

// sale reads one line of a receipt; nth is its place there when the file does
// not number lines.
func (b *batch) sale(ctx context.Context, r record, nth int) (hub.SaleRow, Reason, error) {
	out := hub.SaleRow{Receipt: code(r.raw("receipt")), Line: nth}
	if n, ok := number(r.raw("line")); ok {
		out.Line = int(n)
	}
	site, ok := b.shops.find(r.raw("shop"))
	if !ok {
		return out, because(UnknownShop, "shop", words(r.raw("shop"))), nil
	}
	c := code(r.raw("code"))
	for key, v := range map[string]string{"code": c, "receipt": out.Receipt} {
		if v == "" {
			return out, because(MissingField, "field", r.header(key, b.header)), nil
		}
	}
	hit, err := b.sku(ctx, c)
	if err != nil || !hit.fault.IsZero() {
		return out, hit.fault, err
	}
	qty, ok := number(r.raw("qty"))
	if !ok || qty == 0 || qty < -100_000 || qty > 100_000 {
		return out, because(BadNumber, "value", r.raw("qty")), nil
	}
	day := false
	if out.At, day, ok = moment(strings.TrimSpace(r.raw("at") + " " + r.raw("at.time"))); !ok || day {
		return out, because(BadDate, "value", r.raw("at")), nil // without the time of day a count cannot be held against it
	}
	out.Site, out.SKU, out.Qty = site.ID, hit.sku.ID, int(qty)
	if out.Class = r.class(); out.Class == 0 {
		return out, because(UnknownClass, "value", r.raw("class")), nil
	}
	return out, Reason{}, nil
}
