package csvfile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"miseban/app/retail"
)

// batch is the rows of one header on their way to the hub.
type batch struct {
	*plan
	in     *Intake
	header []string
	recs   []record
	from   int // records before this one were taken in by an earlier reading
	now    time.Time
	shops  *finder
	codes  map[string]codeHit
	rep    *Report

	bad      []Bad
	seenText map[string]int
}

// codeHit is what is known of a code.
type codeHit struct {
	sku   retail.SKU
	fault Reason
}

// newBatch gets what a batch looks things up in.
func (in *Intake) newBatch(ctx context.Context, pl *plan, header []string, recs []record, rep *Report) (*batch, error) {
	sites, err := in.Sink.Sites(ctx)
	if err != nil {
		return nil, err
	}
	return &batch{
		plan: pl, in: in, header: header, recs: recs, now: in.Clock.Now().UTC(), shops: newFinder(sites, pl.Profile),
		codes: map[string]codeHit{}, rep: rep, seenText: map[string]int{},
	}, nil
}

// sku finds what a code stands for: an id of the chain, or a printed number.
func (b *batch) sku(ctx context.Context, c string) (codeHit, error) {
	if hit, ok := b.codes[c]; ok {
		return hit, nil
	}
	hit, err := b.lookup(ctx, c)
	if err == nil {
		b.codes[c] = hit
	}
	return hit, err
}

func (b *batch) lookup(ctx context.Context, c string) (codeHit, error) {
	s, err := b.in.Sink.SKU(ctx, retail.SKUID(c))
	if err == nil {
		return codeHit{sku: s}, nil
	}
	if retail.CodeOf(err) != retail.CodeNotFound {
		return codeHit{}, err
	}
	if !digits(c) || len(c) < 5 || len(c) > 14 {
		return codeHit{fault: faultOfCode(c, "")}, nil
	}
	s, err = b.in.Sink.SKUByCode(ctx, retail.PadGTIN(c))
	switch {
	case retail.CodeOf(err) == retail.CodeNotFound:
		return codeHit{fault: faultOfCode(c, "")}, nil
	case err != nil:
		return codeHit{}, err
	}
	for _, item := range s.Codes {
		if item.GTIN == retail.PadGTIN(c) && item.Qty > 1 { // a case: nobody orders one for pickup, somebody mixed up the codes
			return codeHit{fault: because(UnknownSKU, "code", c)}, nil
		}
	}
	switch len(c) {
	case 8, 13, 14:
		return codeHit{sku: s}, nil
	}
	return codeHit{sku: s, fault: faultOfCode(c, s.JAN)}, nil
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// reject puts a row into quarantine.
func (b *batch) reject(i int, group string, why Reason) {
	r := b.recs[i]
	text, cells := r.full()
	key := b.Name + "\x00" + group + "\x00" + text
	b.seenText[key]++
	sum := sha256.Sum256([]byte(key + "\x00" + strconv.Itoa(b.seenText[key])))
	b.bad = append(b.bad, Bad{
		ID: hex.EncodeToString(sum[:6]), Profile: b.Name, File: r.file, Row: r.row, Group: group, Text: text, Cells: cells,
		Header: b.header, Reason: why, At: b.now,
	})
}

// chunk is how many orders or rows go to the hub in one call.
const chunk = 200

// orders takes in the rows of an order file.
func (b *batch) orders(ctx context.Context) error {
	drafts := group(b.recs)
	var send []retail.Order
	var of []*draft
	flush := func() error {
		err := b.deliver(ctx, send, of)
		send, of = send[:0], of[:0]
		return err
	}
	done := 0
	for _, d := range drafts {
		done += len(d.recs)
		if d.recs[len(d.recs)-1] < b.from {
			continue // taken in before, whole
		}
		o, f, err := b.build(ctx, d)
		if err != nil {
			return err
		}
		switch f {
		case fateOrder:
			send, of = append(send, o), append(of, d)
		case fateCancel:
			if err := b.cancel(ctx, d); err != nil {
				return err
			}
		case fateBad:
			b.hold(d)
		case fateForeign:
			b.rep.Foreign++
		case fateUnpaid:
			b.rep.Unpaid++
		}
		if len(send) == chunk {
			if err := flush(); err != nil {
				return err
			}
			b.in.progress(done, len(b.recs))
		}
	}
	return flush()
}

// hold keeps every row of an order that has a bad one.
func (b *batch) hold(d *draft) {
	g := groupKey(b.Channel, d.number)
	first := 0
	for _, i := range d.recs {
		if _, ok := d.faults[i]; ok {
			first = b.recs[i].row
			break
		}
	}
	for _, i := range d.recs {
		r := b.recs[i]
		why, bad := d.faults[i]
		switch {
		case bad:
			b.reject(i, g, why)
		case r.cells != nil && r.all("keep") && !r.any("skip"):
			b.reject(i, g, because(Waits, "row", strconv.Itoa(first), "order", d.number))
		}
	}
	b.rep.Held++
}

// deliver hands orders to the hub and lets go of what waited for them.
func (b *batch) deliver(ctx context.Context, send []retail.Order, of []*draft) error {
	if len(send) == 0 {
		return nil
	}
	out, err := b.in.Sink.ReceiveOrders(ctx, send)
	if err != nil {
		return err
	}
	var free []string
	for n, r := range out {
		d := of[n]
		if !b.rep.count(r) {
			d.fault(d.recs[0], because(Refused, "why", retail.HintOf(r.Err)))
			b.hold(d)
			continue
		}
		free = append(free, groupKey(b.Channel, d.number))
		for i, why := range d.alone {
			b.reject(i, groupKey(b.Channel, d.number), why)
		}
	}
	return b.in.Keep.ReleaseBad(ctx, nil, free)
}

// cancel takes in that an order is no more. One that has not come in is nobody's
// concern until it does.
func (b *batch) cancel(ctx context.Context, d *draft) error {
	err := b.in.Sink.CancelOrder(ctx, b.Channel, d.number, "web_shop", b.now)
	switch {
	case err == nil:
		b.rep.Canceled++
	case retail.CodeOf(err) == retail.CodeNotFound:
		b.rep.Foreign++
	default:
		return err
	}
	return b.in.Keep.ReleaseBad(ctx, nil, []string{groupKey(b.Channel, d.number)})
}
