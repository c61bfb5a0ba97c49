package hub

import (
	"context"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Bulk is what of a Store serves the scopes that all terminals share, see
// wire.Shared: snapshots in blobs, and the stock of all sites.
type Bulk interface {
	// Bundle returns the newest snapshot of a shared scope, CodeNotFound when
	// none was made.
	Bundle(ctx context.Context, scope wire.Scope) (wire.Manifest, error)
	// Blob returns a blob, CodeNotFound.
	Blob(ctx context.Context, sha string) ([]byte, error)
	// StockOf returns the levels in regular class that sites have of a SKU.
	StockOf(ctx context.Context, sku retail.SKUID) ([]retail.StockLevel, error)
	// StockSince hands over, as of one instant, what figures are in the sites'
	// feeds beyond the last SetStockCuts, ascending by SKU and site, a few SKUs
	// at a time. With whole, or when the feeds do not go back that far, or when
	// there are more than most, they are all figures instead. A figure that says
	// None was taken back. put must not keep the slice.
	StockSince(ctx context.Context, whole bool, most int, put func(StockSince, []StockAt) error) (StockSince, error)
}

// BulkTx is what of a Tx writes it.
type BulkTx interface {
	// Head returns where a held scope stands, without what this transaction does.
	Head(scope wire.Scope) int64
	// PutBlob keeps a blob of a shared scope.
	PutBlob(scope wire.Scope, sha string, data []byte) error
	// PutBundle makes m the snapshot of its scope. Of a held scope it is the
	// snapshot at the end of this transaction, whatever Seq and H say. Blobs of
	// the scope that it does not name are deleted a day later.
	PutBundle(m wire.Manifest) error
	// SetStockCuts notes up to where the sites' feeds are in the stock feed.
	SetStockCuts(cuts map[wire.Scope]int64) error
}

// StockSince says what StockSince of a Store hands over.
type StockSince struct {
	Head  int64                // where the stock feed stood
	Whole bool                 // all figures, not only what changed
	Sites []retail.SiteID      // what StockAt.Site counts in
	Cuts  map[wire.Scope]int64 // where the sites' feeds stood
}

// StockAt is a figure of a SKU.
type StockAt struct {
	SKU retail.SKUID
	wire.StockFigure
}

// BlobsFor is how long a blob is kept that no snapshot names any more: a
// terminal that began to take it in goes on.
const BlobsFor = 24 * time.Hour
