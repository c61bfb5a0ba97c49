package pickupui

import (
	"strings"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
	"miseban/assets/words"
)

// blocking shows an answer that stays until it is acknowledged.
func (f *frame) blocking(a answerModel, onOK func()) {
	if a.Look == lookWrong {
		w := widgets.NewWrongAnswer(f.w.Thumbs(), widgets.WrongData{
			Sentence: a.Sentence, Need: a.Need, Wanted: a.Wanted,
			Scanned:   widgets.WrongCard{Label: a.Scanned.Label, Picture: a.Scanned.Picture, Value: a.Scanned.Value},
			Right:     widgets.WrongCard{Label: a.Right.Label, Picture: a.Right.Picture, Value: a.Right.Value},
			Where:     a.Where,
			WhereMore: whereMore(f.c, a),
			OK:        f.c.T("common.ok"), OnOK: onOK,
		})
		f.answer(widgets.Layers(widgets.NewBox(theme.StopFill), widgets.Column(w, widgets.AnswerWidth)))
		w.Shake()
		return
	}
	f.answer(fullAnswer(f, a, onOK))
}

// whereMore is 「棚 A-01-2・色は合っています」 with the code in its own face.
func whereMore(c words.Catalog, a answerModel) []widgets.Run {
	var runs []widgets.Run
	if a.Shelf != "" {
		runs = append(runs, widgets.Run{Text: c.T("pick.shelf") + " ", Size: theme.T17}, widgets.Run{Text: a.Shelf, Size: theme.T17, Bold: true, Code: true})
		if a.More != "" {
			runs = append(runs, widgets.Run{Text: "・", Size: theme.T17})
		}
	}
	if a.More != "" {
		runs = append(runs, widgets.Run{Text: a.More, Size: theme.T17})
	}
	return runs
}

// fullAnswer fills the screen in the answer's own colour: an icon in a disc,
// the sentence, the item in the hand, what to do now.
func fullAnswer(f *frame, a answerModel, onOK func()) fyne.CanvasObject {
	on := func(s string, size float32, bold bool) *widgets.Text {
		return widgets.NewText(widgets.Run{Text: s, Size: size, Bold: bold, Color: theme.OnFill}).Center()
	}
	parts := []fyne.CanvasObject{
		widgets.Center(disc(a.Fill, a.Icon)),
		on(a.Sentence, theme.T40, true).Lines(sentenceLines(a.Sentence)),
	}
	switch {
	case a.Wanted != "":
		parts = append(parts, widgets.NewText(
			widgets.Run{Text: a.Need + " ", Size: theme.T24, Bold: true, Color: theme.OnFill},
			widgets.Run{Text: a.Wanted, Size: theme.T40, Bold: true, Color: theme.OnFill},
		).Center())
	case a.Need != "":
		parts = append(parts, on(a.Need, theme.T20, true))
	}
	if a.Scanned.Label != "" {
		parts = append(parts, widgets.Pad(handCard(f.w.Thumbs(), f.c, a.Scanned), 8, 0, 0, 0))
	}
	if a.Where != "" {
		parts = append(parts, widgets.Pad(doLine(a), 4, 0, 0, 0))
	}
	parts = append(parts, widgets.Space())
	if f.tablet() { // on a handheld the icon stands where the eye is, at the top
		parts = append([]fyne.CanvasObject{widgets.Space()}, parts...)
	}
	body := widgets.NewScroll(widgets.Inset(widgets.VBox(8, parts...), 16, 24))
	page := widgets.Page(nil, body, widgets.Inset(okButton(f.c.T("common.ok"), onOK), 16, 12))
	return widgets.Layers(widgets.NewBox(a.Fill), widgets.Column(page, widgets.AnswerWidth))
}

// sentenceLines keeps a short sentence on one line rather than breaking it
// before です; a line feed in it is kept.
func sentenceLines(s string) int {
	if len([]rune(s)) <= 11 && !strings.Contains(s, "\n") {
		return 1
	}
	return 3
}

// disc is an icon of the answer's colour on white.
func disc(fill theme.Token, icon assets.Icon) fyne.CanvasObject {
	return widgets.Fixed(widgets.Layers(widgets.NewBox(theme.OnFill).Round(48), widgets.Center(widgets.NewIcon(icon, 48, fill).Stroke(2.2))), 96, 96)
}

// handCard is the item in the hand on white, in every theme.
func handCard(thumbs *widgets.Thumbs, c words.Catalog, m cardModel) fyne.CanvasObject {
	pic := widgets.NewPicture(96, 96)
	thumbs.Show(pic, m.Picture)
	dark := func(s string, size float32, bold bool) *widgets.Text {
		return widgets.NewText(widgets.Run{Text: s, Size: size, Bold: bold, Color: theme.HaltFill})
	}
	lines := widgets.VBox(2, dark(c.T("pick.card.scanned"), theme.T15, true), dark(m.Label, theme.T20, true).Lines(2), dark(m.Value, theme.T20, false))
	return widgets.Layers(widgets.NewBox(theme.OnFill).Round(12), widgets.Inset(widgets.HBox(16, widgets.Fixed(pic, 96, 96), widgets.Grow(widgets.Middle(lines))), 12, 12))
}

// doLine says what to do now, between two thin lines.
func doLine(a answerModel) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widgets.NewText(widgets.Run{Text: a.Where, Size: theme.T20, Bold: true, Color: theme.OnFill})}
	if a.More != "" {
		lines = append(lines, widgets.NewText(widgets.Run{Text: a.More, Size: theme.T17, Color: theme.OnFill}))
	}
	name := a.DoIcon
	if name == "" {
		name = assets.IconReturn
	}
	icon := widgets.NewIcon(name, 28, theme.OnFill)
	box := widgets.NewBox(theme.Clear).Round(12).Edge(theme.OnFill, 1)
	return widgets.AtLeast(widgets.Layers(box, widgets.Inset(widgets.HBox(16, icon, widgets.Grow(widgets.Middle(widgets.VBox(0, lines...)))), 16, 10)), 0, 80)
}

// okButton is the white target of 72 on a full-screen colour.
func okButton(text string, onTap func()) fyne.CanvasObject {
	word := widgets.NewText(widgets.Run{Text: text, Size: theme.T24, Bold: true, Color: theme.HaltFill}).Center()
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(widgets.NewBox(theme.OnFill).Round(12), widgets.Inset(widgets.Middle(word), 8, 8)), onTap), 0, 72)
}

// doneAnswer is a green screen that leaves by itself: title, what, what happens
// next, each when it is there.
func doneAnswer(title, what, detail, next string) fyne.CanvasObject {
	head := widgets.NewRightHead(title, what, detail)
	parts := []fyne.CanvasObject{widgets.Space(), head}
	if next != "" {
		parts = append(parts, widgets.Inset(widgets.NewText(widgets.Run{Text: next, Size: theme.T20, Bold: true, Color: theme.OnFill}).Center(), 24, 8))
	}
	parts = append(parts, widgets.Space())
	return widgets.Layers(widgets.NewBox(theme.OkFill), widgets.Page(nil, widgets.Column(widgets.NewScroll(widgets.VBox(0, parts...)), widgets.AnswerWidth), nil))
}
