package main

import (
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
)

// routes is one value of every route; TestRoutesAreWhole holds it beside the
// package's source.
var routes = []page.Route{
	page.Enrol{},
	page.SignIn{},
	page.Queue{},
	page.Search{},
	page.Pick{},
	page.Shortage{},
	page.Offer{},
	page.Stage{},
	page.Stop{},
	page.Handover{},
	page.Exception{},
	page.Count{},
	page.Checklist{},
	page.Terminals{},
	page.Records{},
	page.Figures{},
	page.WrongGoods{},
	page.Settings{},
	page.Calibrate{},
	page.Goods{},
	page.Product{},
	page.Stand{},
	page.Others{},
	page.Shelves{},
	page.Proposals{},
	page.ScanTest{},
	page.Transfers{},
	page.Transfer{},
	page.TransferAsk{},
	page.Stocktakes{},
	page.StocktakeAreas{},
	page.Counting{},
	page.StocktakeResult{},
	page.CountAgain{},
	page.ShelfChecks{},
	page.Holds{},
	page.Hold{},
	page.MakeHold{},
	page.Prints{},
	page.Rounds{},
	page.Round{},
	page.Printer{},
	page.Places{},
	page.ShowRoom{},
}

func TestEveryRouteHasAScene(t *testing.T) {
	shown := map[reflect.Type]bool{}
	for _, s := range scenes {
		shown[reflect.TypeOf(s.Route)] = true
	}
	for _, r := range routes {
		if !shown[reflect.TypeOf(r)] {
			t.Errorf("%T: no scene draws it", r)
		}
	}
}

// TestEveryConflictHasAScene: the protocol names fourteen, and each is seen by
// somebody.
func TestEveryConflictHasAScene(t *testing.T) {
	for n := 1; n <= 14; n++ {
		name := fmt.Sprintf("conflict-%02d", n)
		if !slices.ContainsFunc(scenes, func(s scene) bool { return s.Name == name }) {
			t.Errorf("no scene draws %s", name)
		}
	}
}

// TestRoutesAreWhole counts what package page calls a route.
func TestRoutesAreWhole(t *testing.T) {
	src, err := os.ReadFile("../../internal/ui/page/page.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`(?m)^func \(\w+\) route\(\)`).FindAll(src, -1)); n != len(routes) {
		t.Errorf("package page has %d routes, %d are listed here", n, len(routes))
	}
}

func TestScenesAreWhole(t *testing.T) {
	names := map[string]bool{}
	for _, s := range scenes {
		if s.Name == "" || names[s.Name] {
			t.Errorf("scene %q: the name is empty or taken", s.Name)
		}
		names[s.Name] = true
		if s.Route == nil || s.Build == nil {
			t.Errorf("scene %q: has no route or no screen", s.Name)
		}
	}
}

// TestDraw draws every scene once, in Japanese on light ground. Nothing in any of
// them may take the focus but a widgets.Field: what has the focus gets the keys of
// a scan, and only that knows what to do with them.
func TestDraw(t *testing.T) {
	dir := t.TempDir()
	fields := 0
	looked = func(s scene, c fyne.Canvas) {
		walk(c.Content(), func(o fyne.CanvasObject) {
			if _, ok := o.(*widgets.Field); ok {
				fields++
			} else if _, ok := o.(fyne.Focusable); ok {
				t.Errorf("scene %q: a %T takes the focus and swallows scans: use widgets.Field, or the kit's targets", s.Name, o)
			}
		})
		if o := c.Overlays().Top(); o != nil {
			t.Errorf("scene %q: a %T lies over the window and takes its keys", s.Name, o)
		}
	}
	defer func() {
		if looked = nil; fields == 0 {
			t.Error("no scene shows a field")
		}
	}()
	if err := draw(options{out: dir, looks: "handheld-light-ja"}); err != nil {
		t.Fatal(err)
	}
	for _, s := range scenes {
		if s.Only != 0 && s.Only != page.Handheld {
			continue
		}
		if st, err := os.Stat(filepath.Join(dir, s.Name+"-handheld-light-ja.png")); err != nil || st.Size() < 2000 {
			t.Errorf("scene %q: %v", s.Name, err)
		}
	}
}

// walk visits an object and all that is in it.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if _, in := o.(*widgets.Field); !in { // its parts are its own
		switch o := o.(type) {
		case *fyne.Container:
			for _, in := range o.Objects {
				walk(in, visit)
			}
		case fyne.Widget:
			for _, in := range test.WidgetRenderer(o).Objects() {
				walk(in, visit)
			}
		}
	}
	visit(o)
}

func TestReadmePicturesAreDrawn(t *testing.T) {
	drawn := map[string]bool{}
	for _, l := range looks(false) {
		for _, s := range scenes {
			if s.wants(l) {
				drawn[s.Name+"-"+l.String()+".png"] = true
			}
		}
	}
	text, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for scene, name := range readme {
		if !drawn[scene] {
			t.Errorf("%s: no scene draws %s", name, scene)
		}
		if !strings.Contains(string(text), "docs/pictures/"+name) {
			t.Errorf("README.md does not show %s", name)
		}
	}
}

func TestFewKeepsWhatIsFlat(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := range 64 * 64 {
		c := color.NRGBA{R: uint8(i), G: uint8(i >> 4), B: uint8(i >> 2), A: 255} // more colours than a palette has
		if i%2 == 0 {
			c = color.NRGBA{R: 10, G: 92, B: 73, A: 255}
		}
		img.SetNRGBA(i%64, i/64, c)
	}
	got := few(img)
	if n := len(got.Palette); n > 256 {
		t.Errorf("%d colours", n)
	}
	if c := got.At(2, 2).(color.NRGBA); c != (color.NRGBA{R: 10, G: 92, B: 73, A: 255}) {
		t.Errorf("the colour that most pixels have became %v", c)
	}
}
