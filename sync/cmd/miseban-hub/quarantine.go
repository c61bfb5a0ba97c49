package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"miseban/assets/words"
	"miseban/sync/bridge/csvfile"
	"miseban/sync/hubserve"
)

func init() {
	commands["quarantine"] = command{
		ja: "取り込めなかった行を 一覧・再試行・破棄 します（list, retry, drop）。", en: "Lists, retries or drops rows that could not be taken in.", run: quarantine,
	}
}

func quarantine(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("quarantine", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	text := f.Bool("text", false, "元の行も表示（お客様の情報を含みます） / show the rows too, with personal data")
	tag := langFlag(f)
	word := ""
	if len(args) > 0 {
		word, args = args[0], args[1:]
	}
	if word != "list" && word != "retry" && word != "drop" {
		return wrong(f, "list, retry, drop のどれかです", "is list, retry or drop", "quarantine "+word)
	}
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
	if word == "drop" && f.NArg() == 0 {
		return wrong(f, "番号を指定してください", "is needed", "ID")
	}
	return hubserve.Files(ctx, *data, func(in *csvfile.Intake) error {
		switch word {
		case "retry":
			rep, err := in.Retry(ctx, f.Args())
			fmt.Fprint(out, rep.Text(lang))
			return err
		case "drop":
			n, err := in.Keep.DropBad(ctx, f.Args())
			fmt.Fprintln(out, n)
			return err
		}
		rows, err := in.Keep.BadRows(ctx, f.Args())
		if err != nil {
			return err
		}
		return listBad(out, rows, lang, *text)
	})
}

// listBad writes one line for each row: id, file, row, reason.
func listBad(out io.Writer, rows []csvfile.Bad, lang words.Lang, text bool) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s:%d\t%s\n", r.ID, r.File, r.Row, r.Reason.Say(lang))
		if text {
			fmt.Fprintf(w, "\t\t%s\n", r.Text)
		}
	}
	return w.Flush()
}
