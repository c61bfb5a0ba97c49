package terminal

import (
	"context"
	"image"

	"miseban/app/internal/localdb"
	"miseban/app/internal/photo"
	"miseban/app/internal/ui/showui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/art"
	"miseban/sync/agent"
)

// photoStore is the terminal's database as photographs ask for it.
type photoStore struct{ db *localdb.DB }

func (s photoStore) Plan(ctx context.Context, most int64) ([]photo.Blob, error) {
	list, err := s.db.PlanPhotos(ctx, most)
	out := make([]photo.Blob, len(list))
	for i, p := range list {
		out[i] = photo.Blob(p)
	}
	return out, err
}

func (s photoStore) PutPack(ctx context.Context, p photo.Blob, data []byte) error {
	return s.db.PutPhotos(ctx, localdb.PhotoPack(p), data)
}

func (s photoStore) Small(ctx context.Context, name string) ([]byte, photo.Blob, error) {
	data, sha, bytes, err := s.db.Photo(ctx, name)
	return data, photo.Blob{Sha: sha, Bytes: bytes}, err
}

func (s photoStore) Large(ctx context.Context, sha string) ([]byte, error) {
	return s.db.LargePhoto(ctx, sha)
}

func (s photoStore) PutLarge(ctx context.Context, sha string, data []byte, most int64) error {
	return s.db.PutLargePhoto(ctx, sha, data, most)
}

// photoLine is the line to the hub as photographs ask for it.
type photoLine struct{ c *Core }

func (l photoLine) Blob(ctx context.Context, b photo.Blob) ([]byte, error) {
	return l.c.Agent.Blob(ctx, b.Sha, b.Bytes)
}

// Idle tells that what the shop works with is here, and nothing of it on the way.
func (l photoLine) Idle() bool {
	st := l.c.Agent.Status()
	return st.Line == agent.Online && st.Ready && st.Loading.Scope == "" && st.Unsent == 0
}

// drawn draws goods of which there is no photograph.
func drawn(key string, px int) image.Image {
	kind, hex, _ := art.ParseRef(retail.DrawnPicture(key)) // what is no picture of ours is drawn as a plain box
	return art.Draw(kind, hex, px)
}

// picture is what the screens show of goods: the photograph, or what is drawn until
// one is here.
func (w *window) picture(ctx context.Context, key string, px int) (image.Image, error) {
	p, ok := retail.ParsePhoto(key)
	c := w.core.Load()
	if !ok || c == nil {
		return drawn(key, px), nil
	}
	img, better, err := c.Photos.Get(ctx, p, px)
	if err != nil {
		return &widgets.Draft{Image: drawn(key, px)}, nil //nolint:nilerr // it is asked for again, and the goods are still to be known
	}
	if better == nil {
		return img, nil
	}
	return &widgets.Draft{Image: img, Better: func(ctx context.Context) (image.Image, error) { return c.Photos.Fetch(ctx, *better) }}, nil
}

// shot is what a tablet for customers shows of goods.
func (w *window) shot(ctx context.Context, s showui.Shot) (image.Image, error) {
	p, ok := retail.ParsePhoto(s.Ref)
	c := w.core.Load()
	if !ok || c == nil || s.Back != "" {
		return showui.Drawn(ctx, s)
	}
	img, better, err := c.Photos.Get(ctx, p, max(s.W, s.H))
	if err != nil {
		img, err := showui.Drawn(ctx, s)
		return &widgets.Draft{Image: img}, err
	}
	if better == nil {
		return showui.Mounted(img, s), nil
	}
	return &widgets.Draft{Image: showui.Mounted(img, s), Better: func(ctx context.Context) (image.Image, error) {
		img, err := c.Photos.Fetch(ctx, *better)
		if err != nil {
			return nil, err
		}
		return showui.Mounted(img, s), nil
	}}, nil
}

// renew shows photographs that came.
func (w *window) renew() {
	w.shell.Pictured()
	if w.album != nil {
		w.album.Renew()
	}
}
