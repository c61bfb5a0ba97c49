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

// visitKey is the order, the issue of its code and the number of the delegation, 0 for
// the customer's own page, under the hub's secret. It says nothing about them without it.
func (h *Hub) visitKey(id uuid.UUID, reissue, delegation uint8) []byte {
	m := hmac.New(sha256.New, h.Secret)
	if delegation > 0 {
		m.Write([]byte{'p', delegation}) // what no other input begins with
	}
	m.Write([]byte("miseban-visit-v1\x00"))
	m.Write(id[:])
	m.Write([]byte{reissue})
	return m.Sum(nil)[:visitMAC]
}

// visitLink is what the page of an order is found by, the customer's or that of a
// proxy: base64url (RFC 4648) of the order's UUID, the issue of its pickup code, the
// number of a delegation where it is a proxy's, and 128 bits that nobody can guess, 44
// characters or 46. It follows from the hub's secret, so that a hub restored from a copy
// knows the links in customers' mails.
func (h *Hub) visitLink(o retail.Order, delegation uint8) (string, error) {
	id, err := uuid.Parse(string(o.ID))
	if err != nil {
		return "", retail.E(retail.CodeInvalid, "hub.visitLink", "", err)
	}
	b := slices.Concat(id[:], []byte{o.Pickup.Reissue})
	if delegation > 0 {
		b = append(b, delegation)
	}
	return visitText.EncodeToString(append(b, h.visitKey(id, o.Pickup.Reissue, delegation)...)), nil
}

// visitPage is the address of a page of an order, empty where this hub shows none.
func (h *Hub) visitPage(o retail.Order, delegation uint8) (string, error) {
	if h.Public == "" {
		return "", nil
	}
	link, err := h.visitLink(o, delegation)
	return h.Public + PathVisit + link, err
}

// visitor is whose page a link is.
type visitor struct {
	order      retail.OrderID
	reissue    uint8
	delegation uint8 // 0 for the customer
}

// readLink returns whose page a link of this hub is.
func (h *Hub) readLink(link string) (v visitor, ok bool) {
	const own = len(uuid.UUID{}) + 1 + visitMAC
	b, err := visitText.Strict().DecodeString(link)
	if err != nil || len(b) != own && len(b) != own+1 || visitText.EncodeToString(b) != link { // line ends are read over
		return v, false
	}
	name := uuid.UUID(b[:16])
	v = visitor{order: retail.OrderID(name.String()), reissue: b[16]}
	if len(b) > own {
		if v.delegation = b[17]; v.delegation == 0 {
			return visitor{}, false
		}
	}
	if !hmac.Equal(b[len(b)-visitMAC:], h.visitKey(name, v.reissue, v.delegation)) {
		return visitor{}, false
	}
	return v, true
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
	// Proxy: the page is that of somebody who collects for the customer, and Withdrawn that
	// they may no longer; nothing else is filled in then.
	Proxy, Withdrawn bool
	// ProxyPage is the address of the page of whoever collects for the customer, empty where
	// nobody does.
	ProxyPage string
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
	who, ok := h.readLink(link)
	if !ok || h.relay() {
		return Visit{}, retail.E(retail.CodeNotFound, op, "", nil)
	}
	o, err := h.Order(ctx, who.order)
	if err != nil {
		return Visit{}, err
	}
	if who.reissue < o.Pickup.Reissue {
		return Visit{Replaced: true}, nil
	}
	if who.delegation > 0 && o.Pickup.Delegation.Refuses(who.delegation) {
		return Visit{Proxy: true, Withdrawn: true}, nil
	}
	o.Customer, o.Proxy, o.Steps = retail.Customer{}, "", nil
	v := Visit{Order: o, Now: h.Clock.Now(), Waits: map[retail.Kind]bool{}, Proxy: who.delegation > 0}
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
	if d := o.Pickup.Delegation; !v.Proxy && d.Live() {
		if v.ProxyPage, err = h.visitPage(o, d.No); err != nil {
			return v, err
		}
	}
	if retail.ReadyAnswer(&o) == retail.PickupOK {
		v.Code, err = h.signFor(ctx, o, who.delegation)
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
// such link; CodeRefused: it was replaced, or the chain does not let customers. Whoever
// collects for the customer only says that they are here.
func (h *Hub) Say(ctx context.Context, link string, what retail.Kind) (wire.Result, error) {
	const op = "hub.Say"
	v, err := h.Visit(ctx, link)
	if err != nil {
		return wire.Result{}, err
	}
	o := v.Order
	c := retail.Command{ID: retail.CommandID(h.IDs.NewID()), Kind: what, Store: o.Store}
	switch {
	case v.Replaced, v.Withdrawn, v.Proxy && what != retail.KindArrive:
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

// Delegate lets the customer whose page the link is name who collects in their place, or
// take that back. A name that is none (see retail.ProxyName), and an order that nobody
// collects any more, are Rejected. CodeNotFound: no such link; CodeRefused: it was
// replaced, or is not the customer's own.
func (h *Hub) Delegate(ctx context.Context, link string, b retail.Delegate) (wire.Result, error) {
	v, err := h.Visit(ctx, link)
	if err != nil {
		return wire.Result{}, err
	}
	if v.Replaced || v.Proxy {
		return wire.Result{}, retail.E(retail.CodeRefused, "hub.Delegate", "", nil)
	}
	b.Order = v.Order.ID
	return h.Tell(ctx, retail.Command{ID: retail.CommandID(h.IDs.NewID()), Kind: retail.KindDelegate, Store: v.Order.Store, Body: b})
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
