package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"miseban/assets/words"
	"miseban/sync/bridge/csvfile"
	"miseban/sync/hubserve"
)

func init() {
	commands["import"] = command{
		ja: "CSVファイルを取り込みます（注文・商品・在庫・店舗）。", en: "Takes in CSV files: orders, products, stock, shops.", run: importFiles,
	}
}

// langFlag adds -lang to a command.
func langFlag(f *flag.FlagSet) *string {
	return f.String("lang", "ja", "結果の言葉 ja か en / language of the result, ja or en")
}

func importFiles(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("import", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	profile := f.String("profile", "", "ファイルの種類（既定: 見出しから判断） / kind of file (default: found by its header)")
	tag := langFlag(f)
	if err := f.Parse(args); err != nil {
		return errUsage
	}
	lang, err := words.ParseLang(*tag)
	if err != nil {
		return wrong(f, "ja か en です", "is ja or en", "-lang "+*tag)
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	if f.NArg() == 0 {
		return wrong(f, "ファイルを指定してください", "is needed", "FILE")
	}
	bad := 0
	err = hubserve.Files(ctx, *data, func(in *csvfile.Intake) error {
		for _, path := range f.Args() {
			ok, err := importOne(ctx, in, path, *profile, lang, out, errs)
			if err != nil {
				return err
			}
			if !ok {
				bad++
			}
		}
		return nil
	})
	if err == nil && bad > 0 {
		err = fmt.Errorf("%d / %d", bad, f.NArg())
	}
	return err
}

// importOne takes in one file; false when it cannot be read.
func importOne(ctx context.Context, in *csvfile.Intake, path, profile string, lang words.Lang, out, errs io.Writer) (bool, error) {
	name := filepath.Base(path)
	data, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	start := time.Now()
	in.Progress = func(done, total int) {
		took := time.Since(start).Seconds()
		fmt.Fprintf(errs, "\r%s  %d / %d  %.0f/s ", name, done, total, float64(done)/max(took, 0.001))
		if done == total {
			fmt.Fprintln(errs)
		}
	}
	rep, err := in.Import(ctx, name, profile, data)
	switch {
	case err == nil:
		fmt.Fprintln(out, rep.Text(lang))
		return true, nil
	case csvfile.OfFile(err):
		fmt.Fprintln(out, csvfile.FailText(name, err, lang))
		fmt.Fprintln(errs, err)
		return false, nil
	}
	return false, err
}
