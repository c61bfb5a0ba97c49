package hubdb

import (
	"context"
	"strings"

	"miseban/sync/hub"
)

const photoColumns = "name, source, thumb, pack, pack_bytes, large, large_bytes"

func readPhoto(rows scanner) (hub.KeptPhoto, error) {
	var p hub.KeptPhoto
	err := rows.Scan(&p.Name, &p.Source, &p.Thumb, &p.Pack, &p.PackBytes, &p.Large.Sha, &p.Large.Bytes)
	return p, err
}

// Photos returns every photograph by its name. See hub.PhotoStore.
func (d *DB) Photos(ctx context.Context) ([]hub.KeptPhoto, error) {
	var out []hub.KeptPhoto
	err := d.query(ctx, func(rows scanner) error {
		p, err := readPhoto(rows)
		out = append(out, p)
		return err
	}, "SELECT "+photoColumns+" FROM photo ORDER BY name")
	return out, err
}

// photosAtOnce is how many names one question holds.
const photosAtOnce = 400

// Photos returns the photographs of the names. See hub.PhotoTx.
func (x *tx) Photos(names []string) (map[string]hub.KeptPhoto, error) {
	found := map[string]hub.KeptPhoto{}
	for len(names) > 0 {
		n := min(len(names), photosAtOnce)
		args := make([]any, n)
		for i, name := range names[:n] {
			args[i] = name
		}
		err := x.each(func(rows scanner) error {
			p, err := readPhoto(rows)
			found[p.Name] = p
			return err
		}, "SELECT "+photoColumns+" FROM photo WHERE name IN (?"+strings.Repeat(", ?", n-1)+")", args...)
		if err != nil {
			return nil, err
		}
		names = names[n:]
	}
	return found, nil
}

// PutPhoto keeps a photograph. See hub.PhotoTx.
func (x *tx) PutPhoto(p hub.KeptPhoto) error {
	return x.exec("INSERT INTO photo ("+photoColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET source = excluded.source,
		thumb = excluded.thumb, pack = excluded.pack, pack_bytes = excluded.pack_bytes, large = excluded.large, large_bytes = excluded.large_bytes`,
		p.Name, p.Source, p.Thumb, p.Pack, p.PackBytes, p.Large.Sha, p.Large.Bytes)
}

// DropPhoto forgets one. See hub.PhotoTx.
func (x *tx) DropPhoto(name string) error { return x.exec("DELETE FROM photo WHERE name = ?", name) }

// SweepPhotos lets blobs go that no photograph names. See hub.PhotoTx.
func (x *tx) SweepPhotos() error {
	now := x.d.clock.Now()
	err := x.exec(`UPDATE blob SET held = 0, at = ? WHERE scope = ? AND held = 1
		AND NOT EXISTS (SELECT 1 FROM photo WHERE photo.pack = blob.sha) AND NOT EXISTS (SELECT 1 FROM photo WHERE photo.large = blob.sha)`,
		millis(now), string(hub.ScopePhotos))
	if err != nil {
		return err
	}
	return x.exec("DELETE FROM blob WHERE scope = ? AND held = 0 AND at < ?", string(hub.ScopePhotos), millis(now.Add(-hub.BlobsFor)))
}
