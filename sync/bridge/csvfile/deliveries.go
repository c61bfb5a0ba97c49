package csvfile

import (
	"context"
	"slices"
	"strings"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// deliveries takes in what the chain's own system says is coming (入荷予定). A file
// is about the articles it names alone, for a row of the quarantine comes without
// the others of its delivery; what does not come any more is a row with 0 pieces. A
// file that grew is read whole: an article may stand in several rows.
func (b *batch) deliveries(ctx context.Context) error {
	b.from = 0
	var news []*retail.DeliveryPlan // since the last chunk
	find := map[retail.TransferID]*retail.DeliveryPlan{}
	return b.each(ctx, func(r record) (string, Reason, error) {
		key := strings.Join([]string{shopKey(r.raw("shop")), code(r.raw("number")), code(r.raw("code")), code(r.raw("class"))}, ":")
		p, bit, why, err := b.delivery(ctx, r)
		if err != nil || !why.IsZero() {
			return key, why, err
		}
		id := retail.DeliveryID(p.Store, p.Number)
		if find[id] == nil {
			find[id] = &p
		}
		was := find[id]
		if !slices.Contains(news, was) {
			news = append(news, was)
		}
		was.Sender = cmp(p.Sender, was.Sender)
		if !p.Due.IsZero() {
			was.Due = p.Due
		}
		lines := hub.Planned(append([]retail.TransferBit(nil), was.Lines...), bit)
		if fits, _ := hub.Announceable(lines); !fits || p.From != was.From {
			return key, because(Refused, "why", "hint.delivery_lines"), nil
		}
		was.Lines = lines
		return key, Reason{}, nil
	}, func() (int, error) {
		all := make([]retail.DeliveryPlan, len(news))
		for i, p := range news {
			all[i] = *p
		}
		news = nil
		return b.in.Sink.Announce(ctx, all, true)
	})
}

// delivery reads one row.
func (b *batch) delivery(ctx context.Context, r record) (p retail.DeliveryPlan, bit retail.TransferBit, why Reason, err error) {
	site, ok := b.shops.find(r.raw("shop"))
	if !ok {
		return p, bit, because(UnknownShop, "shop", words(r.raw("shop"))), nil
	}
	p = retail.DeliveryPlan{Store: site.ID, Number: code(r.raw("number")), From: retail.Outside, Sender: words(r.raw("sender"))}
	c := code(r.raw("code"))
	for _, f := range []struct{ key, text string }{{"number", p.Number}, {"code", c}} {
		if f.text == "" {
			return p, bit, because(MissingField, "field", r.header(f.key, b.header)), nil
		}
	}
	if from := r.raw("from"); from != "" {
		s, ok := b.shops.find(from)
		if !ok || s.Kind != retail.Warehouse {
			return p, bit, because(UnknownShop, "shop", words(from)), nil
		}
		p.From = s.ID
	}
	if due := r.raw("due"); due != "" {
		if p.Due, _, ok = moment(due); !ok {
			return p, bit, because(BadDate, "value", due), nil
		}
	}
	hit, err := b.sku(ctx, c)
	if err != nil || !hit.fault.IsZero() {
		return p, bit, hit.fault, err
	}
	qty, ok := number(r.raw("qty"))
	if !ok || qty < 0 || qty > retail.MaxTransferPieces {
		return p, bit, because(BadNumber, "value", r.raw("qty")), nil
	}
	bit = retail.TransferBit{SKU: hit.sku.ID, Class: r.class(), Qty: int(qty)}
	if bit.Class == 0 {
		return p, bit, because(UnknownClass, "value", r.raw("class")), nil
	}
	return p, bit, Reason{}, nil
}
