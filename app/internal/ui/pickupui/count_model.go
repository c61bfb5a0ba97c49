package pickupui

import (
	"strconv"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/words"
)

// maxCount is the most pieces that one shelf is believed to hold.
const maxCount = 9999

// tally is the number that is being counted, blind: nothing of the books is in
// it.
type tally struct {
	n     int
	given bool // somebody counted; none is a number too
	typed bool // the last change was a digit
}

// add counts pieces; it never falls below none.
func (t *tally) add(n int) {
	t.n, t.given, t.typed = min(max(0, t.n+n), maxCount), true, false
}

// digit types one digit. The first one after a scan begins anew.
func (t *tally) digit(d rune) {
	if !t.typed {
		t.n = 0
	}
	if n := t.n*10 + int(d-'0'); n <= maxCount {
		t.n = n
	}
	t.given, t.typed = true, true
}

// drop takes the last digit back; the last of them leaves nothing counted.
func (t *tally) drop() {
	t.given, t.typed = t.n >= 10, t.n >= 10
	t.n /= 10
}

// countModel is everything the page 数え直し says.
type countModel struct {
	Bar      barModel
	Name     string
	Picture  string
	Item     itemModel
	Shelf    string
	Place    string
	Other    string // that another person is needed, or is this one
	SeenHead string
	Seen     []deedModel
	Number   string // –, 12
	Hint     string
	Main     widgets.Action // without what it does
}

// countOf makes the page.
func countOf(c words.Catalog, v pickup.CountView, t tally, now time.Time) countModel {
	m := countModel{
		Bar:  barModel{Title: c.T("recount.title"), Sub: v.Place},
		Name: skuName(c, &v.SKU), Picture: v.SKU.Picture, Shelf: v.Shelf, Place: v.Place,
		Item:   itemModel{Color: widgets.Hex(v.SKU.Color.Hex), ColorWord: colorWord(c, v.SKU.Color), Size: v.SKU.Size},
		Number: "–", Hint: c.T("recount.hint"),
		Main: widgets.Action{Kind: widgets.NotYet, Text: c.T("recount.do"), Sub: c.T("recount.first")},
	}
	m.SeenHead, m.Seen = seenOf(c, v.Seen, now)
	switch {
	case v.Mine:
		m.Other = c.T("recount.mine")
	case v.Waits:
		m.Other = c.T("recount.second")
	}
	if t.given {
		m.Number = strconv.Itoa(t.n)
		m.Main = widgets.Action{Kind: widgets.Main, Text: c.T("recount.do.n", "n", t.n), Sub: c.T("recount.do.sub"), Icon: assets.IconCheck}
	}
	return m
}
