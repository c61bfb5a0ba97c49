package widgets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/load/loadtest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
)

// start gives a test its app in the plain look.
func start(t testing.TB, opt theme.Options) {
	t.Helper()
	a := test.NewApp()
	t.Cleanup(a.Quit)
	opt.ReduceMotion = true
	use(t, opt)
}

func lines(b block) []string {
	out := make([]string, len(b.widths))
	for _, p := range b.pieces {
		out[p.line] += p.text
	}
	return out
}

func TestLineBreaking(t *testing.T) {
	start(t, theme.Options{})
	text := "こちらの商品は、店舗受取（BOPIS）の対象です。お渡しの際は、ご本人様確認のうえ「受取コード」を読み取ってください。BO-100234 はスーパーコートっぽい。"
	for w := float32(100); w < 330; w += 7 {
		b := setText([]Run{{Text: text}}, w, false, 0, 0)
		for i, l := range lines(b) {
			r := []rune(l)
			if strings.ContainsRune("、。）」ーっ", r[0]) {
				t.Errorf("width %.0f: line %d begins with %q", w, i, r[0])
			}
			if strings.ContainsRune("（「", r[len(r)-1]) {
				t.Errorf("width %.0f: line %d ends with %q", w, i, r[len(r)-1])
			}
			if b.widths[i] > w+0.5 {
				t.Errorf("width %.0f: line %d is %.1f wide", w, i, b.widths[i])
			}
		}
		if strings.ReplaceAll(strings.Join(lines(b), ""), " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Fatalf("width %.0f: text was changed:\n%v", w, lines(b))
		}
	}
}

// TestAThrowIsAsFastAsTheFinger: the moves of a frame arrive at once, and a
// finger that rests before it is lifted throws nothing.
func TestAThrowIsAsFastAsTheFinger(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	was := clock
	t.Cleanup(func() { clock = was })
	clock = retail.ClockFunc(func() time.Time { return now })
	at := float32(0)
	d := newDragPane(func() float32 { return at }, func(y float32) { at = y })
	for range 10 { // 1000 dp a second, four moves in each frame
		now = now.Add(16 * time.Millisecond)
		for range 4 {
			d.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, -4)})
			now = now.Add(3 * time.Microsecond)
		}
	}
	if at != 160 || d.speed < 800 || d.speed > 1100 {
		t.Errorf("at %.0f with %.0f dp/s", at, d.speed)
	}
	now = now.Add(200 * time.Millisecond)
	if d.DragEnd(); d.anim != nil {
		t.Error("a finger that rested threw the list")
	}
}

// TestWordsStayWhole: what is misread when it is cut in a hurry.
func TestWordsStayWhole(t *testing.T) {
	start(t, theme.Options{})
	text := "商品をスキャンしてください。オックスフォードシャツは2点のうち12点 済です"
	for w := float32(90); w < 330; w += 7 {
		all := strings.Join(lines(setText([]Run{{Text: text}}, w, false, 0, 0)), "\n")
		for _, word := range []string{"スキャン", "ください", "2点", "12点", "です"} {
			if !strings.Contains(all, word) {
				t.Errorf("width %.0f cuts %s:\n%s", w, word, all)
			}
		}
	}
	long := setText([]Run{{Text: "オックスフォードシャツ"}}, 90, false, 0, 0)
	if len(long.widths) < 2 || long.widths[0] > 90 {
		t.Errorf("a long word is not broken: %q", lines(long))
	}
}

func TestCodesAreNeverCutOrBroken(t *testing.T) {
	for _, scale := range []float32{1, 1.3, 1.6} {
		start(t, theme.Options{Scale: scale})
		for _, w := range []float32{150, 328} {
			for _, run := range []Run{{Text: "A-01-2-BACK", Size: theme.T64, Bold: true, Code: true}, {Text: "¥121,780", Size: theme.T40, Bold: true}} {
				b := setText([]Run{run}, w, run.Code, 0, 0)
				if got := lines(b); len(got) != 1 || got[0] != run.Text {
					t.Errorf("scale %.1f width %.0f: %q", scale, w, got)
				}
				if b.widths[0] > w+0.5 {
					t.Errorf("scale %.1f width %.0f: %s is %.1f wide", scale, w, run.Text, b.widths[0])
				}
			}
		}
	}
}

func TestEveryIconIsDrawn(t *testing.T) {
	for _, n := range assets.Icons() {
		img := drawIcon(iconKey{n, 48, 2, theme.In(theme.Ink, theme.Light)}).(*image.RGBA)
		ink := 0
		for i := 3; i < len(img.Pix); i += 4 {
			if img.Pix[i] > 128 {
				ink++
			}
		}
		if ink < 40 {
			t.Errorf("%s: %d dark pixels", n, ink)
		}
	}
}

func TestBothPressesActAndNothingKeepsTheKeyboard(t *testing.T) {
	start(t, theme.Options{})
	taps := 0
	b := NewBigButton(Action{Kind: Main, Text: "つぎへ", OnTap: func() { taps++ }})
	entry := widget.NewEntry()
	win := onScreen(t, VBox(0, entry, b), 360, 200)
	win.Canvas().Focus(entry)
	test.TapCanvas(win.Canvas(), fyne.NewPos(180, 80))
	if taps != 1 || win.Canvas().Focused() != nil {
		t.Errorf("short press: %d taps, focus %v", taps, win.Canvas().Focused())
	}
	target := b.root.(*fyne.Container).Objects[0].(*Tap)
	target.TappedSecondary(&fyne.PointEvent{})
	if taps != 2 {
		t.Errorf("long press: %d taps", taps)
	}
	if _, focusable := any(target).(fyne.Focusable); focusable {
		t.Error("a tap target takes the keyboard")
	}
}

func rowsList(n int) (*List, *int) {
	made := 0
	l := NewList(ListData{
		Len: func() int { return n },
		New: func() fyne.CanvasObject { made++; return Body("") },
		Bind: func(i int, row fyne.CanvasObject) {
			row.(*Text).Set(fmt.Sprint(i) + strings.Repeat("\n続き", i%3))
		},
		Gap: 8, Margin: 16,
	})
	return l, &made
}

func TestListRecyclesAndReachesTheEnd(t *testing.T) {
	start(t, theme.Options{})
	l, made := rowsList(10_000)
	onScreen(t, l, 360, 480)
	if l.Row(0) == nil || l.Row(200) != nil {
		t.Fatal("the first rows are not shown, or too many")
	}
	for y := float32(0); y < 40_000; y += 90 {
		l.SetOffset(y)
	}
	l.ScrollTo(9_999)
	if row := l.Row(9_999); row == nil || row.Position().Y+row.Size().Height > 480.5 {
		t.Errorf("the last row is not in view: %v", row)
	}
	if *made > 40 {
		t.Errorf("%d rows were made for a view of about 15", *made)
	}
	l.ScrollTo(0)
	if l.Row(0) == nil {
		t.Error("the first row is not in view again")
	}
}

func TestListKeepsUpWithItsData(t *testing.T) {
	start(t, theme.Options{})
	words := []string{"a", "b", "c"}
	l := NewList(ListData{
		Len:  func() int { return len(words) },
		New:  func() fyne.CanvasObject { return Body("") },
		Bind: func(i int, row fyne.CanvasObject) { row.(*Text).Set(words[i]) },
	})
	onScreen(t, l, 200, 300)
	words = []string{"x"}
	l.Reload()
	if l.Row(0).(*Text).String() != "x" || l.Row(1) != nil {
		t.Error("Reload shows old rows")
	}
	words = nil
	l.Reload()
	if l.Row(0) != nil {
		t.Error("an empty list shows a row")
	}
}

func TestFingerDragScrollsAndTapsReachRows(t *testing.T) {
	start(t, theme.Options{})
	tapped := -1
	l := NewList(ListData{
		Len: func() int { return 100 },
		New: func() fyne.CanvasObject { return NewTap(AtLeast(Body(""), 0, 72), nil) },
		Bind: func(i int, row fyne.CanvasObject) {
			row.(*Tap).OnTap = func() { tapped = i }
		},
	})
	win := onScreen(t, l, 360, 400)
	test.Drag(win.Canvas(), fyne.NewPos(180, 300), 0, -144)
	if l.Offset() != 144 {
		t.Errorf("offset %.0f after a drag of 144", l.Offset())
	}
	test.TapCanvas(win.Canvas(), fyne.NewPos(180, 10))
	if tapped != 2 {
		t.Errorf("tapped row %d, want 2", tapped)
	}
}

func TestStage(t *testing.T) {
	start(t, theme.Options{})
	env, pump, clock := loadtest.Env(time.Time{})
	pageTaps, undone, outside := 0, 0, 0
	page := NewTap(NewBox(theme.Bg), func() { pageTaps++ })
	s := NewStage(page, load.Open(context.Background(), env))
	win := onScreen(t, s, 360, 640)
	s.Toast("保管しました", "戻す", func() { undone++ })
	test.TapCanvas(win.Canvas(), fyne.NewPos(180, 100))
	if pageTaps != 1 || !s.ToastShown() {
		t.Error("a toast blocks the page")
	}
	test.TapCanvas(win.Canvas(), fyne.NewPos(310, 640-96-8-28))
	if undone != 1 || s.ToastShown() {
		t.Errorf("undo: %d, toast shown %v", undone, s.ToastShown())
	}
	s.Toast("もう一つ", "", nil)
	clock.Advance(9 * time.Second)
	pump.Run()
	if !s.ToastShown() {
		t.Error("the toast left before its 10 s")
	}
	clock.Advance(time.Second)
	pump.Run()
	if s.ToastShown() {
		t.Error("the toast stays")
	}
	answered := 0
	s.Ask(SheetData{Title: "担当を代わりますか", Actions: []Action{{Kind: Secondary, Text: "やめる"}, {Kind: Main, Text: "代わる", OnTap: func() { answered++ }}}}, func() { outside++ })
	test.TapCanvas(win.Canvas(), fyne.NewPos(180, 100))
	if pageTaps != 1 || outside != 1 || !s.SheetShown() {
		t.Errorf("page %d, outside %d", pageTaps, outside)
	}
	test.TapCanvas(win.Canvas(), fyne.NewPos(270, 570))
	if answered != 1 || s.SheetShown() {
		t.Errorf("answered %d, sheet shown %v", answered, s.SheetShown())
	}
}

func TestHoldToReveal(t *testing.T) {
	start(t, theme.Options{})
	looks := 0
	h := NewHoldToReveal("090-••••-1234", theme.T17, func() string { looks++; return "090-1111-1234" })
	onScreen(t, h, 300, 60)
	h.MouseDown(&desktop.MouseEvent{})
	if h.words.String() != "090-1111-1234" || looks != 1 {
		t.Errorf("pressed: %s, %d looks", h.words, looks)
	}
	h.MouseOut()
	h.MouseUp(&desktop.MouseEvent{})
	if h.words.String() != "090-••••-1234" || h.Open() || looks != 1 {
		t.Errorf("released: %s, %d looks", h.words, looks)
	}
}

func TestThumbs(t *testing.T) {
	start(t, theme.Options{})
	env, pump, _ := loadtest.Env(time.Time{})
	page := load.Open(context.Background(), env)
	asked := make(chan string, 10)
	th := NewThumbs(page, 1, func(_ context.Context, key string, px int) (image.Image, error) {
		asked <- key
		if key == "broken" {
			return nil, errors.New("no such picture")
		}
		return image.NewNRGBA(image.Rect(0, 0, 800, 600)), nil
	})
	a, b := NewPicture(52, 52), NewPicture(52, 52)
	th.Show(a, "one")
	th.Show(b, "one")
	pump.Next(t)
	if len(asked) != 1 || a.img.Image == nil || b.img.Image == nil {
		t.Fatalf("asked %d times, %v %v", len(asked), a.img.Image, b.img.Image)
	}
	if w := a.img.Image.Bounds().Dx(); w != 52 {
		t.Errorf("picture is %d px wide, want 52", w)
	}
	th.Show(a, "two")
	if a.img.Image != nil {
		t.Error("the old picture stays while the new one is loaded")
	}
	th.Show(a, "one") // kept: comes at once, and the late answer must not replace it
	kept := a.img.Image
	pump.Next(t)
	if kept == nil || a.img.Image != kept {
		t.Error("a late picture replaced the one asked for last")
	}
	th.Show(a, "broken")
	pump.Next(t)
	if a.img.Image != nil {
		t.Error("a broken picture shows something")
	}
	if len(th.kept) != 1 {
		t.Errorf("%d pictures kept, limit 1", len(th.kept))
	}
}

func TestKanaCycle(t *testing.T) {
	for in, want := range map[string]string{"ハ": "バ", "バ": "パ", "パ": "ハ", "サトツ": "サトッ", "ッ": "ヅ", "ン": "ン", "": ""} {
		if got := KanaCycle(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestResponsive(t *testing.T) {
	start(t, theme.Options{})
	built := []string{}
	one := func(name string) func() fyne.CanvasObject {
		return func() fyne.CanvasObject { built = append(built, name); return Body(name) }
	}
	r := NewResponsive(one("handheld"), one("tablet"))
	win := onScreen(t, r, 360, 640)
	win.Resize(fyne.NewSize(1280, 800))
	win.Resize(fyne.NewSize(360, 640))
	if strings.Join(built, " ") != "handheld tablet" || r.Shape() != Handheld {
		t.Errorf("built %v, shape %v", built, r.Shape())
	}
}

// TestNothingRunsOver checks at every text scale that no text is wider than the
// place it has on any sheet.
func TestNothingRunsOver(t *testing.T) {
	for _, scale := range []float32{1, 1.3, 1.6} {
		start(t, theme.Options{Scale: scale})
		for _, s := range sheets {
			win := onScreen(t, s.build(), s.w, s.h)
			walk(win.Content(), func(o fyne.CanvasObject) {
				text, ok := o.(*Text)
				if !ok || !text.Visible() || text.Size().Width <= 0 {
					return
				}
				for _, w := range text.set(text.Size().Width).widths {
					if w > text.Size().Width+1 {
						t.Errorf("%s at %.1f: %q is %.0f wide in %.0f", s.name, scale, text, w, text.Size().Width)
					}
				}
			})
		}
	}
}

// TestThemeSwitchIsARefresh changes the look under widgets that stand already
// and wants the same pixels as if they had been made in it.
func TestThemeSwitchIsARefresh(t *testing.T) {
	for _, s := range sheets {
		for _, look := range looks[2:] { // contrast and large: dark differs in colours only
			start(t, theme.Options{})
			win := onScreen(t, s.build(), s.w, s.h)
			win.Canvas().Capture()
			use(t, look.opt)
			win.Content().Refresh()
			switched := win.Canvas().Capture().(*image.NRGBA)
			fresh := onScreen(t, s.build(), s.w, s.h).Canvas().Capture().(*image.NRGBA)
			if !bytes.Equal(switched.Pix, fresh.Pix) {
				t.Errorf("%s: a switch to %s looks unlike a start in it", s.name, look.name)
				if dir := os.Getenv("MISEBAN_GALLERY_OUT"); dir != "" {
					save(t, filepath.Join(dir, "switch-"+s.name+"-"+look.name+".png"), switched)
				}
			}
		}
	}
}

// walk visits an object and all it shows.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			walk(c, visit)
		}
	}
}

func BenchmarkScroll10000OrderCards(b *testing.B) {
	start(b, theme.Options{})
	four := cards()
	many := make([]OrderCardData, 10_000)
	for i := range many {
		many[i] = four[i%4]
		many[i].Number = fmt.Sprint(4000 + i)
	}
	l := cardList(many, -1)
	onScreen(b, l, 360, 640)
	b.ResetTimer()
	for i := range b.N {
		l.SetOffset(float32(i%9000) * 40)
	}
}
