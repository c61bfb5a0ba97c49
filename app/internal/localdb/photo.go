package localdb

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// PhotoPack is a blob of small photographs that rows of the catalogue name.
type PhotoPack struct {
	Sha   string
	Bytes int64
}

// Photo returns a small photograph as JPEG, and where the large one is to be had:
// its SHA-256 and its bytes. CodeNotFound: it is not here.
func (d *DB) Photo(ctx context.Context, name string) (data []byte, large string, bytes int64, err error) {
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	err = d.cread.one(ctx, `SELECT data, large, large_bytes FROM photo WHERE name = ?`, []any{name}, &data, &large, &bytes)
	if isNoRows(err) {
		return nil, "", 0, notFound("localdb.Photo", name)
	}
	return data, large, bytes, fault("localdb.Photo", err)
}

// LargePhoto returns a large photograph as JPEG, CodeNotFound.
func (d *DB) LargePhoto(ctx context.Context, sha string) (data []byte, err error) {
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	err = d.cread.one(ctx, `SELECT data FROM photo_large WHERE sha = ?`, []any{sha}, &data)
	if isNoRows(err) {
		return nil, notFound("localdb.LargePhoto", sha)
	}
	return data, fault("localdb.LargePhoto", err)
}

// PutLargePhoto keeps a large photograph. Those that came first go when all of them
// have more than most bytes; the newest stays.
func (d *DB) PutLargePhoto(ctx context.Context, sha string, data []byte, most int64) error {
	return fault("localdb.PutLargePhoto", d.inCatalog(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO photo_large (sha, data) VALUES (?, ?) ON CONFLICT (sha) DO NOTHING`, sha, data); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM photo_large WHERE sha <> ? AND n <= (SELECT max(n) FROM
			(SELECT n, SUM(length(data)) OVER (ORDER BY n DESC) AS till FROM photo_large) WHERE till > ?)`, sha, most)
		return err
	}))
}

// PlanPhotos returns the packs that are to be fetched, the one with the most popular
// goods first: as many as have, with those that are here, at the most so many bytes.
// What the catalogue names no more, and packs that there is no room for, are
// forgotten.
func (d *DB) PlanPhotos(ctx context.Context, most int64) (missing []PhotoPack, err error) {
	const op = "localdb.PlanPhotos"
	in, packs, err := d.namedPhotos(ctx)
	if err != nil {
		return nil, fault(op, err)
	}
	stay := map[string]bool{}
	for _, p := range packs {
		if most -= p.Bytes; most < 0 {
			break
		}
		stay[p.Sha] = true
	}
	have := map[string]bool{}
	err = d.inCatalog(ctx, func(tx *sql.Tx) error {
		gone, err := strays(ctx, tx, `SELECT sha, sha FROM photo_pack`, func(_, pack string) bool { have[pack] = true; return stay[pack] })
		if err != nil {
			return err
		}
		for _, sha := range gone {
			if _, err := tx.ExecContext(ctx, `DELETE FROM photo_pack WHERE sha = ?`, sha); err != nil {
				return err
			}
		}
		gone, err = strays(ctx, tx, `SELECT name, pack FROM photo`, func(name, _ string) bool {
			return slices.ContainsFunc(in[name], func(pack string) bool { return stay[pack] }) // it may lie in two
		})
		if err != nil {
			return err
		}
		for _, name := range gone {
			if _, err := tx.ExecContext(ctx, `DELETE FROM photo WHERE name = ?`, name); err != nil {
				return err
			}
		}
		if len(gone) > 0 {
			_, err = tx.ExecContext(ctx, `DELETE FROM photo_large WHERE sha NOT IN (SELECT large FROM photo)`)
		}
		return err
	})
	for _, p := range packs {
		if stay[p.Sha] && !have[p.Sha] {
			missing = append(missing, p)
		}
	}
	return missing, fault(op, err)
}

// namedPhotos returns the packs of every small photograph that the catalogue names,
// and all packs by the best rank of their goods.
func (d *DB) namedPhotos(ctx context.Context) (in map[string][]string, packs []PhotoPack, err error) {
	d.cmu.RLock()
	defer d.cmu.RUnlock()
	rows, err := d.catalog.Read.QueryContext(ctx, `SELECT DISTINCT json_extract(data, '$.picture'), COALESCE(json_extract(data, '$.rank'), 0) FROM sku
		WHERE data LIKE '%"picture":"photo:%'`)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	in = map[string][]string{}
	best := map[PhotoPack]int{}
	for rows.Next() {
		var picture string
		var rank int
		if err := rows.Scan(&picture, &rank); err != nil {
			return nil, nil, err
		}
		p, ok := retail.ParsePhoto(picture)
		if !ok || p.Bytes > wire.MaxPart {
			continue
		}
		if !slices.Contains(in[p.Thumb], p.Pack) {
			in[p.Thumb] = append(in[p.Thumb], p.Pack)
		}
		pack, rank := PhotoPack{p.Pack, p.Bytes}, cmp.Or(rank, math.MaxInt)
		if was, ok := best[pack]; !ok || rank < was {
			best[pack] = rank
		}
	}
	for p := range best {
		packs = append(packs, p)
	}
	slices.SortFunc(packs, func(a, b PhotoPack) int { return cmp.Or(cmp.Compare(best[a], best[b]), cmp.Compare(a.Sha, b.Sha)) })
	return in, packs, rows.Err()
}

// strays returns the keys of rows of two columns that are not to be kept.
func strays(ctx context.Context, tx *sql.Tx, query string, keep func(key, pack string) bool) (gone []string, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key, pack string
		if err := rows.Scan(&key, &pack); err != nil {
			return nil, err
		}
		if !keep(key, pack) {
			gone = append(gone, key)
		}
	}
	return gone, rows.Err()
}

// PutPhotos takes a pack in, in one transaction. CodeDamaged: it is none.
func (d *DB) PutPhotos(ctx context.Context, pack PhotoPack, data []byte) error {
	const op = "localdb.PutPhotos"
	list, err := wire.ReadPhotoPack(data)
	if err != nil {
		return retail.E(retail.CodeDamaged, op, "", err)
	}
	return fault(op, d.inCatalog(ctx, func(tx *sql.Tx) error {
		for _, p := range list {
			if _, err := tx.ExecContext(ctx, `INSERT INTO photo (name, pack, large, large_bytes, data) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (name) DO UPDATE SET pack = excluded.pack, large = excluded.large, large_bytes = excluded.large_bytes`,
				wire.ThumbName(p.Thumb), pack.Sha, p.Large.Sha, p.Large.Bytes, p.Thumb); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO photo_pack (sha, bytes) VALUES (?, ?) ON CONFLICT (sha) DO NOTHING`, pack.Sha, pack.Bytes)
		return err
	}))
}
