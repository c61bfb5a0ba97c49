package localdb

import (
	"context"
	"errors"
	"path/filepath"

	"miseban/app/sqlite"
)

// OpenRead opens the files of a data folder beside the terminal that writes
// them, only to look: whatever writes fails. It needs Dir, Sealer and Store of
// the options. CodeNotFound: no terminal has run there.
func OpenRead(ctx context.Context, o Options) (*DB, error) {
	work, err := sqlite.OpenRead(ctx, filepath.Join(o.Dir, WorkFile), workAppID)
	if err != nil {
		return nil, err
	}
	catalog, err := sqlite.OpenRead(ctx, filepath.Join(o.Dir, CatalogFile), catalogAppID)
	if err != nil {
		return nil, errors.Join(err, work.Close())
	}
	d := &DB{o: o, catalog: &sqlite.DB{Write: catalog, Read: catalog}}
	d.setWork(&sqlite.DB{Write: work, Read: work})
	d.cread.db = catalog
	return d, nil
}
