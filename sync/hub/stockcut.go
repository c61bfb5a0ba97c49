package hub

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// stockCut is the row of the stock feed. Whole says that the cut is not told as
// a difference: its snapshot must be taken.
type stockCut struct {
	wire.StockCut
	Whole bool `json:"whole,omitempty"`
}

const (
	// cutsAPage is how many cuts a terminal is told at once.
	cutsAPage = 200
)

// stockBounds says when differences give way to snapshots.
type stockBounds struct {
	changed int   // figures that a cut tells as a difference; beyond, after a count of the whole chain say, a snapshot costs less
	bytes   int64 // of differences, until when none is worth a snapshot
	cuts    int   // that lie behind a snapshot at the most
}

var usualBounds = stockBounds{changed: 500_000, bytes: 64 << 10, cuts: 600}

// errBeaten says that another process was quicker with the same work.
var errBeaten = errors.New("hub: another process was quicker")

// CutStock tells the stock feed what has changed in the sites' feeds since it
// was last told, and makes a new snapshot of it when the differences have
// grown large. When another process does the same, one of them wins.
func (h *Hub) CutStock(ctx context.Context) error {
	h.bulk.building.Lock()
	defer h.bulk.building.Unlock()
	return h.cutStock(ctx)
}

func (h *Hub) cutStock(ctx context.Context) error {
	_, err := h.followed(ctx, wire.ScopeStock)
	whole := lost(err)
	if err != nil && !whole {
		return err
	}
	err = h.tellStock(ctx, whole)
	if err == nil && !whole {
		err = h.foldStock(ctx)
	}
	if errors.Is(err, errBeaten) {
		return nil
	}
	return err
}

// tellStock makes one cut.
func (h *Hub) tellStock(ctx context.Context, whole bool) error {
	now := h.Clock.Now()
	var parts *stockParts
	var pack bytes.Buffer
	var w *wire.StockWriter
	rows := int64(0)
	since, err := h.Store.StockSince(ctx, whole, h.bulk.stock.changed, func(s StockSince, figures []StockAt) error {
		if s.Whole && parts == nil {
			parts = newStockParts(ctx, h, now, s.Sites)
		}
		if !s.Whole && w == nil {
			var err error
			if w, err = wire.NewStockWriter(&pack, now, s.Sites); err != nil {
				return err
			}
		}
		return eachRow(figures, func(r wire.StockRow) error {
			rows++
			if !s.Whole {
				return w.Put(r)
			}
			return parts.put(r)
		})
	})
	if err != nil {
		return err
	}
	cut := stockCut{StockCut: wire.StockCut{At: now}, Whole: since.Whole}
	m := wire.Manifest{Scope: wire.ScopeStock, Parts: []wire.Part{}}
	if parts != nil {
		if err := parts.end(); err != nil {
			return err
		}
		m.Parts = parts.parts
	}
	if w != nil {
		if err := w.Flush(); err != nil {
			return err
		}
		p := partOf(pack.Bytes(), rows, wire.EncStock)
		cut.Pack = &p
	}
	return h.update(ctx, []wire.Scope{wire.ScopeStock}, func(tx Tx) error {
		if tx.Head(wire.ScopeStock) != since.Head {
			return errBeaten
		}
		if err := tx.SetStockCuts(since.Cuts); err != nil {
			return err
		}
		if cut.Pack != nil {
			if err := tx.PutBlob(wire.ScopeStock, cut.Pack.Sha, pack.Bytes()); err != nil {
				return err
			}
		}
		if _, err := tx.Put(wire.ScopeStock, retail.EntityStockCut, wire.StockCutKey, cut, ""); err != nil {
			return err
		}
		if since.Whole {
			return tx.PutBundle(m)
		}
		return nil
	})
}

// eachRow puts figures that are sorted by SKU together.
func eachRow(figures []StockAt, put func(wire.StockRow) error) error {
	var r wire.StockRow
	for i, f := range figures {
		r.SKU, r.Figures = f.SKU, append(r.Figures, f.StockFigure)
		if i+1 < len(figures) && figures[i+1].SKU == f.SKU {
			continue
		}
		if err := put(r); err != nil {
			return err
		}
		r.Figures = r.Figures[:0]
	}
	return nil
}

// foldStock makes a new snapshot of the last one and the cuts since, when these
// have grown to half its size. Nothing is read from the sites' feeds for it.
func (h *Hub) foldStock(ctx context.Context) error {
	base, err := h.Store.Bundle(ctx, wire.ScopeStock)
	if err != nil {
		return err
	}
	cuts, head, err := h.cutsSince(ctx, base.Cursor())
	if err != nil {
		return err
	}
	size := int64(0)
	for _, c := range cuts {
		if c.Pack != nil {
			size += c.Pack.Bytes
		}
	}
	if len(cuts) == 0 || size < max(base.Bytes()/2, h.bulk.stock.bytes) && len(cuts) < h.bulk.stock.cuts {
		return nil
	}
	f := stockFold{h: h, newer: map[retail.SKUID][]wire.StockFigure{}}
	for _, c := range cuts {
		if c.Pack == nil {
			continue
		}
		if err := f.lay(ctx, *c.Pack); err != nil {
			return err
		}
	}
	parts, err := f.fold(ctx, base, cuts[len(cuts)-1].At)
	if err != nil {
		return err
	}
	return h.update(ctx, []wire.Scope{wire.ScopeStock}, func(tx Tx) error {
		if tx.Head(wire.ScopeStock) != head {
			return errBeaten
		}
		return tx.PutBundle(wire.Manifest{Scope: wire.ScopeStock, Parts: parts})
	})
}

// cutsSince returns the cuts after a cursor, and where the stock feed stands.
func (h *Hub) cutsSince(ctx context.Context, after wire.Cursor) (cuts []stockCut, head int64, err error) {
	for more := true; more; {
		p, err := h.Store.Page(ctx, wire.ScopeStock, after, wire.MaxPage, "")
		if err != nil {
			return nil, 0, err
		}
		got, err := cutsOf(p)
		if err != nil {
			return nil, 0, err
		}
		cuts = append(cuts, got...)
		after.Seq, after.H, more = p.End.End, p.End.H, p.End.More
	}
	return cuts, after.Seq, nil
}

func cutsOf(p wire.Page) ([]stockCut, error) {
	cuts := make([]stockCut, 0, len(p.Changes))
	for _, c := range p.Changes {
		var cut stockCut
		if err := json.Unmarshal(c.Data, &cut); err != nil {
			return nil, retail.E(retail.CodeDamaged, "hub.cutsOf", "", err)
		}
		cuts = append(cuts, cut)
	}
	return cuts, nil
}

// stockFold lays differences over a snapshot.
type stockFold struct {
	h     *Hub
	sites []retail.SiteID
	newer map[retail.SKUID][]wire.StockFigure // by place in sites
}

// places makes room for the sites of a pack and tells where each is.
func (f *stockFold) places(p *wire.StockPack) []uint32 {
	at := make([]uint32, len(p.Sites))
	for i, id := range p.Sites {
		k := slices.Index(f.sites, id)
		if k < 0 {
			k = len(f.sites)
			f.sites = append(f.sites, id)
		}
		at[i] = uint32(k)
	}
	return at
}

// moved returns the figures under their places, ascending.
func moved(figures []wire.StockFigure, at []uint32) []wire.StockFigure {
	out := slices.Clone(figures)
	for i := range out {
		out[i].Site = at[out[i].Site]
	}
	slices.SortFunc(out, func(a, b wire.StockFigure) int { return int(a.Site) - int(b.Site) })
	return out
}

func (f *stockFold) pack(ctx context.Context, part wire.Part) (*wire.StockPack, error) {
	data, err := f.h.Store.Blob(ctx, part.Sha)
	if err != nil {
		return nil, err
	}
	return wire.ReadStockPack(data)
}

// lay takes a difference in.
func (f *stockFold) lay(ctx context.Context, part wire.Part) error {
	p, err := f.pack(ctx, part)
	if err != nil {
		return err
	}
	at := f.places(p)
	for r, err := range p.Rows() {
		if err != nil {
			return err
		}
		f.newer[r.SKU] = wire.MergeFigures(f.newer[r.SKU], moved(r.Figures, at), true)
	}
	return nil
}

// fold writes the parts of the new snapshot, one part of the old in memory at a
// time.
func (f *stockFold) fold(ctx context.Context, base wire.Manifest, at time.Time) ([]wire.Part, error) {
	packs := make([]*wire.StockPack, len(base.Parts))
	for i, part := range base.Parts { // the sites of all must be known first
		p, err := f.pack(ctx, part)
		if err != nil {
			return nil, err
		}
		f.places(p)
		packs[i] = p
	}
	out := newStockParts(ctx, f.h, at, f.sites)
	fresh := slices.Sorted(maps.Keys(f.newer))
	put := func(sku retail.SKUID, older []wire.StockFigure) error {
		if figures := wire.MergeFigures(older, f.newer[sku], false); len(figures) > 0 {
			return out.put(wire.StockRow{SKU: sku, Figures: figures})
		}
		return nil
	}
	for _, p := range packs {
		place := f.places(p)
		for r, err := range p.Rows() {
			if err != nil {
				return nil, err
			}
			for len(fresh) > 0 && fresh[0] < r.SKU {
				if err := put(fresh[0], nil); err != nil {
					return nil, err
				}
				fresh = fresh[1:]
			}
			if len(fresh) > 0 && fresh[0] == r.SKU {
				fresh = fresh[1:]
			}
			if err := put(r.SKU, moved(r.Figures, place)); err != nil {
				return nil, err
			}
		}
	}
	for _, sku := range fresh {
		if err := put(sku, nil); err != nil {
			return nil, err
		}
	}
	return out.parts, errors.Join(out.end(), ctx.Err())
}

// followStock tells whether a terminal does better with the snapshot than with
// the cuts of the page: ErrCompacted.
func (h *Hub) followStock(ctx context.Context, p wire.Page) error {
	cuts, err := cutsOf(p)
	if err != nil {
		return err
	}
	var size int64
	for _, c := range cuts {
		if c.Whole {
			return fmt.Errorf("%w: the cut is a snapshot", ErrCompacted)
		}
		if c.Pack != nil {
			size += c.Pack.Bytes
		}
	}
	if size < h.bulk.stock.bytes {
		return nil
	}
	base, err := h.Store.Bundle(ctx, wire.ScopeStock)
	if err != nil {
		return err
	}
	if p.Head.From < base.Seq && size > base.Bytes() {
		return fmt.Errorf("%w: the snapshot is smaller", ErrCompacted)
	}
	return nil
}
