package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"miseban/sync/bridge/kenall"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

func init() {
	commands["postal"] = command{
		ja: "日本郵便の郵便番号データ（KEN_ALL.CSV か utf_ken_all.csv）を取り込みます。店頭注文のお届け先に使います。",
		en: "Takes in Japan Post's table of postal codes, KEN_ALL.CSV or utf_ken_all.csv, for addresses of deliveries.", run: postal,
	}
}

// postal takes a table in whole: what it does not have is gone.
func postal(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("postal", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	if err := f.Parse(args); err != nil {
		return errUsage
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	if f.NArg() != 1 {
		return wrong(f, "ファイルを一つ指定してください", "is needed, one", "FILE")
	}
	file, err := os.Open(f.Arg(0))
	if err != nil {
		return err
	}
	areas, err := kenall.Read(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return hubserve.Beside(ctx, *data, func(h *hub.Hub) error {
		n, err := h.PutPostal(ctx, areas)
		if err == nil {
			fmt.Fprintf(out, "住所 %d 件、変わった地域 %d / %d addresses, %d districts changed\n", len(areas), n, len(areas), n)
		}
		return err
	})
}
