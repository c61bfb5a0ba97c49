package hubserve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"miseban/app/retail"
	"miseban/app/sqlite"
	"miseban/sync/internal/hubdb"
)

// dump copies a PostgreSQL database with pg_dump into a file of its custom
// format, and proves it by letting pg_restore read all of it.
func dump(ctx context.Context, db, path string) (hubdb.Contents, error) {
	const op = "hubserve.dump"
	var got hubdb.Contents
	part := path + ".part"
	err := pgTool(ctx, "pg_dump", db, "--format=custom", "--no-owner", "--no-privileges", "--file="+part)
	if err == nil {
		err = pgTool(ctx, "pg_restore", "", "--file="+os.DevNull, part)
	}
	if err != nil {
		_ = os.Remove(part) // half a copy is none
		return got, err
	}
	f, err := os.OpenFile(filepath.Clean(part), os.O_RDWR, 0)
	if err == nil {
		err = errors.Join(f.Chmod(0o600), f.Sync(), f.Close(), os.Rename(part, path), sqlite.SyncFolder(filepath.Dir(path)))
	}
	if err != nil {
		return got, retail.E(retail.CodeRefused, op, "", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return got, retail.E(retail.CodeRefused, op, "", err)
	}
	got.Bytes = info.Size()
	return got, nil
}

// pgTool runs a program of PostgreSQL on the database. The password goes by the
// environment, for everybody on the machine can read arguments.
func pgTool(ctx context.Context, name, db string, args ...string) error {
	const op = "hubserve.pgTool"
	path, err := pgPath(name)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "PGCONNECT_TIMEOUT=10")
	if db != "" {
		u, err := url.Parse(db)
		if err != nil {
			return retail.E(retail.CodeInvalid, op, "", errors.New("the database's address cannot be read"))
		}
		if word, ok := u.User.Password(); ok {
			cmd.Env = append(cmd.Env, "PGPASSWORD="+word)
			u.User = url.User(u.User.Username())
		}
		cmd.Args = append(cmd.Args, "--no-password", "--dbname="+u.String())
	}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return retail.E(retail.CodeRefused, op, "", fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(said.String())))
	}
	return nil
}

// pgPath finds a program of PostgreSQL: where programs are, else in the newest
// version that Debian keeps beside each other.
func pgPath(name string) (string, error) {
	if all, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); err == nil && len(all) > 0 {
		return slices.MaxFunc(all, func(a, b string) int { return pgVersion(a) - pgVersion(b) }), nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", retail.E(retail.CodeNotFound, "hubserve.pgPath", "", fmt.Errorf(
			"%s がありません。PostgreSQLのクライアント（postgresql-client）を入れるか、pg_basebackup などで複製して backup -begin / -done で知らせてください"+
				" / there is no %s: install PostgreSQL's client programs, or copy by other means and say so with backup -begin and -done", name, name))
	}
	return path, nil
}

func pgVersion(path string) int {
	n := 0
	for _, r := range filepath.Base(filepath.Dir(filepath.Dir(path))) {
		if r < '0' || r > '9' {
			break
		}
		n = n*10 + int(r-'0')
	}
	return n
}
