package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"miseban/app/retail"
	"miseban/scanner/qr"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

func init() {
	commands["enrol"] = command{
		ja: "端末を登録するコードを作ります（10分間・1回限り）。", en: "Makes a code that enrols one terminal, good for ten minutes.", run: enrol,
	}
}

// pngModule is the size of a module of the PNG in pixels: readable from a
// screen at arm's length.
const pngModule = 8

func enrol(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("enrol", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	store := f.String("store", "", "店舗コード / code of the shop")
	relay := f.Bool("relay", false, "端末ではなく店内中継機を登録するコードを作ります / make a code for a store relay, not a terminal")
	text := f.Bool("text", false, "コードだけを1行で出します / print the code alone, on one line")
	png := f.String("png", "", "QRをPNGファイルにも書きます / write the QR as PNG as well")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data", "store"); err != nil {
		return err
	}
	newCode := hubserve.EnrolBeside
	if *relay {
		newCode = hubserve.RelayCodeBeside
	}
	code, err := newCode(ctx, *data, retail.SiteID(*store))
	if retail.CodeOf(err) == retail.CodeNotFound {
		if retail.HintOf(err) == "hint.store" {
			return fmt.Errorf("店舗 %s はありません / there is no shop %s", *store, *store)
		}
		return fmt.Errorf("%s でハブが動いたことがありません。先に serve してください / no hub has run in %s; start it with serve first", *data, *data)
	}
	if err != nil {
		return err
	}
	m, err := qr.Encode(code.String(), qr.LevelM)
	if err != nil {
		return err
	}
	if *png != "" {
		if err := writePNG(*png, m); err != nil {
			return err
		}
	}
	if *text {
		fmt.Fprintln(out, code.String())
		return nil
	}
	show(out, m, code)
	return nil
}

func show(out io.Writer, m qr.Matrix, code wire.EnrolCode) {
	file, ok := out.(*os.File)
	colour := false
	if ok {
		info, err := file.Stat()
		colour = err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == ""
	}
	fmt.Fprint(out, m.Console(colour))
	fmt.Fprintf(out, `
端末の「登録」画面で読み取るか、入力してください（10分以内・1回限り）。
Scan this on the terminal's enrolment screen, or type it (once, within ten minutes):

  %s

  %s
`, code.Grouped(), code.URL())
}

// writePNG writes the picture whole or not at all.
func writePNG(path string, m qr.Matrix) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // whoever has it may enrol
	if err != nil {
		return err
	}
	if err := errors.Join(m.PNG(f, pngModule), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
