package wire

import (
	"encoding/binary"
	"math"
	"time"

	"miseban/app/retail"
)

// ScopeStock is the feed of what every site has of every SKU: each change is a
// StockCut, and the figures lie in a stock pack beside it.
const ScopeStock Scope = "stock"

// StockCutKey is the key of the one row of the stock feed.
const StockCutKey = "cut"

// StockCut is a change of the stock feed: all figures were known at an instant.
// Pack holds those that differ from the cut before; nil when none does.
type StockCut struct {
	At   time.Time `json:"at"`
	Pack *Part     `json:"pack,omitempty"`
}

// LiveStock is the answer to PathStock: every site's figures as they stand.
type LiveStock struct {
	SKU   retail.SKUID       `json:"sku"`
	Now   time.Time          `json:"now"` // the hub's clock
	Sites []retail.SiteStock `json:"sites"`
}

// StockRow is what sites have of one SKU, ascending by StockFigure.Site.
type StockRow struct {
	SKU     retail.SKUID
	Figures []StockFigure
}

// StockFigure is a retail.SiteStock as it is packed. One with no figures but its site
// says that the site has no such SKU.
type StockFigure struct {
	Site   uint32 // place in a list of sites
	OnHand int32
	Kept   int32 // OnHand less what may be promised
	Moved  int32 // minutes since 1970, 0 never
}

// PackLevel returns the figure of a level, without its site.
func PackLevel(l retail.StockLevel) StockFigure {
	f := StockFigure{OnHand: clamp(l.OnHand), Kept: clamp(l.OnHand - l.Available())}
	if !l.AsOf.IsZero() {
		f.Moved = clamp(int(l.AsOf.Unix() / 60))
	}
	return f
}

// On returns the figure of the site.
func (f StockFigure) On(site retail.SiteID) retail.SiteStock {
	s := retail.SiteStock{Site: site, OnHand: int(f.OnHand), Available: int(f.OnHand) - int(f.Kept)}
	if f.Moved != 0 {
		s.Moved = time.Unix(int64(f.Moved)*60, 0).UTC()
	}
	return s
}

// None tells that the site has no such SKU.
func (f StockFigure) None() bool { return f.OnHand == 0 && f.Kept == 0 && f.Moved == 0 }

func clamp(n int) int32 { return int32(max(math.MinInt32, min(n, math.MaxInt32))) }

// MergeFigures lays newer figures over older ones, both ascending by site.
// Figures that say None are left out of the result unless keep is set: a patch
// needs them, a whole does not.
func MergeFigures(older, newer []StockFigure, keep bool) []StockFigure {
	out := make([]StockFigure, 0, max(len(older), len(newer)))
	for len(older) > 0 || len(newer) > 0 {
		var f StockFigure
		switch {
		case len(newer) == 0 || len(older) > 0 && older[0].Site < newer[0].Site:
			f, older = older[0], older[1:]
		case len(older) > 0 && older[0].Site == newer[0].Site:
			f, older, newer = newer[0], older[1:], newer[1:]
		default:
			f, newer = newer[0], newer[1:]
		}
		if keep || !f.None() {
			out = append(out, f)
		}
	}
	return out
}

// AppendFigures adds figures, ascending by site, in the form that
// ParseFigures reads: for each the distance from the site before, on hand,
// kept, and the minute, as varints. It is how a terminal keeps patches.
func AppendFigures(b []byte, figures []StockFigure) []byte {
	next := uint32(0)
	for _, f := range figures {
		b = binary.AppendUvarint(b, uint64(f.Site-next))
		b = binary.AppendVarint(b, int64(f.OnHand))
		b = binary.AppendVarint(b, int64(f.Kept))
		b = binary.AppendVarint(b, int64(f.Moved))
		next = f.Site + 1
	}
	return b
}

// ParseFigures reads what AppendFigures wrote.
func ParseFigures(b []byte) ([]StockFigure, error) {
	r := column{b: b}
	var out []StockFigure
	next := uint64(0)
	for len(r.b) > 0 && r.err == nil {
		site := next + r.unsigned(math.MaxUint32)
		f := StockFigure{OnHand: r.signed(), Kept: r.signed(), Moved: r.signed()}
		if site > math.MaxUint32 {
			return nil, errPack
		}
		f.Site, next = uint32(site), site+1
		out = append(out, f)
	}
	return out, r.err
}
