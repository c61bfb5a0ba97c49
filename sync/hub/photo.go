package hub

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"path"
	"slices"
	"strings"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// ScopePhotos is under what the blobs of photographs are kept. It is no feed: the
// rows of the catalogue name them.
const ScopePhotos wire.Scope = "pictures"

// KeptPhoto is a photograph of goods as the hub keeps it.
type KeptPhoto struct {
	Name      string // an id of a SKU, a JAN or a style code as PhotoName makes it
	Source    string // SHA-256 of the file that it was made of, hex
	Thumb     string // see retail.Photo
	Pack      string
	PackBytes int64
	Large     wire.Part
}

// NewPhoto is a photograph to be kept.
type NewPhoto struct {
	Name         string
	Source       string
	Thumb, Large []byte // JPEG, within wire.MaxThumb and wire.MaxLarge
}

// PhotoStore is what of a Store reads photographs.
type PhotoStore interface {
	// Photos returns every photograph by its name.
	Photos(ctx context.Context) ([]KeptPhoto, error)
}

// PhotoTx is what of a Tx writes them.
type PhotoTx interface {
	// Photos returns those of the names that there are.
	Photos(names []string) (map[string]KeptPhoto, error)
	// PutPhoto keeps one; its blobs are put by PutBlob under ScopePhotos.
	PutPhoto(p KeptPhoto) error
	// DropPhoto forgets one, if there is one of the name.
	DropPhoto(name string) error
	// SweepPhotos deletes the blobs of photographs that none names any more, each a
	// day later.
	SweepPhotos() error
}

// PhotoName returns the name under which a photograph is kept of what a file says.
func PhotoName(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

// photoNames are the names of a SKU, the nearest first.
func photoNames(s *retail.SKU) []string {
	var names []string
	for _, n := range []string{string(s.ID), s.JAN, pictureFile(s.Picture), s.Style} {
		if n = PhotoName(n); n != "" {
			names = append(names, n)
		}
	}
	return names
}

// pictureFile returns what a web shop's catalogue says of a picture, a file or an
// address on its site, as the name of a file here; empty for what is drawn.
func pictureFile(picture string) string {
	p := retail.DrawnPicture(picture)
	if p == "" || strings.HasPrefix(p, "art:") {
		return ""
	}
	p, _, _ = strings.Cut(p, "?")
	p = path.Base(strings.ReplaceAll(p, `\`, "/"))
	return strings.TrimSuffix(p, path.Ext(p))
}

// pictured fills in the photographs of SKUs; one that has none keeps what is drawn.
func pictured(tx Tx, skus []retail.SKU) error {
	var names []string
	for i := range skus {
		names = append(names, photoNames(&skus[i])...)
	}
	slices.Sort(names)
	found, err := tx.Photos(slices.Compact(names))
	if err != nil {
		return err
	}
	for i := range skus {
		s := &skus[i]
		s.Picture = retail.DrawnPicture(s.Picture)
		for _, n := range photoNames(s) {
			if p, ok := found[n]; ok {
				s.Picture = retail.Photo{Thumb: p.Thumb, Pack: p.Pack, Bytes: p.PackBytes, Drawn: s.Picture}.String()
				break
			}
		}
	}
	return nil
}

// PhotoNames returns what a photograph of goods may be named, as PhotoName makes it
// of the id, the JAN, the style code and the picture of every SKU, and the rank of
// the most popular of the SKUs it would be of.
func (h *Hub) PhotoNames(ctx context.Context) (map[string]int, error) {
	names := map[string]int{}
	err := h.Store.Rows(ctx, wire.ScopeCatalog, retail.EntitySKU, func(_ string, data []byte) error {
		var s retail.SKU
		if err := json.Unmarshal(data, &s); err != nil {
			return retail.E(retail.CodeDamaged, "hub.PhotoNames", "", err)
		}
		rank := cmp.Or(s.Rank, math.MaxInt)
		for _, n := range photoNames(&s) {
			if best, ok := names[n]; !ok || rank < best {
				names[n] = rank
			}
		}
		return nil
	})
	return names, err
}

// PutPhotos keeps photographs, as many as lie in one pack; a name that has one gets
// the new one. Terminals hear of them by Picture.
func (h *Hub) PutPhotos(ctx context.Context, list []NewPhoto) error {
	if h.relay() { // what it has of the catalogue is the chain's
		return retail.E(retail.CodeNotAllowed, "hub.PutPhotos", "", nil)
	}
	var packed []wire.PackedPhoto
	rows := make([]KeptPhoto, len(list))
	for i, p := range list {
		rows[i] = KeptPhoto{Name: p.Name, Source: p.Source, Thumb: wire.ThumbName(p.Thumb), Large: partOf(p.Large, 0, "")}
		packed = append(packed, wire.PackedPhoto{Thumb: p.Thumb, Large: rows[i].Large})
	}
	pack, err := wire.PackPhotos(packed)
	if err != nil {
		return retail.E(retail.CodeInvalid, "hub.PutPhotos", "", err)
	}
	at := partOf(pack, 0, "")
	// The catalogue is held, so that whoever writes SKUs sees all of it or nothing.
	return h.update(ctx, []wire.Scope{wire.ScopeCatalog}, func(tx Tx) error {
		if err := tx.PutBlob(ScopePhotos, at.Sha, pack); err != nil {
			return err
		}
		for i, p := range rows {
			p.Pack, p.PackBytes = at.Sha, at.Bytes
			if err := tx.PutBlob(ScopePhotos, p.Large.Sha, list[i].Large); err != nil {
				return err
			}
			if err := tx.PutPhoto(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// DropPhotos forgets the photographs of the names.
func (h *Hub) DropPhotos(ctx context.Context, names []string) error {
	return h.update(ctx, []wire.Scope{wire.ScopeCatalog}, func(tx Tx) error {
		for _, n := range names {
			if err := tx.DropPhoto(PhotoName(n)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Picture brings the rows of the catalogue in line with the photographs there are,
// lets the blobs go that are of none, and returns how many SKUs have another picture
// now.
func (h *Hub) Picture(ctx context.Context) (int, error) {
	kept, err := h.Store.Photos(ctx)
	if err != nil {
		return 0, err
	}
	of := make(map[string]KeptPhoto, len(kept))
	for _, p := range kept {
		of[p.Name] = p
	}
	var changed []retail.SKU
	err = h.Store.Rows(ctx, wire.ScopeCatalog, retail.EntitySKU, func(_ string, data []byte) error {
		var s retail.SKU
		if err := json.Unmarshal(data, &s); err != nil {
			return retail.E(retail.CodeDamaged, "hub.Picture", "", err)
		}
		have, _ := retail.ParsePhoto(s.Picture)
		want := KeptPhoto{}
		for _, n := range photoNames(&s) {
			if p, ok := of[n]; ok {
				want = p
				break
			}
		}
		if have.Thumb != want.Thumb || have.Pack != want.Pack {
			changed = append(changed, s)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	n, err := h.PutSKUs(ctx, changed)
	if err != nil {
		return n, err
	}
	return n, h.update(ctx, nil, func(tx Tx) error { return tx.SweepPhotos() })
}
