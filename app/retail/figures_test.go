package retail

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWeekOf(t *testing.T) {
	for in, want := range map[string]Week{
		"2026-11-16T00:00:00+09:00": "2026-11-16", "2026-11-22T23:59:59+09:00": "2026-11-16", "2026-11-23T00:00:00+09:00": "2026-11-23",
		"2026-11-22T15:30:00Z": "2026-11-23", "2027-01-01T12:00:00+09:00": "2026-12-28",
	} {
		at, err := time.Parse(time.RFC3339, in)
		if err != nil {
			t.Fatal(err)
		}
		if got := WeekOf(at); got != want || WeekOf(got.Begins()) != want {
			t.Errorf("%s is of %s, which begins %s; want %s", in, got, got.Begins(), want)
		}
	}
	if !Week("soon").Begins().IsZero() {
		t.Error("a word that is no day begins a week")
	}
}

// logged is a line of a log as figures see it.
type logged struct {
	c        Command
	v        Verdict
	promised time.Time
}

func figured(log []logged) []WeekFigures {
	b := NewFigureBook()
	for _, l := range log {
		b.Take(l.c, l.v, 0, l.promised)
	}
	return b.Weeks()
}

// TestFigures tells one order from its promise to its customer.
func TestFigures(t *testing.T) {
	n := 0
	at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
	say := func(minute int, device DeviceID, kind Kind, body Body) logged {
		n++
		return logged{Command{ID: CommandID(fmt.Sprint(n)), Kind: kind, Device: device, At: at(minute), Body: body}, Applied, at(20)}
	}
	log := []logged{
		say(0, "h1", KindClaim, ClaimOrder{Order: "o"}),
		say(2, "h1", KindMismatch, Mismatch{Order: "o", Line: 1, As: "wrong_size"}),
		say(2, "h1", KindMismatch, Mismatch{Order: "o", Line: 1, As: "unknown"}), // a label that cannot be read is no wrong goods
		say(3, "h1", KindPick, PickItem{Order: "o", Line: 1, Qty: 1}),
		say(4, "h1", KindPick, PickItem{Order: "o", Line: 1, Qty: 1}),
		say(30, "h1", KindPick, PickItem{Order: "o", Line: 2, Qty: 1}), // after a break
		say(5, "h2", KindClaim, ClaimOrder{Order: "p"}),
		say(6, "h2", KindPick, PickItem{Order: "p", Line: 1, Qty: 1}),
		say(8, "h2", KindStage, StageOrder{Order: "p"}),
		say(31, "h1", KindStage, StageOrder{Order: "o"}), // late
		say(40, "hub", KindArrive, Arrive{Order: "o"}),
		say(41, "h1", KindTakeCall, TakeCall{Order: "o"}),
		say(44, "h1", KindHandover, HandOver{Order: "o"}),
		say(45, "h1", KindWrongGoods, WrongReport{Order: "p", Line: 1, What: WrongItem, Qty: 1}),
		say(46, "h1", KindSuggested, Suggested{Order: "o", SKU: "cap"}),
		say(47, "h1", KindSuggested, Suggested{Order: "o", SKU: "cap", Bought: true}),
		say(48, "h1", KindSuggested, Suggested{Order: "p", SKU: "cap"}),
		say(90, "h1", KindWrongGoods, WrongReport{Order: "o", Line: 1, What: WrongFewer, Qty: 1, Out: true}),
	}
	log = append(log, log[3], logged{c: say(7, "h1", KindClaim, ClaimOrder{Order: "q"}).c, v: Rejected})
	want := Figures{
		Lines: 3, PickSecs: 5 * 60, Caught: 1, Noticed: 1, Escaped: 1, Ready: 2, InTime: 1, Calls: 1, CallSecs: 60, Waits: 1, WaitSecs: 240, Offered: 2, Bought: 1,
	}
	if got := figured(log); len(got) != 1 || got[0].Figures != want || got[0].Week != WeekOf(noon) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// TestFiguresOfAnUndoneHandover: goods that never left end nobody's wait: what is
// taken back does not count, in whatever order the log is read, and the customer's
// wait ends with the handover that stands.
func TestFiguresOfAnUndoneHandover(t *testing.T) {
	say := func(id CommandID, minute int, kind Kind, body Body) logged {
		return logged{Command{ID: id, Kind: kind, Device: "h1", At: noon.Add(time.Duration(minute) * time.Minute), Body: body}, Applied, time.Time{}}
	}
	arrive, mistake := say("1", 0, KindArrive, Arrive{Order: "o"}), say("2", 1, KindHandover, HandOver{Order: "o"})
	undo, given := say("3", 2, KindUndoHandover, UndoHandover{Order: "o", Handover: "2"}), say("4", 5, KindHandover, HandOver{Order: "o"})
	refused := undo
	refused.v = Rejected
	for name, c := range map[string]struct {
		log   []logged
		waits int
		secs  int64
	}{
		"taken back":              {[]logged{arrive, mistake, undo}, 0, 0},
		"given afterwards":        {[]logged{arrive, mistake, undo, given}, 1, 300},
		"heard of the undo first": {[]logged{given, undo, mistake, arrive}, 1, 300},
		"not taken back":          {[]logged{arrive, mistake, refused, given}, 1, 60},
	} {
		f := Figures{}
		for _, w := range figured(c.log) {
			f = f.Plus(w.Figures)
		}
		if f.Waits != c.waits || f.WaitSecs != c.secs {
			t.Errorf("%s: %d waits, %d seconds; want %d, %d", name, f.Waits, f.WaitSecs, c.waits, c.secs)
		}
	}
}

// drawLog draws a day's commands of a shop.
func drawLog(t *rapid.T, day int) []logged {
	log := make([]logged, rapid.IntRange(0, 25).Draw(t, "commands"))
	start := time.Date(2026, 11, 2+day, 0, 0, 0, 0, Japan)
	for i := range log {
		id, order := CommandID(fmt.Sprintf("%d-%d", day, i)), rapid.SampledFrom([]OrderID{"a", "b", "c"}).Draw(t, "order")
		line := rapid.IntRange(1, 2).Draw(t, "line")
		kind := rapid.SampledFrom(FigureKinds()).Draw(t, "kind")
		body := bodies()[kind]
		switch kind { //nolint:exhaustive // the others say nothing of lines and orders that matters
		case KindPick:
			body = PickItem{Order: order, Line: line, Qty: 1}
		case KindStage:
			body = StageOrder{Order: order}
		case KindArrive:
			body = Arrive{Order: order}
		case KindTakeCall:
			body = TakeCall{Order: order}
		case KindHandover:
			body = HandOver{Order: order}
		case KindUndoHandover:
			body = UndoHandover{Order: order, Handover: CommandID(fmt.Sprintf("%d-%d", day, rapid.IntRange(0, 24).Draw(t, "handover")))}
		case KindTakeWave: // it carries what its other terminal never sent
			body = TakeWave{Wave: "w", From: "h3", Carried: []Command{
				{ID: id + "c", Kind: KindPick, At: start.Add(time.Hour), Body: PickItem{Order: order, Line: line, Qty: 1}},
				{ID: id + "d", Kind: KindPick, At: start.Add(-time.Hour), Body: PickItem{Order: order, Line: line, Qty: 1}},
			}}
		}
		at := start.Add(time.Duration(rapid.IntRange(0, 24*60*60-1).Draw(t, "second")) * time.Second)
		log[i] = logged{
			Command{ID: id, Kind: kind, At: at, Device: rapid.SampledFrom(devices).Draw(t, "device"), Body: body},
			rapid.SampledFrom(Verdicts()).Draw(t, "verdict"), time.Date(2026, 11, 12, 10+int(order[0]-'a'), 0, 0, 0, Japan),
		}
	}
	return log
}

// TestFiguresOfADay: what one day adds changes its own week and no other, and
// the order in which a log is read changes nothing.
func TestFiguresOfADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var log []logged
		for _, d := range rapid.SliceOfNDistinct(rapid.IntRange(0, 10), 0, 6, rapid.ID).Draw(t, "days") {
			log = append(log, drawLog(t, 2*d)...)
		}
		before := map[Week]Figures{}
		for _, w := range figured(log) {
			before[w.Week] = w.Figures
		}
		d := 2*rapid.IntRange(0, 10).Draw(t, "added day") - 1 // between days of the log
		added := drawLog(t, d)
		all := append(append([]logged{}, added...), log...)
		week := WeekOf(time.Date(2026, 11, 2+d, 12, 0, 0, 0, Japan))
		for _, w := range figured(all) {
			if w.Week != week && before[w.Week] != w.Figures {
				t.Fatalf("a day of %s changed %s from %+v to %+v", week, w.Week, before[w.Week], w.Figures)
			}
			delete(before, w.Week)
		}
		delete(before, week)
		if len(before) > 0 {
			t.Fatalf("a day of %s took away %+v", week, before)
		}
		mixed := rapid.Permutation(all).Draw(t, "mixed")
		if a, b := figured(all), figured(mixed); !reflect.DeepEqual(a, b) {
			t.Fatalf("another order of reading: %+v, %+v", a, b)
		}
	})
}
