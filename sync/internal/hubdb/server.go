package hubdb

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"miseban/app/retail"
)

// Server is a PostgreSQL server beside the databases of hubs: what makes,
// counts and renames them.
type Server struct{ db *sql.DB }

// OpenServer connects to the server of a hub's database, but not to that: one
// that is in use cannot be renamed.
func OpenServer(ctx context.Context, dsn string) (*Server, error) {
	const op = "hubdb.OpenServer"
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, retail.E(retail.CodeInvalid, op, "", errors.New("the database's address cannot be read"))
	}
	for _, name := range []string{"postgres", "template1"} {
		if u.Path == "/"+name {
			continue
		}
		other := *u
		other.Path = "/" + name
		db, oerr := sql.Open("pgx", other.String())
		if oerr != nil {
			return nil, retail.E(retail.CodeInvalid, op, "", oerr)
		}
		db.SetMaxOpenConns(1)
		if err = db.PingContext(ctx); err == nil {
			return &Server{db}, nil
		}
		_ = db.Close()
	}
	return nil, retail.E(retail.CodeRefused, op, "", err)
}

func (s *Server) exec(ctx context.Context, query string) error {
	_, err := s.db.ExecContext(ctx, query)
	if err != nil {
		return retail.E(postgresCode(err), "hubdb.Server", "", err)
	}
	return nil
}

// quoted is a name as PostgreSQL takes it.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Sessions counts who is connected to a database.
func (s *Server) Sessions(ctx context.Context, name string) (n int, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = $1", name).Scan(&n)
	if err != nil {
		err = retail.E(postgresCode(err), "hubdb.Server", "", err)
	}
	return n, err
}

// Recreate makes a database, empty, in the place of what has the name.
func (s *Server) Recreate(ctx context.Context, name string) error {
	if err := s.Drop(ctx, name); err != nil {
		return err
	}
	return s.exec(ctx, "CREATE DATABASE "+quoted(name)+" TEMPLATE template0")
}

// Drop removes a database, if it is there.
func (s *Server) Drop(ctx context.Context, name string) error {
	return s.exec(ctx, "DROP DATABASE IF EXISTS "+quoted(name))
}

// Exchange gives a fresh database the name of another, which is kept under the
// name aside; "" when there was none. Between the two steps no database has the
// name: no hub can start on a wrong one.
func (s *Server) Exchange(ctx context.Context, name, fresh, aside string) (kept string, err error) {
	var there bool
	if err := s.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil {
		return "", retail.E(postgresCode(err), "hubdb.Server", "", err)
	}
	if there {
		if err := s.exec(ctx, "ALTER DATABASE "+quoted(name)+" RENAME TO "+quoted(aside)); err != nil {
			return "", err
		}
		kept = aside
	}
	return kept, s.exec(ctx, "ALTER DATABASE "+quoted(fresh)+" RENAME TO "+quoted(name))
}

// Close ends the connection.
func (s *Server) Close() error { return s.db.Close() }
