package showui

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/art"
	"miseban/assets/words"
)

// panelEvery is how long a panel of the waiting page stands.
const panelEvery = 6 * time.Second

// Measures of the waiting page.
const (
	attractFoot = 168
	attractLeft = 512.0 / 1280
)

// cardSetting is how goods stand in a card, and panelSetting in a large picture.
var (
	cardSetting  = art.Setting{Zoom: .92, Lift: .045}
	panelSetting = art.Setting{Zoom: .82}
	promoSetting = art.Setting{Ground: color.RGBA{R: 0xE9, G: 0xDF, B: 0xCF, A: 0xFF}, Table: color.RGBA{R: 0xDC, G: 0xCF, B: 0xBA, A: 0xFF}}
)

// attract is the waiting page: what the shop is about, in pictures, and a touch
// anywhere begins.
func (r *room) attract() fyne.CanvasObject {
	holder := widgets.Layers()
	panels := make([]*photo, 5)
	for i := range panels {
		panels[i] = newPhoto(r.album, 0)
	}
	caption := widgets.NewText(widgets.Run{}).Lines(2)
	caption.Hide()
	paint := func() {
		promo := r.promoted(0)
		if promo.Title != "" {
			caption.SetRuns(widgets.Run{Text: promo.Title, Size: theme.T28, Bold: true}, widgets.Run{Text: "\n" + promo.Until, Size: t16, Color: theme.Ink2})
			caption.Show()
		}
		for i, s := range panelsOf(r.shop, 0) {
			panels[i].of(s)
		}
		holder.Objects = []fyne.CanvasObject{r.attractPage(panels, caption)}
		holder.Refresh()
	}
	paint()
	r.withShop(paint)
	turn := 0
	r.here.Every(panelEvery, func(time.Time) {
		if !theme.Still() { // one panel at a time, cut: nothing moves
			turn++
			i := turn % len(panels)
			panels[i].of(panelsOf(r.shop, (turn+len(panels)-1)/len(panels))[i])
		}
	})
	return holder
}

func (r *room) attractPage(panels []*photo, caption *widgets.Text) fyne.CanvasObject {
	begin := widgets.NewTap(widgets.Space(), func() { r.open(showroom.Home{}) }).Radius(0)
	grid := func(col, row float32) func(fyne.Size) rect {
		return func(s fyne.Size) rect {
			x := float32(int(s.Width * attractLeft))
			w, h := (s.Width-x)/2, (s.Height-attractFoot)/2
			return rect{x + col*w, row * h, w, h}
		}
	}
	left := func(s fyne.Size) rect { return rect{0, 0, float32(int(s.Width * attractLeft)), s.Height - attractFoot} }
	words := widgets.VBox(2, bold(r.c.T("show.attract"), theme.T40, theme.AccentInk).Lines(1), text(r.c.T("show.attract.sub"), t18, theme.AccentTint).Lines(1))
	return board(
		place(panels[0], left), place(panels[1], grid(0, 0)), place(panels[2], grid(1, 0)), place(panels[3], grid(0, 1)), place(panels[4], grid(1, 1)),
		place(caption, func(s fyne.Size) rect {
			return rect{48, s.Height - attractFoot - 104, float32(int(s.Width*attractLeft)) - 72, 88}
		}),
		place(widgets.NewBox(theme.Accent), func(s fyne.Size) rect { return rect{0, s.Height - attractFoot, s.Width, attractFoot} }),
		full(begin),
		at(r.brand(48, 17, 8), 48, 36, 400, 96),
		place(words, func(s fyne.Size) rect { return rect{48, s.Height - attractFoot + 32, s.Width - 48 - 420, 112} }),
		place(r.attractButtons(), func(s fyne.Size) rect { return rect{s.Width - 368, s.Height - attractFoot + 52, 320, 64} }),
	)
}

// attractButtons are the other language, and the bell.
func (r *room) attractButtons() fyne.CanvasObject {
	l, word := words.En, "English"
	speak := widgets.NewTap(widgets.Layers(widgets.NewBox(theme.Accent).Round(12).Edge(theme.AccentTint, 1), widgets.Center(widgets.Inset(bold(word, t16, theme.AccentInk).OneLine(), 20, 0))), func() {
		r.svc.Visit.Lang = l
		r.open(showroom.Home{})
	})
	row := widgets.HBox(8, widgets.NewIcon(assets.IconBell, 24, theme.Ink), widgets.Middle(bold(r.c.T("show.call"), t16, theme.Ink).OneLine()))
	bell := widgets.NewTap(widgets.Layers(widgets.NewBox(theme.AccentInk).Round(12), widgets.Center(widgets.Inset(row, 20, 0))), r.call)
	return widgets.HBoxFill(12, widgets.Space(), speak, bell)
}
