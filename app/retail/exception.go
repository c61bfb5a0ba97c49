package retail

import "time"

// Exception is an entry of the inbox 要確認ボックス: a clash that was recorded
// and that somebody must settle.
type Exception struct {
	ID       ExceptionID   `json:"id"`
	Store    SiteID        `json:"store"`
	Kind     ExceptionKind `json:"kind"`
	Order    OrderID       `json:"order,omitempty"`
	Transfer TransferID    `json:"transfer,omitempty"`
	Hold     HoldID        `json:"hold,omitempty"`
	Count    StocktakeID   `json:"count,omitempty"`
	Number   string        `json:"number,omitempty"` // the order's or hold's short number
	SKU      SKUID         `json:"sku,omitempty"`
	Line     int           `json:"line,omitempty"`
	Qty      int           `json:"qty,omitempty"`
	People   []Step        `json:"people,omitempty"` // who did what, when, on which terminal
	OpenedAt time.Time     `json:"opened_at"`
	Due      time.Time     `json:"due"`
	Assignee StaffID       `json:"assignee,omitempty"`
	ClosedAt time.Time     `json:"closed_at,omitzero"`
	ClosedBy StaffID       `json:"closed_by,omitempty"`
	How      string        `json:"how,omitempty"`    // key of the button that closed it
	Device   DeviceID      `json:"device,omitempty"` // the terminal it is about
	Prices   *PriceClash   `json:"prices,omitempty"` // of a price check
	Seen     []Movement    `json:"seen,omitempty"`   // of a recount: what happened around the count
	// Spot is the figure of a count of one SKU that waits for another person, or what
	// became of it, see ApproveSpot.
	Spot *CountLine `json:"spot,omitempty"`
}

// Late tells whether it should have been settled by the instant.
func (x Exception) Late(now time.Time) bool { return x.Open() && now.After(x.Due) }

// Open tells whether it still has to be settled.
func (x Exception) Open() bool { return x.ClosedAt.IsZero() }
