package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/sync/hubserve"
	"miseban/sync/statuspage"
)

func init() {
	commands["status"] = command{
		ja: "店舗、端末、要確認、お知らせ、バックアップの様子を出します（読むだけ）。", en: "Tells how shops, terminals, inbox, notices and backup stand; reads only.", run: status,
	}
}

func status(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("status", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	asJSON := f.Bool("json", false, "JSONで出します / write JSON")
	tag := langFlag(f)
	if err := parse(f, args); err != nil {
		return err
	}
	lang, err := words.ParseLang(*tag)
	if err != nil {
		return wrong(f, "ja か en です", "is ja or en", "-lang "+*tag)
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	v, err := hubserve.OverviewBeside(ctx, *data)
	switch retail.CodeOf(err) { //nolint:exhaustive // the others say themselves what they are
	case retail.CodeNotFound:
		return fmt.Errorf("%s でハブが動いたことがありません / no hub has run in %s", *data, *data)
	case retail.CodeInvalid:
		return fmt.Errorf("データベースは別の版のものです。先に serve してください / the database is of another version: serve first: %w", err)
	}
	if err != nil {
		return err
	}
	if *asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", " ")
		return e.Encode(v)
	}
	p, err := statuspage.View(v, lang)
	if err != nil {
		return err
	}
	return p.WriteText(out)
}
