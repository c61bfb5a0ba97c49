package printui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/label"
	"miseban/app/internal/printing"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// Printer is what a screen asks that prints labels of its own.
type Printer interface {
	Queue(ctx context.Context) (printing.Queue, error)
	Add(ctx context.Context, labels ...label.Label) error
	NewBag() string
}

// Strip prints the labels of a screen: a button, and under it how the printer
// stands when that is worth a word. It is empty where no printer is set.
type Strip struct {
	// OnChange is called when the strip takes another height, so that the screen
	// is laid out anew. It may be nil.
	OnChange func()

	w      page.Window
	life   *load.Page
	slot   load.Slot
	turn   load.Slot
	svc    Printer
	word   string
	labels func() ([]label.Label, error)
	q      printing.Queue
	root   *fyne.Container
}

// NewStrip makes a strip for a screen with the life given. word is what the
// button says, labels makes what is printed by it. svc may be nil: no printing.
func NewStrip(w page.Window, life *load.Page, svc Printer, word string, labels func() ([]label.Label, error)) *Strip {
	s := &Strip{w: w, life: life, svc: svc, word: word, labels: labels, root: widgets.VBox(4)}
	s.root.Hide()
	if svc != nil {
		s.look()
		life.Every(lookEvery, func(time.Time) { s.look() })
	}
	return s
}

// Content is built once.
func (s *Strip) Content() fyne.CanvasObject { return s.root }

// SetWord changes what the button says.
func (s *Strip) SetWord(word string) {
	if s.word != word {
		s.word = word
		s.paint()
	}
}

// changed paints the strip and has the screen laid out.
func (s *Strip) changed() {
	s.paint()
	if s.OnChange != nil {
		s.OnChange()
	}
}

// Print puts the screen's labels into the queue, as a tap on the button does.
// It does nothing where no printer is set.
func (s *Strip) Print() {
	if s.svc == nil || !s.q.Config.Set() {
		return
	}
	list, err := s.labels()
	if err != nil {
		s.w.Fail(err)
		return
	}
	load.Newest(&s.turn, s.life, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.svc.Add(context.WithoutCancel(ctx), list...)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.w.Fail(err)
		} else {
			s.w.Play(assets.SoundRight)
		}
		s.look()
	})
}

func (s *Strip) look() {
	load.Newest(&s.slot, s.life, s.svc.Queue, func(q printing.Queue, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		was, known := stripOf(s.w.Words(), s.q), s.q.Config == q.Config
		if s.q = q; !known || was != stripOf(s.w.Words(), q) {
			s.changed()
		}
	})
}

func (s *Strip) paint() {
	if !s.q.Config.Set() {
		s.root.Hide()
		return
	}
	m := stripOf(s.w.Words(), s.q)
	face := widgets.HBox(10, widgets.NewIcon(assets.IconPrinter, 24, theme.Ink), widgets.Middle(widgets.Strong(s.word)))
	box := widgets.NewBox(theme.Card).Round(12).Edge(theme.Ink3, 1)
	parts := []fyne.CanvasObject{widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Center(face), 12, 8)), s.Print), 0, 52)}
	if m.Text != "" {
		line := widgets.HBox(8, widgets.Middle(widgets.NewIcon(m.Icon, 20, m.Ink)), widgets.Grow(widgets.Middle(widgets.Small(m.Text).In(theme.Ink))))
		if m.Open {
			line.Add(widgets.Middle(widgets.NewIcon(assets.IconNext, 20, theme.Ink3)))
			parts = append(parts, widgets.AtLeast(widgets.NewTap(line, func() { s.w.Go(page.Prints{}) }), 0, 48))
		} else {
			parts = append(parts, line)
		}
	}
	s.root.Objects = parts
	s.root.Show()
	s.root.Refresh()
}
