package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

func init() {
	commands["audit"] = command{
		ja: "帳簿がすべて合っているか確かめます（読むだけ。ハブは動いたままでよい）。audit verify は食い違う所だけ。",
		en: "Proves that all books agree; reads only, the hub may be running. audit verify names only what does not hold.", run: audit,
	}
}

// errUnsound says that the books do not agree; which has been written.
var errUnsound = errors.New("帳簿が合いません / the books do not agree")

func audit(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("audit", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	asJSON := f.Bool("json", false, "JSONで出します / write JSON")
	list := f.Bool("commands", false, "コマンドもすべて出します / list every command too")
	verify := len(args) > 0 && args[0] == "verify"
	if verify {
		args = args[1:]
	}
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	a, err := hubserve.AuditBeside(ctx, *data, *list)
	if retail.CodeOf(err) == retail.CodeNotFound {
		return fmt.Errorf("%s でハブが動いたことがありません / no hub has run in %s", *data, *data)
	}
	if err != nil {
		return err
	}
	switch {
	case *asJSON:
		e := json.NewEncoder(out)
		e.SetIndent("", " ")
		err = e.Encode(a)
	case verify:
		showFaults(out, a)
	default:
		err = showAudit(out, a)
	}
	if err == nil && !a.Sound {
		err = errUnsound
	}
	return err
}

// showFaults writes one line for each thing that does not hold, and where a
// chain first breaks, or that everything agrees.
func showFaults(out io.Writer, a hub.Audit) {
	for _, s := range a.Scopes {
		switch b := s.Broken; {
		case b == nil:
		case b.Lost:
			fmt.Fprintf(out, "%s\t%d 番の記録がありません / change %d is missing\n", s.Scope, b.Seq, b.Seq)
		default:
			fmt.Fprintf(out, "%s\t%d 番の記録が書かれたときと違います / change %d is not what was written: %s %s\n", s.Scope, b.Seq, b.Seq, b.Entity, b.Key)
		}
		for _, row := range s.Astray {
			fmt.Fprintf(out, "%s\t今の行が最後の記録と違います / a row is not as its last change left it: %s\n", s.Scope, row)
		}
	}
	for _, d := range a.Devices {
		for _, n := range d.Gaps {
			fmt.Fprintf(out, "%s\t%d 番のコマンドがありません / command %d is missing\n", cmp.Or(d.Name, string(d.ID)), n, n)
		}
	}
	for _, id := range a.Doubles {
		fmt.Fprintf(out, "%s\t二重に判定されています / judged twice\n", id)
	}
	for _, id := range a.Orphans {
		fmt.Fprintf(out, "%s\tコマンドのない在庫の動きです / moved stock and is no command\n", id)
	}
	for _, s := range a.Stock {
		fmt.Fprintf(out, "%s %s %s\t在庫が動きの合計と違います / stock is not the sum of its movements: %s, %s\n",
			s.Key.Site, s.Key.SKU, s.Key.Class, figures(s.Level), figures(s.Moved))
	}
	if a.Sound {
		fmt.Fprintf(out, "すべて合っています / everything agrees\t記録 / feeds %d, 在庫 / levels %d\n", len(a.Scopes), a.Levels)
	}
}

// showAudit writes the audit for people.
func showAudit(out io.Writer, a hub.Audit) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "端末 / device\t店舗 / shop\t最後の番号 / last\tコマンド / commands\t未送信 / unsent\t結果 / verdicts\t欠番 / gaps")
	for _, d := range a.Devices {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%s\t%s\n", cmp.Or(d.Name, string(d.ID)), d.Store, d.Last, d.Judged(), d.Left, counts(d.Verdicts), each(d.Gaps))
	}
	fmt.Fprintf(w, "\n注文 / orders\t%s\n", counts(a.Orders))
	fmt.Fprintf(w, "お知らせ / notices\t%s\n", counts(a.Notices))
	fmt.Fprintf(w, "二重のコマンド / judged twice\t%s\n", each(a.Doubles))
	fmt.Fprintf(w, "記録のない在庫の動き / moved without a command\t%s\n", each(a.Orphans))
	fmt.Fprintf(w, "在庫 / stock levels\t%d, 不一致 / faults %d\n", a.Levels, len(a.Stock))
	for _, s := range a.Stock {
		fmt.Fprintf(w, "  %s %s %s\t在庫 / level %s\t動きの合計 / moved %s\t注文 / orders %s\n",
			s.Key.Site, s.Key.SKU, s.Key.Class, figures(s.Level), figures(s.Moved), figures(s.Orders))
	}
	for _, s := range a.Scopes {
		mark := "ok"
		if !s.Sound() {
			mark = fmt.Sprintf("計算 / walked %s, 欠番 / gaps %d, 行 / rows %s", s.Walked, s.Gaps, each(s.Astray))
		}
		fmt.Fprintf(w, "記録 / feed %s\t%d\t%s\t%s\t個人情報を消去 / purged %d\n", s.Scope, s.Head, s.Chain, mark, s.Purged)
	}
	for _, c := range a.Commands {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", c.Device, c.Dseq, c.ID, c.Kind, c.Order, c.Verdict, c.Code)
	}
	if a.Sound {
		fmt.Fprintln(w, "\nすべて合っています / everything agrees")
	}
	return w.Flush()
}

func figures(f hub.Figures) string {
	return fmt.Sprintf("%d/%d/%d", f.OnHand, f.Allocated, f.Picked)
}

// counts writes "applied 12, rejected 1", or a dash.
func counts(m map[string]int) string {
	var out []string
	for _, word := range slices.Sorted(maps.Keys(m)) {
		out = append(out, fmt.Sprintf("%s %d", word, m[word]))
	}
	return dash(out)
}

// each writes a list, or a dash.
func each[T any](list []T) string {
	var out []string
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return dash(out)
}

func dash(list []string) string {
	if len(list) == 0 {
		return "—"
	}
	return strings.Join(list, ", ")
}
