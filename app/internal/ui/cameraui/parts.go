package cameraui

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/assets"
)

// sidePane is how wide the words stand beside the picture on the tablet.
const sidePane = 400

// render shows the state; the picture itself stays.
func (v *Camera) render() {
	m := modelOf(v.c, v.state)
	tablet := v.cfg.Window.Shape().Tablet()
	v.finder.aim(v.frameSize(), v.state.Aim.Look, v.tone())
	v.bar = widgets.NewAppBar(widgets.AppBarData{Title: m.Title, Tablet: tablet, Sync: v.cfg.Window.Sync(), OnBack: v.cfg.Gone, OnSync: func() {
		v.cfg.Gone()
		v.cfg.Window.Go(page.Records{})
	}})
	if tablet {
		v.bar.SetClock(v.c.Clock(v.p.Clock().Now()))
	}
	picture, words := v.picture(m), v.words(m)
	if large() && !tablet && m.Do != "" { // why there is no picture needs the room
		words = nil
	}
	var body fyne.CanvasObject
	switch {
	case tablet && words != nil:
		side := widgets.NewScroll(widgets.Inset(widgets.VBox(16, words), 24, 24))
		body = widgets.TwoPaneRight(picture, widgets.Layers(widgets.NewBox(theme.Card), side), sidePane)
	case words != nil:
		body = widgets.Page(nil, picture, widgets.Inset(words, 16, 12))
	default:
		body = picture
	}
	v.root.Objects = []fyne.CanvasObject{widgets.Layers(widgets.NewBox(theme.Bg), widgets.Page(v.bar, body, v.bottom(m)))}
	v.root.Refresh()
}

// picture is what the camera sees, or why it sees nothing.
func (v *Camera) picture(m model) fyne.CanvasObject {
	if m.Status != "" {
		if v.state.Phase == phaseOpening {
			return widgets.Layers(widgets.NewBox(theme.HaltFill), opening(m.Status))
		}
		var retry *widgets.Action
		if m.Retry {
			retry = &widgets.Action{Kind: widgets.Secondary, Text: v.c.T("common.retry"), Icon: assets.IconReturn, OnTap: v.open}
		}
		return widgets.NewScroll(widgets.NewEmptyState(assets.IconCamera, m.Status, m.Do, retry))
	}
	over := []fyne.CanvasObject{widgets.Space()}
	if !large() { // it would cover the code
		over = append([]fyne.CanvasObject{widgets.Center(pill(m.Hint))}, over...)
	}
	if tools := v.tools(m); len(tools) > 0 {
		over = append(over, widgets.Right(widgets.HBox(12, tools...)))
	}
	return widgets.Layers(v.finder, widgets.Inset(widgets.VBox(0, over...), 16, 16))
}

// opening keeps the shape of the picture while the device starts.
func opening(text string) fyne.CanvasObject {
	words := widgets.NewText(widgets.Run{Text: text, Color: theme.OnFill}).Center()
	return widgets.Inset(widgets.VBox(12, widgets.Space(), widgets.Center(widgets.NewIcon(assets.IconCamera, 48, theme.OnFill)), words, widgets.Space()), 24, 24)
}

// pill is a short line over the picture.
func pill(text string) fyne.CanvasObject {
	words := widgets.NewText(widgets.Run{Text: text, Size: theme.T15, Bold: true, Color: theme.OnFill}).Center()
	return widgets.Layers(widgets.NewBox(theme.HaltFill).Round(16).SoftEdge(theme.OnFill), widgets.Inset(words, 14, 6))
}

// tools are the buttons over the picture, each with its word.
func (v *Camera) tools(m model) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if m.Torch != "" {
		out = append(out, tool(assets.IconTorch, m.Torch, v.state.Torch, v.torch))
	}
	if m.Zoom != "" {
		out = append(out, tool(assets.IconZoom, m.Zoom, v.state.Zoom > 0, v.zoom))
	}
	return out
}

func tool(icon assets.Icon, word string, on bool, act func()) fyne.CanvasObject {
	fill, ink := theme.HaltFill, theme.OnFill
	if on {
		fill, ink = theme.OnFill, theme.StopInset
	}
	label := widgets.NewText(widgets.Run{Text: word, Size: theme.T13, Bold: true, Color: ink}).OneLine().Center()
	box := widgets.NewBox(fill).Round(12).SoftEdge(theme.Ink)
	parts := widgets.VBox(0, widgets.Center(widgets.NewIcon(icon, 24, ink).Stroke(2.2)), label)
	return widgets.AtLeast(widgets.NewTap(widgets.Layers(box, widgets.Inset(widgets.Middle(parts), 8, 6)), act), 72, 64)
}

// words is what is looked for, or that the code in view counted already; nil
// when there is nothing to say.
func (v *Camera) words(m model) fyne.CanvasObject {
	switch {
	case m.Repeat != "" && m.Item != page.AimItem{} && v.cfg.Window.Shape().Tablet():
		return widgets.VBox(16, v.repeated(m), v.item(m.Item))
	case m.Repeat != "":
		return v.repeated(m)
	case m.Item != page.AimItem{}:
		return v.item(m.Item)
	case m.Text != "":
		return widgets.AtLeast(widgets.Layers(widgets.CardBox(), widgets.Inset(widgets.Middle(widgets.NewText(widgets.Run{Text: m.Text, Bold: true}).Center()), 16, 12)), 0, 96)
	}
	return nil
}

// repeated is the guard, with the way round it: there is another of the same.
func (v *Camera) repeated(m model) fyne.CanvasObject {
	word := widgets.NewText(widgets.Run{Text: m.Again, Bold: true, Color: theme.Amber}).Center().OneLine()
	button := widgets.NewTap(widgets.Layers(widgets.NewBox(theme.Card).Round(12).Edge(theme.Amber, 2), widgets.Inset(widgets.Middle(word), 14, 0)), v.again)
	text := widgets.NewText(widgets.Run{Text: m.Repeat, Bold: true, Color: theme.Amber})
	row := widgets.HBox(12, widgets.NewIcon(assets.IconWarn, 28, theme.Amber), widgets.Grow(widgets.Middle(text)), widgets.AtLeast(button, 96, 56))
	if large() {
		row = widgets.VBox(8, text, widgets.AtLeast(button, 96, 56))
	}
	return widgets.AtLeast(widgets.Layers(widgets.NewBox(theme.AmberSoft).Round(12).Edge(theme.Amber, 2), widgets.Inset(row, 14, 10)), 0, 96)
}

// item is the goods that are looked for.
func (v *Camera) item(i page.AimItem) fyne.CanvasObject {
	side := float32(72) / theme.Dp(1)
	if v.cfg.Window.Shape().Tablet() {
		side = 160
	}
	pic := widgets.NewPicture(side, side)
	v.cfg.Window.Thumbs().Show(pic, i.Picture)
	var lines []fyne.CanvasObject
	if i.Shelf != "" {
		lines = append(lines, widgets.NewText(widgets.Run{Text: i.Shelf, Size: theme.T24, Bold: true, Code: true}).OneLine())
	}
	lines = append(lines, widgets.NewText(widgets.Run{Text: i.Name, Bold: true}).Lines(2))
	what := widgets.NewText(widgets.Run{Text: i.What + " ", Size: theme.T20, Bold: true}, widgets.Run{Text: i.Count, Size: theme.T20})
	lines = append(lines, what)
	if v.cfg.Window.Shape().Tablet() {
		return widgets.Panel(widgets.CardBox(), 16, widgets.VBox(16, widgets.Center(widgets.Fixed(pic, side, side)), widgets.VBox(4, lines...)))
	}
	row := widgets.HBox(12, widgets.Fixed(pic, side, side), widgets.Grow(widgets.Middle(widgets.VBox(0, lines...))))
	return widgets.AtLeast(widgets.Layers(widgets.CardBox(), widgets.Inset(row, 12, 10)), 0, 96)
}

// bottom closes, or goes the other way; both at the thumb.
func (v *Camera) bottom(m model) fyne.CanvasObject {
	shut := widgets.Action{Kind: widgets.Secondary, Text: v.c.T("common.close"), Icon: assets.IconCross, OnTap: v.cfg.Gone}
	if m.Hand == "" {
		return widgets.NewBottomBar(shut)
	}
	shut.Icon = ""
	hand := widgets.Action{Kind: widgets.Secondary, Text: m.Hand, Icon: m.HandIcon, OnTap: v.byHand}
	if m.Main {
		hand.Kind = widgets.Main
	}
	bar := widgets.HBoxFill(8, widgets.AtLeast(widgets.NewBigButton(shut), 112, 72), widgets.Grow(widgets.NewBigButton(hand)))
	return widgets.Layers(widgets.NewBox(theme.Card), widgets.VBox(0, widgets.Hairline(), widgets.Inset(bar, 16, 12)))
}

// large tells whether text is so large that two things no longer stand beside
// one another.
func large() bool { return theme.Dp(1) > 1.3 }
