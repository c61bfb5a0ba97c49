// Package pickupui is the screens of store pickup (店舗受取): the queue, picking
// with its answers, shortage, staging, stopping and putting back. Each screen is
// a model, made from the service's view and the words, and widgets that show it.
package pickupui

import (
	"image/color"
	"strconv"
	"strings"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// soonFrom is when the time left turns amber, as in the queue.
const soonFrom = 20 * time.Minute

// barModel is what the bar on top says.
type barModel struct {
	Code, Title, Sub string
	Icon             assets.Icon
	Tone             theme.Token
	OnBack           func() // nil: the screen below
}

// orderBar is the bar of an order in work: number, name, time left.
func orderBar(c words.Catalog, o *retail.Order, name string, now time.Time) barModel {
	left := o.PromisedAt.Sub(now)
	b := barModel{Code: o.Number, Title: c.T("common.sama", "name", name), Sub: c.Left(left), Icon: assets.IconClock, Tone: theme.Green}
	switch {
	case left < 0:
		b.Tone = theme.Red
	case left < soonFrom:
		b.Tone = theme.Amber
	}
	return b
}

// taskBar is the bar of a task within an order: what, then number and name.
func taskBar(c words.Catalog, title string, o *retail.Order, name string) barModel {
	return barModel{Title: title, Sub: o.Number + " " + c.T("common.sama", "name", name)}
}

// routeAway is where a pick leads when the order is no longer to be picked.
func routeAway(o *retail.Order) (page.Route, bool) {
	switch o.State {
	case retail.Canceled, retail.Declined, retail.Expired:
		return page.Stop{Order: o.ID}, true
	case retail.Staged, retail.Notified, retail.HandedOver:
		return page.Stage{Order: o.ID}, true
	case retail.Received, retail.Picking, retail.Short:
	}
	return nil, false
}

// itemModel is one line as a card shows it.
type itemModel struct {
	No        int
	SKU       retail.SKUID
	Shelf     string // A-01-2, or the words for none
	HasShelf  bool
	Place     string
	Name      string
	Picture   string
	Color     color.NRGBA
	ColorWord string
	Size      string
	Count     string // ×1: pieces still to be found
	Part      string // 3点のうち 1点 済, empty before the first piece
}

func itemOf(c words.Catalog, l pickup.LineView) itemModel {
	m := itemModel{
		No: l.No, SKU: l.SKU, Shelf: l.Shelf, HasShelf: l.Shelf != "", Place: l.Place, Name: l.Name, Picture: l.Picture,
		Color: widgets.Hex(l.Color.Hex), ColorWord: colorWord(c, l.Color), Size: l.Size, Count: "×" + strconv.Itoa(l.Open()),
	}
	if l.Open() == 0 {
		m.Count = "×" + strconv.Itoa(l.Qty)
	}
	if !m.HasShelf {
		m.Shelf = c.T("pick.shelf.none")
		m.Place = c.T("pick.shelf.ask")
	}
	if l.Open() > 0 && l.Picked > 0 {
		m.Part = c.T("pick.part", "n", l.Picked, "all", l.Qty)
	}
	if l.Grams > 0 {
		m.Size = c.T("pick.weigh.about", "n", c.Number(l.Grams))
		m.Part = joined(rangeOf(c, l.Least, l.Most), m.Part)
	}
	return m
}

// what is colour and size in one word: 白・M.
func (m itemModel) what() string { return joined(m.ColorWord, m.Size) }

// joined puts the parts that there are behind one another.
func joined(parts ...string) string {
	var has []string
	for _, p := range parts {
		if p != "" {
			has = append(has, p)
		}
	}
	return strings.Join(has, "・")
}

// colorWord is the colour in the language in use.
func colorWord(c words.Catalog, col retail.Color) string {
	if c.Lang() == words.En && col.En != "" {
		return col.En
	}
	return col.Word
}

// skuName is a product's name in the language in use.
func skuName(c words.Catalog, s *retail.SKU) string {
	if c.Lang() == words.En && s.NameEn != "" {
		return s.NameEn
	}
	return s.Name
}

// skuWhat is colour and size of a product in one word.
func skuWhat(c words.Catalog, s *retail.SKU) string { return joined(colorWord(c, s.Color), s.Size) }

// progressModel is 1 / 3点 with its segments.
type progressModel struct {
	Number, Rest string
	Done, Total  int
}

// progressOf counts the present piece before its scan, and the done ones after
// it.
func progressOf(c words.Catalog, v pickup.PickView, after bool) progressModel {
	m := progressModel{Done: v.Done, Total: v.Total}
	if after || v.Current < 0 {
		m.Number, m.Rest = c.Number(v.Done), c.T("pick.of.done", "n", v.Total)
		return m
	}
	m.Number, m.Rest = c.Number(min(v.Done+1, v.Total)), c.T("pick.of", "n", v.Total)
	return m
}

// stockModel is the figure of the shelf with its time.
type stockModel struct {
	Label, Number, Unit string // Number is empty when nobody knows
	AsOf                string
}

func stockOf(c words.Catalog, l pickup.LineView, now time.Time) stockModel {
	if !l.Known {
		return stockModel{Label: c.T("pick.stock.unknown")}
	}
	m := stockModel{Label: c.T("pick.stock"), Number: c.Number(l.OnHand), Unit: c.T("pick.stock.unit")}
	if !l.AsOf.IsZero() {
		m.AsOf = c.T("pick.asof", "time", c.Clock(l.AsOf.In(now.Location())), "age", c.Age(now.Sub(l.AsOf)))
	}
	return m
}
