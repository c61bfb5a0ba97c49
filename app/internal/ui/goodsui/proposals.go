package goodsui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/catalog"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// ProposalsService is what the page 在庫の移しかえ asks.
type ProposalsService interface {
	Proposals(ctx context.Context) (catalog.Proposals, error)
}

// proposals is the redistribution list: what lies too long in one shop and is
// missing in another.
type proposals struct {
	frame
	svc  ProposalsService
	move func(retail.Proposal)
	got  catalog.Proposals
	slot load.Slot
}

// NewProposals makes the page 在庫の移しかえ. move begins the transfer of a
// proposal, nil where transfers cannot be asked for.
func NewProposals(w page.Window, svc ProposalsService, move func(retail.Proposal), _ page.Proposals) page.Screen {
	s := &proposals{frame: open(w, "proposals.title"), svc: svc, move: move}
	s.show(skeleton(), nil)
	s.load()
	return s
}

func (s *proposals) load() {
	load.Newest(&s.slot, s.life, s.svc.Proposals, func(v catalog.Proposals, err error) {
		switch {
		case err != nil && s.got.At.IsZero():
			retry := widgets.Action{Kind: widgets.Secondary, Text: s.c.T("common.retry"), OnTap: s.load}
			s.show(widgets.NewEmptyState(assets.IconOff, s.c.T("proposals.offline"), s.c.T("proposals.offline.text"), &retry), nil)
		case err == nil:
			s.got = v
			s.paint()
		}
	})
}

// proposalModel is a proposal in words.
type proposalModel struct {
	Goods, Way, Why, Pieces string
	Do                      string
}

func proposalOf(c words.Catalog, p catalog.Proposal) proposalModel {
	from, to := page.Name(c, p.From.Name, p.From.NameEn), page.Name(c, p.To.Name, p.To.NameEn)
	m := proposalModel{
		Goods:  page.Joined(page.Name(c, p.Goods.Name, p.Goods.NameEn), optionOf(c, retail.Variant{Color: p.Goods.Color, Size: p.Goods.Size})),
		Pieces: c.Number(p.Qty), Way: c.T("proposals.in", "name", from), Do: c.T("proposals.fetch"),
		Why: c.T("proposals.why", "sold", p.Sold, "days", retail.SoldDays, "spare", p.Spare),
	}
	if p.Out {
		m.Way, m.Do = c.T("proposals.out", "name", to), c.T("proposals.send")
	}
	return m
}

func (s *proposals) paint() {
	if len(s.got.List) == 0 {
		s.show(widgets.NewEmptyState(assets.IconCheck, s.c.T("proposals.none"), s.c.T("proposals.none.text"), nil), nil)
		return
	}
	in, out := []fyne.CanvasObject{widgets.Strong(s.c.T("proposals.in.title"))}, []fyne.CanvasObject{widgets.Strong(s.c.T("proposals.out.title"))}
	for _, p := range s.got.List {
		if p.Out {
			out = append(out, s.row(p))
		} else {
			in = append(in, s.row(p))
		}
	}
	in = append([]fyne.CanvasObject{widgets.Small(s.c.T("proposals.asof", "time", s.c.DayClock(s.got.At.In(retail.Japan))))}, in...)
	if len(in) == 2 {
		in = append(in, widgets.Small(s.c.T("proposals.none")))
	}
	if len(out) == 1 {
		out = append(out, widgets.Small(s.c.T("proposals.none")))
	}
	s.panes(in, out, nil)
}

func (s *proposals) row(p catalog.Proposal) fyne.CanvasObject {
	m := proposalOf(s.c, p)
	pic := widgets.NewPicture(56, 56)
	s.w.Thumbs().Show(pic, p.Goods.Picture)
	right := []fyne.CanvasObject{widgets.Right(widgets.Counted(m.Pieces, s.c.T("common.items.unit"), theme.T24, theme.T13))}
	text := widgets.VBox(2, widgets.Strong(m.Goods), widgets.NewText(widgets.Run{Text: m.Way, Size: theme.T15, Bold: true, Color: theme.Accent}), widgets.Small(m.Why))
	rows := []fyne.CanvasObject{widgets.HBoxTop(12, widgets.Fixed(pic, 56, 56), widgets.Grow(text), widgets.VBox(0, right...))}
	if s.move != nil {
		rows = append(rows, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: m.Do, Icon: assets.IconTruck, OnTap: func() { s.move(p.Proposal) }}))
	}
	return card(rows...)
}

// Scan does nothing here.
func (s *proposals) Scan(scanner.Code) { s.w.Play(assets.SoundUnknown) }

// Changed does nothing: the list is the hub's.
func (s *proposals) Changed([]retail.OrderID) {}

var _ page.Screen = (*proposals)(nil)
