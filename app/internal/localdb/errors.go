package localdb

import (
	"database/sql"
	"errors"

	"miseban/app/retail"
	"miseban/app/sqlite"
)

// fault turns a driver error into a retail.Error by its result code; an error
// that is one already only gets company.
func fault(op string, err error) error {
	if err == nil {
		return nil
	}
	var e *retail.Error
	if errors.As(err, &e) {
		return err
	}
	code := sqlite.ErrCode(err)
	hint := ""
	if code == retail.CodeDiskFull {
		hint = "hint.disk_full"
	} else if code == retail.CodeDamaged {
		hint = "hint.damaged"
	}
	return retail.E(code, op, hint, err)
}

func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

func damaged(err error) bool {
	return err != nil && (retail.CodeOf(err) == retail.CodeDamaged || sqlite.ErrCode(err) == retail.CodeDamaged)
}

func diskFull(err error) bool {
	return err != nil && (retail.CodeOf(err) == retail.CodeDiskFull || sqlite.ErrCode(err) == retail.CodeDiskFull)
}

func notFound(op, what string) error {
	return retail.E(retail.CodeNotFound, op, "", errors.New(what))
}
