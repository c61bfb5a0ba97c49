//go:build window

package windowtest

import (
	"context"
	"fmt"
	"image"
	"slices"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/scanner"
)

// Where things are on the handheld, 360 × 640 dp.
var (
	mainButton = image.Pt(300, 600)             // at the bottom, to the right: of all screens
	menuButton = image.Pt(28, 28)               //
	menuCount  = image.Pt(84, 469)              // お渡し
	firstCard  = image.Pt(200, 176)             // of the queue
	mainArea   = image.Rect(200, 562, 336, 622) // inside the main button
	head       = image.Rect(0, 0, 360, 280)     // of a right answer
	headWords  = image.Rect(60, 135, 300, 185)  // 合っています
	whole      = image.Rect(0, 0, 360, 640)
	firstTime  = image.Rect(26, 138, 102, 214) // minutes left on the first card
	band       = image.Rect(20, 380, 340, 440) // may I release it?
	refusal    = image.Rect(20, 120, 340, 218) // why not
)

// What tells pages apart: the pick page's place that says 商品をスキャン and the
// ground beside its card, and the queue's next order, with less than 20 minutes
// left.
var (
	nextCard   = patch{firstTime, theme.AmberSoft, 0.4}
	scanWait   = patch{image.Rect(326, 570, 340, 614), theme.AccentSoft, 0.9}
	besideCard = patch{image.Rect(4, 180, 12, 380), theme.Bg, 0.9}
	// The counter waits for the customer's code.
	scannerOpen = patch{image.Rect(30, 440, 330, 510), theme.AccentSoft, 0.95}
)

// bursts is how many scans are typed without a pause between them.
const (
	bursts = 200
	pace   = 60 * time.Millisecond
)

// TestWindow is a day's work in the real window: enrol, sign in, pick, stage,
// tell the customer, hand over. Each step is looked for on the screen and in
// the database.
func TestWindow(t *testing.T) {
	s := openShop(t)
	world := sample.New(1, time.Now())
	s.start()
	s.sees("enrol", patch{image.Rect(20, 76, 340, 260), theme.AccentSoft, 0.6})
	s.scan(s.enrolCode())
	s.sees("enrolled", patch{mainArea, theme.Accent, 0.5})
	if d, err := credential.Load(s.term); err != nil || d.Store != sample.Shibuya {
		t.Fatalf("enrolled as %+v, %v", d, err)
	}
	db := s.data()
	s.signIn(db, world)
	o := s.pick(db, world)
	bag := s.stage(db, o)
	s.handOver(db, o, bag, s.mail(o))
	s.storm(db)
	await(t, "everything is sent", func() bool { n, err := db.Unsent(context.Background()); return n == 0 && err == nil })
	if b := s.audit(); b.Orders[retail.HandedOver.String()] != 1 {
		t.Errorf("the hub has handed over: %v", b.Orders)
	}
	if err := s.terminal.stop(t); err != nil {
		t.Error("the terminal's end: ", err)
	}
	s.calm()
}

// signIn shows 佐藤's badge.
func (s *shop) signIn(db *localdb.DB, world *sample.World) {
	s.t.Helper()
	s.tap(mainButton)
	s.sees("sign-in", patch{image.Rect(24, 78, 336, 138), theme.AccentSoft, 0.7}, patch{mainArea, theme.Bg, 0.8})
	s.badge(db, world)
}

// badge shows it.
func (s *shop) badge(db *localdb.DB, world *sample.World) {
	s.t.Helper()
	i := slices.IndexFunc(world.Staff, func(p sample.Person) bool { return p.ID == sample.Sato })
	s.scan(must(s.t)(scanner.NewStaff(world.Staff[i].Badge)))
	s.sees("queue", patch{firstTime, theme.StopFill, 0.5}, patch{mainArea, theme.Accent, 0.5})
	if who, _, err := db.SignedIn(context.Background()); who != sample.Sato || err != nil {
		s.t.Fatalf("signed in is %q, %v", who, err)
	}
}

// pick finds every item of the first order of the queue, a wrong one first.
func (s *shop) pick(db *localdb.DB, world *sample.World) *retail.Order {
	s.t.Helper()
	s.tap(firstCard)
	s.sees("pick", scanWait, besideCard)
	o := s.number(db, "4819")
	if o.Claim == nil || o.Claim.Staff != sample.Sato {
		s.t.Fatalf("the claim is %+v", o.Claim)
	}
	wrong, _ := world.SKU("SN-7010-WH-265")
	s.scan(wrong.JAN)
	s.sees("wrong", patch{image.Rect(0, 0, 360, 60), theme.StopFill, 0.85}, patch{mainArea, theme.OnFill, 0.7})
	s.scan(o.Lines[0].JAN) // counts for nothing: the wrong one is not acknowledged
	if got := mismatches(s.t, db); !slices.Equal(got, []string{wrong.JAN}) {
		s.t.Fatalf("wrong scans are %q, want %q", got, wrong.JAN)
	}
	s.tap(mainButton)
	s.sees("pick-again", scanWait)
	if n := s.order(db, o.ID).PickedPieces(); n != 0 {
		s.t.Fatalf("%d pieces were picked while a wrong item was in the hand", n)
	}
	n := 0
	for _, l := range o.Lines {
		for range l.Qty {
			s.scan(l.JAN)
			n++
			s.sees("right", patch{head, theme.OkFill, 0.7}, patch{headWords, theme.OnFill, 0.1})
			if got := s.order(db, o.ID).PickedPieces(); got != n {
				s.t.Fatalf("%d pieces are picked, %d were scanned", got, n)
			}
			if n < o.Pieces() {
				s.sees("pick-next", scanWait, besideCard)
			}
		}
	}
	s.sees("picked", patch{image.Rect(30, 70, 60, 150), theme.GreenSoft, 0.9}, patch{mainArea, theme.Accent, 0.5})
	return s.order(db, o.ID)
}

// stage lays one bag into the nearest place.
func (s *shop) stage(db *localdb.DB, o *retail.Order) (bag string) {
	s.t.Helper()
	s.tap(mainButton)
	s.sees("staging", patch{image.Rect(30, 130, 80, 270), theme.TealSoft, 0.9})
	slots, err := db.Slots(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	slot := slots[0].Code
	s.scan(must(s.t)(scanner.NewPlace(slot)))
	s.sees("staging-bag", patch{image.Rect(17, 76, 37, 96), theme.Green, 0.04})
	bag = must(s.t)(scanner.NewBag("000001"))
	s.scan(bag)
	s.sees("staged", patch{whole, theme.OkFill, 0.8})
	staged := s.order(db, o.ID)
	if !staged.State.Waiting() || staged.Slot != slot || len(staged.Bags) != 1 || staged.Bags[0].Label != "000001" {
		s.t.Fatalf("staged as %s in %q with %+v", staged.State, staged.Slot, staged.Bags)
	}
	s.sees("queue-after", nextCard)
	return bag
}

// handOver gives the bag to the customer who shows the code, and refuses the
// code the second time.
func (s *shop) handOver(db *localdb.DB, o *retail.Order, bag, code string) {
	s.t.Helper()
	await(s.t, "the terminal knows that the customer was told", func() bool { return s.order(db, o.ID).State == retail.Notified })
	s.tap(menuButton)
	s.sees("menu", patch{image.Rect(40, 160, 320, 230), theme.Card, 0.7})
	s.tap(menuCount)
	s.sees("counter", scannerOpen)
	s.scan(code)
	s.sees("counter-may", patch{band, theme.OkFill, 0.6}, patch{mainArea, theme.Accent, 0})
	if s.order(db, o.ID).State != retail.Notified {
		s.t.Fatal("handed over before the bags were looked at")
	}
	s.scan(bag)
	s.sees("counter-bag", patch{band, theme.OkFill, 0.6}, patch{mainArea, theme.Accent, 0.5})
	if b := s.order(db, o.ID).Bags[0]; b.Checked.IsZero() {
		s.t.Fatal("the bag is not written down as looked at")
	}
	s.tap(mainButton)
	s.sees("handed-over", patch{whole, theme.OkFill, 0.8})
	got := s.order(db, o.ID)
	if got.State != retail.HandedOver || got.Handover == nil || got.Handover.Proof != retail.ByCode || got.Handover.Staff != sample.Sato {
		s.t.Fatalf("handed over is %s, %+v", got.State, got.Handover)
	}
	s.sees("counter-next", scannerOpen)
	s.scan(code)
	s.sees("counter-used", patch{refusal, theme.HaltFill, 0.5})
	if s.order(db, o.ID).Handover.At != got.Handover.At {
		s.t.Fatal("handed over twice")
	}
}

// storm types codes that no scanner read whole, for each of them is written
// down and none asks for a tap: not one may be lost, and none doubled.
func (s *shop) storm(db *localdb.DB) {
	s.t.Helper()
	s.tap(menuButton) // the arrow: to the open scanner
	s.sees("counter-open", scannerOpen)
	s.tap(menuButton) // and to the queue
	s.sees("queue-again", nextCard)
	s.tap(firstCard)
	s.sees("pick-storm", scanWait, besideCard)
	o := s.number(db, "4821")
	await(s.t, "the next order is claimed", func() bool { return s.order(db, o.ID).Claim != nil })
	before := recorded(s.t, db)
	var want []string
	var typing []time.Duration
	begun := time.Now()
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for i := range bursts {
		code := misread(i)
		want = append(want, code)
		at := time.Now()
		s.scan(code)
		typing = append(typing, time.Since(at))
		<-tick.C
	}
	took := time.Since(begun)
	s.sees("storm", scanWait)
	await(s.t, "the last scan is in the database", func() bool { return slices.Contains(mismatches(s.t, db), want[bursts-1]) })
	got := mismatches(s.t, db)
	if got = got[max(0, len(got)-bursts):]; !slices.Equal(got, want) {
		s.t.Errorf("typed are %q, stored %q", want, got)
	}
	if n := recorded(s.t, db) - before; n != bursts {
		s.t.Errorf("%d scans were typed, %d commands recorded", bursts, n)
	}
	slices.Sort(typing)
	s.t.Logf("%d bursts of 13 digits and Return, one every %v; to type one took %v, the longest %v",
		bursts, (took / bursts).Round(time.Millisecond), typing[bursts/2].Round(time.Millisecond), typing[bursts-1].Round(time.Millisecond))
}

// recorded is how many commands the terminal ever stored.
func recorded(t testing.TB, db *localdb.DB) int {
	t.Helper()
	p, err := db.Outbox(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return p.Recorded
}

// misread returns the i-th thirteen digits with a wrong check digit.
func misread(i int) string {
	body := fmt.Sprintf("4998%08d", i)
	sum := 0
	for j := range body {
		sum += int(body[j]-'0') * (1 + j%2*2)
	}
	return body + string(rune('0'+(10-sum%10+1)%10))
}

// mismatches lists the codes of scans that counted for nothing, oldest first.
// The terminal keeps the last 200 commands at least.
func mismatches(t testing.TB, db *localdb.DB) []string {
	t.Helper()
	p, err := db.Outbox(context.Background(), 10*bursts)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range slices.Backward(p.Lines) {
		if b, ok := l.Command.Body.(retail.Mismatch); ok {
			out = append(out, b.Code)
		}
	}
	return out
}

func (s *shop) order(db *localdb.DB, id retail.OrderID) *retail.Order {
	s.t.Helper()
	o, err := db.Order(context.Background(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

// number finds an order by the number that staff know it by.
func (s *shop) number(db *localdb.DB, number string) *retail.Order {
	s.t.Helper()
	var found *retail.Order
	err := db.Orders(context.Background(), func(o *retail.Order) bool {
		if o.Number == number {
			found = o
		}
		return found == nil
	})
	if err != nil || found == nil {
		s.t.Fatalf("order %s: %v", number, err)
	}
	return found
}

// must fails the test at an error of a constructor.
func must(t testing.TB) func(string, error) string {
	return func(code string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
}
