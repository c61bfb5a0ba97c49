package goodsui

import (
	"cmp"
	"math"
	"slices"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// siteRow is another site on its page.
type siteRow struct {
	Site   retail.Site
	Name   string
	Away   string
	Hours  string // 20:00まで, 開店 11:00, きょうは休み
	Shut   bool
	Pieces string
	AsOf   string // 10:42時点
	Sure   string // たぶん 2点
	Chip   widgets.ChipData
	Doubt  retail.Doubt
	Has    int
}

// sitesOf puts sites into words, with what was known of the goods at an instant.
func sitesOf(c words.Catalog, sites []catalog.Other, at, now time.Time) []siteRow {
	out := make([]siteRow, len(sites))
	for i, o := range sites {
		seen := at
		if !o.Stock.Heard.IsZero() && o.Stock.Heard.Before(seen) {
			seen = o.Stock.Heard
		}
		r := siteRow{
			Site: o.Site, Name: page.Name(c, o.Site.Name, o.Site.NameEn), Away: page.Away(o.Away), Shut: !o.Open, Pieces: c.Number(o.Stock.Available),
			AsOf: c.T("common.asof", "time", clockOf(c, seen, now)), Doubt: o.Doubt, Has: o.Stock.Available, Hours: hoursOf(c, o.Site, now),
		}
		switch {
		case at.IsZero():
			r.AsOf, r.Chip = "", widgets.ChipData{Icon: assets.IconTri, Tone: widgets.ToneGrey, Word: c.T("others.unknown")}
			out[i] = r
			continue
		case r.Has <= 0:
			r.Chip = widgets.ChipData{Icon: assets.IconCross, Tone: widgets.ToneGrey, Word: c.T("others.zero")}
			out[i] = r
			continue
		}
		switch o.Doubt {
		case retail.DoubtNone:
			r.Chip = widgets.ChipData{Icon: assets.IconCheck, Tone: widgets.ToneGreen, Word: c.T("others.sure")}
		case retail.DoubtSome:
			r.Chip = widgets.ChipData{Icon: assets.IconTri, Tone: widgets.ToneAmber, Word: c.T("others.likely")}
			r.Sure = c.T("others.count", "n", o.Sure)
		case retail.DoubtGreat:
			r.Chip = widgets.ChipData{Icon: assets.IconWarn, Tone: widgets.ToneOrange, Word: c.T("others.ask")}
			r.Sure = c.T("others.old", "time", c.Span(now.Sub(seen)))
		}
		out[i] = r
	}
	return out
}

// clockOf is 10:42, with its day when that is not today.
func clockOf(c words.Catalog, t, now time.Time) string {
	t, now = t.In(retail.Japan), now.In(retail.Japan)
	if t.YearDay() != now.YearDay() || t.Year() != now.Year() {
		return c.DayClock(t)
	}
	return c.Clock(t)
}

// hoursOf says until when a site is open, or when it opens.
func hoursOf(c words.Catalog, s retail.Site, now time.Time) string {
	opens, closes, ok := s.OpenOn(now)
	switch {
	case s.Opens == "" && ok:
		return ""
	case !ok:
		return c.T("others.closed.today")
	case now.Before(opens):
		return c.T("goods.shut", "time", c.Clock(opens))
	case !now.Before(closes):
		return c.T("others.closed", "time", c.Clock(closes))
	}
	return c.T("others.open", "time", c.Clock(closes))
}

// mapPoint is a site on the drawn map, in the map's own units: dp from its left
// top corner.
type mapPoint struct {
	X, Y   float32
	Label  string
	Side   labelSide
	Here   bool
	Doubt  retail.Doubt
	Site   int  // place in the list, -1 for this shop
	Hidden bool // its label found no room; the dot is shown all the same
}

// outside is how many of the shops with the goods the map does not show: too far, or
// nobody knows where. Warehouses are on no map.
func outside(rows []siteRow, points []mapPoint) int {
	n := 0
	for _, r := range rows {
		if r.Site.Kind != retail.Warehouse {
			n++
		}
	}
	for _, p := range points {
		if !p.Here {
			n--
		}
	}
	return n
}

// labelSide is on which side of its dot a label stands.
type labelSide uint8

const (
	rightOf labelSide = iota
	leftOf
	above
	below
	aboveRight
	belowRight
	aboveLeft
	belowLeft
)

// Sizes of the drawn map, in dp.
const (
	mapEdge   = 28 // kept free around the outermost dots
	dotRadius = 10
	labelHigh = 20
	kanaWide  = 13.5 // of a wide character of a label
	latinWide = 7.5
)

// mapOf places this shop and others on a map of a size by their coordinates, as
// on a plane about this shop: north is up, each lies in its direction, and the
// nearer ones are drawn apart (the square root of the distance), for they are
// the ones that matter. Labels are put where none touches another, the nearest shops first. Sites
// without a place, and those so far that the near ones would fall together, are
// left out.
func mapOf(c words.Catalog, here retail.Site, rows []siteRow, wide, high float32) []mapPoint {
	if here.Lat == 0 && here.Lng == 0 {
		return nil
	}
	type spot struct{ x, y, far float64 }
	place := func(s retail.Site) spot {
		x := (s.Lng - here.Lng) * math.Cos(here.Lat*math.Pi/180)
		y := here.Lat - s.Lat
		return spot{x, y, math.Hypot(x, y)}
	}
	spots := map[int]spot{}
	var fars []float64
	for i, r := range rows {
		if (r.Site.Lat != 0 || r.Site.Lng != 0) && r.Site.Kind != retail.Warehouse {
			spots[i] = place(r.Site)
			fars = append(fars, spots[i].far)
		}
	}
	slices.Sort(fars)
	reach := farthest(fars)
	rim := math.Min(float64(wide)/2, float64(high)/2) - mapEdge
	points := []mapPoint{{X: wide / 2, Y: high / 2, Label: page.Name(c, here.Name, here.NameEn), Here: true, Site: -1}}
	for i := range rows {
		s, ok := spots[i]
		if !ok || s.far > reach {
			continue
		}
		scale := 0.0
		if s.far > 0 {
			scale = rim * math.Sqrt(s.far/reach) / s.far
		}
		points = append(points, mapPoint{
			X: wide/2 + float32(s.x*scale), Y: high/2 + float32(s.y*scale), Label: rows[i].Name + " " + rows[i].Pieces, Doubt: rows[i].Doubt, Site: i,
		})
	}
	slices.SortStableFunc(points, func(a, b mapPoint) int {
		return cmp.Compare(math.Hypot(float64(a.X-wide/2), float64(a.Y-high/2)), math.Hypot(float64(b.X-wide/2), float64(b.Y-high/2)))
	})
	settleLabels(points, wide, high)
	return points
}

// farthest is how far the map reaches: to the last of the sites unless that lies
// more than five times as far as half of them.
func farthest(fars []float64) float64 {
	if len(fars) == 0 {
		return 0
	}
	limit := 5 * fars[len(fars)/2]
	for i := len(fars) - 1; i >= 0; i-- {
		if fars[i] <= limit {
			return fars[i]
		}
	}
	return fars[0]
}

// rect is a place on the map that is taken.
type rect struct{ x0, y0, x1, y1 float32 }

func (a rect) hits(b rect) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

// settleLabels gives each label a side on which it touches nothing.
func settleLabels(points []mapPoint, wide, high float32) {
	taken := make([]rect, 0, 2*len(points))
	for _, p := range points {
		taken = append(taken, rect{p.X - dotRadius, p.Y - dotRadius, p.X + dotRadius, p.Y + dotRadius})
	}
	for i := range points {
		p := &points[i]
		p.Hidden = true
		for _, side := range []labelSide{rightOf, leftOf, above, below, aboveRight, belowRight, aboveLeft, belowLeft} {
			r := labelRect(*p, side)
			if r.x0 < 0 || r.y0 < 0 || r.x1 > wide || r.y1 > high || slices.ContainsFunc(taken, r.hits) {
				continue
			}
			p.Side, p.Hidden = side, false
			taken = append(taken, r)
			break
		}
	}
}

// labelRect is where a label stands on a side of its dot.
func labelRect(p mapPoint, side labelSide) rect {
	const gap = dotRadius + 3
	w, h := textWide(p.Label), float32(labelHigh)
	switch side {
	case leftOf:
		return rect{p.X - gap - w, p.Y - h/2, p.X - gap, p.Y + h/2}
	case above:
		return rect{p.X - w/2, p.Y - gap - h, p.X + w/2, p.Y - gap}
	case below:
		return rect{p.X - w/2, p.Y + gap, p.X + w/2, p.Y + gap + h}
	case aboveRight, belowRight, aboveLeft, belowLeft: // close to the corner of the dot
		x, y := p.X+dotRadius/2, p.Y-dotRadius-h
		if side == aboveLeft || side == belowLeft {
			x -= dotRadius + w
		}
		if side == belowRight || side == belowLeft {
			y = p.Y + dotRadius
		}
		return rect{x, y, x + w, y + h}
	case rightOf:
	}
	return rect{p.X + gap, p.Y - h/2, p.X + gap + w, p.Y + h/2}
}

func textWide(s string) float32 {
	var w float32
	for _, r := range s {
		if r < 0x2000 {
			w += latinWide
		} else {
			w += kanaWide
		}
	}
	return w + 4
}
