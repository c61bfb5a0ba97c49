package whoui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// Form is who the customer is as far as it was typed.
type Form struct {
	c        words.Catalog
	stage    func() *widgets.Stage
	onChange func()
	m        model
	member   string
}

// NewForm makes a form. The pads lie over the stage; onChange paints the page.
func NewForm(c words.Catalog, stage func() *widgets.Stage, onChange func()) *Form {
	return &Form{c: c, stage: stage, onChange: onChange}
}

// Customer is who was typed, or a hint what cannot be so.
func (f *Form) Customer() (who retail.Customer, wrong string) {
	who = f.m.customer()
	who.Member = f.member
	return who, f.m.wrong()
}

// Scan takes a member card, and tells whether it was one.
func (f *Form) Scan(code scanner.Code) bool {
	if code.Kind != scanner.KindMember {
		return false
	}
	f.member = code.Fields.ID
	f.onChange()
	return true
}

// Rows are the rows of the form; with mail the customer is told by it.
func (f *Form) Rows(mail bool) []fyne.CanvasObject {
	rows := []fyne.CanvasObject{f.row(name, assets.IconUser, "who.name.hint"), f.row(phone, assets.IconPhone, "who.phone.hint")}
	if mail {
		rows = append(rows, f.row(email, assets.IconMail, "who.email.hint"))
	}
	if f.member != "" {
		tail := f.member
		if len(tail) > 4 {
			tail = "…" + tail[len(tail)-4:]
		}
		rows = append(rows, widgets.Left(widgets.NewHeadChip(assets.IconBadge, widgets.ToneTeal, f.c.T("who.member", "number", tail))))
	}
	return rows
}

// row is one thing to know: its word, what was typed, and the way to the pad.
func (f *Form) row(w what, icon assets.Icon, hint string) fyne.CanvasObject {
	text := widgets.NewText(widgets.Run{Text: f.m.get(w), Size: theme.T20, Bold: true}).OneLine()
	edge, tok := float32(2), theme.Accent
	if f.m.get(w) == "" {
		text, edge, tok = widgets.NewText(widgets.Run{Text: f.c.T(hint), Size: theme.T17, Color: theme.Ink2}).OneLine(), 1, theme.Line
	}
	row := widgets.HBox(12, widgets.NewIcon(icon, 24, theme.Ink2), widgets.Fixed(widgets.Middle(widgets.Small(f.c.T(w.key()))), 72, 56), widgets.Grow(widgets.Middle(text)), widgets.NewIcon(assets.IconNext, 20, theme.Ink3))
	box := widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(tok, edge), widgets.Inset(row, 14, 2))
	return widgets.AtLeast(widgets.NewTap(box, func() { f.ask(w) }), 0, 64)
}

// ask puts the pad over the page.
func (f *Form) ask(w what) {
	field := widgets.NewField(f.c.T(w.key()), nil)
	field.SetText(f.m.get(w))
	field.OnChanged = func(s string) { f.m.set(w, s) }
	put := func(do func()) func() {
		return func() {
			do()
			field.SetText(f.m.get(w))
			field.CursorColumn = len([]rune(field.Text))
		}
	}
	drop := put(func() { f.m.drop(w) })
	parts := []fyne.CanvasObject{widgets.Title(f.c.T(w.key())), field}
	switch w {
	case name:
		parts = append(parts, widgets.NewKanaPad(func(k string) { put(func() { f.m.add(w, k) })() }, put(func() { f.m.mark(w) }), drop))
	case phone:
		parts = append(parts, widgets.NewKeypad(func(d rune) { put(func() { f.m.add(w, string(d)) })() }, drop))
	case email:
		var ends []fyne.CanvasObject
		for _, d := range domains {
			box := widgets.Layers(widgets.NewBox(theme.AccentSoft).Round(12), widgets.Inset(widgets.Middle(widgets.NewText(widgets.Run{Text: d, Size: theme.T15, Bold: true, Color: theme.Accent}).OneLine()), 10, 4))
			ends = append(ends, widgets.AtLeast(widgets.NewTap(box, put(func() { f.m.end(d) })), 0, 48))
		}
		parts = append(parts, widgets.Wrap(6, ends...), widgets.NewMailPad(func(r rune) { put(func() { f.m.add(w, string(r)) })() }, drop))
	}
	done := func() {
		f.stage().HideSheet()
		f.onChange()
	}
	parts = append(parts, widgets.NewBigButton(widgets.Action{Kind: widgets.Main, Text: f.c.T("who.done"), Icon: assets.IconCheck, OnTap: done}))
	f.stage().LongSheet(widgets.VBox(12, parts...), done)
}
