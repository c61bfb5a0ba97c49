package showui_test

import (
	"context"
	"fmt"
	"image"
	"runtime"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/catalog"
	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/load/loadtest"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/showui"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// goods are as many shirts as wanted.
type goods struct {
	showroom.Goods
	n     int
	empty *bool // nothing has come in yet
}

func (g goods) none() bool { return g.empty != nil && *g.empty }

func style(i int) retail.Style {
	s := retail.Style{Code: fmt.Sprintf("OX-%d", i), Name: fmt.Sprintf("シャツ %d", i), Category: "シャツ"}
	for _, z := range []string{"S", "M"} {
		s.Variants = append(s.Variants, retail.Variant{SKU: retail.SKUID(s.Code + "-" + z), Size: z, Color: retail.Color{Word: "白", Hex: "#F8F6F1"}, PriceTaxIn: 5990, Picture: fmt.Sprintf("art:shirt/%06X", i%16*0x101010)})
	}
	return s
}

func (g goods) Browse(_ context.Context, _ catalog.Filter, want int) ([]catalog.Hit, bool, error) {
	out := make([]catalog.Hit, min(want, g.n))
	for i := range out {
		out[i] = catalog.Hit{Style: style(i)}
	}
	return out, false, nil
}

func (goods) Marks(_ context.Context, hits []catalog.Hit) ([]catalog.Where, error) {
	return make([]catalog.Where, len(hits)), nil
}

func (g goods) Facets(context.Context, string, catalog.Filter) (catalog.Facets, error) {
	if g.none() {
		return catalog.Facets{}, nil
	}
	return catalog.Facets{Categories: []catalog.Facet{{Word: "シャツ", N: 9}}}, nil
}

func (g goods) Search(context.Context, string, catalog.Filter) (catalog.Results, error) {
	return catalog.Results{Hits: []catalog.Hit{{Style: style(3)}}}, nil
}

func (goods) Product(_ context.Context, code string) (catalog.Product, error) {
	s := style(7)
	s.Code = code
	return catalog.Matrix(s), nil
}

func (goods) Scanned(_ context.Context, gtin string) (string, retail.SKUID, error) {
	if gtin != "04901234567894" {
		return "", "", retail.E(retail.CodeNotFound, "test", "", nil)
	}
	return "OX-7", "OX-7-M", nil
}

func (goods) Elsewhere(context.Context, retail.SKUID) (catalog.Elsewhere, error) {
	return catalog.Elsewhere{}, nil
}

func (goods) ElsewhereNow(context.Context, retail.SKUID) (catalog.Elsewhere, error) {
	return catalog.Elsewhere{}, retail.E(retail.CodeOffline, "test", "", nil)
}

func (g goods) Site(context.Context) (retail.Site, error) {
	if g.none() {
		return retail.Site{}, retail.E(retail.CodeNotFound, "test", "", nil)
	}
	return retail.Site{ID: "S1", Name: "渋谷店"}, nil
}

func (g goods) Chain(context.Context) (retail.Chain, error) {
	if g.none() {
		return retail.Chain{}, retail.E(retail.CodeNotFound, "test", "", nil)
	}
	return retail.Chain{Name: "見世野"}, nil
}

// bell is rung by nobody.
type bell struct {
	now   showroom.Calling
	err   error
	ended int
}

func (b *bell) Now(context.Context) (showroom.Calling, error)             { return b.now, nil }
func (b *bell) Call(context.Context, retail.CallNeed, retail.SKUID) error { return b.err }
func (b *bell) End(context.Context) error                                 { b.ended++; return nil }

// rig is a tablet with its customer.
type rig struct {
	page.Window
	t      testing.TB
	cat    words.Catalog
	env    load.Env
	pump   *loadtest.Pump
	clock  *loadtest.Clock
	svc    *showroom.Service
	bell   *bell
	asked  []string // who of the staff was asked for
	win    fyne.Window
	screen page.Screen
	quiet  int
}

func (r *rig) Words() words.Catalog   { return r.cat }
func (r *rig) Env() load.Env          { return r.env }
func (r *rig) Sync() widgets.SyncData { return widgets.SyncText(r.cat, widgets.SyncConnected, 0, 0, 0) }
func (r *rig) Who() page.Who          { return page.Who{Shop: "渋谷店"} }
func (r *rig) Play(assets.Sound)      {}
func (r *rig) Fail(err error)         { r.t.Errorf("failed: %v", err) }

func newRig(t testing.TB, n int, source showui.Source) *rig {
	t.Helper()
	return rigOf(t, goods{n: n}, source)
}

func rigOf(t testing.TB, g goods, source showui.Source) *rig {
	t.Helper()
	app := test.NewTempApp(t)
	th, err := theme.New(theme.Options{ReduceMotion: true})
	if err != nil {
		t.Fatal(err)
	}
	app.Settings().SetTheme(th)
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, cat: all.In(words.Ja), bell: &bell{}}
	r.env, r.pump, r.clock = loadtest.Env(time.Date(2026, 11, 21, 10, 42, 0, 0, retail.Japan))
	r.svc = showroom.New(g, g, "tablet-1", r.clock)
	r.quiet = runtime.NumGoroutine()
	ctx, end := context.WithCancel(context.Background())
	t.Cleanup(end)
	r.screen = showui.New(r, r.svc, showui.NewAlbum(ctx, r.env, source), showui.Doors{Bell: r.bell, Staff: func(c *scanner.Code) {
		who := "knock"
		if c != nil {
			who = c.Text
		}
		r.asked = append(r.asked, who)
	}})
	t.Cleanup(r.screen.Close)
	r.win = test.NewTempWindow(t, r.screen.Content())
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(1280, 800))
	r.settle()
	return r
}

// settle runs what comes to the screen until nothing loads any more.
func (r *rig) settle() {
	for range 2000 {
		if r.pump.Run() > 0 {
			continue
		}
		if runtime.NumGoroutine() <= r.quiet && r.pump.Run() == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// pass lets the time go by, second by second, as the tablet sees it.
func (r *rig) pass(d time.Duration) {
	for range int(d / time.Second) {
		r.clock.Advance(time.Second)
		r.settle()
	}
}

// texts is everything that can be read on the screen.
func texts(o fyne.CanvasObject) string {
	var b strings.Builder
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		switch x := o.(type) {
		case *widgets.Text:
			b.WriteString(x.String() + "\n")
		case *fyne.Container:
			for _, k := range x.Objects {
				walk(k)
			}
		case fyne.Widget:
			for _, k := range test.WidgetRenderer(x).Objects() {
				walk(k)
			}
		}
	}
	walk(o)
	return b.String()
}

func (r *rig) sees(s string) bool { return strings.Contains(texts(r.win.Content()), s) }

func blank(_ context.Context, s showui.Shot) (image.Image, error) {
	return image.NewRGBA(image.Rect(0, 0, max(1, s.W), max(1, s.H))), nil
}

// TestNobodyThere: after 45 s the tablet asks, after 15 more it has forgotten what
// the customer typed, noted and looked at, and ends a call that is open.
func TestNobodyThere(t *testing.T) {
	r := newRig(t, 9, blank)
	const secret = "ヤマダ ハナコ 090"
	r.svc.Visit.Go(showroom.Home{})
	r.svc.Visit.Favorite(showroom.Item{Style: "OX-1"})
	r.svc.Visit.Lang = words.En
	r.svc.Visit.Go(showroom.Search{Text: secret})
	r.screen.Scan(scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: "04901234567894"}})
	r.settle()
	if p, ok := r.svc.Visit.Top().(showroom.ArticlePage); !ok || p.Style != "OX-7" || p.SKU != "OX-7-M" {
		t.Fatalf("a scan opened %#v", r.svc.Visit.Top())
	}
	if !r.sees("OX-7") {
		t.Fatal("the page of what was scanned is not shown")
	}
	r.pass(44 * time.Second)
	if r.sees("Still with us?") {
		t.Fatal("asked too early")
	}
	r.pass(4 * time.Second)
	if !r.sees("Still with us?") || !r.sees("12") {
		t.Fatalf("not asked: %s", texts(r.win.Content()))
	}
	r.pass(11 * time.Second)
	if _, waits := r.svc.Visit.Top().(showroom.Attract); waits {
		t.Fatal("wiped too early")
	}
	r.pass(2 * time.Second)
	if _, waits := r.svc.Visit.Top().(showroom.Attract); !waits {
		t.Fatalf("%#v is shown", r.svc.Visit.Top())
	}
	if left := fmt.Sprintf("%+v", *r.svc.Visit); strings.Contains(left, secret) || strings.Contains(left, "OX-") || r.sees(secret) || !r.sees("画面にふれて") {
		t.Errorf("%s is left; %s", left, texts(r.win.Content()))
	}
}

// TestNothingYet: a new tablet has nothing to show for its first moments. Nobody is
// told of a fault; the goods appear as soon as they have come in.
func TestNothingYet(t *testing.T) {
	for name, p := range map[string]showroom.Page{"waiting": showroom.Attract{}, "first page": showroom.Home{}} {
		t.Run(name, func(t *testing.T) {
			empty := true
			r := rigOf(t, goods{n: 9, empty: &empty}, blank)
			if p != (showroom.Attract{}) {
				test.TapCanvas(r.win.Canvas(), fyne.NewPos(640, 300))
				r.settle()
			}
			if r.sees("野") || p == (showroom.Home{}) && !r.sees("用意") {
				t.Fatalf("before the goods: %s", texts(r.win.Content()))
			}
			empty = false
			r.screen.Synced()
			r.settle()
			if !r.sees("野") || r.sees("用意") || p == (showroom.Home{}) && !r.sees("シャツ") {
				t.Errorf("with goods: %s", texts(r.win.Content()))
			}
		})
	}
}

// TestAnswered: whoever answers the question goes on where they were.
func TestAnswered(t *testing.T) {
	r := newRig(t, 9, blank)
	r.screen.Scan(scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: "04901234567894"}})
	r.settle()
	r.pass(50 * time.Second)
	if !r.sees("まだご覧になりますか") {
		t.Fatal("not asked")
	}
	test.TapCanvas(r.win.Canvas(), fyne.NewPos(640, 40))
	r.settle()
	if r.sees("まだご覧になりますか") || !r.sees("OX-7") {
		t.Errorf("%s", texts(r.win.Content()))
	}
	r.pass(40 * time.Second)
	if r.sees("まだご覧になりますか") {
		t.Error("the touch did not count")
	}
}

// TestStaffDoor: five touches of the chain's name, or a badge, ask for staff; four
// do not, and goods that nobody knows are said so.
func TestStaffDoor(t *testing.T) {
	r := newRig(t, 9, blank)
	for range 4 {
		test.TapCanvas(r.win.Canvas(), fyne.NewPos(70, 70))
	}
	r.pass(10 * time.Second)
	for i := range 5 {
		if len(r.asked) != 0 {
			t.Fatalf("%d touches were enough", i)
		}
		test.TapCanvas(r.win.Canvas(), fyne.NewPos(70, 70))
	}
	if len(r.asked) != 1 {
		t.Errorf("%v after five touches", r.asked)
	}
	r.screen.Scan(scanner.Code{Kind: scanner.KindStaff, Text: "badge"})
	if len(r.asked) != 2 || r.asked[1] != "badge" {
		t.Errorf("%v after a badge", r.asked)
	}
	r.screen.Scan(scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: "00000000000000"}})
	r.settle()
	if !r.sees("見つかりませんでした") {
		t.Error("unknown goods are said nothing of")
	}
}

// TestCallingStaff: while somebody is called or comes the tablet does not ask
// whether the customer is there; without a line it says to speak to staff; a wiped
// visit takes its call back.
func TestCallingStaff(t *testing.T) {
	r := newRig(t, 9, blank)
	r.svc.Visit.Go(showroom.Calls{})
	r.bell.now = showroom.Calling{Stage: showroom.Asking, Call: retail.StaffCall{Call: "c", At: r.clock.Now()}}
	r.screen.Changed(nil)
	r.settle()
	r.svc.Visit.Touch()
	r.pass(90 * time.Second)
	if _, over := r.svc.Visit.Idle(); over || r.sees("まだご覧になりますか") {
		t.Error("asked while the customer waits for us")
	}
	r.bell.now.Stage, r.bell.now.Name, r.bell.now.Call.Taken = showroom.Coming, "佐藤", r.clock.Now()
	r.screen.Changed(nil)
	r.settle()
	r.pass(6 * time.Minute)
	if _, waits := r.svc.Visit.Top().(showroom.Attract); !waits || r.bell.ended == 0 {
		t.Errorf("%#v is shown, the call was ended %d times", r.svc.Visit.Top(), r.bell.ended)
	}
}

// BenchmarkScroll is the time of a frame, painted in software: of a grid of 10,000
// cards that is scrolled, of the same one that stands still, and of one without any.
func BenchmarkScroll(b *testing.B) {
	for _, c := range []struct {
		name string
		n    int
		by   float32
	}{{"scrolled", 10_000, 40}, {"still", 10_000, 0}, {"empty", 0, 0}} {
		b.Run(c.name, func(b *testing.B) {
			r := newRig(b, c.n, blank)
			r.svc.Visit.Go(showroom.Home{})
			r.svc.Visit.Go(showroom.Grid{Filter: catalog.Filter{Category: "シャツ"}})
			r.screen.Close()
			r.screen = showui.New(r, r.svc, showui.NewAlbum(context.Background(), r.env, blank), showui.Doors{Bell: r.bell})
			r.win.SetContent(r.screen.Content())
			r.settle()
			list := find[*widgets.List](r.win.Content())
			b.ResetTimer()
			for i := range b.N {
				if list != nil {
					list.SetOffset(float32(i%4000) * c.by)
				}
				r.pump.Run()
				_ = r.win.Canvas().Capture()
			}
		})
	}
}

// find is the first object of a kind on the screen.
func find[T fyne.CanvasObject](o fyne.CanvasObject) (found T) {
	if x, ok := o.(T); ok {
		return x
	}
	var kids []fyne.CanvasObject
	switch x := o.(type) {
	case *fyne.Container:
		kids = x.Objects
	case fyne.Widget:
		kids = test.WidgetRenderer(x).Objects()
	case *canvas.Text:
	}
	for _, k := range kids {
		if f := find[T](k); any(f) != any(found) {
			return f
		}
	}
	return found
}
