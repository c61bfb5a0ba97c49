package placeui

import (
	"fmt"
	"time"

	"miseban/app/internal/staging"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// kindIcons are the signs of the kinds of places.
var kindIcons = map[retail.SlotKind]assets.Icon{
	retail.SlotNormal: assets.IconShelf, retail.SlotHanging: assets.IconTag, retail.SlotCold: assets.IconBox, retail.SlotFrozen: assets.IconBox,
	retail.SlotSafe: assets.IconLock, retail.SlotLarge: assets.IconTruck,
}

func kindOf(c words.Catalog, k retail.SlotKind) string {
	return c.T("pick.stage.kind." + k.Or().String())
}

// group is the places of one kind.
type group struct {
	Kind  retail.SlotKind
	Title string
	Tiles []tile
}

// tile is a place on the overview.
type tile struct {
	Code    string
	Count   string // 2, or 2 / 12 where several orders share it; empty: nothing lies there
	Full    bool
	Missing bool // a bag of it was not found
}

// overview is the page of all places.
type overview struct {
	Sub    string
	Groups []group
}

func overviewOf(c words.Catalog, all []staging.Place) overview {
	var m overview
	bags, free := 0, 0
	for _, p := range all {
		t := tile{Code: p.Code, Full: p.Full}
		n := len(p.Bags)
		switch {
		case p.Room > 0:
			t.Count = fmt.Sprintf("%d / %d", n, p.Room)
		case n > 0:
			t.Count = fmt.Sprint(n)
		}
		for _, b := range p.Bags {
			t.Missing = t.Missing || b.Missing
		}
		bags += n
		if !p.Full {
			free++
		}
		if i := len(m.Groups) - 1; i < 0 || m.Groups[i].Kind != p.Kind.Or() {
			m.Groups = append(m.Groups, group{Kind: p.Kind.Or(), Title: kindOf(c, p.Kind)})
		}
		g := &m.Groups[len(m.Groups)-1]
		g.Tiles = append(g.Tiles, t)
	}
	m.Sub = c.T("place.sum", "bags", bags, "free", free)
	return m
}

// bagRow is a bag as a row says it.
type bagRow struct {
	Title, Sub string
	Missing    bool
	Seen       bool
}

func bagOf(c words.Catalog, b staging.Bag, now time.Time) bagRow {
	r := bagRow{Title: c.T("place.whose", "number", b.Number, "name", b.Name), Missing: b.Missing}
	due := ""
	switch {
	case b.State == retail.Canceled || b.State == retail.Declined:
		due = c.T("place.canceled")
	case b.State == retail.Expired || !b.Due.IsZero() && b.Due.Before(now):
		due = c.T("place.expired")
	case !b.Due.IsZero():
		due = c.T("place.due", "day", c.Day(b.Due.In(retail.Japan)))
	}
	bag := c.T("common.bag", "name", c.Number(b.No))
	if b.Of > 1 {
		bag = c.T("place.bag.of", "no", b.No, "of", b.Of)
	}
	r.Sub = page.Joined(bag, due)
	return r
}

// lookModel is a place that is looked over.
type lookModel struct {
	Rows []bagRow
	Seen int
	Left int // bags that were not seen
}

func lookOf(c words.Catalog, p staging.Place, seen map[string]bool, now time.Time) lookModel {
	var m lookModel
	for _, b := range p.Bags {
		r := bagOf(c, b, now)
		if r.Seen = seen[b.Label]; r.Seen {
			m.Seen++
			r.Missing = false
		} else {
			m.Left++
		}
		m.Rows = append(m.Rows, r)
	}
	return m
}
