package cameraui

import (
	"image"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/ui/page"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
	"miseban/scanner/camera"
	"miseban/scanner/decode"
)

func book(t *testing.T) *words.Words {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestModel(t *testing.T) {
	c := book(t).In(words.Ja)
	hand := page.Aim{Look: page.LookGoods, Title: "商品をスキャン", ByHand: func() {}}
	has := map[camera.Control]camera.Range{camera.Torch: {Max: 1}, camera.Zoom: {Min: 100, Max: 400}}
	for _, x := range []struct {
		name  string
		state state
		want  model
	}{
		{"opening", state{Phase: phaseOpening, Aim: hand}, model{Title: "商品をスキャン", Status: "カメラを準備しています", Hand: "番号を入力", HandIcon: assets.IconKeypad}},
		{"live", state{Phase: phaseLive, Aim: hand}, model{Title: "商品をスキャン", Hint: "バーコードを枠の中へ・10〜20cm", Hand: "番号を入力", HandIcon: assets.IconKeypad}},
		{"live with torch and zoom", state{Phase: phaseLive, Aim: page.Aim{Look: page.LookLabels, Title: "袋"}, Has: has, Zoom: 1}, model{Title: "袋", Hint: "QRコードを枠の中へ・15〜30cm", Torch: "ライト", Zoom: "ズーム 2"}},
		{"a repeat", state{Phase: phaseLive, Repeat: true}, model{Title: "コードをスキャン", Hint: "コードを枠の中へ・10〜20cm", Repeat: "同じコードです\n数えていません", Again: "もう1点"}},
		{"another way", state{Phase: phaseAway, Aim: page.Aim{Hand: "別の棚へ", HandIcon: assets.IconShelf, ByHand: func() {}}}, model{Title: "コードをスキャン", Status: "カメラを止めています", Do: "この画面に戻ると、また映ります", Hand: "別の棚へ", HandIcon: assets.IconShelf}},
		{"no other way", state{Phase: phaseTrouble, Why: scanner.ReasonBusy}, model{Title: "コードをスキャン", Status: "ほかのアプリがカメラを使っています", Do: "そのアプリを閉じてから\nもう一度ためしてください", Retry: true}},
		{"the other way comes next", state{Phase: phaseTrouble, Why: scanner.ReasonUnsupported, Aim: hand}, model{Title: "商品をスキャン", Status: "この端末ではまだカメラを使えません", Do: "スキャナーか番号の入力を使ってください", Hand: "番号を入力", HandIcon: assets.IconKeypad, Main: true}},
	} {
		if got := modelOf(c, x.state); got != x.want {
			t.Errorf("%s:\n got %+v\nwant %+v", x.name, got, x.want)
		}
	}
}

// TestEveryReasonHasWords: nobody reads an error's own text.
func TestEveryReasonHasWords(t *testing.T) {
	for _, lang := range []words.Lang{words.Ja, words.En} {
		c := book(t).In(lang)
		for why := scanner.ReasonNone + 1; why <= scanner.ReasonUnsupported; why++ {
			m := modelOf(c, state{Phase: phaseTrouble, Why: why})
			if strings.Contains(m.Status, "camera.") || strings.Contains(m.Do, "camera.") || m.Status == "" || m.Do == "" || m.Retry == why.Final() {
				t.Errorf("%v, %v: %+v", lang, why, m)
			}
		}
	}
}

// TestTheGuideIsAtAReadableDistance: a code that fills the guide is at least
// three pixels a module in the camera's frame (the bars of a JAN-13), six for a
// pickup code, unless the camera sees too little.
func TestTheGuideIsAtAReadableDistance(t *testing.T) {
	for _, c := range []struct {
		name  string
		frame image.Point
		view  image.Point
		look  page.Look
		least float64 // pixels of the frame that the guide covers
	}{
		{"handheld, goods", image.Pt(1280, 720), image.Pt(360, 355), page.LookGoods, guideBars},
		{"handheld, the customer's code", image.Pt(1280, 720), image.Pt(360, 355), page.LookLabels, guideDots},
		{"tablet", image.Pt(1280, 720), image.Pt(880, 630), page.LookGoods, guideBars},
		{"anything", image.Pt(1280, 720), image.Pt(880, 630), page.LookAny, guideDots},
		{"a small camera: as much as it sees", image.Pt(640, 480), image.Pt(360, 355), page.LookGoods, 0.85 * 340},
		{"a small camera, the customer's code", image.Pt(320, 240), image.Pt(360, 355), page.LookLabels, 0.85 * 171},
	} {
		part := camera.Cover(c.frame, c.view.X, c.view.Y, closer)
		r := guideOf(part, c.view, c.look)
		if got := float64(r.Dx()) * float64(part.Dx()) / float64(c.view.X); got < 0.97*min(c.least, float64(part.Dx())*0.9) {
			t.Errorf("%s: the guide covers %.0f pixels of the frame, want %.0f", c.name, got, c.least)
		}
		if !r.In(image.Rectangle{Max: c.view}) || r.Dx() > c.view.X*9/10+1 || r.Dy() > c.view.Y*9/10+1 {
			t.Errorf("%s: guide %v in a view of %v", c.name, r, c.view)
		}
	}
	if r := guideOf(image.Rectangle{}, image.Pt(360, 300), page.LookGoods); !r.Empty() {
		t.Errorf("a camera that is not open has a guide: %v", r)
	}
}

func TestFormatsOfLooks(t *testing.T) {
	for l, want := range map[page.Look]decode.Format{
		page.LookGoods: camera.Goods, page.LookLabels: camera.Labels, page.LookAny: camera.Goods | camera.Labels | camera.Slips,
	} {
		if got := formatsOf(l); got != want || got&decode.UPCE != 0 {
			t.Errorf("look %d: %v", l, got)
		}
	}
}

// TestAside follows a screen through its answers.
func TestAside(t *testing.T) {
	start := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	type step struct {
		at           time.Duration
		scan, asks   bool
		behind, over bool
	}
	for name, steps := range map[string][]step{
		"a right item: back after the answer": {
			{at: 0, asks: true},
			{at: time.Second, scan: true, asks: true, behind: true},
			{at: 2100 * time.Millisecond, asks: true, behind: true},
			{at: 2300 * time.Millisecond, asks: true},
		},
		"a wrong item: back when it is acknowledged": {
			{at: time.Second, scan: true, asks: false, behind: true}, {at: 7 * time.Second, behind: true}, {at: 8 * time.Second, asks: true},
		},
		"a question comes up by itself": {
			{at: 0, asks: true}, {at: time.Second, behind: true}, {at: 2 * time.Second, asks: true},
		},
		"a screen that asks nothing any more": {
			{at: time.Second, scan: true, behind: true}, {at: 10 * time.Second, behind: true}, {at: 12 * time.Second, behind: true, over: true},
		},
		"the next scan is quicker than the answer": {
			{at: time.Second, scan: true, asks: true, behind: true},
			{at: 2 * time.Second, scan: true, asks: true, behind: true},
			{at: 3 * time.Second, asks: true, behind: true},
			{at: 3300 * time.Millisecond, asks: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var a aside
			for _, s := range steps {
				now := start.Add(s.at)
				if s.scan {
					a.scanned(now)
				}
				if behind, over := a.step(now, s.asks); behind != s.behind || over != s.over {
					t.Errorf("at %v: behind %v, over %v", s.at, behind, over)
				}
			}
		})
	}
}

func TestZoomAndViewStayWithinReason(t *testing.T) {
	r := camera.Range{Min: 100, Max: 500}
	if a, b, c := zoomAt(r, 0), zoomAt(r, 1), zoomAt(r, 2); a != 100 || b != 200 || c != 300 {
		t.Errorf("zoom %d, %d, %d", a, b, c)
	}
	for _, size := range []image.Point{{360, 355}, {1080, 1065}, {880, 630}, {3000, 2000}} {
		w, h := viewSize(size.X, size.Y)
		if w*h > mostPixels || w*size.Y*95 > h*size.X*100 || w*size.Y*105 < h*size.X*100 {
			t.Errorf("%v is painted as %dx%d", size, w, h)
		}
	}
}
