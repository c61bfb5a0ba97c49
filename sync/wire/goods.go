package wire

import (
	"net/url"
	"strconv"
	"time"

	"miseban/app/retail"
)

// Moves is the answer to PathMoves: what lies behind a stock figure of the
// caller's shop.
type Moves struct {
	Now   time.Time         `json:"now"` // the hub's clock
	Level retail.StockLevel `json:"level"`
	Moves []retail.Movement `json:"moves"` // the newest first
	More  bool              `json:"more,omitempty"`
}

// MovesPath is PathMoves of a SKU in a class, the newest limit of them.
func MovesPath(sku retail.SKUID, class retail.StockClass, limit int) string {
	return PathMoves + url.PathEscape(string(sku)) + "?class=" + class.String() + "&limit=" + strconv.Itoa(limit)
}

// Proposals is the answer to PathProposals: which goods should go from or to the
// caller's shop, because they lie too long in one and are missing in the other.
type Proposals struct {
	Now  time.Time         `json:"now"`
	At   time.Time         `json:"at"` // when it was worked out
	List []retail.Proposal `json:"list"`
}

// Weekly is the answer to PathWeekly: how the caller's shop picked and handed
// over.
type Weekly struct {
	Now   time.Time            `json:"now"` // the hub's clock
	At    time.Time            `json:"at"`  // when it was worked out
	Asked int                  `json:"asked"`
	Weeks []retail.WeekFigures `json:"weeks"` // oldest first, this one last; without those in which nothing was done
}
