package counterui

import (
	"strings"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/scanner"
)

// codeDigits is how many digits stand below a pickup code, the last one a
// check.
const codeDigits = 9

// grouped writes the digits as they are printed: 1234 5672 9.
func grouped(s string) string {
	var out []string
	for len(s) > 4 {
		out, s = append(out, s[:4]), s[4:]
	}
	return strings.Join(append(out, s), " ")
}

// scannerPage waits for the customer.
func (h *handover) scannerPage() fyne.CanvasObject {
	prompt := h.prompt()
	search := h.searchByName()
	if h.tablet() {
		prompt = h.withCallers(prompt)
		side := widgets.VBox(16, widgets.SectionHead(h.c.T("counter.digits"), ""), h.digitsField(), h.keypad(), widgets.Space(), widgets.NewBigButton(search))
		panes := widgets.TwoPaneRight(widgets.Inset(prompt, 24, 24), widgets.NewScroll(widgets.Inset(side, 24, 24)), 400)
		return ground(h.bar, panes, nil)
	}
	prompt = h.withCallers(prompt)
	search.Icon = ""
	digits := widgets.Action{Kind: widgets.Secondary, Text: h.c.T("counter.digits.short"), OnTap: func() { h.mode, h.notice, h.locked = modeDigits, "", false; h.render() }}
	return ground(h.bar, widgets.NewScroll(widgets.Inset(prompt, 16, 16)), halves([]widgets.Action{digits, search}))
}

// searchByName leads to the orders by name.
func (h *handover) searchByName() widgets.Action {
	return widgets.Action{Kind: widgets.Secondary, Text: h.c.T("counter.search"), Icon: assets.IconSearch, OnTap: func() { h.w.Go(page.Search{Counter: true}) }}
}

// withCallers puts the customers who are here over the prompt.
func (h *handover) withCallers(prompt fyne.CanvasObject) fyne.CanvasObject {
	box := h.callersBox()
	if box == nil {
		return prompt
	}
	return widgets.VBox(16, box, prompt)
}

// prompt says what the scanner waits for, and what the last scan came to.
func (h *handover) prompt() fyne.CanvasObject {
	size, icon := theme.T32, float32(96)
	if h.tablet() {
		size, icon = theme.T40, 144
	}
	parts := []fyne.CanvasObject{
		widgets.Space(),
		widgets.Center(widgets.NewIcon(assets.IconScan, icon, theme.Accent).Stroke(1.6)),
		widgets.NewText(widgets.Run{Text: h.c.T("counter.prompt"), Size: size, Bold: true, Color: theme.Accent}).Center(),
		widgets.NewText(widgets.Run{Text: h.c.T("counter.prompt.text"), Size: theme.T17, Color: theme.Ink2}).Center(),
	}
	if box := h.standingBox(); box != nil {
		parts = append(parts, box)
	}
	if h.notice != "" && h.mode == modeScanner && !h.typedLast() {
		parts = append(parts, h.noticeBox())
	}
	box := widgets.NewBox(theme.AccentSoft).Round(12).Edge(theme.Accent, 2)
	if !h.w.HasCamera() {
		parts = append(parts, widgets.Space())
		return widgets.Layers(box, widgets.Inset(widgets.VBox(16, parts...), 24, 24))
	}
	parts = append(parts, tapForCamera(h.c), widgets.Space())
	return widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.VBox(16, parts...), 24, 24)), func() { h.w.Camera() })
}

// typedLast tells whether the notice is about digits typed on the tablet.
func (h *handover) typedLast() bool {
	return h.tablet() && (h.locked || h.notice == h.c.T("counter.digits_wrong"))
}

// digitsPage takes the number below the code by hand.
func (h *handover) digitsPage() fyne.CanvasObject {
	if h.locked {
		return h.lockedPage()
	}
	body := []fyne.CanvasObject{widgets.Name(h.c.T("counter.digits")), h.digitsField()}
	if h.notice != "" {
		body = append(body, h.noticeBox())
	}
	return ground(h.bar, widgets.NewScroll(widgets.Inset(widgets.VBox(12, body...), 16, 16)), widgets.Inset(h.keypad(), 16, 12))
}

func (h *handover) digitsField() fyne.CanvasObject {
	text := widgets.NewText(widgets.Run{Text: grouped(h.typed), Size: theme.T40, Bold: true, Code: true}).OneLine().Center()
	if h.typed == "" {
		text = widgets.NewText(widgets.Run{Text: h.c.T("counter.digits.hint"), Size: theme.T17, Color: theme.Ink2}).Center()
	}
	edge := theme.Accent
	parts := []fyne.CanvasObject{}
	if h.mode == modeScanner && h.typedLast() {
		edge = theme.Amber
		parts = append(parts, h.noticeBox())
	}
	box := widgets.AtLeast(widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(edge, 2), widgets.Inset(widgets.Middle(text), 12, 8)), 0, 72)
	return widgets.VBox(12, append([]fyne.CanvasObject{box}, parts...)...)
}

func (h *handover) keypad() fyne.CanvasObject {
	return widgets.NewKeypad(func(d rune) {
		if len(h.typed) < codeDigits {
			h.typed += string(d)
		}
		h.notice, h.locked = "", false
		if len(h.typed) < codeDigits {
			h.render()
			return
		}
		code := scanner.Classify(h.typed, scanner.Options{Source: scanner.SourceTyped})
		if code.Kind != scanner.KindPickupDigits {
			h.say(h.c.T("counter.digits_wrong"))
			return
		}
		h.render()
		h.present(code)
	}, func() {
		if h.typed != "" {
			h.typed = h.typed[:len(h.typed)-1]
		}
		h.render()
	})
}
