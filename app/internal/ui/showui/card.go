package showui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/widgets"
	"miseban/assets/words"
)

// Measures of a card, in dp.
const (
	cardWidth   = 256
	cardPicture = 304 // at cardWidth
	cardGap     = 24
	cardRow     = 28 // between rows
	cardWords   = 68 // below the picture
)

// card is an article in a grid. It is made once and filled again and again.
type card struct {
	widget.BaseWidget
	c     words.Catalog
	photo *photo
	mark  *mark
	name  *widgets.Text
	price *widgets.Text
	dots  []*disc
	tap   *widgets.Tap
	shown cardModel
	held  bool // has something to show
	onTap func()
}

func newCard(c words.Catalog, a *Album) *card {
	k := &card{c: c, photo: newPhoto(a, 12), mark: newMark(), name: widgets.NewText(widgets.Run{}).OneLine(), price: widgets.NewText(widgets.Run{}).OneLine()}
	for range cardDots {
		d := newDisc(color.Transparent, 18)
		d.Hide()
		k.dots = append(k.dots, d)
	}
	k.tap = widgets.NewTap(widgets.Space(), func() {
		if k.onTap != nil {
			k.onTap()
		}
	})
	k.ExtendBaseWidget(k)
	k.empty()
	return k
}

// empty shows nothing: the last row of a grid may not be full.
func (k *card) empty() {
	k.held, k.onTap = false, nil
	k.Hide()
}

func (k *card) fill(m cardModel, onTap func()) {
	k.onTap = onTap
	k.name.SetRuns(widgets.Run{Text: m.Name})
	k.price.SetRuns(priceRuns(k.c, m.Price, 20, true)...)
	k.photo.of(Shot{Ref: m.Picture, Set: cardSetting})
	for i, d := range k.dots {
		if i < len(m.Colors) {
			d.paint(m.Colors[i])
			d.Show()
		} else {
			d.Hide()
		}
	}
	if k.shown.Style != m.Style {
		k.mark.set(markModel{})
	}
	k.shown, k.held = m, true
	k.Show()
	if s := k.Size(); s.Width > 0 {
		cardRenderer{k}.Layout(s)
	}
}

// CreateRenderer shows the parts.
func (k *card) CreateRenderer() fyne.WidgetRenderer { return cardRenderer{k} }

type cardRenderer struct{ k *card }

func (cardRenderer) Destroy()           {}
func (cardRenderer) MinSize() fyne.Size { return fyne.NewSize(0, 0) }
func (r cardRenderer) Refresh() {
	r.Layout(r.k.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r cardRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.k.photo, r.k.mark, r.k.name, r.k.price}
	for _, d := range r.k.dots {
		out = append(out, d)
	}
	return append(out, r.k.tap)
}

func (r cardRenderer) Layout(s fyne.Size) {
	k := r.k
	pic := s.Height - cardWords
	k.photo.Resize(fyne.NewSize(s.Width, pic))
	m := k.mark.MinSize()
	k.mark.Move(fyne.NewPos(12, pic-m.Height-12))
	k.mark.Resize(fyne.NewSize(min(m.Width, s.Width-24), m.Height))
	k.name.Move(fyne.NewPos(0, pic+12))
	k.name.Resize(fyne.NewSize(s.Width, 24))
	k.price.Move(fyne.NewPos(0, pic+38))
	n := 0
	for ; n < len(k.shown.Colors) && n < len(k.dots); n++ {
		x := s.Width - float32(len(k.shown.Colors)-n)*24 + 6
		k.dots[n].Move(fyne.NewPos(x, pic+43))
		k.dots[n].Resize(fyne.NewSquareSize(18))
	}
	k.price.Resize(fyne.NewSize(s.Width-float32(n)*24-6, 28))
	k.tap.Resize(s)
}

// cardsRow is a row of a grid: as many cards as the width allows, and a margin on
// the right for the mark of the place.
type cardsRow struct {
	widget.BaseWidget
	cards []*card
	ratio float32 // height of a picture by its width
}

func newCardsRow(c words.Catalog, a *Album, n int, ratio float32) *cardsRow {
	r := &cardsRow{ratio: ratio}
	for range n {
		r.cards = append(r.cards, newCard(c, a))
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *cardsRow) width(w float32) float32 {
	n := float32(len(r.cards))
	return (w - margin - (n-1)*cardGap) / n
}

// HeightFor is a picture and its words.
func (r *cardsRow) HeightFor(w float32) float32 { return r.width(w)*r.ratio + cardWords }

// CreateRenderer shows the cards.
func (r *cardsRow) CreateRenderer() fyne.WidgetRenderer { return cardsRenderer{r} }

type cardsRenderer struct{ r *cardsRow }

func (cardsRenderer) Destroy()             {}
func (c cardsRenderer) MinSize() fyne.Size { return fyne.NewSize(0, c.r.HeightFor(c.r.Size().Width)) }

func (c cardsRenderer) Refresh() {
	c.Layout(c.r.Size())
	for _, k := range c.r.cards {
		k.Refresh()
	}
}

func (c cardsRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(c.r.cards))
	for i, k := range c.r.cards {
		out[i] = k
	}
	return out
}

func (c cardsRenderer) Layout(s fyne.Size) {
	w := c.r.width(s.Width)
	for i, k := range c.r.cards {
		k.Move(fyne.NewPos(float32(i)*(w+cardGap), 0))
		k.Resize(fyne.NewSize(w, s.Height))
	}
}

// columns is how many cards lie side by side in a width.
func columns(width float32) int { return max(2, int((width+cardGap+1)/(cardWidth+cardGap))) }
