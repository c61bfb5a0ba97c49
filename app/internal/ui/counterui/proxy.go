package counterui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/words"
)

// proxyWord is who collects for the customer by a code of their own, as it is shown to be
// compared with what they say.
func proxyWord(c words.Catalog, v pickup.CounterView) string {
	if v.ProxyName == "" {
		return c.T("counter.delegated.unheard")
	}
	return c.T("common.sama", "name", v.ProxyName)
}

// proxyHead stands above the ways to know a proxy: their name, as large as it is read over
// a counter, and the customer's.
func (h *handover) proxyHead() []fyne.CanvasObject {
	name := widgets.NewText(widgets.Run{Text: proxyWord(h.c, h.view), Size: theme.T32, Bold: true})
	word := widgets.NewText(widgets.Run{Text: h.c.T("counter.delegated"), Size: theme.T17, Bold: true, Color: theme.Accent})
	ask := widgets.Body(h.c.T("counter.delegated.ask"))
	card := widgets.VBox(4, word, name, widgets.Small(h.c.T("counter.delegated.for", "name", h.c.T("common.sama", "name", h.view.Name))))
	return []fyne.CanvasObject{
		widgets.Title(h.c.T("counter.delegated.title")), ask,
		widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(theme.Accent, 2), widgets.Inset(card, 16, 12)),
	}
}

// ways are the kinds of checks that the page offers: of a proxy with a code that the name
// was compared, or a document.
func (h *handover) ways() []retail.IdentityKind {
	if h.view.Delegation > 0 {
		return []retail.IdentityKind{retail.ProxyNote, retail.PhotoID}
	}
	return retail.IdentityKinds()
}

// wayRow is one of them.
func (h *handover) wayRow(k retail.IdentityKind) widgets.ReasonData {
	d := identityRow(h.c, k)
	if h.view.Delegation > 0 && k == retail.ProxyNote {
		d.Text, d.Effect = h.c.T("counter.delegated.name"), h.c.T("counter.delegated.name.text")
	}
	return d
}
