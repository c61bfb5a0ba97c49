package showui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/art"
)

// searchView finds goods by what is typed on the glass.
type searchView struct {
	r     *room
	page  showroom.Search
	got   catalog.Results
	marks []catalog.Where
	asked string // what got is the answer to

	field, results *fyne.Container
	pad            *pad
	slot           load.Slot
}

// Measures of the page, in dp.
const (
	padHeight   = 448
	resultWidth = 229
	resultGap   = 21
)

func (r *room) search(p showroom.Search) fyne.CanvasObject {
	v := &searchView{r: r, page: p, field: widgets.Layers(), results: widgets.Layers()}
	v.pad = newPad(r.c, p.Latin, func() string { return v.page.Text }, v.put, v.all)
	v.pad.swapped = func(latin bool) {
		v.page.Latin = latin
		r.svc.Visit.Put(v.page)
		r.svc.Visit.Touch()
	}
	v.showField()
	v.showResults()
	r.withShop(v.showResults)
	if p.Text != "" {
		v.load()
	}
	return board(
		at(r.backTo(r.c.T("show.back")), margin, 8, 116, 64),
		place(v.field, func(s fyne.Size) rect { return rect{145, 8, s.Width - 145 - margin, 64} }),
		place(v.results, func(s fyne.Size) rect { return rect{margin, 92, s.Width - 2*margin, s.Height - padHeight - 92} }),
		place(widgets.NewBox(theme.Ground), func(s fyne.Size) rect { return rect{0, s.Height - padHeight, s.Width, padHeight} }),
		place(v.pad.root, func(s fyne.Size) rect {
			return rect{margin, s.Height - padHeight + 20, s.Width - 2*margin, padHeight - 40}
		}),
	)
}

// put changes what is looked for.
func (v *searchView) put(text string) {
	v.r.svc.Visit.Touch()
	v.page.Text = text
	v.r.svc.Visit.Put(v.page)
	v.showField()
	v.load()
}

// load looks for it. What comes late is dropped.
func (v *searchView) load() {
	text := v.page.Text
	if strings.TrimSpace(text) == "" {
		v.got, v.asked, v.marks = catalog.Results{}, "", nil
		v.showField()
		v.showResults()
		return
	}
	type found struct {
		r catalog.Results
		w []catalog.Where
	}
	load.Newest(&v.slot, v.r.here, func(ctx context.Context) (found, error) {
		r, err := v.r.svc.Search(ctx, text)
		if err != nil {
			return found{}, err
		}
		w, err := v.r.svc.Marks(ctx, r.Hits)
		return found{r, w}, err
	}, func(f found, err error) {
		if err != nil {
			v.r.fail(err)
			return
		}
		v.got, v.marks, v.asked = f.r, f.w, text
		v.showField()
		v.showResults()
	})
}

// showField is what was typed, and how much that finds.
func (v *searchView) showField() {
	c := v.r.c
	word := text(c.T("show.search.prompt"), 20, theme.Ink2)
	if v.page.Text != "" {
		word = bold(v.page.Text, theme.T24, theme.Ink)
	}
	caret := widgets.Fixed(widgets.NewBox(theme.Accent), 2, 32)
	row := []fyne.CanvasObject{widgets.NewIcon(assets.IconSearch, 26, theme.Accent)}
	if v.page.Text != "" {
		row = append(row, widgets.Middle(word.OneLine()), widgets.Middle(caret), widgets.Space())
		row = append(row, widgets.NewTap(widgets.Fixed(widgets.Center(widgets.NewIcon(assets.IconCross, 24, theme.Ink)), 56, 56), func() { v.put("") }))
	} else {
		row = append(row, widgets.Middle(caret), widgets.Middle(word.OneLine()))
	}
	box := widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(theme.Accent, 2), widgets.Pad(widgets.Middle(widgets.HBox(12, row...)), 0, 8, 0, 22))
	count := widgets.NewText(widgets.Run{})
	if v.asked != "" && len(v.got.Hits) > 0 {
		n := c.Number(len(v.got.Hits))
		if v.got.More {
			n += "+"
		}
		count.SetRuns(widgets.Run{Text: n + " ", Size: theme.T24, Bold: true}, widgets.Run{Text: c.T("show.search.found"), Size: t16})
	}
	widgets.Put(v.field, board(
		place(box, func(s fyne.Size) rect { return rect{0, 0, min(640, s.Width-340), s.Height} }),
		place(widgets.Middle(count.OneLine()), func(s fyne.Size) rect { return rect{min(640, s.Width-340) + 24, 0, 316, s.Height} }),
	))
}

// showResults is a row of goods that runs on to the right under the finger's way
// down: the first ones are what is looked for.
func (v *searchView) showResults() {
	switch {
	case v.asked == "":
		v.hint(v.r.c.T("show.search.hint"))
	case len(v.got.Hits) == 0:
		v.hint(v.r.c.T("show.search.none"))
	default:
		hits, marks := v.got.Hits, v.marks
		var spots []spot
		for i := range hits {
			spots = append(spots, place(v.result(hits[i], marks[i]), func(s fyne.Size) rect {
				n := float32(max(2, int((s.Width+resultGap)/(resultWidth+resultGap))))
				w := (s.Width - (n-1)*resultGap) / n
				if float32(i) >= n {
					return rect{-2 * w, 0, w, s.Height} // the list of all of them is one key away
				}
				return rect{float32(i) * (w + resultGap), 0, w, s.Height}
			}))
			if i == 9 {
				break
			}
		}
		widgets.Put(v.results, board(spots...))
	}
}

func (v *searchView) result(h catalog.Hit, w catalog.Where) fyne.CanvasObject {
	m := cardOf(v.r.c, h)
	picture := newPhoto(v.r.album, 12).of(Shot{Ref: m.Picture, Set: art.Setting{Zoom: .94, Lift: .06}})
	pill := newMark()
	pill.set(markOf(v.r.c, w))
	return widgets.NewTap(board(
		place(picture, func(s fyne.Size) rect { return rect{0, 0, s.Width, s.Height - 76} }),
		place(pill, func(s fyne.Size) rect { return rect{8, s.Height - 76 - 40, pill.MinSize().Width, 32} }),
		place(text(m.Name, t16, theme.Ink).OneLine(), func(s fyne.Size) rect { return rect{0, s.Height - 68, s.Width, 24} }),
		place(price(v.r.c, m.Price, 20, true), func(s fyne.Size) rect { return rect{0, s.Height - 42, s.Width, 28} }),
	), func() { v.r.open(showroom.ArticlePage{Style: m.Style, SKU: m.SKU}) })
}

// hint says what can be typed, or that nothing has it; the sorts of goods are one
// touch away, and so are staff.
func (v *searchView) hint(words string) {
	const near = 3
	var row []fyne.CanvasObject
	for _, k := range v.r.shop.Categories[:min(near, len(v.r.shop.Categories))] {
		row = append(row, widgets.AtLeast(button(otherLook, "", categoryOf(v.r.c, k.Name), t18, func() {
			v.r.open(showroom.Grid{Filter: catalog.Filter{Category: k.Name}})
		}), 160, 64))
	}
	row = append(row, widgets.AtLeast(button(otherLook, assets.IconBell, v.r.c.T("show.call"), t18, v.r.call), 220, 64))
	widgets.Put(v.results, widgets.Middle(widgets.VBox(20, bold(words, theme.T24, theme.Ink).Center(), widgets.Center(widgets.HBoxFill(16, row...)))))
}

// all lists everything that was found, to look through.
func (v *searchView) all() fyne.CanvasObject {
	return padKey(mainLook, v.r.c.T("show.search"), t22, func() {
		if len(v.got.Hits) > 0 {
			v.r.open(showroom.Grid{Text: v.asked})
		}
	})
}
