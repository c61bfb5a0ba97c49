package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/asked"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// askBar is what stands over every screen while others ask something of this shop.
type askBar struct {
	room  *fyne.Container // empty while nobody does
	shown string
	rung  map[string]time.Time // by ID, when each was heard last
	read  map[string]bool      // answers that somebody has seen here
}

// Asked makes what others ask heard and seen that just came in.
func (s *Shell) Asked() { s.hearAsks() }

// hearAsks makes everything that others ask heard once, what has a clock again and
// again, and all of it seen, on whatever screen. A locked terminal says only that
// there is something.
func (s *Shell) hearAsks() {
	if s.cfg.Asks == nil || !s.cfg.Enrolled() || s.shows() {
		s.showAsks("", nil)
		return
	}
	now := s.cfg.Env.Clock.Now()
	board := s.cfg.Asks()
	loud := board.Loud(now)
	s.ringAsks(board, loud, now)
	if len(loud) == 0 {
		s.showAsks("", nil)
		return
	}
	if _, in := s.cfg.Session.Actor(); !in {
		text := s.cat.T("ask.locked", "n", len(loud))
		s.showAsks(text, func() fyne.CanvasObject { return askStrip(askModel{head: text, icon: assets.IconBell}, nil) })
		return
	}
	if loud = elsewhere(s.unread(loud), s.top()); len(loud) == 0 {
		s.showAsks("", nil)
		return
	}
	m, to := askOf(s.cat, loud, now), roomOf(loud)
	s.showAsks(m.head+m.sub, func() fyne.CanvasObject { return AskBar(s.cat, loud, now, func() { s.Go(to) }) })
}

// AskBar is the bar over every screen that says of asks, the most urgent first, who
// asks what. open leads to where the first is answered.
func AskBar(c words.Catalog, loud []asked.Ask, now time.Time, open func()) fyne.CanvasObject {
	return askStrip(askOf(c, loud, now), open)
}

// ringAsks is the sound of it.
func (s *Shell) ringAsks(board asked.Board, loud []asked.Ask, now time.Time) {
	every, may := board.Rings(now)
	rung, ring := make(map[string]time.Time, len(loud)), false
	for _, a := range loud {
		last, heard := s.asks.rung[a.ID]
		switch {
		case may && (!heard || a.Kind == asked.Shelf && now.Sub(last) >= every):
			rung[a.ID], ring = now, true
		case heard:
			rung[a.ID] = last
		}
	}
	s.asks.rung = rung
	if ring {
		s.Play(assets.SoundNewOrder)
	}
}

// unread leaves out the answers that somebody has seen: nothing is to be done about
// them.
func (s *Shell) unread(list []asked.Ask) []asked.Ask {
	read := map[string]bool{}
	var out []asked.Ask
	for _, a := range list {
		if a.Kind == asked.Answer && (s.asks.read[a.ID] || s.top() != nil && s.top().route == roomsOf[a.Kind]) {
			read[a.ID] = true
			continue
		}
		out = append(out, a)
	}
	s.asks.read = read
	return out
}

// elsewhere leaves out what the screen on top is about.
func elsewhere(list []asked.Ask, top *frame) []asked.Ask {
	var out []asked.Ask
	for _, a := range list {
		if top != nil && (top.route == askRoute(a) || top.route == roomsOf[a.Kind]) {
			continue
		}
		out = append(out, a)
	}
	return out
}

// roomsOf are the lists in which asks stand.
var roomsOf = map[asked.Kind]page.Route{asked.Shelf: page.Shelves{}, asked.Answer: page.Shelves{}, asked.Hold: page.Holds{}, asked.Transfer: page.Transfers{}}

// askRoute is the page on which an ask is answered.
func askRoute(a asked.Ask) page.Route {
	switch a.Kind {
	case asked.Hold:
		return page.Hold{ID: retail.HoldID(a.ID)}
	case asked.Transfer:
		return page.Transfer{ID: retail.TransferID(a.ID)}
	case asked.Shelf, asked.Answer:
	}
	return page.Shelves{}
}

// roomOf is where the bar leads to: the page of the first, or, where there are
// several of its kind, their list.
func roomOf(list []asked.Ask) page.Route {
	if len(list) > 1 && list[1].Kind == list[0].Kind {
		return roomsOf[list[0].Kind]
	}
	return askRoute(list[0])
}

// askModel is what the bar says.
type askModel struct {
	head, sub string
	icon      assets.Icon
	clock     bool // there is little time
	late      bool
}

// askOf says who asks what, how long there is, and where the goods lie.
func askOf(c words.Catalog, list []asked.Ask, now time.Time) askModel {
	a := list[0]
	who := page.Name(c, a.Other.Name, a.Other.NameEn)
	goods := page.Joined(page.Name(c, a.Goods.Name, a.Goods.NameEn), page.Name(c, a.Goods.Color.Word, a.Goods.Color.En), a.Goods.Size)
	m := askModel{}
	switch a.Kind {
	case asked.Shelf:
		m.icon, m.clock, m.late = assets.IconEye, true, now.After(a.Due)
		m.head = page.Joined(c.T("ask.shelf", "name", who), c.Left(a.Due.Sub(now)))
	case asked.Answer:
		m.icon, m.head = assets.IconEye, c.T("ask.answer."+a.Answer.String(), "name", who, "n", a.Pieces)
	case asked.Hold:
		m.icon, m.head = assets.IconHold, c.T("ask.hold", "name", who, "n", a.Pieces)
		if who == "" {
			m.head = c.T("ask.hold.web", "n", a.Pieces)
		}
	case asked.Transfer:
		m.icon, m.head = assets.IconTruck, c.T("ask.transfer", "name", who, "n", a.Pieces)
	}
	m.sub = page.Joined(a.Shelf, goods)
	if n := len(list) - 1; n > 0 {
		m.sub = page.Joined(c.T("ask.more", "n", n), m.sub)
	}
	return m
}

// askStrip is the bar: quiet blue, amber where somebody waits, red once they waited
// too long. A nil open makes it no button.
func askStrip(m askModel, open func()) fyne.CanvasObject {
	fill, ink, under := theme.AccentSoft, theme.Accent, theme.Ink
	switch {
	case m.late:
		fill, ink, under = theme.StopFill, theme.OnFill, theme.OnFill
	case m.clock:
		fill, ink, under = theme.AmberSoft, theme.Amber, theme.Ink
	}
	lines := widgets.VBox(0, widgets.NewText(widgets.Run{Text: m.head, Size: theme.T17, Bold: true, Color: ink}))
	if m.sub != "" {
		lines.Add(widgets.NewText(widgets.Run{Text: m.sub, Size: theme.T15, Color: under}).Lines(1))
	}
	row := []fyne.CanvasObject{widgets.NewIcon(m.icon, 28, ink).Stroke(2.2), widgets.Grow(widgets.Middle(lines))}
	if open == nil {
		return widgets.Layers(widgets.NewBox(fill), widgets.Inset(widgets.HBox(12, row...), 16, 8))
	}
	row = append(row, widgets.NewIcon(assets.IconNext, 20, ink))
	return widgets.NewTap(widgets.Layers(widgets.NewBox(fill), widgets.Inset(widgets.HBox(12, row...), 16, 8)), open).Radius(0)
}

// showAsks paints the bar anew where it says something else.
func (s *Shell) showAsks(text string, bar func() fyne.CanvasObject) {
	if text == s.asks.shown {
		return
	}
	s.asks.shown = text
	s.asks.room.Objects = nil
	if bar != nil {
		s.asks.room.Objects = []fyne.CanvasObject{bar()}
	}
	s.asks.room.Refresh()
	s.frame.Refresh()
	widgets.Wake()
}
