package widgets

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/assets"
	"miseban/assets/words"
)

// SyncKind is what the sync light says.
type SyncKind uint8

// The kinds; offline is calm and never red.
const (
	SyncConnected SyncKind = iota + 1
	SyncOffline
	SyncAttention
)

// SyncData is what the sync light shows.
type SyncData struct {
	Kind       SyncKind
	Word       string // 接続
	Detail     string // since when: 3分; how many: 1
	UnsentWord string // 未送信
	Unsent     int
	Long       bool // offline for so long that somebody should look
}

// longOffline is when being offline is no longer shown as calm.
const longOffline = 4 * time.Hour

// SyncText writes the light's words. since counts for offline, attention (open
// entries of 要確認) for attention.
func SyncText(c words.Catalog, kind SyncKind, since time.Duration, unsent, attention int) SyncData {
	d := SyncData{Kind: kind, UnsentWord: c.T("sync.unsent"), Unsent: unsent}
	switch kind {
	case SyncOffline:
		d.Word, d.Detail, d.Long = c.T("sync.offline"), c.Span(since), since >= longOffline
	case SyncAttention:
		d.Word, d.Detail = c.T("sync.attention"), c.Number(attention)
	default:
		d.Word = c.T("sync.connected")
	}
	return d
}

// mark is the light's icon and colour.
func (d SyncData) mark() (assets.Icon, theme.Token) {
	switch d.Kind {
	case SyncOffline:
		if d.Long {
			return assets.IconOff, theme.Amber
		}
		return assets.IconOff, theme.Ink2
	case SyncAttention:
		return assets.IconExcl, theme.Red
	}
	return assets.IconDot, theme.Green
}

// SyncLight is the light at the top right of every staff screen; a tap opens
// 記録と送信.
type SyncLight struct {
	composite
	data  SyncData
	pill  bool
	onTap func()
}

// NewSyncLight makes the light: two lines on the handheld, a pill on the
// tablet.
func NewSyncLight(d SyncData, pill bool, onTap func()) *SyncLight {
	l := &SyncLight{pill: pill, onTap: onTap}
	l.ExtendBaseWidget(l)
	l.Set(d)
	return l
}

// Set shows another state; nothing happens when it is the same.
func (l *SyncLight) Set(d SyncData) {
	if l.root != nil && d == l.data {
		return
	}
	l.data = d
	icon, tok := d.mark()
	dot := NewIcon(icon, 16, tok).Stroke(3)
	size := theme.T13
	if l.pill {
		size = theme.T15
	}
	word := []Run{{Text: d.Word, Size: size, Bold: true}}
	switch {
	case d.Kind == SyncAttention:
		word[0].Color = theme.Red
	case d.Long:
		word[0].Color = theme.Amber
	}
	if d.Detail != "" {
		word = append(word, Run{Text: " " + d.Detail, Size: size, Color: theme.Ink2})
	}
	unsent := []Run{{Text: d.UnsentWord + " ", Size: size, Color: theme.Ink2}, {Text: strconv.Itoa(d.Unsent), Size: size, Bold: true, Code: true}}
	if l.pill {
		body := HBox(8, dot, NewText(word...).OneLine(), NewText(unsent...).OneLine())
		box := NewBox(theme.Card).Round(24).Edge(theme.Line, 1)
		l.show(AtLeast(NewTap(Layers(box, Inset(body, 16, 4)), l.tap).Radius(24), 48, 48))
		return
	}
	body := HBox(6, dot, VBox(0, NewText(word...).OneLine(), NewText(unsent...).OneLine()))
	l.show(AtLeast(NewTap(Middle(body), l.tap), 48, 48))
}

func (l *SyncLight) tap() {
	if l.onTap != nil {
		l.onTap()
	}
}

// AppBarData is what the bar on top of a screen says.
type AppBarData struct {
	Title  string
	Code   string      // order number before the title
	Sub    string      // second line: who and where, or the time left
	Icon   assets.Icon // before Sub, with Tone as its colour: the time left
	Tone   theme.Token // zero: second ink
	Root   bool        // a root screen: title 20
	Tablet bool        // 72 high, one line, clock and pill
	Clock  string      // tablet only: 10:45
	Sync   SyncData
	OnBack func() // shows the back arrow
	OnMenu func() // shows the menu icon where there is no back arrow
	Waits  int    // the number on the menu icon: what waits behind it
	OnSync func()
}

// AppBar is the bar on top: 56 high on the handheld, 72 on the tablet.
type AppBar struct {
	composite
	data  AppBarData
	light *SyncLight
	clock *Text
}

// NewAppBar makes a bar.
func NewAppBar(d AppBarData) *AppBar {
	b := &AppBar{}
	b.ExtendBaseWidget(b)
	b.Set(d)
	return b
}

// Set shows other contents.
func (b *AppBar) Set(d AppBarData) {
	b.data = d
	b.light = NewSyncLight(d.Sync, d.Tablet, d.OnSync)
	b.clock = NewText(Run{Text: d.Clock, Size: theme.T24, Code: true})
	var lead fyne.CanvasObject
	switch {
	case d.OnBack != nil:
		lead = NewIconButton(assets.IconBack, theme.Ink, d.OnBack)
	case d.OnMenu != nil:
		lead = Badged(NewIconButton(assets.IconMenu, theme.Ink, d.OnMenu), d.Waits)
	}
	body, left, height, margin := b.handheld(), float32(16), float32(56), float32(12)
	if d.Tablet {
		body, left, height, margin = b.tablet(), 24, 72, 24
	}
	row := []fyne.CanvasObject{}
	if lead != nil {
		row, left = append(row, lead), left-12
		if d.Tablet {
			left = 12
		}
	}
	row = append(row, Grow(body))
	if d.Tablet && d.Clock != "" {
		row = append(row, Pad(b.clock, 0, 16, 0, 0))
	}
	row = append(row, b.light)
	bar := AtLeast(Pad(HBox(0, row...), 2, margin, 2, left), 0, height-1)
	b.show(Layers(NewBox(theme.Card), VBox(0, bar, Hairline())))
}

// title is the first line.
func (b *AppBar) title(size float32) []Run {
	var runs []Run
	if b.data.Code != "" {
		runs = append(runs, Run{Text: b.data.Code, Size: size, Bold: true, Code: true}, Run{Text: "  ", Size: theme.T13})
	}
	return append(runs, Run{Text: b.data.Title, Size: size, Bold: true})
}

func (b *AppBar) handheld() fyne.CanvasObject {
	d := b.data
	size := theme.T17
	if d.Root {
		size = theme.T20
	}
	lines := []fyne.CanvasObject{NewText(b.title(size)...).OneLine().LineHeight(24)}
	if d.Sub != "" {
		sub := Run{Text: d.Sub, Size: theme.T13, Color: theme.Ink2}
		if d.Icon != "" {
			sub.Size, sub.Bold, sub.Color = theme.T15, true, toneOr(d.Tone)
			lines = append(lines, HBox(4, NewIcon(d.Icon, 16, toneOr(d.Tone)).Stroke(2.4), Grow(NewText(sub).OneLine().LineHeight(20))))
		} else {
			lines = append(lines, NewText(sub).OneLine().LineHeight(20))
		}
	}
	return Pad(Middle(VBox(0, lines...)), 0, 8, 0, 0)
}

func toneOr(t theme.Token) theme.Token {
	if t == "" {
		return theme.Ink2
	}
	return t
}

func (b *AppBar) tablet() fyne.CanvasObject {
	runs := b.title(theme.T24)
	if b.data.Sub != "" {
		runs = append(runs, Run{Text: "   ", Size: theme.T13}, Run{Text: b.data.Sub, Size: theme.T15, Bold: b.data.Icon != "", Color: toneOr(b.data.Tone)})
	}
	return Pad(NewText(runs...).OneLine(), 0, 16, 0, 0)
}

// SetSync shows another state of the light.
func (b *AppBar) SetSync(d SyncData) {
	b.data.Sync = d
	b.light.Set(d)
	b.relayout()
}

// SetClock shows another time.
func (b *AppBar) SetClock(s string) {
	b.data.Clock = s
	b.clock.Set(s)
}
