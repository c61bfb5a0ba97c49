package wire

import "net/url"

// Manifest says what a snapshot of a scope that all terminals share is made of.
// Its parts are blobs that are the same bytes for everybody. Parts of the
// catalogue are NDJSON of Change, compressed with zstd; those of the stock are
// stock packs, each holding other SKUs than the rest.
type Manifest struct {
	Scope Scope  `json:"scope"`
	Epoch string `json:"epoch"`
	Seq   int64  `json:"seq"` // where the scope stood; changes go on from here
	H     string `json:"h"`   // chain hash at Seq
	Parts []Part `json:"parts"`
}

// Part is one blob.
type Part struct {
	Sha   string `json:"sha256"` // of the bytes, hex
	Bytes int64  `json:"bytes"`
	Rows  int64  `json:"rows"`
	Enc   string `json:"enc"` // see the Enc constants
}

// Values of Part.Enc.
const (
	// EncRows: NDJSON of Change, compressed with zstd.
	EncRows = "ndjson+zstd"
	// EncStock: a stock pack.
	EncStock = "stock1"
)

// Cursor returns where a terminal stands that has taken the snapshot in.
func (m Manifest) Cursor() Cursor { return Cursor{Epoch: m.Epoch, Seq: m.Seq, H: m.H} }

// Bytes returns the size of all parts.
func (m Manifest) Bytes() int64 {
	var n int64
	for _, p := range m.Parts {
		n += p.Bytes
	}
	return n
}

// Shared tells whether a scope is the same for all terminals and its snapshot
// comes in blobs.
func Shared(s Scope) bool { return s == ScopeCatalog || s == ScopeStock }

// MaxPart is how large a blob may be.
const MaxPart = 8 << 20

// BlobPath is where a blob is fetched.
func BlobPath(sha string) string { return PathBlob + url.PathEscape(sha) }

// StockPath is where the live figures of a SKU are asked for.
func StockPath(sku string) string { return PathStock + url.PathEscape(sku) }
