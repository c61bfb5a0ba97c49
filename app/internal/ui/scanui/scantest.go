package scanui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
)

// test is the page.
type test struct {
	frame
	svc   Service
	typed func(text string)
	field *widgets.Field
	last  *scanner.Code
	count int
}

// NewTest shows what arrives. typed hands a code that was typed into its field
// to the window, which reads it like any other.
func NewTest(w page.Window, svc Service, typed func(string), _ page.ScanTest) page.Screen {
	p := &test{frame: newFrame(w, w.Words().T("scan.test.title")), svc: svc, typed: typed}
	p.field = widgets.NewField(w.Words().T("scan.test.field"), p.enter)
	p.paint()
	return p
}

// enter reads what was typed by hand.
func (p *test) enter(text string) {
	if text != "" {
		p.field.SetText("")
		p.typed(text)
	}
}

// Scan shows a code.
func (p *test) Scan(code scanner.Code) {
	p.last, p.count = &code, p.count+1
	if code.Kind == scanner.KindUnknown {
		p.w.Play(assets.SoundWrong)
	} else {
		p.w.Play(assets.SoundRight)
	}
	p.paint()
}

// Changed changes nothing here.
func (p *test) Changed([]retail.OrderID) {}

func (p *test) paint() {
	c := p.w.Words()
	top := p.waiting()
	var rest []fyne.CanvasObject
	if p.last != nil {
		r := readingOf(c, *p.last, p.svc.Layout())
		top, rest = p.answer(r), p.details(r)
	}
	field := widgets.VBox(8, widgets.Small(c.T("scan.test.by-hand")), p.field)
	var body fyne.CanvasObject
	if p.w.Shape().Tablet() {
		left := widgets.NewScroll(widgets.Pad(widgets.VBox(16, append([]fyne.CanvasObject{top}, rest...)...), 24, 12, 24, 24))
		right := widgets.NewScroll(widgets.Pad(widgets.VBox(16, field, p.rules()), 24, 24, 24, 12))
		body = widgets.Grid(2, 0, left, right)
	} else {
		body = widgets.NewScroll(widgets.Inset(widgets.VBox(16, append(append([]fyne.CanvasObject{top}, rest...), field, p.rules())...), 16, 16))
	}
	p.put(body, widgets.NewBottomBar(
		widgets.Action{Kind: widgets.Secondary, Text: c.T("scan.cal.title"), OnTap: func() { p.w.Replace(page.Calibrate{}) }},
		widgets.Action{Kind: widgets.Secondary, Text: c.T("scan.sheet"), OnTap: func() { p.sheet(p.svc) }}))
}

// waiting says what to do before the first scan.
func (p *test) waiting() fyne.CanvasObject {
	c := p.w.Words()
	return widgets.Layers(widgets.NewBox(theme.AccentSoft).Round(12).SoftEdge(theme.Accent), widgets.Inset(widgets.HBox(16,
		widgets.NewIcon(assets.IconScan, 48, theme.Accent), widgets.Grow(widgets.Middle(widgets.VBox(2, widgets.Name(c.T("scan.test.wait")), widgets.Small(c.T("scan.test.wait.sub")))))), 16, 20))
}

// answer is whether it was read, and what stands in the way.
func (p *test) answer(r reading) fyne.CanvasObject {
	head := verdict(assets.IconCheck, theme.OkFill, r.Title, r.Sub)
	if !r.Read {
		head = verdict(assets.IconCross, theme.StopFill, r.Title, r.Sub)
	}
	if len(r.Notes) == 0 {
		return head
	}
	rows := make([]fyne.CanvasObject, len(r.Notes))
	for i, n := range r.Notes {
		rows[i] = note(n)
	}
	return widgets.VBox(16, head, card("", rows...))
}

// details is the code as it arrived and in its parts.
func (p *test) details(r reading) []fyne.CanvasObject {
	c := p.w.Words()
	raw := []fyne.CanvasObject{widgets.Small(c.T("scan.came.raw"))}
	for _, s := range pieces(r.Raw, 30) {
		raw = append(raw, widgets.Code(s, theme.T17))
	}
	rows := []fyne.CanvasObject{widgets.Inset(widgets.VBox(2, raw...), 0, 8)}
	for _, f := range r.Arrived {
		rows = append(rows, fact(f[0], widgets.Body(f[1])))
	}
	out := []fyne.CanvasObject{card(c.T("scan.came", "n", p.count), rows...)}
	if len(r.Facts) == 0 {
		return out
	}
	rows = nil
	for _, f := range r.Facts {
		var value []fyne.CanvasObject
		for _, s := range pieces(f[1], 20) {
			value = append(value, widgets.Code(s, theme.T17))
		}
		rows = append(rows, fact(f[0], widgets.VBox(2, value...)))
	}
	return append(out, card(c.T("scan.means"), rows...))
}

// rules is what the chain settled, to be read only.
func (p *test) rules() fyne.CanvasObject {
	c := p.w.Words()
	list := rulesOf(c, p.svc.Rules())
	rows := make([]fyne.CanvasObject, len(list))
	for i, n := range list {
		rows[i] = note(n)
	}
	return widgets.VBox(8, card(c.T("scan.rules"), rows...), widgets.Small(c.T("scan.rules.sub")))
}
