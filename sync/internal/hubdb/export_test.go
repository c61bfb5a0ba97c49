package hubdb

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// MigratePostgresTo brings a PostgreSQL database to an older schema.
func MigratePostgresTo(ctx context.Context, db *sql.DB, version int64) error {
	p, err := goose.NewProvider(goose.DialectPostgres, db, plain())
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}
