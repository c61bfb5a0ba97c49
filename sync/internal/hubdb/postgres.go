package hubdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"miseban/app/retail"
)

// connections is how many a hub process opens at the most.
const connections = 16

func openPostgres(ctx context.Context, dsn string) (engine, error) {
	const op = "hubdb.Open"
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return engine{}, retail.E(retail.CodeInvalid, op, "", err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if err := migratePostgres(ctx, db); err != nil {
		return engine{}, errors.Join(retail.E(postgresCode(err), op, "", err), db.Close())
	}
	return engine{
		write: db, read: db, listen: dsn, days: true,
		bind:  numbered,
		lock:  " FOR UPDATE",
		view:  &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		code:  postgresCode,
		again: func(err error) bool { return retail.CodeOf(err) == retail.CodeBusy },
		close: db.Close,
	}, nil
}

// migratePostgres takes a lock first: several hubs may start at once.
func migratePostgres(ctx context.Context, db *sql.DB) error {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, plain(), goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("schema %d is newer than this program's %d", have, want)
	}
	_, err = p.Up(ctx)
	return err
}

// postgresCode tells what kind of fault it is by its SQLSTATE
// (PostgreSQL 15, appendix A).
func postgresCode(err error) retail.Code {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return retail.CodeInternal
	}
	switch e.Code {
	case "40001", "40P01", "55P03": // serialization_failure, deadlock_detected, lock_not_available
		return retail.CodeBusy
	case "53100": // disk_full
		return retail.CodeDiskFull
	}
	switch e.Code[:2] {
	case "22", "23": // data exception, integrity constraint violation
		return retail.CodeInvalid
	case "53", "57": // insufficient resources, operator intervention
		return retail.CodeBusy
	case "XX":
		return retail.CodeDamaged
	}
	return retail.CodeInternal
}
