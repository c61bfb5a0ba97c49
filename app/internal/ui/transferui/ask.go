package transferui

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"miseban/app/internal/transferring"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/whoui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// AskService is what the page 取り寄せ asks of transferring.Service.
type AskService interface {
	Choices(ctx context.Context, sku retail.SKUID) ([]transferring.Choice, error)
	Goods(ctx context.Context, sku retail.SKUID) (retail.SKU, error)
	Ask(ctx context.Context, r transferring.Request) (retail.TransferID, error)
	Send(ctx context.Context, to retail.SiteID, why retail.TransferReason, goods ...retail.TransferBit) (retail.TransferID, error)
}

// pageName is a name in the language in use.
func pageName(c words.Catalog, name, en string) string { return page.Name(c, name, en) }

// ask begins a transfer: goods are asked for, or sent.
type ask struct {
	frame
	svc   AskService
	r     page.TransferAsk
	goods retail.SKU
	sites []transferring.Choice
	read  bool
	site  retail.SiteID
	why   retail.TransferReason
	qty   int
	sent  bool // it is being recorded
	who   *whoui.Form
}

// NewAsk makes the page that begins a transfer. With goods they are asked for
// (取り寄せ); without, or with a shop they go to, this shop sends them.
func NewAsk(w page.Window, svc AskService, r page.TransferAsk) page.Screen {
	s := &ask{frame: newFrame(w), svc: svc, r: r, site: cmp.Or(r.From, r.To), qty: max(1, r.Qty), why: cmp.Or(r.Why, retail.ForCustomer)}
	if s.sends() {
		s.why = cmp.Or(r.Why, retail.ForSurplus)
	}
	s.who = whoui.NewForm(s.c, func() *widgets.Stage { return s.stage }, s.paint)
	s.show(s.title(), "", skeleton(), nil)
	type got struct {
		goods retail.SKU
		sites []transferring.Choice
	}
	load.Into(s.p, func(ctx context.Context) (g got, err error) {
		if r.SKU != "" {
			if g.goods, err = svc.Goods(ctx, r.SKU); err != nil {
				return g, err
			}
		}
		of := r.SKU
		if s.sends() {
			of = "" // what the others have of it decides nothing
		}
		g.sites, err = svc.Choices(ctx, of)
		return g, err
	}, func(g got, err error) {
		if err != nil {
			s.w.Fail(err)
			s.w.Back()
			return
		}
		s.goods, s.sites, s.read = g.goods, first(g.sites, s.site), true
		if s.site == "" && !s.sends() && r.SKU != "" && len(s.sites) > 0 && s.sites[0].Free > 0 {
			s.site = s.sites[0].ID
		}
		s.paint()
	})
	return s
}

// sends tells whether this shop is the sender.
func (s *ask) sends() bool { return s.r.SKU == "" || s.r.To != "" }

// first puts the site that was chosen before at the head: nobody looks for it.
func first(sites []transferring.Choice, id retail.SiteID) []transferring.Choice {
	i := slices.IndexFunc(sites, func(x transferring.Choice) bool { return x.ID == id })
	if i <= 0 {
		return sites
	}
	return slices.Concat(sites[i:i+1], sites[:i], sites[i+1:])
}

func (s *ask) title() string {
	if s.sends() {
		return s.c.T("transfer.send.title")
	}
	return s.c.T("transfer.ask.title")
}

// reasons are why goods are asked for, or sent.
func (s *ask) reasons() []retail.TransferReason {
	if s.sends() {
		return []retail.TransferReason{retail.ForSurplus, retail.ForDisplay, retail.ForReturn}
	}
	return []retail.TransferReason{retail.ForCustomer, retail.ForShelf, retail.ForDisplay}
}

func (s *ask) paint() {
	if !s.read {
		return
	}
	var rows []fyne.CanvasObject
	if s.r.SKU != "" {
		rows = append(rows, s.what())
	}
	rows = append(rows, widgets.SectionHead(s.c.T("transfer.why"), ""), s.why3())
	if s.forCustomer() {
		rows = append(append(rows, s.who.Rows(true)...), widgets.Small(s.c.T("transfer.ask.for.text")))
	}
	head := "transfer.ask.where"
	if s.sends() {
		head = "transfer.send.where"
	}
	asOf := ""
	if s.r.SKU != "" && len(s.sites) > 0 && s.sites[0].Known {
		asOf = s.c.T("common.asof", "time", s.c.Clock(s.sites[0].AsOf))
	}
	rows = append(rows, widgets.SectionHead(s.c.T(head), asOf))
	for _, x := range s.sites {
		rows = append(rows, s.choice(x))
	}
	s.show(s.title(), "", widgets.NewScroll(widgets.Inset(widgets.VBox(8, rows...), 16, 10)), widgets.NewBottomBar(s.main()))
}

// forCustomer tells whether a customer waits for what is asked for.
func (s *ask) forCustomer() bool { return !s.sends() && s.why == retail.ForCustomer }

// request is what is asked for as it stands on the page, or a hint what cannot be so.
func (s *ask) request() (r transferring.Request, wrong string) {
	r = transferring.Request{From: s.site, SKU: s.r.SKU, Qty: s.qty, Why: s.why}
	if s.forCustomer() {
		var who retail.Customer
		who, wrong = s.who.Customer()
		r.For = &retail.TransferFor{Customer: who}
	}
	return r, wrong
}

// what is the goods and how many.
func (s *ask) what() fyne.CanvasObject {
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, s.goods.Picture)
	step := func(icon assets.Icon, d int) fyne.CanvasObject {
		box := widgets.NewBox(theme.Card).Round(12).Edge(theme.Ink3, 1)
		return widgets.Fixed(widgets.NewTap(widgets.Layers(box, widgets.Center(widgets.NewIcon(icon, 24, theme.Ink))), func() {
			s.qty = min(max(1, s.qty+d), 99)
			s.paint()
		}), 48, 56)
	}
	n := widgets.AtLeast(widgets.Middle(widgets.Code(strconv.Itoa(s.qty), theme.T32).Center()), 40, 56)
	words := widgets.VBox(2, widgets.Strong(goodsName(s.c, &s.goods)), widgets.Small(goodsWhat(s.c, &s.goods)).In(theme.Ink))
	row := widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(words)))
	steps := widgets.HBox(4, widgets.Grow(widgets.Middle(widgets.Small(s.c.T("transfer.ask.many")))), step(assets.IconMinus, -1), n, step(assets.IconPlus, 1))
	return widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.VBox(6, row, steps), 12, 10))
}

// why3 is the reasons side by side.
func (s *ask) why3() fyne.CanvasObject {
	var cells []fyne.CanvasObject
	for _, why := range s.reasons() {
		box, ink := widgets.CardBox(), theme.Ink
		if why == s.why {
			box, ink = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), theme.Accent
		}
		word := widgets.NewText(widgets.Run{Text: s.c.T("transfer.why." + why.String()), Bold: true, Color: ink}).Center()
		cells = append(cells, widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(word), 6, 8)), func() {
			s.why = why
			s.paint()
		}), 0, 64))
	}
	return widgets.Grid(3, 8, cells...)
}

// choice is a site at the other end.
func (s *ask) choice(x transferring.Choice) fyne.CanvasObject {
	box, mark := widgets.CardBox(), widgets.NewIcon(assets.IconRing, 28, theme.Ink3)
	if x.ID == s.site {
		box, mark = widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2), widgets.NewIcon(assets.IconCheck, 28, theme.Accent)
	}
	name := widgets.VBox(0, widgets.Name(siteName(s.c, x.Site)))
	if !x.OpenAt(s.now()) {
		name.Add(widgets.Small(s.c.T("goods.shut", "time", x.Opens)))
	}
	row := widgets.HBox(12, mark, widgets.Grow(widgets.Middle(name)))
	if s.r.SKU != "" && x.Known {
		row.Add(widgets.Counted(s.c.Number(x.Free), s.c.T("common.items.unit"), theme.T24, theme.T15))
	}
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(row, 14, 8)), func() {
		s.site = x.ID
		s.paint()
	}), 0, 72)
}

func (s *ask) main() widgets.Action {
	i := 0
	for i < len(s.sites) && s.sites[i].ID != s.site {
		i++
	}
	if i == len(s.sites) {
		return widgets.Action{Kind: widgets.NotYet, Text: s.title(), Sub: s.c.T("transfer.ask.choose")}
	}
	name := siteName(s.c, s.sites[i].Site)
	if s.sends() {
		return widgets.Action{Kind: widgets.Main, Text: s.c.T("transfer.send.do", "site", name), Sub: s.c.T("transfer.send.do.sub"), Icon: assets.IconTruck, OnTap: s.begin}
	}
	return widgets.Action{Kind: widgets.Main, Text: s.c.T("transfer.ask.do", "site", name), Sub: s.c.T("transfer.ask.do.sub", "n", s.qty), Icon: assets.IconTruck, OnTap: s.begin}
}

// begin records the wish and goes on to the transfer.
func (s *ask) begin() {
	if s.sent {
		return
	}
	r, wrong := s.request()
	if wrong != "" {
		s.w.Fail(retail.E(retail.CodeInvalid, "transferui.ask", wrong, nil))
		return
	}
	s.sent = true
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (retail.TransferID, error) {
		if s.sends() {
			var goods []retail.TransferBit
			if s.r.SKU != "" {
				goods = []retail.TransferBit{{SKU: s.r.SKU, Class: retail.Regular, Qty: s.qty}}
			}
			return s.svc.Send(ctx, s.site, s.why, goods...)
		}
		return s.svc.Ask(ctx, r)
	}, func(id retail.TransferID, err error) {
		s.sent = false
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundDone)
		s.w.Replace(page.Transfer{ID: id})
	})
}

// Scan asks for the goods that were scanned instead, or takes a member card.
func (s *ask) Scan(code scanner.Code) {
	if s.forCustomer() && s.who.Scan(code) {
		s.w.Play(assets.SoundRight)
		return
	}
	if code.Kind.Goods() {
		s.w.Replace(page.Product{GTIN: code.Fields.Key})
		return
	}
	s.w.Play(assets.SoundUnknown)
}

// Changed means nothing here.
func (s *ask) Changed([]retail.OrderID) {}

var _ page.Screen = (*ask)(nil)
