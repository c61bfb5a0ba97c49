package main

import (
	"context"
	"slices"
	"time"

	"miseban/app/internal/ui/figureui"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/syncui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
)

// ledger is what a terminal recorded.
type ledger struct {
	summary syncui.Summary
	entries []syncui.Entry
}

func (l ledger) Records(context.Context) (syncui.Summary, error) { return l.summary, nil }
func (l ledger) Entries(_ context.Context, before int64, n int) ([]syncui.Entry, error) {
	if before > 0 {
		return nil, nil
	}
	return l.entries[:min(n, len(l.entries))], nil
}
func (l ledger) SyncNow() {}

// entries are the last things that were done, n of them unsent.
func entries(unsent int) []syncui.Entry {
	rows := []struct {
		kind    retail.Kind
		staff   string
		order   string
		verdict retail.Verdict
		code    retail.VerdictCode
	}{
		{retail.KindPick, "佐藤", "4821", retail.Applied, 0},
		{retail.KindPick, "佐藤", "4821", retail.Applied, 0},
		{retail.KindClaim, "佐藤", "4821", retail.Applied, 0},
		{retail.KindHandover, "鈴木", "4799", retail.AppliedException, retail.Clashed},
		{retail.KindClaim, "佐藤", "4822", retail.Rejected, retail.ClaimedBy},
		{retail.KindMismatch, "佐藤", "4815", retail.Applied, 0},
		{retail.KindStage, "佐藤", "4812", retail.Applied, 0},
		{retail.KindStageBag, "佐藤", "4812", retail.Applied, 0},
		{retail.KindShort, "佐藤", "4812", retail.Applied, 0},
		{retail.KindSignIn, "佐藤", "", retail.Applied, 0},
		{retail.KindSignOut, "高橋", "", retail.Applied, 0},
	}
	out := make([]syncui.Entry, len(rows))
	for i, r := range rows {
		out[i] = syncui.Entry{Dseq: int64(1204 - i), Kind: r.kind, At: at.Add(-time.Duration(i*90+60) * time.Second), Staff: r.staff, Order: r.order, Verdict: r.verdict, Code: r.code}
		out[i].Confirmed = i > unsent+1
		if i < unsent {
			out[i].Verdict = 0
		}
	}
	return out
}

// romaji is how the sample chain's staff are called in English.
var romaji = map[string]string{"佐藤": "Sato", "鈴木": "Suzuki", "高橋": "Takahashi"}

func recordsOf(l ledger, light widgets.SyncKind) func(page.Window) page.Screen {
	return func(pw page.Window) page.Screen {
		w := pw.(*window)
		shown := ledger{l.summary, slices.Clone(l.entries)}
		for i, e := range shown.entries {
			shown.entries[i].Staff = w.name(e.Staff, romaji[e.Staff])
		}
		since := time.Duration(0)
		if !l.summary.OfflineSince.IsZero() {
			since = at.Sub(l.summary.OfflineSince)
		}
		w.light = widgets.SyncText(w.Words(), light, since, l.summary.Unsent, 0)
		return syncui.NewRecords(w, shown, fakeFleet{}, page.Records{})
	}
}

func init() {
	all := syncui.Summary{Recorded: 1204, Arrived: 1204, LastRecorded: at.Add(-time.Minute), LastArrived: at}
	offline := syncui.Summary{Recorded: 1204, Arrived: 1200, Unsent: 4, LastRecorded: at.Add(-time.Minute), LastArrived: at.Add(-3 * time.Minute), Answer: retail.CodeOffline, OfflineSince: at.Add(-3 * time.Minute)}
	upgrade := syncui.Summary{Recorded: 1204, Arrived: 1202, Unsent: 2, LastRecorded: at.Add(-time.Minute), LastArrived: at.Add(-3 * time.Minute), Answer: retail.CodeUpgrade}
	forgotten := upgrade
	forgotten.Answer = retail.CodeUnknownTerminal
	scenes = append(scenes,
		scene{Name: "records", Route: page.Records{}, Build: recordsOf(ledger{all, entries(0)}, widgets.SyncConnected), Contrast: true},
		scene{Name: "records-offline", Route: page.Records{}, Build: recordsOf(ledger{offline, entries(4)}, widgets.SyncOffline)},
		scene{Name: "records-upgrade", Route: page.Records{}, Build: recordsOf(ledger{upgrade, entries(2)}, widgets.SyncConnected)},
		scene{Name: "records-unknown", Route: page.Records{}, Build: recordsOf(ledger{forgotten, entries(2)}, widgets.SyncOffline)},
		scene{Name: "records-none", Route: page.Records{}, Build: recordsOf(ledger{}, widgets.SyncConnected)},
	)
}

// shopFigures are how the sample shop did.
type shopFigures struct {
	report figureui.Report
	err    error
}

func (f shopFigures) Weekly(context.Context) (figureui.Report, error) { return f.report, f.err }

// weeklyReport is eight weeks of a shop that gets better.
func weeklyReport() figureui.Report {
	r := figureui.Report{At: at.Add(-time.Minute)}
	for i := range 8 {
		n := 180 + 13*(i%3)
		r.Weeks = append(r.Weeks, retail.WeekFigures{
			Week: retail.WeekOf(at.AddDate(0, 0, -7*(7-i))),
			Figures: retail.Figures{
				Lines: n, PickSecs: int64(n * (118 - 5*i)), Caught: 9 + i*2%5, Noticed: i % 2, Escaped: []int{3, 2, 3, 1, 2, 2, 2, 1}[i], Ready: n / 2,
				InTime: n/2 - 8 + i, Calls: 40, CallSecs: int64(40 * (34 - i)), Waits: 40, WaitSecs: int64(40 * (190 - 11*i)),
			},
		})
	}
	return r
}

func init() {
	stale := weeklyReport()
	stale.Stale, stale.Unsent, stale.At = true, 4, at.Add(-3*time.Hour)
	show := func(f shopFigures) func(page.Window) page.Screen {
		return func(w page.Window) page.Screen { return figureui.New(w, f, page.Figures{}) }
	}
	scenes = append(scenes,
		scene{Name: "figures", Route: page.Figures{}, Build: show(shopFigures{report: weeklyReport()}), Contrast: true},
		scene{Name: "figures-offline", Route: page.Figures{}, Build: show(shopFigures{report: stale})},
		scene{Name: "figures-none", Route: page.Figures{}, Build: show(shopFigures{report: figureui.Report{At: at}})},
		scene{Name: "figures-unasked", Route: page.Figures{}, Build: show(shopFigures{err: retail.E(retail.CodeOffline, "gallery", "", nil)})},
	)
}
