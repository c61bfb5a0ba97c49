// Package shell is the window: it keeps the stack of screens, gives every scan
// to the screen on top, locks an unattended terminal, and lets a new order make
// itself heard.
package shell

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"miseban/app/internal/asked"
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/cameraui"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// Session is what the shell asks of the sign-in service.
type Session interface {
	Actor() (retail.Actor, bool)
	Touch()
	Idle() bool
	Lock(ctx context.Context, auto bool) error
}

// Config is everything a window needs.
type Config struct {
	Window   fyne.Window
	Words    *words.Words
	Env      load.Env
	Steady   retail.Clock // never put right, for what is told by milliseconds; nil: as Env's
	Session  Session
	Settings *Settings
	Pictures func(ctx context.Context, key string, px int) (Picture, error)
	Play     func(assets.Sound)
	Sync     func(words.Catalog) widgets.SyncData // what the sync light shows now
	Who      func(words.Catalog) page.Who
	Waiting  func() int             // orders nobody has begun
	Alarm    func() pickup.Alarm    // those of them that should be; nil: nobody is told
	Asks     func() asked.Board     // what others ask of this shop, as read last; nil: nobody is told
	Callers  func() []pickup.Caller // customers in the shop, the longest wait first; nil: nobody is told
	TakeCall func(ctx context.Context, id retail.OrderID) error
	Tablets  Tablets                                   // for customers, that call; its zero value tells nobody
	Build    func(page.Window, page.Route) page.Screen // makes screens
	Enrolled func() bool
	Heard    func(scanner.Code)     // is told of every code before a screen is; may be nil
	Codes    func() scanner.Options // how codes are read: the chain's rules, the keyboard's layout; nil for none
	Cameras  Cameras                // nil: none
	Log      *slog.Logger
}

// Shell is the window of a terminal.
type Shell struct {
	cfg    Config
	cat    words.Catalog
	life   *load.Page
	thumbs *widgets.Thumbs
	root   *fyne.Container
	frame  *fyne.Container // the rooms of call, asks and alarm over root
	call   callBar
	alarm  alarmBar
	asks   askBar
	stack  []frame
	parked []page.Route // what was open when the terminal locked itself
	wedge  *scanner.Wedge
	pair   scanner.Pairer
	camera *cameraui.Camera // over the screen on top; nil: none
	light  widgets.SyncData // as it was when the time offline was looked at last
	asked  time.Time        // when a tablet for customers asked staff to sign in; zero: it does not
}

// frame is one open screen.
type frame struct {
	route  page.Route
	screen page.Screen
	stage  *widgets.Stage
	life   *load.Page
}

// Times of the shell.
const (
	flushEvery = 30 * time.Millisecond
	lookEvery  = time.Second
	chimeEvery = 20 * time.Second
)

// New builds the shell into the window and opens the first screen.
func New(ctx context.Context, cfg Config) *Shell {
	widgets.UseCanvas(cfg.Window.Canvas())
	cfg.Env.Shown = widgets.Wake
	s := &Shell{cfg: cfg, life: load.Open(ctx, cfg.Env), root: container.NewStack()}
	s.cat = cfg.Words.In(cfg.Settings.Lang())
	s.thumbs = widgets.NewThumbs(s.life, 400, cfg.Pictures)
	widgets.UseClock(cfg.Env.Clock)
	s.dress()
	cfg.Window.SetPadded(false)
	s.call.room, s.asks.room, s.alarm.room = container.NewStack(), container.NewStack(), container.NewStack()
	s.frame = container.NewBorder(widgets.VBox(0, s.call.room, s.asks.room, s.alarm.room), nil, nil, nil, s.root)
	cfg.Window.SetContent(s.frame)
	s.listen()
	s.life.Every(lookEvery, func(time.Time) { s.look() })
	s.life.Every(chimeEvery, func(time.Time) { s.chime() })
	s.Home()
	return s
}

// Pictured says that photographs came that may be wanted on the screen.
func (s *Shell) Pictured() { s.thumbs.Renew() }

// dress puts the theme on that the settings ask for.
func (s *Shell) dress() {
	th, err := theme.New(s.cfg.Settings.Theme())
	if err != nil {
		s.cfg.Log.Error("theme", "err", err)
		return
	}
	fyne.CurrentApp().Settings().SetTheme(th)
}

// listen takes key strokes of a scanner that types. They are told by a clock that
// is not the hub's: that one is put right while keys come, and a burst would be cut
// there, or a person's keys be taken for one.
func (s *Shell) listen() {
	if s.cfg.Steady == nil {
		s.cfg.Steady = s.cfg.Env.Clock
	}
	now := s.cfg.Steady.Now
	s.wedge = scanner.NewWedge(scanner.DefaultWedgeRules(), s.burst)
	newKeyboard(s.wedge, now).listen(s.cfg.Window.Canvas())
	// Pasting a code is scanning it: for a desk without a scanner, and to practise.
	s.cfg.Window.Canvas().AddShortcut(&fyne.ShortcutPaste{}, func(sc fyne.Shortcut) {
		if p, ok := sc.(*fyne.ShortcutPaste); ok && p.Clipboard != nil {
			s.Typed(p.Clipboard.Content())
		}
	})
	s.life.Every(flushEvery, func(time.Time) {
		if s.wedge.Pending() {
			s.wedge.Flush(now())
		}
		if s.pair.Pending() {
			s.hand(s.pair.Flush(s.cfg.Env.Clock.Now()))
		}
	})
}

// reading is how codes are read now.
func (s *Shell) reading() scanner.Options {
	if s.cfg.Codes == nil {
		return scanner.Options{}
	}
	return s.cfg.Codes()
}

// burst reads what a hand scanner typed.
func (s *Shell) burst(b scanner.Burst) {
	opt := s.reading()
	ago := s.cfg.Steady.Now().Sub(b.Last)
	opt.Source, opt.At, opt.Typing = scanner.SourceWedge, s.cfg.Env.Clock.Now().Add(-ago), b.Typing()
	s.Scan(scanner.Classify(b.Text, opt))
}

// Typed gives the screen on top a code that a person typed or pasted.
func (s *Shell) Typed(text string) {
	opt := s.reading()
	opt.Source, opt.At = scanner.SourceTyped, s.cfg.Env.Clock.Now()
	s.Scan(scanner.Classify(text, opt))
}

// Scan gives a code to the screen on top; the two rows of a book as one. Call it
// on the UI goroutine.
func (s *Shell) Scan(c scanner.Code) {
	s.cfg.Session.Touch()
	s.pair.Tags = slices.ContainsFunc(s.reading().Templates, func(t scanner.Template) bool { return t.Lower })
	s.hand(s.pair.Take(c))
	widgets.Wake()
}

// hand gives codes that are ready to the screen on top.
func (s *Shell) hand(codes []scanner.Code) {
	for _, c := range codes {
		if s.cfg.Heard != nil {
			s.cfg.Heard(c)
		}
		f := s.top()
		if f == nil {
			continue
		}
		if _, in := s.cfg.Session.Actor(); in && c.Kind == scanner.KindCalibration && !teaches(f.route) {
			s.Go(page.Calibrate{}) // whoever scans it means it, wherever
			f = s.top()
		}
		f.screen.Scan(c)
		if s.camera != nil {
			s.camera.Scanned()
		}
	}
}

// teaches tells the pages that the calibration code is for.
func teaches(r page.Route) bool {
	switch r.(type) {
	case page.Calibrate, page.ScanTest:
		return true
	}
	return false
}

func (s *Shell) top() *frame {
	if len(s.stack) == 0 {
		return nil
	}
	return &s.stack[len(s.stack)-1]
}

// Called makes customers heard and seen who just said that they are here.
func (s *Shell) Called() { s.ring() }

// look locks a terminal that nobody attends to, and one whose staff left. It
// lets a frame be painted, whatever Fyne has forgotten by then.
func (s *Shell) look() {
	widgets.Wake()
	if s.cfg.Session.Idle() {
		s.lock(true)
	}
	s.giveBack()
	s.ring()
	s.hearAsks()
	if d := s.Sync(); d != s.light && d.Kind == widgets.SyncOffline { // its time runs while nothing else happens
		s.light = d
		s.Synced()
	}
}

// Arrived makes new orders heard at once.
func (s *Shell) Arrived() {
	if _, in := s.cfg.Session.Actor(); in && s.cfg.Waiting() > 0 {
		s.Play(assets.SoundNewOrder)
	}
	s.chime()
}

// Changed tells the screen on top that things changed underneath.
func (s *Shell) Changed(ids []retail.OrderID) {
	if f := s.top(); f != nil {
		f.screen.Changed(ids)
	}
	widgets.Wake()
}

// Synced tells the screen on top that the sync light changed.
func (s *Shell) Synced() {
	if f := s.top(); f != nil {
		f.screen.Synced()
	}
	if s.camera != nil {
		s.camera.Synced()
	}
	widgets.Wake()
}

func (s *Shell) open(r page.Route) frame {
	f := frame{route: r, life: load.Open(s.life.Context(), s.cfg.Env), screen: s.cfg.Build(s, r)}
	f.stage = widgets.NewStage(f.screen.Content(), f.life)
	return f
}

func (f *frame) close() {
	f.screen.Close()
	f.life.Close()
}

// show puts the top screen into the window.
func (s *Shell) show() {
	f := s.top()
	s.root.Objects = []fyne.CanvasObject{newWatch(s.over(f), s.cfg.Session.Touch)}
	s.root.Refresh()
	s.hearAsks() // the page that answers is not told again
	widgets.Wake()
	s.cfg.Window.Canvas().Unfocus()
}

// Go opens a screen on top.
func (s *Shell) Go(r page.Route) {
	s.stack = append(s.stack, s.open(r))
	s.show()
}

// Replace opens a screen instead of the one on top.
func (s *Shell) Replace(r page.Route) {
	f := s.open(r)
	if n := len(s.stack); n > 0 {
		s.stack[n-1].close()
		s.stack = s.stack[:n-1]
	}
	s.stack = append(s.stack, f)
	s.show()
}

// Back returns to the screen below; the first one stays. The screen below is
// built anew: it may be hours old.
func (s *Shell) Back() {
	n := len(s.stack)
	if n < 2 {
		return
	}
	s.stack[n-1].close()
	s.stack = s.stack[:n-1]
	below := s.stack[n-2].route
	s.stack[n-2].close()
	s.stack[n-2] = s.open(below)
	s.show()
}

// Home returns to the first screen: enrolment, sign-in, or the work of the
// shape.
func (s *Shell) Home() {
	s.reset(s.first())
}

func (s *Shell) first() page.Route {
	if !s.cfg.Enrolled() {
		return page.Enrol{}
	}
	if _, in := s.cfg.Session.Actor(); !in {
		if s.cfg.Settings.Showroom() {
			return page.ShowRoom{}
		}
		return page.SignIn{}
	}
	return page.Queue{}
}

// reset closes everything and opens the routes, the last one on top.
func (s *Shell) reset(routes ...page.Route) {
	for i := range s.stack {
		s.stack[i].close()
	}
	s.stack = nil
	for _, r := range routes {
		s.stack = append(s.stack, s.open(r))
	}
	s.show()
}

// Enter is called when somebody signed in: work that lay open when the
// terminal locked goes on where it was.
func (s *Shell) Enter() {
	routes := s.parked
	s.parked = nil
	if len(routes) == 0 {
		routes = []page.Route{page.Queue{}}
	}
	s.cfg.Session.Touch()
	s.reset(routes...)
}

// Lock leaves the terminal to the next person.
func (s *Shell) Lock() { s.lock(false) }

func (s *Shell) lock(auto bool) {
	if err := s.cfg.Session.Lock(s.life.Context(), auto); err != nil {
		s.Fail(err)
		return
	}
	s.parked = nil
	for _, f := range s.stack {
		s.parked = append(s.parked, f.route)
	}
	s.wedge.Reset()
	s.pair.Reset()
	s.dropCamera()
	s.dress()
	s.reset(s.first())
}

// Words is the catalogue of the language in use.
func (s *Shell) Words() words.Catalog { return s.cat }

// SwitchWords changes to the other language and builds the screens anew.
func (s *Shell) SwitchWords() {
	s.cat = s.cat.Other()
	s.cfg.Settings.SetLang(s.cat.Lang())
	s.rebuild()
}

// Redress takes over changed settings of theme and size.
func (s *Shell) Redress() {
	s.dress()
	s.rebuild()
}

func (s *Shell) rebuild() {
	s.dropCamera()
	var routes []page.Route
	for _, f := range s.stack {
		routes = append(routes, f.route)
	}
	s.reset(routes...)
}

// Shape is the form of the window.
func (s *Shell) Shape() page.Shape { return s.cfg.Settings.Shape() }

// Env opens load.Pages.
func (s *Shell) Env() load.Env { return s.cfg.Env }

// Thumbs holds the product pictures.
func (s *Shell) Thumbs() *widgets.Thumbs { return s.thumbs }

// Play makes a sound, unless that one is switched off.
func (s *Shell) Play(snd assets.Sound) {
	if s.cfg.Settings.Sound(snd) {
		s.cfg.Play(snd)
	}
}

// Sync is what the sync light shows.
func (s *Shell) Sync() widgets.SyncData { return s.cfg.Sync(s.cat) }

// Who is signed in, and where.
func (s *Shell) Who() page.Who { return s.cfg.Who(s.cat) }

// Fail shows an error in shop language and logs its cause.
func (s *Shell) Fail(err error) {
	if err == nil || s.life.Gone() {
		return
	}
	s.cfg.Log.Error("screen", "err", err)
	if f := s.top(); f != nil {
		f.stage.Toast(page.Message(s.cat, err), s.cat.T("common.close"), f.stage.Hide)
	}
	s.Play(assets.SoundWrong)
	widgets.Wake()
}

// Close ends every screen.
func (s *Shell) Close() {
	s.dropCamera()
	for i := range s.stack {
		s.stack[i].close()
	}
	s.stack = nil
	s.life.Close()
}
