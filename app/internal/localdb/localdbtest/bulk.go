package localdbtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/klauspost/compress/zstd"

	"miseban/app/internal/localdb"
	"miseban/sync/wire"
)

// RowPart encodes rows as a part of the catalogue, and returns how many it holds.
func RowPart(rows iter.Seq2[localdb.Change, error]) ([]byte, int64, error) {
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		return nil, 0, err
	}
	enc, n := json.NewEncoder(z), int64(0)
	for c, err := range rows {
		if err == nil {
			err = enc.Encode(wire.Change{Entity: c.Entity, Key: c.Key, Op: wire.OpPut, Ver: c.Ver, Data: c.Data})
		}
		if err != nil {
			return nil, 0, errors.Join(err, z.Close())
		}
		n++
	}
	err = z.Close()
	return b.Bytes(), n, err
}

// TakeCatalog gives a database a catalogue in one part.
func TakeCatalog(ctx context.Context, db *localdb.DB, end localdb.Cursor, rows iter.Seq2[localdb.Change, error]) error {
	data, n, err := RowPart(rows)
	if err != nil {
		return err
	}
	return Take(ctx, db, wire.Manifest{
		Scope: wire.ScopeCatalog, Epoch: end.Epoch, Seq: end.Seq, H: end.H,
		Parts: []wire.Part{{Bytes: int64(len(data)), Rows: n, Enc: wire.EncRows}},
	}, data)
}

// Take gives a database a snapshot of a shared scope.
func Take(ctx context.Context, db *localdb.DB, m wire.Manifest, parts ...[]byte) error {
	if err := db.BeginBundle(ctx, m); err != nil {
		return err
	}
	for i, data := range parts {
		if err := db.ApplyPart(ctx, m, i, data); err != nil {
			return err
		}
	}
	return db.EndBundle(ctx, m)
}
