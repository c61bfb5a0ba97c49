package hub

import (
	"context"
	"errors"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Hub is the server without its socket.
type Hub struct{}

// ReceiveResult is what became of an order that was taken in.
type ReceiveResult uint8

// Values of ReceiveResult.
const (
	// New: the order was not known before.
	New ReceiveResult = iota + 1
	// Changed: the order was known and something of it is different now.
	Changed
	// Unchanged: the same content was taken in before.
	Unchanged
	// Refused: the order cannot be used; Err says why.
	Refused
)

// ReceiveOutcome is what became of one order of ReceiveOrders.
type ReceiveOutcome struct {
	Order  retail.OrderID
	Result ReceiveResult
	Err    error // of Refused: a retail.Error with CodeInvalid and a hint
}

// StockRow is what another system says about one stock level.
type StockRow struct {
	Site     retail.SiteID
	SKU      retail.SKUID
	Class    retail.StockClass // Regular when zero
	OnHand   int               // pieces
	Safety   int               // pieces that are never promised
	Shelf    string            // as printed; empty keeps what is known
	Place    string            // in words; empty keeps what is known
	Backroom bool
}

// StaffRow is a member of staff with the secrets they sign in with.
type StaffRow struct {
	Staff retail.Staff
	PIN   string // digits; empty keeps the present one
	Badge string // code on the badge; empty keeps the present one
}

// ErrNotYet is gone with the next commit.
var errNotYet = errors.New("hub: not built yet")

// ReceiveOrders takes orders in as a web shop has them; Channel and External
// name them. It fills ID, Number and Pickup. Outcomes stand in the order of
// the input. An error means that the rest was not taken in; repeating is safe.
func (h *Hub) ReceiveOrders(ctx context.Context, orders []retail.Order) ([]ReceiveOutcome, error) {
	return nil, errNotYet
}

// CancelOrder cancels the order of a channel. It returns CodeNotFound for an
// order that never came in.
func (h *Hub) CancelOrder(ctx context.Context, channel, number, why string, at time.Time) error {
	return errNotYet
}

// PutSKUs stores products and returns how many were new or different.
func (h *Hub) PutSKUs(ctx context.Context, skus []retail.SKU) (int, error) { return 0, errNotYet }

// SetStock books what another system says and returns how many levels changed.
func (h *Hub) SetStock(ctx context.Context, rows []StockRow) (int, error) { return 0, errNotYet }

// PutSites stores shops and warehouses and returns how many changed.
func (h *Hub) PutSites(ctx context.Context, sites []retail.Site) (int, error) { return 0, errNotYet }

// PutSlots stores staging places and returns how many changed.
func (h *Hub) PutSlots(ctx context.Context, slots []retail.StagingSlot) (int, error) {
	return 0, errNotYet
}

// PutChain stores what every terminal knows of the chain; the hub adds its own
// pickup keys.
func (h *Hub) PutChain(ctx context.Context, c retail.Chain) error { return errNotYet }

// PutStaff stores staff with their secrets and returns how many changed.
func (h *Hub) PutStaff(ctx context.Context, rows []StaffRow) (int, error) { return 0, errNotYet }

// Sites returns every site.
func (h *Hub) Sites(ctx context.Context) ([]retail.Site, error) { return nil, errNotYet }

// Slots returns the staging places of a shop, nearest first.
func (h *Hub) Slots(ctx context.Context, store retail.SiteID) ([]retail.StagingSlot, error) {
	return nil, errNotYet
}

// SKU returns a product, CodeNotFound when there is none.
func (h *Hub) SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error) {
	return retail.SKU{}, errNotYet
}

// SKUByCode returns the product with a GTIN of 8 to 14 digits, CodeNotFound
// when there is none.
func (h *Hub) SKUByCode(ctx context.Context, code string) (retail.SKU, error) {
	return retail.SKU{}, errNotYet
}

// Order returns an order with the customer's e-mail, CodeNotFound when there
// is none.
func (h *Hub) Order(ctx context.Context, id retail.OrderID) (retail.Order, error) {
	return retail.Order{}, errNotYet
}

// OrderByExternal returns the order of a channel.
func (h *Hub) OrderByExternal(ctx context.Context, channel, number string) (retail.Order, error) {
	return retail.Order{}, errNotYet
}

// PickupCode returns the pickup code of an order for the ready notice: the
// text of its QR, and the digits that can be typed instead, with their check
// digit.
func (h *Hub) PickupCode(ctx context.Context, id retail.OrderID) (token, digits string, err error) {
	return "", "", errNotYet
}

// DueNotices returns the orders whose ready notice may leave now: queued,
// still waiting for the customer, and nothing unsent on the terminal that
// staged them (see wire.PushRequest.Left).
func (h *Hub) DueNotices(ctx context.Context) ([]retail.Order, error) { return nil, errNotYet }

// StuckNotices returns the orders whose notice was started and never ended:
// after a start of the hub nobody knows whether they left.
func (h *Hub) StuckNotices(ctx context.Context) ([]retail.Order, error) { return nil, errNotYet }

// Apply gives a command of the hub itself (RoleHub), for example
// Apply(ctx, retail.KindNoticeStart, retail.NoticeStart{…}).
func (h *Hub) Apply(ctx context.Context, kind retail.Kind, body retail.Body) (wire.Result, error) {
	return wire.Result{}, errNotYet
}

// Overdue expires the orders whose deadline has passed and returns how many.
func (h *Hub) Overdue(ctx context.Context) (int, error) { return 0, errNotYet }

// Retire takes orders that ended before the instant, and settled exceptions,
// out of the feeds. Their rows stay on the hub.
func (h *Hub) Retire(ctx context.Context, before time.Time) (int, error) { return 0, errNotYet }

// Revoke shuts a terminal out: it wipes itself at the next contact.
func (h *Hub) Revoke(ctx context.Context, id retail.DeviceID) error { return errNotYet }
