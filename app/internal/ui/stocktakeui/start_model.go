package stocktakeui

import (
	"strconv"

	"miseban/app/internal/stocktake"
	"miseban/app/retail"
	"miseban/assets/words"
)

// openModel is a stocktake that is not over.
type openModel struct {
	ID    retail.StocktakeID
	Name  string
	Sub   string // 3 / 8 エリア済
	Count string // lines that wait for somebody, empty for none
	Area  string // the only one there is
	One   bool
}

// barPoint is one week of the chart.
type barPoint struct {
	Label string
	Share float64 // 0 to 1
	Some  bool    // something was counted
}

// startModel is everything the first page says.
type startModel struct {
	Open       []openModel
	Today      string // 今日の棚卸
	TodaySub   string // 30種類・5エリア・約20分
	Started    retail.StocktakeID
	Done       bool // nothing is to be counted today
	Empty      string
	Negative   string
	Stale      string
	Checks     bool // somebody should look at a shelf
	Share      string
	ShareSub   string
	Chart      []barPoint
	ChartTitle string
	Full       bool
	Waiting    string // counts of one SKU that wait for another person, empty for none
}

// chartFrom is where the chart begins: books that are right for less are wrong
// for all who work with them.
const chartFrom = 0.5

func startOf(c words.Catalog, v stocktake.Start) startModel {
	m := startModel{Today: c.T("stocktake.today"), Started: v.Started, Full: v.Full, ChartTitle: c.T("stocktake.accuracy")}
	switch {
	case v.Started != "":
		m.TodaySub = c.T("stocktake.today.go")
	case v.Today == 0:
		m.TodaySub, m.Done = c.T("stocktake.today.none"), true
	default:
		m.TodaySub = c.T("stocktake.today.plan", "n", v.Today, "areas", v.Areas, "minutes", v.Minutes)
	}
	for _, o := range v.Open {
		om := openModel{ID: o.ID, Name: takeName(c, o.Stocktake), Sub: c.T("stocktake.areas.done", "n", o.Done, "all", len(o.Areas))}
		if o.Differs > 0 {
			om.Count = strconv.Itoa(o.Differs)
		}
		if len(o.Areas) == 1 && o.Done == 0 {
			om.One, om.Area = true, o.Areas[0].Code
		}
		m.Open = append(m.Open, om)
	}
	if v.Waiting > 0 {
		m.Waiting = c.T("stocktake.spots.n", "n", v.Waiting)
	}
	m.Empty, m.Negative, m.Stale = c.Number(v.Empty), c.Number(v.Negative), c.Number(v.Stale)
	m.Checks = v.Empty+v.Negative+v.Stale > 0
	var all retail.Accuracy
	for _, w := range v.Weeks {
		m.Chart = append(m.Chart, barPoint{Label: strconv.Itoa(int(w.From.Month())) + "/" + strconv.Itoa(w.From.Day()), Share: w.Share(), Some: w.Lines > 0})
		all.Lines += w.Lines
		all.Right += w.Right
	}
	if all.Lines > 0 {
		m.Share = percent(all.Share())
		m.ShareSub = c.T("stocktake.accuracy.sub", "weeks", len(v.Weeks), "n", all.Lines)
	}
	return m
}

// percent is a share with one digit behind the point: 97.3%.
func percent(x float64) string {
	n := int(x*1000 + 0.5)
	return strconv.Itoa(n/10) + "." + strconv.Itoa(n%10) + "%"
}
