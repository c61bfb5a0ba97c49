package hubserve

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strings"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/photo"
	"miseban/sync/wire"
)

// PhotoSizes is what photographs are made into, the large one first.
var PhotoSizes = []photo.Size{{Side: 720, Bytes: wire.MaxLarge}, {Side: 320, Bytes: wire.MaxThumb}}

// PhotoJob says which photographs of goods the hub is to have.
type PhotoJob struct {
	From   string   // folder or zip file, empty for none
	Whole  bool     // what From does not have is dropped
	Remove []string // names to be dropped
	// Bad is told of a file that is passed over, and why.
	Bad func(path string, why error)
	// Progress is told how many files have been looked at; may be nil.
	Progress func(done, of int)
}

// PhotoReport says what came of it.
type PhotoReport struct {
	New, Same, Further, Bad int // files; further are views of goods beyond the first
	SKUs                    int // that have another picture now
}

// Why a file is passed over, beside *photo.Fault.
var (
	ErrNobodys   = errors.New("hubserve: no goods are named like the file")
	ErrTwice     = errors.New("hubserve: another file is of the same name")
	errRelayHere = retail.E(retail.CodeNotAllowed, "hubserve.Photos", "", errors.New("a relay takes its pictures from the chain's hub"))
)

// Photos takes photographs of goods in, beside the hub of a data folder or without
// it. Files are named by style code, id of a SKU or JAN; one that cannot be used is
// told of and passed over.
func Photos(ctx context.Context, data string, job PhotoJob) (PhotoReport, error) {
	var rep PhotoReport
	err := beside(ctx, data, func(h *hub.Hub, db *hubdb.DB, _ retail.Clock) error {
		if self, err := isRelay(data); err != nil || self != "" {
			return errors.Join(err, errRelayHere)
		}
		w := photoWork{ctx: ctx, h: h, job: job, rep: &rep}
		if err := w.run(db); err != nil {
			return err
		}
		n, err := h.Picture(ctx)
		rep.SKUs = n
		return err
	})
	return rep, err
}

// photoWork is one turn of Photos.
type photoWork struct {
	ctx   context.Context
	h     *hub.Hub
	job   PhotoJob
	rep   *PhotoReport
	kept  map[string]hub.KeptPhoto
	full  []hub.NewPhoto
	bytes int // of the small ones in full
}

// namedFile is a file and the goods it is of.
type namedFile struct {
	photo.File
	as   string
	rank int
}

func (w *photoWork) run(db *hubdb.DB) error {
	list, err := db.Photos(w.ctx)
	if err != nil {
		return err
	}
	w.kept = make(map[string]hub.KeptPhoto, len(list))
	for _, p := range list {
		w.kept[p.Name] = p
	}
	gone := slices.Clone(w.job.Remove)
	if w.job.From != "" {
		files, end, err := photo.Open(w.job.From)
		if err != nil {
			return err
		}
		defer func() { _ = end.Close() }() // it was only read
		named, err := w.named(files)
		if err != nil {
			return err
		}
		for i, f := range named {
			if err := w.take(f); err != nil {
				return err
			}
			if w.job.Progress != nil {
				w.job.Progress(i+1, len(named))
			}
		}
		if err := w.flush(); err != nil {
			return err
		}
		if w.job.Whole {
			have := map[string]bool{}
			for _, f := range named {
				have[f.as] = true
			}
			for name := range w.kept {
				if !have[name] {
					gone = append(gone, name)
				}
			}
		}
	}
	return w.h.DropPhotos(w.ctx, gone)
}

func (w *photoWork) bad(path string, why error) {
	w.rep.Bad++
	if w.job.Bad != nil {
		w.job.Bad(path, why)
	}
}

// view is what numbers the pictures of one thing: NK-1001_2, NK-1001 (2).
var view = regexp.MustCompile(`^(.+?)(?:[ _-]0*(\d{1,2})| ?\(0*(\d{1,2})\))$`)

// named finds out what goods files are of, and returns them the most popular first:
// they are what terminals with little room get.
func (w *photoWork) named(files []photo.File) ([]namedFile, error) {
	names, err := w.h.PhotoNames(w.ctx)
	if err != nil {
		return nil, err
	}
	of := map[string]namedFile{}
	slices.SortFunc(files, func(a, b photo.File) int { // the plain name before NAME_1
		return cmp.Or(cmp.Compare(len(a.Name), len(b.Name)), strings.Compare(a.Path, b.Path))
	})
	for _, f := range files {
		as := hub.PhotoName(f.Name)
		rank, known := names[as]
		if m := view.FindStringSubmatch(as); !known && m != nil {
			if rank, known = names[m[1]]; known && m[2]+m[3] != "1" {
				w.rep.Further++
				continue
			}
			as = m[1]
		}
		switch _, twice := of[as]; {
		case !known:
			w.bad(f.Path, ErrNobodys)
		case twice:
			w.bad(f.Path, ErrTwice)
		default:
			of[as] = namedFile{f, as, rank}
		}
	}
	out := make([]namedFile, 0, len(of))
	for _, f := range of {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b namedFile) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.as, b.as))
	})
	return out, nil
}

// take reads one file and makes its photographs, unless it is the same as before.
func (w *photoWork) take(f namedFile) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	data, err := f.Read()
	if err != nil {
		w.bad(f.Path, err)
		return nil
	}
	sum := sha256.Sum256(data)
	source := hex.EncodeToString(sum[:])
	if w.kept[f.as].Source == source {
		w.rep.Same++
		return nil
	}
	made, err := photo.Make(data, PhotoSizes...)
	if err != nil {
		w.bad(f.Path, err)
		return nil
	}
	w.rep.New++
	w.full = append(w.full, hub.NewPhoto{Name: f.as, Source: source, Large: made[0], Thumb: made[1]})
	if w.bytes += len(made[1]); w.bytes >= wire.PhotoPack {
		return w.flush()
	}
	return nil
}

// flush keeps what has been made as one pack.
func (w *photoWork) flush() error {
	if len(w.full) == 0 {
		return nil
	}
	err := w.h.PutPhotos(w.ctx, w.full)
	w.full, w.bytes = nil, 0
	return err
}
