package asked_test

import (
	"context"
	"testing"
	"time"

	"miseban/app/internal/asked"
	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// store is the terminal's database; the calendar is the test's.
type store struct {
	*localdb.DB
	dues retail.DuePolicy
}

func (s store) Site(context.Context) (retail.Site, error) {
	return retail.Site{ID: localdbtest.Store, Opens: "10:00", Closes: "20:00"}, nil
}

func (s store) Sites(context.Context) ([]retail.Site, error) {
	return []retail.Site{{ID: localdbtest.Store, Name: "渋谷店"}, {ID: "S02", Name: "新宿店"}}, nil
}

func (s store) Chain(context.Context) (retail.Chain, error) { return retail.Chain{Dues: s.dues}, nil }

// at is an instant of the day of the kit's clock, "10:30".
func at(t *testing.T, clock string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-21 "+clock, retail.Japan)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func kit(t *testing.T) *localdbtest.Kit {
	k := localdbtest.New(t)
	k.Catalog(t, 3)
	asks := func(id, from, to string, due time.Time, answer retail.ShelfAnswer) localdb.Change {
		return localdbtest.Put(retail.EntityShelfCheck, id, retail.ShelfCheck{
			ID: retail.ShelfCheckID(id), From: retail.SiteID(from), To: retail.SiteID(to), SKU: localdbtest.SKUID(1), AskedAt: due.Add(-10 * time.Minute), Due: due, Answer: answer,
		})
	}
	hold := func(id, from, channel string, state retail.HoldState, kept int) localdb.Change {
		return localdbtest.Put(retail.EntityHold, id, retail.Hold{
			ID: retail.HoldID(id), Store: localdbtest.Store, From: retail.SiteID(from), Channel: channel, Number: "0412", State: state, MadeAt: at(t, "09:00"), Until: at(t, "20:00"),
			Lines: []retail.HoldLine{{No: 1, SKU: localdbtest.SKUID(0), Qty: 2, Kept: kept}},
		})
	}
	move := func(id, from, to, by string, out, in retail.TransferState) localdb.Change {
		return localdbtest.Put(retail.EntityTransfer, id, retail.Transfer{
			ID: retail.TransferID(id), From: retail.SiteID(from), To: retail.SiteID(to), By: retail.SiteID(by), Number: "T-7", Asked: retail.Step{At: at(t, "10:20")},
			Lines: []retail.TransferLine{{SKU: localdbtest.SKUID(2), Class: retail.Regular, Asked: 3}}, Out: retail.TransferOut{State: out}, In: retail.TransferIn{State: in},
		})
	}
	k.Feed(
		t, localdbtest.Level(localdbtest.SKUID(1), 4, 0),
		asks("c-asked", "S02", "S01", at(t, "10:40"), 0), asks("c-done", "S02", "S01", at(t, "10:35"), retail.ShelfHas), asks("c-mine", "S01", "S02", at(t, "10:40"), 0),
		hold("h-web", "", "ec", retail.HoldHeld, 0), hold("h-own", "", "", retail.HoldHeld, 1), hold("h-there", "S02", "", retail.HoldHeld, 0),
		hold("h-kept", "S02", "", retail.HoldHeld, 2), hold("h-over", "S02", "", retail.HoldReleased, 0),
		move("t-ask", "S01", "S02", "S02", retail.TransferAsked, retail.TransferAsked), move("t-own", "S01", "S02", "S01", retail.TransferAsked, retail.TransferAsked),
		move("t-way", "S02", "S01", "S01", retail.InTransit, retail.InTransit), move("t-wait", "S02", "S01", "S01", retail.TransferAsked, retail.TransferAsked),
	)
	return k
}

func look(t *testing.T, k *localdbtest.Kit, dues retail.DuePolicy, now time.Time) asked.Board {
	t.Helper()
	b, err := asked.Look(context.Background(), store{k.DB, dues}, now)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func loud(b asked.Board, now time.Time) string {
	all := ""
	for _, a := range b.Loud(now) {
		all += a.ID + " "
	}
	return all
}

// TestWhatOthersAsk: what nobody has answered is counted in its room; what another
// shop or the web shop asks is told, the shelf first.
func TestWhatOthersAsk(t *testing.T) {
	k, now := kit(t), at(t, "10:32")
	b := look(t, k, retail.DuePolicy{}, now)
	if b.Counts != (asked.Counts{Shelves: 1, Holds: 3, Transfers: 3}) || b.Counts.All() != 7 {
		t.Errorf("%+v", b.Counts)
	}
	if got := loud(b, at(t, "10:14")); got != "c-asked h-there h-web t-ask " {
		t.Errorf("told of %s", got)
	}
	a := b.Asks[0]
	if a.Kind != asked.Shelf || a.Other.Name != "新宿店" || a.Shelf != "A-01-1" || !a.Due.Equal(at(t, "10:40")) || !a.Since.Equal(at(t, "10:30")) || a.Goods.Name == "" {
		t.Errorf("the shelf: %+v", a)
	}
	for _, a := range b.Asks {
		if a.ID == "h-web" && (a.Pieces != 2 || a.Other.ID != "") || a.ID == "t-ask" && a.Pieces != 3 {
			t.Errorf("%+v", a)
		}
	}
}

// TestHowLongAnAskIsShown: holds that came in the night from the opening on, a shelf
// until nobody waits there any more, nothing while the shop is closed.
func TestHowLongAnAskIsShown(t *testing.T) {
	k := kit(t)
	b := look(t, k, retail.DuePolicy{}, at(t, "10:00"))
	for clock, want := range map[string]string{
		"09:59": "", "10:10": "c-asked h-there h-web t-ask ", "10:15": "c-asked t-ask ", "10:54": "c-asked ", "10:55": "", "20:01": "",
	} {
		if got := loud(b, at(t, clock)); got != want {
			t.Errorf("at %s: %q, want %q", clock, got, want)
		}
	}
}

// TestAsksAreSilentInQuietHours: they are shown, and not heard.
func TestAsksAreSilentInQuietHours(t *testing.T) {
	k := kit(t)
	b := look(t, k, retail.DuePolicy{QuietFrom: "10:00", QuietTo: "10:34", Every: 2}, at(t, "10:00"))
	if every, ok := b.Rings(at(t, "10:33")); ok || loud(b, at(t, "10:33")) == "" || every != 2*time.Minute {
		t.Errorf("rings %v every %v, shows %q", ok, every, loud(b, at(t, "10:33")))
	}
	if _, ok := b.Rings(at(t, "10:34")); !ok {
		t.Error("the quiet hour is over, and it does not ring")
	}
}

// TestAnAnswerIsTold: what another shop found on its shelf is told to the one that
// asked, and counted nowhere: nobody here has anything to answer.
func TestAnAnswerIsTold(t *testing.T) {
	k := kit(t)
	before := look(t, k, retail.DuePolicy{}, at(t, "10:32")).Counts
	k.Feed(t, localdbtest.Put(retail.EntityShelfCheck, "c-back", retail.ShelfCheck{
		ID: "c-back", From: "S01", To: "S02", SKU: localdbtest.SKUID(1), AskedAt: at(t, "10:20"), Due: at(t, "10:30"),
		Answer: retail.ShelfHas, Qty: 2, AnsweredAt: at(t, "10:25"),
	}))
	b := look(t, k, retail.DuePolicy{}, at(t, "10:32"))
	if b.Counts != before {
		t.Errorf("an answer is counted: %+v", b.Counts)
	}
	if got := loud(b, at(t, "10:32")); got != "c-asked c-back t-ask " {
		t.Errorf("told of %s", got)
	}
	if got := loud(b, at(t, "10:41")); got != "c-asked " {
		t.Errorf("a quarter of an hour later: %s", got)
	}
	for _, a := range b.Asks {
		if a.ID == "c-back" && (a.Kind != asked.Answer || a.Answer != retail.ShelfHas || a.Pieces != 2 || a.Other.Name != "新宿店" || a.Shelf != "") {
			t.Errorf("%+v", a)
		}
	}
}
