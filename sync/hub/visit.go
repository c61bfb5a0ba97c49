package hub

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"github.com/google/uuid"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// PathVisit is where the page of an order is found below Options.Public.
const PathVisit = "/p/"

// visitMAC is how many bytes of a MAC stand in the link to an order's page.
const visitMAC = 16

var visitText = base64.RawURLEncoding

// visitKey is the order and the issue of its code under the hub's secret. It
// says nothing about either without it.
func (h *Hub) visitKey(id uuid.UUID, reissue uint8) []byte {
	m := hmac.New(sha256.New, h.Secret)
	m.Write([]byte("miseban-visit-v1\x00"))
	m.Write(id[:])
	m.Write([]byte{reissue})
	return m.Sum(nil)[:visitMAC]
}

// visitLink is what the customer's page of an order is found by: 44 characters of
// base64url (RFC 4648), the order's UUID, the issue of its pickup code and 128
// bits that nobody can guess. It follows from the hub's secret, so that a hub
// restored from a copy knows the links in customers' mails.
func (h *Hub) visitLink(o retail.Order) (string, error) {
	id, err := uuid.Parse(string(o.ID))
	if err != nil {
		return "", retail.E(retail.CodeInvalid, "hub.visitLink", "", err)
	}
	b := slices.Concat(id[:], []byte{o.Pickup.Reissue}, h.visitKey(id, o.Pickup.Reissue))
	return visitText.EncodeToString(b), nil
}

// visitPage is the address of the customer's page of an order, empty where this hub
// shows none.
func (h *Hub) visitPage(o retail.Order) (string, error) {
	if h.Public == "" {
		return "", nil
	}
	link, err := h.visitLink(o)
	return h.Public + PathVisit + link, err
}

// readLink returns the order of a link that this hub made.
func (h *Hub) readLink(link string) (id retail.OrderID, reissue uint8, ok bool) {
	b, err := visitText.Strict().DecodeString(link)
	if err != nil || len(b) != len(uuid.UUID{})+1+visitMAC || visitText.EncodeToString(b) != link { // line ends are read over
		return "", 0, false
	}
	name := uuid.UUID(b[:16])
	reissue = b[16]
	if !hmac.Equal(b[17:], h.visitKey(name, reissue)) {
		return "", 0, false
	}
	return retail.OrderID(name.String()), reissue, true
}

// Visit is an order as its customer may see it on the page that the ready notice
// leads to.
type Visit struct {
	Order    retail.Order // as it is, Customer and Steps removed
	Site     retail.Site
	Chain    string
	Policy   retail.PickupPolicy
	Code     wire.CodeReply // zero where no goods can be given
	Now      time.Time
	Replaced bool // a newer link was sent to the customer; nothing else is filled in
	// Waits tells which of the customer's words have not reached the shop, whose
	// home is a relay; Silent, that the shop's line has been down for so long that
	// it will not hear them soon.
	Waits  map[retail.Kind]bool
	Silent bool
}

// silentAfter is how long a relay may not be heard of before a customer is told
// to ask staff.
const silentAfter = 3 * time.Minute

// Visit returns the order of a link. CodeNotFound: it is no link of ours, or
// nothing is known of the order any more.
func (h *Hub) Visit(ctx context.Context, link string) (Visit, error) {
	const op = "hub.Visit"
	id, reissue, ok := h.readLink(link)
	if !ok || h.relay() {
		return Visit{}, retail.E(retail.CodeNotFound, op, "", nil)
	}
	o, err := h.Order(ctx, id)
	if err != nil {
		return Visit{}, err
	}
	if reissue < o.Pickup.Reissue {
		return Visit{Replaced: true}, nil
	}
	o.Customer, o.Proxy, o.Steps = retail.Customer{}, "", nil
	v := Visit{Order: o, Now: h.Clock.Now(), Waits: map[retail.Kind]bool{}}
	if _, err := h.Store.Row(ctx, wire.ScopeOrg, retail.EntitySite, string(o.Store), &v.Site); err != nil {
		return v, err
	}
	var chain retail.Chain
	if _, err := h.Store.Row(ctx, wire.ScopeOrg, retail.EntityChain, chainKey, &chain); err != nil {
		return v, err
	}
	v.Chain, v.Policy = chain.Name, chain.Pickups
	if err := h.onTheWay(ctx, &v); err != nil {
		return v, err
	}
	if retail.ReadyAnswer(&o) == retail.PickupOK {
		v.Code, err = h.sign(ctx, o)
	}
	return v, err
}

// onTheWay looks what waits for the shop's relay.
func (h *Hub) onTheWay(ctx context.Context, v *Visit) error {
	m, err := h.Store.Home(ctx, v.Order.Store)
	if err != nil || m.Device == "" {
		return err
	}
	v.Silent = v.Now.Sub(m.Contact) > silentAfter
	errands, err := h.Waiting(ctx, v.Order.Store)
	if err != nil {
		return err
	}
	for _, e := range errands {
		if e.Order != v.Order.ID || e.Kind != wire.ErrandCommand {
			continue
		}
		if c, ok := commandErrand(e); ok {
			v.Waits[c] = true
		}
	}
	return nil
}

// Say gives the hub a word of the customer whose page the link is: that they are
// here (KindArrive), want more time (KindExtend) or do not want the goods
// (KindCancel). The rule decides; saying it again changes nothing. CodeNotFound: no
// such link; CodeRefused: it was replaced, or the chain does not let customers.
func (h *Hub) Say(ctx context.Context, link string, what retail.Kind) (wire.Result, error) {
	const op = "hub.Say"
	v, err := h.Visit(ctx, link)
	if err != nil {
		return wire.Result{}, err
	}
	o := v.Order
	c := retail.Command{ID: retail.CommandID(h.IDs.NewID()), Kind: what, Store: o.Store}
	switch {
	case v.Replaced:
		return wire.Result{}, retail.E(retail.CodeRefused, op, "", nil)
	case v.Waits[what]:
		return wire.Result{}, nil // it is on its way
	case what == retail.KindArrive:
		c.Body = retail.Arrive{Order: o.ID}
	case what == retail.KindExtend:
		c.Body = retail.Extend{Order: o.ID, Customer: true}
	case what == retail.KindCancel && v.MayCancel():
		c.ID, c.Body = cancelID(o.ID), retail.Cancel{Order: o.ID, Why: retail.WhyCustomer}
	default:
		return wire.Result{}, retail.E(retail.CodeRefused, op, "", nil)
	}
	return h.Tell(ctx, c)
}

// MayCancel tells whether the page lets the customer cancel: the goods were not
// given, and their time is not over.
func (v Visit) MayCancel() bool {
	switch v.Order.State {
	case retail.Received, retail.Picking, retail.Short, retail.Staged, retail.Notified:
		return !v.Policy.NoCancel
	case retail.HandedOver, retail.Declined, retail.Expired, retail.Canceled:
	}
	return false
}
