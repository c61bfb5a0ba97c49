//go:build window

package windowtest

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/scanner"
)

// counterForm is the window in its form for the counter and the tablet.
var counterForm = image.Rect(0, 0, 1280, 800)

// stand is where things are in one form of the window.
type stand struct {
	form   image.Rectangle
	queue  []patch         // the queue is there
	rooms  []image.Point   // from the queue to まとめてピッキング
	size   image.Point     // how many orders at most
	five   image.Point     // in its sheet
	chosen image.Rectangle // inside the button of size, once another is chosen
	main   image.Point
	mainAt image.Rectangle
	miss   image.Point     // 見つからない
	gone   image.Point     // 棚にない, in its sheet
	empty  image.Point     // 空です
	last   image.Point     // the first order of a round that is done
	offer  image.Point     // お客様へ提案, in the toast
	grey   image.Point     // the substitute
	phone  image.Point     // how the customer was asked
	asks   image.Rectangle // inside the panel that says which tote, and the shelf
	head   image.Rectangle // of an answer that fills the screen
}

var stands = map[string]stand{
	"handheld": {
		form: handheld, queue: []patch{{firstTime, theme.StopFill, 0.5}, {mainArea, theme.Accent, 0.5}},
		rooms: []image.Point{menuButton, {276, 277}}, size: image.Pt(60, 96), five: image.Pt(180, 250), chosen: image.Rect(22, 72, 110, 120),
		main: mainButton, mainAt: mainArea, miss: image.Pt(60, 600), gone: image.Pt(180, 126), empty: image.Pt(260, 580),
		offer: image.Pt(274, 508), grey: image.Pt(180, 422), phone: image.Pt(180, 246), last: image.Pt(180, 130), asks: image.Rect(24, 175, 70, 330), head: image.Rect(0, 0, 360, 60),
	},
	"counter": {
		form: counterForm, queue: []patch{{image.Rect(124, 172, 196, 244), theme.StopFill, 0.5}},
		rooms: []image.Point{{48, 555}}, size: image.Pt(380, 110), five: image.Pt(640, 262), chosen: image.Rect(285, 94, 500, 138),
		main: image.Pt(900, 752), mainAt: image.Rect(760, 726, 1200, 778), miss: image.Pt(60, 752), gone: image.Pt(640, 162), empty: image.Pt(720, 450),
		offer: image.Pt(809, 667), grey: image.Pt(640, 438), phone: image.Pt(640, 262), last: image.Pt(640, 150), asks: image.Rect(280, 190, 340, 400), head: image.Rect(0, 0, 1280, 60),
	},
}

// TestRoundOfFive walks five orders in one round: a wrong item, a foreign tote, an
// order canceled in the middle, goods that are not on their shelf and others that the
// customer takes in their place. In both forms of the window.
func TestRoundOfFive(t *testing.T) {
	for name, at := range stands {
		t.Run(name, func(t *testing.T) {
			w := &roundWalk{shop: openShop(t), at: at, name: name}
			w.form = at.form
			w.shop.start("-shape", name, "-enrol", w.enrolCode())
			w.db = w.data()
			w.signedIn()
			w.begin()
			w.walk()
			await(t, "everything is sent", func() bool { n, err := w.db.Unsent(context.Background()); return n == 0 && err == nil })
			w.audit()
			if err := w.terminal.stop(t); err != nil {
				t.Error("the terminal's end: ", err)
			}
			w.calm()
		})
	}
}

// roundWalk is somebody who walks a round at a window.
type roundWalk struct {
	*shop
	at    stand
	name  string
	db    *localdb.DB
	id    retail.WaveID
	world *sample.World
}

func (w *roundWalk) look(step string, want ...patch) {
	w.t.Helper()
	w.sees(w.name+"-round-"+step, want...)
}

func (w *roundWalk) signedIn() {
	w.t.Helper()
	w.world = sample.New(1, time.Now())
	i := slices.IndexFunc(w.world.Staff, func(p sample.Person) bool { return p.ID == sample.Sato })
	badge := must(w.t)(scanner.NewStaff(w.world.Staff[i].Badge))
	await(w.t, "佐藤 is signed in", func() bool {
		w.scan(badge)
		time.Sleep(400 * time.Millisecond)
		who, _, err := w.db.SignedIn(context.Background())
		return who == sample.Sato && err == nil
	})
	w.look("queue", w.at.queue...)
}

// begin chooses the five most urgent orders.
func (w *roundWalk) begin() {
	w.t.Helper()
	for i, p := range w.at.rooms {
		w.tap(p)
		w.still()
		w.look(fmt.Sprint("to-", i))
	}
	w.look("choose", patch{w.at.mainAt, theme.Accent, 0.5})
	w.tap(w.at.size)
	w.still()
	w.look("size")
	w.tap(w.at.five)
	w.still()
	w.look("five", patch{w.at.mainAt, theme.Accent, 0.5}, patch{w.at.chosen, theme.AccentSoft, 0.4})
	w.tap(w.at.main)
	await(w.t, "the round is open", func() bool {
		list, err := w.db.Waves(context.Background())
		if len(list) == 1 {
			w.id = list[0].ID
		}
		return len(list) == 1 && len(list[0].Orders) == 5 && err == nil
	})
	w.look("shelf", patch{w.at.mainAt, theme.AccentSoft, 0.5})
}

// tote is the label of an order's own tote.
func (w *roundWalk) tote(o *retail.Order) string { return must(w.t)(scanner.NewTote("T-" + o.Number)) }

// take scans an item of an order and lays it into its tote.
func (w *roundWalk) take(number string, sku retail.SKUID, step string) {
	w.t.Helper()
	o := w.number(w.db, number)
	i := slices.IndexFunc(o.Lines, func(l retail.Line) bool { return l.SKU == sku })
	before := o.Lines[i].Picked
	w.scan(o.Lines[i].JAN)
	await(w.t, number+" has "+string(sku)+" in hand", func() bool { return w.order(w.db, o.ID).Lines[i].Picked == before+1 })
	level, err := w.db.Stock(context.Background(), sku)
	if err != nil {
		w.t.Fatal(err)
	}
	if level.OnHand-level.Picked == 0 {
		w.still()
		w.look(step + "-zero")
		w.tap(w.at.empty)
	}
	w.look(step+"-tote", patch{w.at.asks, theme.Accent, 0.7})
	w.scan(w.tote(o))
	await(w.t, number+" has it in its tote", func() bool {
		l := w.order(w.db, o.ID).Lines[i]
		return l.Picks[len(l.Picks)-1].Tote != ""
	})
}

func (w *roundWalk) walk() {
	w.t.Helper()
	wrong, _ := w.world.SKU("SN-7010-WH-265")
	w.scan(wrong.JAN)
	w.look("wrong", patch{w.at.head, theme.StopFill, 0.85})
	if got := mismatches(w.t, w.db); !slices.Equal(got, []string{wrong.JAN}) {
		w.t.Fatalf("wrong scans are %q", got)
	}
	w.tap(w.at.main)
	w.look("shelf-again", patch{w.at.mainAt, theme.AccentSoft, 0.5})
	w.take("4819", "SN-7010-NV-265", "first")
	// The next item, and the tote of the order before.
	o := w.number(w.db, "4821")
	w.scan(o.Lines[0].JAN)
	await(w.t, "the shirt is in hand", func() bool { return w.order(w.db, o.ID).Lines[0].Picked == 1 })
	w.look("second-tote", patch{w.at.asks, theme.Accent, 0.7})
	w.scan(w.tote(w.number(w.db, "4819")))
	w.look("foreign", patch{w.at.head, theme.StopFill, 0.85})
	w.tap(w.at.main)
	w.look("second-again", patch{w.at.asks, theme.Accent, 0.7})
	w.scan(w.tote(o))
	await(w.t, "the shirt is in its tote", func() bool { return w.order(w.db, o.ID).Lines[0].Picks[0].Tote != "" })
	w.cancel(o)
	w.look("canceled", patch{w.at.head, theme.HaltFill, 0.9})
	w.tap(w.at.main)
	w.look("after-cancel", patch{w.at.mainAt, theme.AccentSoft, 0.5})
	w.take("4819", "MG-8010-NV-400ML", "third")
	w.take("4822", "MG-8010-NV-300ML", "mug")
	w.take("4825", "KN-3010-MS-M", "knit")
	w.take("4825", "SK-5010-CC-25-27", "socks")
	w.take("4825", "SK-5010-CC-25-27", "socks-again")
	w.take("4828", "TE-1010-TIN", "tea")
	w.take("4828", "TE-1010-TIN", "tea-again")
	w.still() // the page of the last tote has the same button
	w.look("last-shelf", patch{w.at.mainAt, theme.AccentSoft, 0.5})
	w.tap(w.at.miss)
	w.still()
	w.look("missing")
	w.tap(w.at.gone)
	await(w.t, "the knit is short", func() bool { return w.number(w.db, "4825").Missing() == 1 })
	w.look("done", patch{w.at.mainAt, theme.Accent, 0.5})
	w.tap(w.at.offer)
	w.still()
	w.look("offer")
	w.tap(w.at.grey)
	w.still()
	w.tap(w.at.main)
	w.still()
	w.look("how")
	w.tap(w.at.phone)
	await(w.t, "what the customer said is recorded", func() bool { return w.number(w.db, "4825").Missing() == 0 })
	w.still()
	w.look("answered", patch{w.at.mainAt, theme.Accent, 0.35}) // the tablet has it in a column
	w.tap(w.at.main)
	w.look("substitute", patch{w.at.mainAt, theme.AccentSoft, 0.5})
	lines := w.number(w.db, "4825").Lines
	w.take("4825", lines[len(lines)-1].SKU, "substitute")
	w.look("whole", patch{w.at.mainAt, theme.Accent, 0.5})
	for number, want := range map[string]int{"4819": 2, "4821": 1, "4822": 1, "4825": 4, "4828": 2} {
		o := w.number(w.db, number)
		if o.PickedPieces() != want {
			w.t.Errorf("%s has %d pieces, want %d", number, o.PickedPieces(), want)
		}
		for _, l := range o.Lines {
			for _, p := range l.Picks {
				if p.Tote != "T-"+number {
					w.t.Errorf("%s line %d lies in %q", number, l.No, p.Tote)
				}
			}
		}
	}
	if o := w.number(w.db, "4825"); w.number(w.db, "4821").State != retail.Canceled || o.State == retail.Short || !o.Settled() {
		w.t.Errorf("4821 is not canceled or 4825 not whole: %v", o.State)
	}
	w.tap(w.at.main)
	await(w.t, "the round is over", func() bool { list, err := w.db.Waves(context.Background()); return len(list) == 0 && err == nil })
	w.still()
	w.look("over")
}

// cancel is the web shop's word that an order is canceled, as a file.
func (w *roundWalk) cancel(o *retail.Order) {
	w.t.Helper()
	mapping := "profile = canceled\nkind = orders\nchannel = " + sample.Channel + `
detect = 受付No, 状態
order = 受付No
shop = 店
line.code = 品
line.qty = 数
canceled = 状態 == 取消
`
	if err := os.WriteFile(filepath.Join(w.hub, "mapping.txt"), []byte(mapping), 0o600); err != nil {
		w.t.Fatal(err)
	}
	path := filepath.Join(w.t.TempDir(), "canceled.csv")
	if err := os.WriteFile(path, []byte(fmt.Sprintf("受付No,店,品,数,状態\n%s,渋谷店,%s,1,取消\n", o.External, o.Lines[0].JAN)), 0o600); err != nil {
		w.t.Fatal(err)
	}
	output(w.t, program(w.t, "MISEBAN_TEST_HUB"), "import", "-data", w.hub, path)
	await(w.t, "the terminal knows of the cancel", func() bool { return w.order(w.db, o.ID).State == retail.Canceled })
}
