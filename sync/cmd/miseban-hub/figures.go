package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

func init() {
	commands["figures"] = command{
		ja: "店ごと・週ごとの、ピッキングとお渡しの数字を出します（読むだけ）。-csv で表計算用に。",
		en: "Tells how each shop picked and handed over, week by week; reads only. -csv for a spreadsheet.", run: weekly,
	}
}

func weekly(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("figures", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	shop := f.String("shop", "", "店舗コード。なければ全店 / the shop's code, all shops when empty")
	weeks := f.Int("weeks", 8, "今週を入れて何週ぶんか (1–53) / how many weeks, this one among them")
	asCSV := f.Bool("csv", false, "CSV (UTF-8) で出します / write CSV")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	if *weeks < 1 || *weeks > 53 {
		return wrong(f, "1 から 53 です", "is 1 to 53", "-weeks "+strconv.Itoa(*weeks))
	}
	list, err := hubserve.WeeklyBeside(ctx, *data, retail.SiteID(*shop), *weeks)
	switch {
	case retail.CodeOf(err) == retail.CodeNotFound && *shop != "":
		return fmt.Errorf("%s に店舗 %s がありません / no shop %s in %s", *data, *shop, *shop, *data)
	case retail.CodeOf(err) == retail.CodeNotFound:
		return fmt.Errorf("%s でハブが動いたことがありません / no hub has run in %s", *data, *data)
	case err != nil:
		return err
	case *asCSV:
		return writeWeeklyCSV(out, list)
	}
	return writeWeekly(out, list)
}

// weeklyColumns are the names of the columns; they are stable.
var weeklyColumns = []string{
	"shop", "shop_name", "week", "lines", "pick_seconds", "pick_minutes_per_line", "caught", "noticed", "escaped", "ready", "in_time",
	"in_time_percent", "calls", "call_seconds_mean", "waits", "wait_seconds_mean", "suggested", "bought",
}

// writeWeeklyCSV writes a row for each shop and week: RFC 4180 with a mark by
// which spreadsheets see that it is UTF-8. A share or a mean of nothing is empty.
func writeWeeklyCSV(out io.Writer, list []hub.ShopWeekly) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	rows := [][]string{weeklyColumns}
	n := strconv.Itoa
	for _, s := range list {
		for _, k := range s.Weeks {
			rows = append(rows, []string{
				string(s.Site.ID), s.Site.Name, string(k.Week), n(k.Lines), strconv.FormatInt(k.PickSecs, 10),
				ratio(float64(k.PickSecs)/60, k.Lines, 2), n(k.Caught), n(k.Noticed), n(k.Escaped), n(k.Ready), n(k.InTime),
				ratio(100*float64(k.InTime), k.Ready, 1), n(k.Calls), ratio(float64(k.CallSecs), k.Calls, 0), n(k.Waits), ratio(float64(k.WaitSecs), k.Waits, 0),
				n(k.Offered), n(k.Bought),
			})
		}
	}
	return w.WriteAll(rows)
}

// ratio is a part of n with some decimals, empty for nothing.
func ratio(part float64, n, decimals int) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatFloat(part/float64(n), 'f', decimals, 64)
}

// writeWeekly writes the figures for people.
func writeWeekly(out io.Writer, list []hub.ShopWeekly) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "店舗 / shop\t週 / week of\t行 / lines\t1行の分 / min a line\tスキャンで防いだ / caught\tカウンターで / noticed\tお客様へ / escaped\t間に合った / in time\t待ち(分) / wait")
	or := func(s, unit string) string {
		if s == "" {
			return "—"
		}
		return s + unit
	}
	for _, s := range list {
		for _, k := range s.Weeks {
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%d\t%d\t%d\t%s\t%s\n", s.Site.Name, k.Week, k.Lines, or(ratio(float64(k.PickSecs)/60, k.Lines, 2), ""),
				k.Caught, k.Noticed, k.Escaped, or(ratio(100*float64(k.InTime), k.Ready, 1), " %"), or(ratio(float64(k.WaitSecs)/60, k.Waits, 1), ""))
		}
	}
	return w.Flush()
}
