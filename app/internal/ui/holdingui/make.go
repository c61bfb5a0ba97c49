package holdingui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"miseban/app/internal/holding"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/whoui"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// maker is the page of a new hold.
type maker struct {
	frame
	r     page.MakeHold
	offer holding.Offer
	day   int
	qty   int
	paid  int // index into pays
	yen   string
	who   *whoui.Form
}

// pays are the ways in which a hold is paid, as they stand on the page.
var pays = []retail.HoldPay{retail.PayLater, retail.PaidDeposit, retail.PaidAll}

// NewMakeHold makes the page that keeps a piece of a SKU for a customer.
func NewMakeHold(w page.Window, svc Service, r page.MakeHold) page.Screen {
	s := &maker{frame: newFrame(w, svc, "holding.make"), r: r, qty: 1}
	s.who = whoui.NewForm(s.c, func() *widgets.Stage { return s.stage }, s.paint)
	load.Newest(&s.slot, s.life, func(ctx context.Context) (holding.Offer, error) { return s.svc.Offer(ctx, r.SKU, r.Store) }, func(o holding.Offer, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.offer, s.day = o, o.Usual
		s.paint()
	})
	return s
}

func (s *maker) paint() {
	c, k := s.c, s.offer.SKU
	pic := widgets.NewPicture(64, 64)
	s.w.Thumbs().Show(pic, k.Picture)
	goods := widgets.VBox(2, widgets.NewText(widgets.Run{Text: page.Name(c, k.Name, k.NameEn), Size: theme.T20, Bold: true}),
		widgets.Small(page.Joined(page.Name(c, k.Color.Word, k.Color.En), k.Size, c.Yen(int64(k.PriceTaxIn)))).In(theme.Ink))
	rows := []fyne.CanvasObject{widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.HBox(12, widgets.Fixed(pic, 64, 64), widgets.Grow(widgets.Middle(goods))), 12, 10))}
	if at := s.offer.At; at.ID != "" {
		rows = append(rows, widgets.Left(widgets.NewHeadChip(assets.IconPin, widgets.ToneBlue, c.T("holding.make.at", "store", page.Name(c, at.Name, at.NameEn)))))
	}
	rows = append(rows, s.howMany())
	var days []string
	for _, d := range s.offer.Days {
		days = append(days, dayWord(c, d.After))
	}
	until := ""
	if s.day < len(s.offer.Days) {
		t := s.offer.Days[s.day].Until.In(retail.Japan)
		until = c.T("holding.until", "day", c.Day(t), "time", c.Clock(t))
	}
	rows = append(rows, s.pick(c.T("holding.until_when"), days, s.day, func(i int) { s.day = i }), widgets.Small(until).In(theme.Ink))
	rows = append(rows, s.who.Rows(false)...)
	var words []string
	for _, p := range pays {
		words = append(words, c.T("holding.pay."+p.String()))
	}
	if s.yen != "" && pays[s.paid] == retail.PaidDeposit {
		words[s.paid] = c.Yen(s.deposit())
	}
	rows = append(rows, s.pick(c.T("holding.pay"), words, s.paid, s.pay))
	s.lay(widgets.VBox(12, rows...), widgets.Action{Kind: widgets.Main, Text: c.T("holding.make.do"), Icon: assets.IconTag, OnTap: s.save})
}

// pay chooses how it is paid; of a deposit the pad asks how much.
func (s *maker) pay(i int) {
	if s.paid = i; pays[i] != retail.PaidDeposit {
		return
	}
	s.yen = ""
	s.askDeposit()
}

func (s *maker) deposit() int64 {
	n, err := strconv.ParseInt(s.yen, 10, 64)
	if err != nil {
		return 0 // nothing typed yet
	}
	return n
}

func (s *maker) askDeposit() {
	done := func() {
		s.stage.HideSheet()
		s.paint()
	}
	figure := widgets.NewText(widgets.Run{Text: s.c.Yen(s.deposit()), Size: theme.T40, Bold: true, Code: true}).Center()
	pad := widgets.NewKeypad(func(d rune) {
		if len(s.yen) < 7 {
			s.yen += string(d)
		}
		s.askDeposit()
	}, func() {
		s.yen = s.yen[:max(0, len(s.yen)-1)]
		s.askDeposit()
	})
	s.stage.LongSheet(widgets.VBox(12, widgets.Title(s.c.T("holding.pay.deposit.how")), figure, pad,
		widgets.NewBigButton(widgets.Action{Kind: widgets.Main, Text: s.c.T("who.done"), Icon: assets.IconCheck, OnTap: done})), done)
}

// maxPieces is how many pieces a page keeps at once: as many as can be asked of
// another shop.
const maxPieces = 99

// stepped is how many pieces there are after a tap.
func stepped(n, by int) int { return min(max(1, n+by), maxPieces) }

// howMany is − 1 ＋.
func (s *maker) howMany() fyne.CanvasObject {
	step := func(icon assets.Icon, by int) fyne.CanvasObject {
		ink := theme.Ink
		if stepped(s.qty, by) == s.qty {
			ink = theme.Ink3
		}
		box := widgets.NewBox(theme.Card).Round(12).Edge(theme.Ink3, 1)
		return widgets.Fixed(widgets.NewTap(widgets.Layers(box, widgets.Center(widgets.NewIcon(icon, 28, ink))), func() {
			s.qty = stepped(s.qty, by)
			s.paint()
		}), 72, 64)
	}
	n := widgets.AtLeast(widgets.Middle(widgets.Code(strconv.Itoa(s.qty), theme.T32).Center()), 56, 64)
	return widgets.HBox(4, widgets.Grow(widgets.Middle(widgets.Small(s.c.T("holding.qty")))), step(assets.IconMinus, -1), n, step(assets.IconPlus, 1))
}

// pick is a row of large chips, one of them chosen.
func (s *maker) pick(head string, all []string, chosen int, on func(int)) fyne.CanvasObject {
	var chips []fyne.CanvasObject
	for i, text := range all {
		fill, ink := theme.Card, theme.Ink
		if i == chosen {
			fill, ink = theme.AccentSoft, theme.Accent
		}
		box := widgets.Layers(widgets.NewBox(fill).Round(12).Edge(theme.Line, 1), widgets.Inset(widgets.Middle(widgets.NewText(widgets.Run{Text: text, Size: theme.T17, Bold: true, Color: ink}).OneLine().Center()), 8, 8))
		chips = append(chips, widgets.Grow(widgets.AtLeast(widgets.NewTap(box, func() { on(i); s.paint() }), 56, 56)))
	}
	return widgets.VBox(6, widgets.Small(head), widgets.HBox(8, chips...))
}

func (s *maker) save() {
	w := holding.Wish{
		SKU: s.offer.SKU, At: s.r.Store, Qty: s.qty, Pay: pays[s.paid], Deposit: retail.Yen(s.deposit()),
	}
	w.Customer, _ = s.who.Customer()
	if s.day < len(s.offer.Days) {
		w.Until = s.offer.Days[s.day].Until
	}
	load.Newest(&s.turn, s.life, func(ctx context.Context) (retail.HoldID, error) { return s.svc.Make(ctx, w) }, func(id retail.HoldID, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		s.w.Play(assets.SoundDone)
		s.w.Replace(page.Hold{ID: id})
	})
}

// Scan takes a member card.
func (s *maker) Scan(code scanner.Code) {
	if s.who.Scan(code) {
		s.w.Play(assets.SoundRight)
		return
	}
	s.w.Play(assets.SoundUnknown)
}

// Changed leaves what was typed.
func (s *maker) Changed([]retail.OrderID) {}

var _ page.Screen = (*maker)(nil)
