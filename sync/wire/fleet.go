package wire

import (
	"time"

	"miseban/app/retail"
)

// Fleet is the answer to PathFleet: what the hub has of each terminal of the
// caller's shop, and what they last said of themselves.
type Fleet struct {
	Now       time.Time `json:"now"` // the hub's clock
	Terminals []Contact `json:"terminals"`
}

// Contact is one terminal of a Fleet. Those that were shut out are not in it.
type Contact struct {
	Device retail.DeviceID `json:"device"`
	Judged int64           `json:"judged"` // commands that the hub has
	Unsent int             `json:"unsent"` // that the terminal still held, as it said at Seen
	Seen   time.Time       `json:"seen"`   // zero: never heard of
}
