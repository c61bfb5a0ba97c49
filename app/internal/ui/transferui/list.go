package transferui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/transferring"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// ListService is what the list asks of transferring.Service.
type ListService interface {
	Board(ctx context.Context) (transferring.Board, error)
	Find(ctx context.Context, label string) (retail.TransferID, error)
	Receive(ctx context.Context) (retail.TransferID, error)
}

// list is the screen 店間移動.
type list struct {
	frame
	svc  ListService
	tab  int
	slot load.Slot
	data transferring.Board
	read bool
}

// NewList makes the screen 店間移動: what this shop sends and what it receives,
// what is to be done here first.
func NewList(w page.Window, svc ListService, r page.Transfers) page.Screen {
	s := &list{frame: newFrame(w), svc: svc, tab: min(1, int(r.Tab))}
	s.paint()
	s.p.Every(30*time.Second, func(time.Time) { s.load() })
	s.load()
	return s
}

func (s *list) load() {
	load.Newest(&s.slot, s.p, s.svc.Board, func(b transferring.Board, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.data, s.read = b, true
		s.paint()
	})
}

func (s *list) rows() []transferring.Row {
	if s.tab == 0 {
		return s.data.Send
	}
	return s.data.Receive
}

func (s *list) paint() {
	tabs := widgets.NewCountTabs([]widgets.Tab{
		{Word: s.c.T("transfer.tab.send"), Count: transferring.Due(s.data.Send)},
		{Word: s.c.T("transfer.tab.receive"), Count: transferring.Due(s.data.Receive)},
	}, s.tab, s.tablet(), func(i int) {
		s.tab = i
		s.paint()
	})
	body := skeleton()
	if s.read {
		body = s.cards()
	}
	head := fyne.CanvasObject(tabs)
	if s.tablet() {
		head = widgets.Pad(tabs, 16, 0, 8, 0)
	}
	var first []widgets.Action
	next := widgets.Action{Kind: widgets.Main, Text: s.c.T("transfer.send.new"), Sub: s.c.T("transfer.send.new.sub"), Icon: assets.IconTruck, OnTap: func() { s.w.Go(page.TransferAsk{}) }}
	if s.tab == 0 {
		first = append(first, widgets.Action{Kind: widgets.Secondary, Text: s.c.T("transfer.proposals"), Icon: assets.IconReturn, OnTap: func() { s.w.Go(page.Proposals{}) }})
	}
	if s.tab == 1 {
		first = append(first, widgets.Action{Kind: widgets.Secondary, Text: s.c.T("transfer.receive.new"), Icon: assets.IconBox, OnTap: s.receive})
		next = widgets.Action{Kind: widgets.Main, Text: s.c.T("transfer.ask.new"), Sub: s.c.T("transfer.ask.new.sub"), Icon: assets.IconSearch, OnTap: func() { s.w.Go(page.Goods{}) }}
	}
	s.show(s.c.T("transfer.title"), s.w.Who().Shop, widgets.Page(head, body, nil), widgets.NewBottomBar(append(first, next)...))
}

// receive begins with goods that nobody announced.
func (s *list) receive() {
	load.InTurn(&s.turns, s.p, s.svc.Receive, func(id retail.TransferID, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Go(page.Transfer{ID: id})
	})
}

func (s *list) cards() fyne.CanvasObject {
	rows := s.rows()
	if len(rows) == 0 {
		key := "transfer.none.send"
		if s.tab == 1 {
			key = "transfer.none.receive"
		}
		return widgets.NewEmptyState(assets.IconTruck, s.c.T(key), s.c.T(key+".text"), nil)
	}
	all := make([]fyne.CanvasObject, len(rows))
	for i, r := range rows {
		all[i] = s.card(rowOf(s.c, r, s.now()))
	}
	return widgets.NewScroll(widgets.Inset(widgets.VBox(8, all...), 16, 8))
}

// card is one transfer: where to, how many, what is next.
func (s *list) card(m rowModel) fyne.CanvasObject {
	ink := theme.Ink2
	if m.Late {
		ink = theme.Red
	}
	lines := widgets.VBox(4, widgets.Name(m.Title), chips(m.Chips), widgets.Small(m.Sub).In(ink))
	if m.Next != "" {
		lines.Add(widgets.HBox(6, widgets.NewIcon(assets.IconArrow, 18, theme.Accent), widgets.Grow(widgets.NewText(widgets.Run{Text: m.Next, Size: theme.T15, Bold: true, Color: theme.Accent}))))
	}
	row := widgets.HBox(12, widgets.Grow(widgets.Middle(lines)), widgets.Counted(m.Pieces, m.Unit, theme.T40, theme.T15), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
	box := widgets.CardBox()
	if m.Ours {
		box = widgets.NewBox(theme.Card).Round(12).Edge(theme.Accent, 2)
	}
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(row, 14, 12)), func() { s.w.Go(page.Transfer{ID: m.ID}) }), 0, 96)
}

// Scan opens the transfer of a box, or the goods.
func (s *list) Scan(code scanner.Code) {
	switch {
	case code.Kind == scanner.KindBox:
		load.InTurn(&s.turns, s.p, func(ctx context.Context) (retail.TransferID, error) { return s.svc.Find(ctx, code.Fields.ID) }, func(id retail.TransferID, err error) {
			if err != nil {
				s.w.Play(assets.SoundUnknown)
				s.w.Fail(err)
				return
			}
			s.w.Go(page.Transfer{ID: id})
		})
	case code.Kind.Goods():
		s.w.Go(page.Product{GTIN: code.Fields.Key})
	default:
		s.w.Play(assets.SoundUnknown)
	}
}

// Changed reads again.
func (s *list) Changed([]retail.OrderID) { s.load() }

var _ page.Screen = (*list)(nil)
