package scanui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner"
	"miseban/scanner/qr"
)

// calibrate is the page.
type calibrate struct {
	frame
	svc    Service
	code   fyne.CanvasObject
	result *result // nil until something was scanned
}

// NewCalibrate shows the code that teaches this device its scanner, and what was
// learned from it.
func NewCalibrate(w page.Window, svc Service, _ page.Calibrate) page.Screen {
	p := &calibrate{frame: newFrame(w, w.Words().T("scan.cal.title")), svc: svc}
	p.code = drawn(scanner.Calibration())
	p.paint()
	return p
}

// Scan learns from the calibration code; any other code says that it is another.
func (p *calibrate) Scan(code scanner.Code) {
	c := p.w.Words()
	if code.Kind != scanner.KindCalibration && !scanner.IsCalibration(code.Raw) && code.Fault != scanner.FaultInputMethod {
		p.result = &result{Title: c.T("scan.cal.wrong"), Lines: []line{{bad, c.T("scan.cal.wrong.sub"), c.T("scan.cal.wrong.do")}}}
		p.w.Play(assets.SoundUnknown)
		p.paint()
		return
	}
	l, r := learn(c, code)
	p.result = &r
	if !r.Learned {
		p.w.Play(assets.SoundWrong)
		p.paint()
		return
	}
	if code.Source == scanner.SourceEvdev { // kept where its codes come in: it is not the desktop's keyboard
		p.w.Play(assets.SoundDone)
		p.paint()
		return
	}
	load.Newest(&p.slot, p.life, func(ctx context.Context) (struct{}, error) { return struct{}{}, p.svc.Learn(ctx, l) }, func(_ struct{}, err error) {
		if err != nil {
			p.result = nil
			p.w.Fail(err)
			p.paint()
			return
		}
		p.w.Play(assets.SoundDone)
		p.paint()
	})
}

// Changed changes nothing here.
func (p *calibrate) Changed([]retail.OrderID) {}

func (p *calibrate) paint() {
	c := p.w.Words()
	again := func() { p.result = nil; p.paint() }
	if p.result != nil {
		r := *p.result
		head := verdict(assets.IconCheck, theme.OkFill, r.Title, "")
		if !r.Learned {
			head = verdict(assets.IconCross, theme.StopFill, r.Title, "")
		}
		rows := make([]fyne.CanvasObject, len(r.Lines))
		for i, n := range r.Lines {
			rows[i] = note(n)
		}
		next := widgets.Action{Kind: widgets.Main, Text: c.T("scan.test.title"), OnTap: func() { p.w.Replace(page.ScanTest{}) }}
		if !r.Learned {
			next = widgets.Action{Kind: widgets.Main, Text: c.T("scan.again"), OnTap: again}
		}
		actions := []widgets.Action{next}
		if r.Learned {
			actions = []widgets.Action{{Kind: widgets.Secondary, Text: c.T("scan.again"), OnTap: again}, next}
		}
		p.put(p.scrolled(widgets.VBox(16, head, card("", rows...))), widgets.NewBottomBar(actions...))
		return
	}
	state := note(line{plain, c.T("scan.cal.never"), ""})
	if l := p.svc.Layout(); !l.IsZero() {
		state = note(line{good, c.T("scan.cal.done"), c.T("scan.cal.done.sub")})
	}
	first := widgets.Name(c.T("scan.cal.step.1"))
	rest := card("", state, note(line{plain, c.T("scan.cal.step.2"), c.T("scan.cal.step.3")}))
	var body fyne.CanvasObject
	if p.w.Shape().Tablet() {
		body = widgets.Inset(widgets.Grid(2, 24, widgets.Center(p.code), widgets.NewScroll(widgets.VBox(16, first, rest))), 24, 24)
	} else {
		body = widgets.NewScroll(widgets.Inset(widgets.VBox(12, first, widgets.Center(p.code), rest), 16, 12))
	}
	p.put(body, widgets.NewBottomBar(widgets.Action{Kind: widgets.Secondary, Text: c.T("scan.sheet"), OnTap: func() { p.sheet(p.svc) }}))
}

// scrolled is a page's body, as wide as it is read.
func (f *frame) scrolled(o fyne.CanvasObject) fyne.CanvasObject {
	body := fyne.CanvasObject(widgets.NewScroll(widgets.Inset(o, 16, 16)))
	if f.w.Shape().Tablet() {
		return widgets.Column(body, 800)
	}
	return body
}

// codeSize is the side of the calibration code in dp: a scanner reads it from
// the screen at an arm's length.
const codeSize = 264

// drawn is a code as QR on white, in every theme.
func drawn(text string) fyne.CanvasObject {
	m, err := qr.Encode(text, qr.LevelM)
	if err != nil {
		return widgets.Space() // a text of ours, tested to be a code
	}
	pixels, err := m.Image(4)
	if err != nil {
		return widgets.Space()
	}
	img := canvas.NewImageFromImage(pixels)
	img.ScaleMode = canvas.ImageScalePixels
	img.FillMode = canvas.ImageFillContain
	return widgets.Fixed(img, codeSize, codeSize)
}
