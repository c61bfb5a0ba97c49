package hubserve

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/internal/hubdb"
)

// postgres restores a dump into a database of its own and then changes names:
// what was there stays, under another one. It needs the right to make databases.
func (x *restore) postgres(ctx context.Context) (Restored, error) {
	const op = "hubserve.Restore"
	info, err := os.Stat(x.o.From)
	if err != nil {
		return x.out, retail.E(retail.CodeNotFound, op, "", err)
	}
	x.out.Copy.Bytes = info.Size()
	u, err := url.Parse(x.db)
	name := strings.TrimPrefix(u.Path, "/")
	if err != nil || name == "" {
		return x.out, retail.E(retail.CodeInvalid, op, "", errors.New("the database's address names no database"))
	}
	if err := pgTool(ctx, "pg_restore", "", "--file="+os.DevNull, x.o.From); err != nil {
		return x.out, err
	}
	s, err := hubdb.OpenServer(ctx, x.db)
	if err != nil {
		return x.out, err
	}
	err = x.names(ctx, s, u, name)
	return x.out, errors.Join(err, s.Close())
}

// How long the sessions of a hub that was just stopped are waited for.
const (
	sessionTries = 20
	sessionWait  = 100 * time.Millisecond
)

// names restores the dump beside the database and changes their names.
func (x *restore) names(ctx context.Context, s *hubdb.Server, u *url.URL, name string) error {
	const op = "hubserve.Restore"
	n, err := s.Sessions(ctx, name)
	for try := 0; err == nil && n > 0 && try < sessionTries && pause(ctx, sessionWait); try++ { // one that was just closed ends a moment later
		n, err = s.Sessions(ctx, name)
	}
	if err != nil {
		return err
	}
	if n > 0 {
		return retail.E(retail.CodeBusy, op, "hint.in_use", fmt.Errorf(
			"データベース %s を使っているプログラムが %d つあります。ハブを止めてください / %d programs are using %s: stop the hubs", name, n, n, name))
	}
	fresh := name + "_restoring"
	if err := s.Recreate(ctx, fresh); err != nil {
		return err
	}
	other := *u
	other.Path = "/" + fresh
	if err := pgTool(ctx, "pg_restore", other.String(), "--exit-on-error", "--no-owner", "--no-privileges", x.o.From); err != nil {
		return errors.Join(err, s.Drop(ctx, fresh))
	}
	if err := x.ready(ctx, other.String()); err != nil {
		return errors.Join(err, s.Drop(ctx, fresh))
	}
	aside, err := s.Exchange(ctx, name, fresh, name+"_before_"+strings.ToLower(x.instant()))
	if err != nil {
		return err
	}
	x.out.Aside = aside
	if len(x.take) == 0 {
		return nil
	}
	keys := filepath.Join(x.data, asidePrefix+x.instant())
	if err := os.MkdirAll(keys, 0o700); err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	return x.takeKeys(keys)
}
