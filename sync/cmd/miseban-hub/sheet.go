package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"miseban/assets"
	paper "miseban/scanner/sheet"
)

func init() {
	commands["sheet"] = command{
		ja: "ハンドスキャナーの設定シートを PDF に書きます（A4 1枚）。", en: "Writes the set-up sheet of hand scanners as PDF, one page of A4.", run: setUpSheet,
	}
}

// setUpSheet needs no hub: the sheet is the same for every chain.
func setUpSheet(_ context.Context, args []string, out, errs io.Writer) error {
	f := flags("sheet", errs)
	file := f.String("out", "miseban-scanner.pdf", "書き出すファイル / file to write")
	if err := parse(f, args); err != nil {
		return err
	}
	to, err := os.OpenFile(*file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, regular := assets.Regular.Bytes()
	_, bold := assets.Bold.Bytes()
	if err := errors.Join(paper.Write(to, paper.Fonts{Regular: regular, Bold: bold}), to.Close()); err != nil {
		return err
	}
	fmt.Fprintln(out, *file)
	return nil
}
