package hub

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Announce tells shops of goods that the chain's own system says are coming
// (入荷予定), and of what changed about them, and returns how many there was news of.
// A plan that says what the shop knows changes nothing. With merge a plan says
// something about the lines it names alone, none pieces for one that does not come;
// without, it is the whole delivery. Like Apply it waits where the home of a shop is
// a relay.
func (h *Hub) Announce(ctx context.Context, plans []retail.DeliveryPlan, merge bool) (int, error) {
	bySite := map[retail.SiteID][]retail.DeliveryPlan{}
	for _, p := range plans {
		bySite[p.Store] = append(bySite[p.Store], p)
	}
	total := 0
	for _, site := range sortedKeys(bySite) {
		for chunk := range slices.Chunk(bySite[site], saleChunk) {
			n, err := h.announce(ctx, site, chunk, merge)
			if err != nil {
				return total, err
			}
			total += n
		}
	}
	return total, nil
}

func (h *Hub) announce(ctx context.Context, site retail.SiteID, plans []retail.DeliveryPlan, merge bool) (n int, err error) {
	var news []wire.Hint
	err = h.update(ctx, []wire.Scope{wire.StoreScope(site)}, func(tx Tx) error {
		n = 0
		in := intake{h: h, tx: tx, now: h.Clock.Now()}
		for _, p := range plans {
			fresh, err := in.announce(p, merge)
			if err != nil {
				return err
			}
			if fresh {
				n++
			}
		}
		news = in.hints
		return in.end()
	})
	if err == nil {
		h.tell(news...)
	}
	return n, err
}

func (in *intake) announce(p retail.DeliveryPlan, merge bool) (bool, error) {
	id := retail.DeliveryID(p.Store, p.Number)
	var row retail.Transfer
	var was *retail.Transfer
	switch known, err := in.tx.Kept(wire.StoreScope(p.Store), retail.EntityTransfer, string(id), &row); {
	case err != nil:
		return false, err
	case known:
		was = &row
	}
	if merge && was != nil {
		p.Lines = overlaid(was.Planned(), p.Lines)
		p.Sender = cmp.Or(p.Sender, was.Sender)
		if p.Due.IsZero() {
			p.Due = was.Due
		}
		p.Canceled = len(p.Lines) == 0
	}
	b, news := p.Told(was, in.now, in.now.UnixMilli())
	if !news {
		return false, nil
	}
	_, fresh, err := in.tell(retail.Command{
		ID:   retail.DerivedCommandID("delivery", string(id), strconv.FormatInt(b.Transfer.Out.Rev, 10)),
		Kind: retail.KindTransferTold, Store: p.Store, At: in.now, Body: b,
	})
	return fresh, err
}

// overlaid returns the lines with those of over in their place, none that has no
// pieces.
func overlaid(lines, over []retail.TransferBit) []retail.TransferBit {
	for _, o := range over {
		i := slices.IndexFunc(lines, func(l retail.TransferBit) bool { return l.SKU == o.SKU && l.Class == o.Class })
		if i < 0 {
			lines = append(lines, o)
			continue
		}
		lines[i] = o
	}
	return slices.DeleteFunc(lines, func(l retail.TransferBit) bool { return l.Qty < 1 })
}

// DeliveryOf returns how a delivery stands, CodeNotFound for one that no shop knows,
// or knows no longer.
func (h *Hub) DeliveryOf(ctx context.Context, store retail.SiteID, number string) (retail.Transfer, error) {
	var t retail.Transfer
	ok, err := h.Store.Row(ctx, wire.StoreScope(store), retail.EntityTransfer, string(retail.DeliveryID(store, number)), &t)
	if err == nil && !ok {
		err = retail.E(retail.CodeNotFound, "hub.DeliveryOf", "", nil)
	}
	return t, err
}

// WebDelivery is a delivery that the chain's own system announces (入荷予定). Store and
// Number name it for ever; told again, the last word counts.
type WebDelivery struct {
	Store    retail.SiteID
	Number   string
	From     retail.SiteID // a warehouse of the chain; "": a supplier
	Sender   string        // who that is, as people say
	Due      string        // RFC 3339 or a date
	Canceled bool
	Lines    []WebSaleLine // without No
}

// WebDeliveries are the most deliveries that come in one go.
const WebDeliveries = 200

// WebDeliveryFault is a delivery that was not taken in, and what is wrong with it.
type WebDeliveryFault struct {
	Delivery    int    // its place, from 0 on
	Code, Field string // as of WebSaleFault
}

// AnnounceWeb announces what a system sends and returns how many deliveries there
// was news of. One with a fault is left out whole: what nobody expects of it would
// be foreign when it comes.
func (h *Hub) AnnounceWeb(ctx context.Context, c Channel, list []WebDelivery) (int, []WebDeliveryFault, error) {
	sites, err := h.siteMap(ctx)
	if err != nil {
		return 0, nil, err
	}
	u := ringing{h: h, channel: c, sites: sites, now: h.Clock.Now(), skus: map[string]retail.SKUID{}}
	var bad []WebDeliveryFault
	var plans []retail.DeliveryPlan
	for i, d := range list {
		p, code, field, err := u.delivery(ctx, d)
		if err != nil {
			return 0, nil, err
		}
		if code != "" {
			bad = append(bad, WebDeliveryFault{i, code, fmt.Sprintf("deliveries[%d].%s", i, field)})
			continue
		}
		plans = append(plans, p)
	}
	n, err := h.Announce(ctx, plans, false)
	return n, bad, err
}

func (u *ringing) delivery(ctx context.Context, d WebDelivery) (p retail.DeliveryPlan, code, field string, err error) {
	site, known := u.sites[d.Store]
	from, sends := u.sites[d.From]
	switch {
	case d.Store == "":
		return p, "missing", "store", nil
	case !known:
		return p, "unknown_store", "store", nil
	case !u.channel.Has(d.Store):
		return p, "other_store", "store", nil
	case d.Number == "":
		return p, "missing", "number", nil
	case unnameable(d.Number, webSaleName):
		return p, "invalid", "number", nil
	case d.From != "" && (!sends || from.Kind != retail.Warehouse || d.From == site.ID): // shops send goods by themselves
		return p, "unknown_store", "from", nil
	case unnameable(d.Sender, webHoldText):
		return p, "invalid", "sender", nil
	case len(d.Lines) == 0 && !d.Canceled:
		return p, "missing", "lines", nil
	}
	p = retail.DeliveryPlan{Store: d.Store, Number: d.Number, From: cmp.Or(d.From, retail.Outside), Sender: d.Sender, Canceled: d.Canceled}
	if d.Due != "" {
		if p.Due, err = time.Parse(time.RFC3339, d.Due); err != nil {
			if p.Due, err = time.ParseInLocation(time.DateOnly, d.Due, retail.Japan); err != nil {
				return p, "invalid", "due", nil //nolint:nilerr // the answer says it
			}
		}
	}
	for j, l := range d.Lines {
		sku, code, field, err := u.line(ctx, l)
		class := retail.Regular
		switch {
		case err != nil:
			return p, "", "", err
		case code != "":
		case l.Qty < 1:
			code, field = "invalid", "qty"
		case l.Class != "" && class.UnmarshalText([]byte(l.Class)) != nil:
			code, field = "invalid", "class"
		}
		if code != "" {
			return p, code, fmt.Sprintf("lines[%d].%s", j, field), nil
		}
		p.Lines = Planned(p.Lines, retail.TransferBit{SKU: sku, Class: class, Qty: l.Qty})
	}
	if fits, field := Announceable(p.Lines); !fits {
		return p, "too_many", field, nil
	}
	return p, "", "", nil
}

// Planned adds goods to the lines of a plan.
func Planned(lines []retail.TransferBit, b retail.TransferBit) []retail.TransferBit {
	for i := range lines {
		if lines[i].SKU == b.SKU && lines[i].Class == b.Class {
			lines[i].Qty += b.Qty
			return lines
		}
	}
	return append(lines, b)
}

// Announceable tells whether the lines of a plan are as many as one delivery has,
// and if not what is too many.
func Announceable(lines []retail.TransferBit) (bool, string) {
	if len(lines) > retail.MaxTransferLines {
		return false, "lines"
	}
	for _, l := range lines {
		if l.Qty > retail.MaxTransferPieces {
			return false, "lines.qty"
		}
	}
	return true, ""
}
