package csvfile

import (
	"context"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Sink is what files are taken in by: the hub.
type Sink interface {
	// Sites returns every shop and warehouse.
	Sites(ctx context.Context) ([]retail.Site, error)
	// SKU returns a product, CodeNotFound when there is none.
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	// SKUByCode returns the product with a GTIN, CodeNotFound when there is none.
	SKUByCode(ctx context.Context, code string) (retail.SKU, error)
	// ReceiveOrders takes orders in; a repeat changes nothing.
	ReceiveOrders(ctx context.Context, orders []retail.Order) ([]hub.ReceiveOutcome, error)
	// CancelOrder cancels an order. CodeNotFound: it has not come in; it is
	// canceled when it does.
	CancelOrder(ctx context.Context, channel, number, why string, at time.Time) error
	// PutSKUs stores products and returns how many changed.
	PutSKUs(ctx context.Context, skus []retail.SKU) (int, error)
	// PutSites stores shops and warehouses and returns how many changed.
	PutSites(ctx context.Context, sites []retail.Site) (int, error)
	// SetStock books stock levels and returns how many changed.
	SetStock(ctx context.Context, rows []hub.StockRow) (int, error)
	// Sell books what the tills sold and returns how many lines were new.
	Sell(ctx context.Context, sales []hub.SaleRow) (int, error)
	// Announce tells shops of goods that are coming and returns of how many
	// deliveries there was news; with merge a plan is about the lines it names alone.
	Announce(ctx context.Context, plans []retail.DeliveryPlan, merge bool) (int, error)
}

// Bad is a row in quarantine.
type Bad struct {
	ID      string // follows from profile and content: the same row is kept once
	Profile string
	File    string   // base name of the file it came with
	Row     int      // as a spreadsheet numbers it, the header is 1
	Group   string   // what waits with it: channel and order number; "" for nothing
	Text    string   // the row as it stands in the file
	Cells   []string // its fields, nil where the columns are not as many as the header
	Header  []string
	Reason  Reason
	At      time.Time // when it was put here
}

// File is what is remembered of a file that was read.
type File struct {
	Name string // base name
	Size int64
	Hash string // SHA-256 of its bytes, hex
	Rows int
	At   time.Time
}

// Quarantine keeps bad rows and remembers files. Its methods are safe to repeat.
type Quarantine interface {
	// KeepBad stores rows. A row that is there is left as it is but for its
	// reason; one that a person dropped stays dropped.
	KeepBad(ctx context.Context, rows []Bad) error
	// BadRows returns the rows in quarantine, oldest first; with ids only those.
	BadRows(ctx context.Context, ids []string) ([]Bad, error)
	// GroupRows returns the rows of groups, in the order of the file.
	GroupRows(ctx context.Context, groups []string) ([]Bad, error)
	// ReleaseBad takes rows out because they were taken in, by id and by group.
	ReleaseBad(ctx context.Context, ids, groups []string) error
	// DropBad takes rows out for good and returns how many there were.
	DropBad(ctx context.Context, ids []string) (int, error)
	// ForgetBad takes out the rows of a file from a row on: it grew behind them.
	ForgetBad(ctx context.Context, file string, from int) error

	// FileByHash returns the file with the content, ok false when there is none.
	FileByHash(ctx context.Context, hash string) (f File, ok bool, err error)
	// FileByName returns the newest file of the name, ok false when there is none.
	FileByName(ctx context.Context, name string) (f File, ok bool, err error)
	// SeeFile remembers a file.
	SeeFile(ctx context.Context, f File) error
}
