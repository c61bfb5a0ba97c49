package hub

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// ReceiveResult is what became of an order that was taken in.
type ReceiveResult uint8

// Values of ReceiveResult.
const (
	// New: the order was not known before.
	New ReceiveResult = iota + 1
	// Changed: the order was known and something of it is different now.
	Changed
	// Unchanged: nothing of it is different.
	Unchanged
	// Refused: the order cannot be used; Err says why.
	Refused
	// Pending: the home of its shop is a relay; what is new of the order waits for
	// the relay's word (仮). It is certain to be judged, and never lost.
	Pending
)

// String returns the word of the result.
func (r ReceiveResult) String() string {
	switch r {
	case New:
		return "new"
	case Changed:
		return "changed"
	case Unchanged:
		return "unchanged"
	case Refused:
		return "refused"
	case Pending:
		return "pending"
	}
	return "invalid"
}

// ReceiveOutcome is what became of one order of ReceiveOrders.
type ReceiveOutcome struct {
	Order  retail.OrderID
	Result ReceiveResult
	Err    error // of Refused: a retail.Error with CodeInvalid and a hint
}

const (
	// orderChunk is how many orders one transaction takes in.
	orderChunk = 500
	// keepFor is what the fingerprint of an order that came without a deadline has in
	// its place, from the promised time on.
	keepFor = 7 * 24 * time.Hour
)

// ReceiveOrders takes orders in as a web shop has them; Channel and External
// name them. It fills ID, Number and Pickup; a Number that the order brings is a
// wish. An order without Deadline is kept as long as the chain keeps goods. Outcomes stand in the order of the input. An error means
// that the orders behind the returned outcomes were not taken in; repeating
// all is safe.
func (h *Hub) ReceiveOrders(ctx context.Context, orders []retail.Order) ([]ReceiveOutcome, error) {
	sites, err := h.siteMap(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]ReceiveOutcome, 0, len(orders))
	for len(orders) > 0 {
		chunk := orders[:min(orderChunk, len(orders))]
		orders = orders[len(chunk):]
		var scopes []wire.Scope
		held := map[retail.SiteID]bool{}
		for _, o := range chunk {
			if _, known := sites[o.Store]; known && !held[o.Store] {
				held[o.Store] = true
				scopes = append(scopes, wire.StoreScope(o.Store))
			}
		}
		var done []ReceiveOutcome
		var news []wire.Hint
		err := h.update(ctx, scopes, func(tx Tx) error {
			done = done[:0]
			in := intake{h: h, tx: tx, now: h.Clock.Now(), numbers: map[retail.SiteID]int{}}
			if err := in.begin(); err != nil {
				return err
			}
			for i := range chunk {
				one, err := in.receive(&chunk[i], sites)
				if err != nil {
					return err
				}
				done = append(done, one)
			}
			news = in.hints
			return in.end()
		})
		if err != nil {
			return out, err
		}
		h.tell(news...)
		out = append(out, done...)
	}
	return out, nil
}

// intake is commands of the hub itself within one transaction.
type intake struct {
	h    *Hub
	tx   Tx
	now  time.Time
	dev  Device // the hub's own
	last int64  // its LastDseq at the beginning

	numbers map[retail.SiteID]int // open orders of each shop

	homes map[retail.SiteID]*Home
	hints []wire.Hint // for relays, once all of it is lasting
}

func (in *intake) begin() (err error) {
	in.dev, err = in.tx.Device(retail.HubDevice)
	in.last = in.dev.LastDseq
	return err
}

func (in *intake) end() error {
	if in.dev.LastDseq == in.last {
		return nil
	}
	in.dev.LastSeen = in.now
	return in.tx.PutDevice(in.dev)
}

// do judges a command of the hub and writes it down, unless it changes nothing.
func (in *intake) do(c retail.Command, raw []byte) (retail.Decision, *Record, error) {
	c.Device, c.Auth, c.V, c.Dseq = retail.HubDevice, retail.AuthHub, c.Kind.Version(), in.dev.LastDseq+1
	d, err := in.h.decide(in.tx, c, false)
	if err != nil {
		return d, nil, err
	}
	if c.Kind == retail.KindReceive && d.Order != nil && d.Order.State == retail.Received {
		d.Order.Pickup.Expires = d.Order.Deadline // no code has left yet
	}
	r := &Record{
		Device: c.Device, Dseq: c.Dseq, ID: c.ID, Kind: kindWord(c), Store: c.Store, At: c.At, Received: in.now,
		Verdict: d.Verdict, Code: d.Code, Raw: raw,
	}
	if !d.Changes() {
		return d, r, nil
	}
	if err := settle(in.tx, c, &d); err != nil {
		return d, nil, err
	}
	r.Verdict, r.Code = d.Verdict, d.Code
	in.dev.LastDseq++
	return d, r, in.tx.Record(r)
}

// receive takes one order in.
func (in *intake) receive(given *retail.Order, sites map[retail.SiteID]retail.Site) (ReceiveOutcome, error) {
	id := retail.OrderIDFor(given.Channel, given.External)
	if hint := fault(given, sites); hint != "" {
		return refused(id, hint), nil
	}
	o := *given
	byRule := o.Deadline.IsZero()
	if byRule {
		o.Deadline = o.PromisedAt.Add(keepFor)
	}
	o.ID, o.Pickup, o.Steps, o.State = id, retail.Pickup{}, nil, 0
	mark, err := fingerprint(&o)
	if err != nil {
		return refused(id, "hint.order_unreadable"), nil //nolint:nilerr // the outcome says it
	}
	if err := in.deadline(&o, sites[o.Store], byRule); err != nil {
		return ReceiveOutcome{}, err
	}
	if m, err := in.home(o.Store); err != nil {
		return ReceiveOutcome{}, err
	} else if in.h.defers(*m) {
		return in.later(m, &o, mark)
	}
	was, times, err := in.tx.Source(id)
	if err != nil || was == mark {
		return ReceiveOutcome{Order: id, Result: Unchanged}, err
	}
	old, err := in.tx.Order(id)
	if err != nil {
		return ReceiveOutcome{}, err
	}
	switch {
	case old == nil:
		err = in.name(&o)
	case old.Store != o.Store:
		return refused(id, "hint.order_other_store"), nil
	default:
		o.Number, o.Pickup = old.Number, old.Pickup
	}
	if err != nil {
		return ReceiveOutcome{}, err
	}
	return in.take(&o, old, mark, times+1)
}

// deadline sets until when the goods of an order are kept: by the chain's rule
// where the web shop does not say, else as it says, but on a day of business. It
// is no part of the order's fingerprint: a shop's hours change, and an order that
// comes again does not.
func (in *intake) deadline(o *retail.Order, site retail.Site, byRule bool) error {
	if !byRule {
		o.Deadline = site.Fair(o.Deadline)
		return nil
	}
	var chain retail.Chain
	if _, err := in.tx.Row(wire.ScopeOrg, retail.EntityChain, chainKey, &chain); err != nil {
		return err
	}
	o.ByRule, o.Deadline = true, chain.Pickups.Deadline(site, o.PromisedAt)
	return nil
}

// take judges an order that came in for the times-th time. old is what is known
// of it.
func (in *intake) take(o, old *retail.Order, mark string, times int) (ReceiveOutcome, error) {
	id := o.ID
	d, _, err := in.do(retail.Command{
		ID: ReceiveID(id, times), Kind: retail.KindReceive, At: in.now,
		Store: o.Store, Body: retail.Receive{Order: *o},
	}, ReceivedRaw(id, mark))
	if err != nil {
		return ReceiveOutcome{}, err
	}
	out := ReceiveOutcome{Order: id, Result: Changed}
	switch {
	case old == nil:
		out.Result = New
		if err := in.catchUp(id, o.Store); err != nil {
			return ReceiveOutcome{}, err
		}
		if err := in.cancelEarly(id, o.Store); err != nil {
			return ReceiveOutcome{}, err
		}
	case d.Order == nil && len(d.Raise) == 0:
		out.Result = Unchanged
	}
	return out, in.tx.SetSource(id, mark, times)
}

func refused(id retail.OrderID, hint string) ReceiveOutcome {
	return ReceiveOutcome{Order: id, Result: Refused, Err: retail.E(retail.CodeInvalid, "hub.ReceiveOrders", hint, nil)}
}

// ReceiveID is the id of the command that took an order in, from 1 on.
func ReceiveID(id retail.OrderID, times int) retail.CommandID {
	return retail.DerivedCommandID("receive", string(id), strconv.Itoa(times))
}

// ReceivedRaw is what is kept of that command: the order and its fingerprint.
// The content stands in the feed; the audit need not hold it twice.
func ReceivedRaw(id retail.OrderID, mark string) []byte {
	if mark == "" {
		return []byte(`{"order":"` + string(id) + `"}`)
	}
	return []byte(`{"order":"` + string(id) + `","mark":"` + mark + `"}`)
}

// fault returns the hint of what is wrong with an order, or "".
func fault(o *retail.Order, sites map[retail.SiteID]retail.Site) string {
	site, known := sites[o.Store]
	switch {
	case o.Channel == "" || o.External == "":
		return "hint.order_number_missing"
	case !known || site.Kind != retail.Shop:
		return "hint.order_store_unknown"
	case len(o.Lines) == 0:
		return "hint.order_empty"
	case o.PromisedAt.IsZero():
		return "hint.order_promise_missing"
	}
	for _, l := range o.Lines {
		if l.SKU == "" || l.Qty < 1 {
			return "hint.order_line"
		}
	}
	return ""
}

// fingerprint tells one content of an order from another.
func fingerprint(o *retail.Order) (string, error) {
	b, err := json.Marshal(o)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12]), nil
}

// name gives a new order what only the hub can: its short number and what its
// pickup code is checked with.
func (in *intake) name(o *retail.Order) error {
	var err error
	if o.Number, err = in.number(o); err != nil {
		return err
	}
	in.pickup(o)
	return nil
}

// pickup gives a new order what its pickup code is checked with.
func (in *intake) pickup(o *retail.Order) {
	o.Pickup.Handover = in.h.handover(o.ID)
	o.Pickup.Expires = o.Deadline
	digits := in.h.digits(o.Pickup.Handover, 0)
	o.Pickup.Digits = retail.DigitsHash(o.Pickup.Handover, digits[:len(digits)-1])
}

// number finds the short number that staff say: the last digits of the web
// shop's own, unless an open order of the shop has it, then the next free one.
// It has four digits while the shop has fewer than 5,000 open orders, so that
// a free one is always near.
func (in *intake) number(o *retail.Order) (string, error) {
	open, known := in.numbers[o.Store]
	if !known {
		n, err := in.tx.OpenOrders(o.Store)
		if err != nil {
			return "", err
		}
		open = n
	}
	in.numbers[o.Store] = open + 1
	width, space := 4, 10_000
	for open >= space/2 {
		width, space = width+1, space*10
	}
	wish := lastDigits(o.External, width)
	for i := range space {
		number := fmt.Sprintf("%0*d", width, (wish+i)%space)
		if i == 0 && o.Number != "" {
			number = o.Number
		}
		taken, err := in.tx.NumberTaken(o.Store, number)
		if err != nil {
			return "", err
		}
		if !taken {
			return number, nil
		}
	}
	return "", retail.E(retail.CodeInternal, "hub.number", "", fmt.Errorf("no number is free in %s", o.Store))
}

// lastDigits reads the last digits of an outside number; one without digits
// gets some of its own.
func lastDigits(s string, width int) int {
	digits := ""
	for i := len(s) - 1; i >= 0 && len(digits) < width; i-- {
		if s[i] >= '0' && s[i] <= '9' {
			digits = s[i:i+1] + digits
		}
	}
	if digits == "" {
		sum := sha256.Sum256([]byte(s))
		return int(sum[0])<<8 | int(sum[1])
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0 // at the most a dozen digits: cannot be
	}
	return n
}

// Apply gives a command of the hub itself (RoleHub) about an order, for example
// Apply(ctx, retail.KindNoticeStart, retail.NoticeStart{…}). The rule decides
// whether it still fits: repeating it is safe. CodeNotFound: no such order.
// Where the order's shop has its home in a relay the command waits for the
// relay's word (仮): the result then has no verdict.
func (h *Hub) Apply(ctx context.Context, kind retail.Kind, body retail.Body) (wire.Result, error) {
	order := body.About().ID
	id := retail.CommandID(h.IDs.NewID())
	if kind == retail.KindCancel { // ends an order once, whoever says it how often
		id = cancelID(retail.OrderID(order))
	}
	return h.apply(ctx, retail.OrderID(order), retail.Command{ID: id, Kind: kind, Body: body})
}

// shopOf returns the shop of an order, also of one that waits for the shop's
// relay.
func (h *Hub) shopOf(ctx context.Context, id retail.OrderID) (retail.SiteID, error) {
	o, err := h.Order(ctx, id)
	if retail.CodeOf(err) != retail.CodeNotFound {
		return o.Store, err
	}
	store, werr := h.waitingOrder(ctx, id)
	if werr != nil {
		return "", werr
	}
	if store == "" {
		return "", err
	}
	return store, nil
}

func (h *Hub) apply(ctx context.Context, id retail.OrderID, c retail.Command) (wire.Result, error) {
	store, err := h.shopOf(ctx, id)
	if err != nil {
		return wire.Result{}, err
	}
	c.Store = store
	return h.Tell(ctx, c)
}

// Tell gives a command of the hub itself, or of the systems behind it, about
// something of a shop: ID, Kind, Store and Body, and At when it happened
// earlier. The same ID is judged once, however often it is told. Like Apply it
// waits where the home is a relay.
func (h *Hub) Tell(ctx context.Context, c retail.Command) (wire.Result, error) {
	var r *Record
	var news []wire.Hint
	err := h.update(ctx, touched(c.Store, []incoming{{cmd: c}}), func(tx Tx) error {
		in := intake{h: h, tx: tx, now: h.Clock.Now()}
		var err error
		if r, _, err = in.tell(c); err != nil {
			return err
		}
		news = in.hints
		return in.end()
	})
	if err != nil {
		return wire.Result{}, err
	}
	h.tell(news...)
	return r.Result(), nil
}

// tell judges a command of the hub itself once, or puts it into the row of
// errands where another hub is the shop's home; fresh tells that it was not
// known.
func (in *intake) tell(c retail.Command) (r *Record, fresh bool, err error) {
	raw, err := json.Marshal(c.Body)
	if err != nil {
		return nil, false, retail.E(retail.CodeInvalid, "hub.tell", "", err)
	}
	known, err := in.tx.KnownID(c.ID)
	if err == nil {
		return &known, false, nil
	}
	if retail.CodeOf(err) != retail.CodeNotFound {
		return nil, false, err
	}
	c.At = notAfter(c.At, in.now)
	m, err := in.home(c.Store)
	if err != nil {
		return nil, false, err
	}
	if in.h.defers(*m) {
		if in.h.relay() {
			return nil, false, &homeError{*m}
		}
		before := m.Errands
		err := in.h.laterCommand(in.tx, m, c)
		in.news(m)
		return &Record{ID: c.ID}, m.Errands > before, err
	}
	if in.dev.ID == "" {
		if err := in.begin(); err != nil {
			return nil, false, err
		}
	}
	d, r, err := in.do(c, raw)
	if err == nil {
		err = in.begun(c, d)
	}
	return r, true, err
}
