// Package figureui is the page 店の数字: how well this shop picked and handed
// over, week by week. It is about the shop; it names and ranks nobody.
package figureui

import (
	"math"
	"strconv"
	"time"

	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// Report is what the hub said of this shop.
type Report struct {
	Weeks  []retail.WeekFigures // oldest first; without those in which nothing was done
	At     time.Time            // when it was worked out
	Stale  bool                 // the hub cannot be asked now: it said so before
	Unsent int                  // commands of this terminal that are not in it yet
}

// shownWeeks is how many weeks are drawn.
const shownWeeks = 8

// figureModel is one number of the shop.
type figureModel struct {
	Icon   assets.Icon
	Title  string
	Value  string // 1.4, — when there is none
	Unit   string
	Note   string // 3件はカウンターで
	Change string // 先週より 0.3 少ない
	Arrow  assets.Icon
	Tone   widgets.Tone
	Bars   []float32 // of the last weeks, 0 to 1; negative: none
}

// pageModel is the page.
type pageModel struct {
	Week    string // 11月16日からの週
	AsOf    string
	Notes   []string
	Figures []figureModel
	Empty   bool
}

// figure is one number: how it follows from sums, and whether less is better.
type figure struct {
	key      string
	icon     assets.Icon
	of       func(f retail.Figures) (v float64, ok bool)
	decimals int
	better   int // 1: more, -1: less, 0: neither
	note     func(c words.Catalog, f retail.Figures) string
}

func share(part float64, n int) (float64, bool) {
	if n == 0 {
		return 0, false
	}
	return part / float64(n), true
}

var figures = []figure{
	{
		key: "in_time", icon: assets.IconClock, better: 1, of: func(f retail.Figures) (float64, bool) { return share(100*float64(f.InTime), f.Ready) },
		note: func(c words.Catalog, f retail.Figures) string {
			return c.T("figures.in_time.note", "n", f.InTime, "all", f.Ready)
		},
	},
	{
		key: "line", icon: assets.IconWalk, better: -1, decimals: 1, of: func(f retail.Figures) (float64, bool) { return share(float64(f.PickSecs)/60, f.Lines) },
		note: func(c words.Catalog, f retail.Figures) string { return c.T("figures.line.note", "n", f.Lines) },
	},
	{
		key: "wait", icon: assets.IconBell, better: -1, decimals: 1, of: func(f retail.Figures) (float64, bool) { return share(float64(f.WaitSecs)/60, f.Waits) },
		note: func(c words.Catalog, f retail.Figures) string {
			v, ok := share(float64(f.CallSecs), f.Calls)
			if !ok {
				return ""
			}
			return c.T("figures.wait.note", "n", int(math.Round(v)))
		},
	},
	{
		key: "caught", icon: assets.IconScan, of: func(f retail.Figures) (float64, bool) { return float64(f.Caught), true },
		note: func(c words.Catalog, _ retail.Figures) string { return c.T("figures.caught.note") },
	},
	{
		key: "escaped", icon: assets.IconReturn, better: -1, of: func(f retail.Figures) (float64, bool) { return float64(f.Escaped), true },
		note: func(c words.Catalog, f retail.Figures) string { return c.T("figures.escaped.note", "n", f.Noticed) },
	},
}

// pageOf writes the page for the week of the instant.
func pageOf(c words.Catalog, r Report, now time.Time) pageModel {
	week := retail.WeekOf(now)
	m := pageModel{
		Week: c.T("figures.week", "day", c.Day(week.Begins())), AsOf: c.T("figures.asof", "time", c.DayClock(r.At.In(retail.Japan))), Empty: len(r.Weeks) == 0,
	}
	if r.Stale {
		m.Notes = append(m.Notes, c.T("figures.stale"))
	}
	if r.Unsent > 0 {
		m.Notes = append(m.Notes, c.T("figures.unsent", "n", r.Unsent))
	}
	of := map[retail.Week]retail.Figures{}
	for _, w := range r.Weeks {
		of[w.Week] = w.Figures
	}
	all := make([]*retail.Figures, shownWeeks) // the last one is this week
	for i := range all {
		w := retail.WeekOf(week.Begins().AddDate(0, 0, -7*(shownWeeks-1-i)))
		if f, ok := of[w]; ok {
			all[i] = &f
		}
	}
	for _, k := range figures {
		m.Figures = append(m.Figures, k.model(c, all))
	}
	return m
}

// model writes a number out of the last weeks.
func (k figure) model(c words.Catalog, weeks []*retail.Figures) figureModel {
	key := "figures." + k.key
	m := figureModel{Icon: k.icon, Title: c.T(key), Value: "—", Unit: c.T(key + ".unit"), Tone: widgets.ToneGrey, Change: c.T("figures.new")}
	most := 0.0
	values := make([]float64, len(weeks))
	for i, f := range weeks {
		values[i] = -1
		if f == nil {
			continue
		}
		if v, ok := k.of(*f); ok {
			values[i], most = v, max(most, v)
		}
	}
	for _, v := range values {
		bar := float32(-1)
		if v >= 0 {
			bar = 0
			if most > 0 {
				bar = float32(v / most)
			}
		}
		m.Bars = append(m.Bars, bar)
	}
	last := len(weeks) - 1
	if f := weeks[last]; f != nil {
		m.Note = k.note(c, *f)
	}
	if values[last] < 0 {
		return m
	}
	m.Value = decimal(values[last], k.decimals)
	if values[last-1] < 0 {
		return m
	}
	unit := math.Pow10(k.decimals)
	by := math.Round(values[last]*unit)/unit - math.Round(values[last-1]*unit)/unit // as they are shown
	size := decimal(math.Abs(by), k.decimals)
	switch {
	case math.Abs(by)*unit < 0.5:
		m.Change = c.T("figures.same")
	case by > 0:
		m.Change, m.Arrow, m.Tone = c.T("figures.more", "n", size, "unit", m.Unit), assets.IconUp, k.tone(1)
	default:
		m.Change, m.Arrow, m.Tone = c.T("figures.less", "n", size, "unit", m.Unit), assets.IconDown, k.tone(-1)
	}
	return m
}

// tone is how a change in a direction looks.
func (k figure) tone(way int) widgets.Tone {
	switch k.better * way {
	case 1:
		return widgets.ToneGreen
	case -1:
		return widgets.ToneOrange
	}
	return widgets.ToneGrey
}

func decimal(v float64, decimals int) string { return strconv.FormatFloat(v, 'f', decimals, 64) }
