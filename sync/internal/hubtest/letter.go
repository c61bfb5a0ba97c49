package hubtest

import (
	"context"
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// letters: kept once, handed out in the order of each shop until they are
// delivered, and forgotten afterwards.
func letters(t *testing.T, s hub.Store, clock *Clock) {
	ctx := context.Background()
	const other = retail.SiteID("AOYAMA")
	write := func(from retail.SiteID, cmd string, n int) retail.Letter {
		return retail.Letter{
			ID: retail.LetterIDFor(retail.CommandID(cmd), n), From: from, To: "SHINJUKU", Kind: retail.KindSale, At: clock.Now(),
			Body: retail.Sale{SKU: "SK-1", Class: retail.Regular, Qty: n + 1},
		}
	}
	keep := func(list ...retail.Letter) []wire.Hint {
		return update(t, s, func(tx hub.Tx) error {
			for _, l := range list {
				if err := tx.PutLetter(l); err != nil {
					return err
				}
			}
			return nil
		}, wire.StoreScope(list[0].From))
	}
	waiting := func(after hub.Post) (ids []retail.LetterID) {
		list, err := s.Letters(ctx, after, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			ids = append(ids, p.ID)
		}
		return ids
	}
	first, second, third := write(shop, "c-z", 0), write(shop, "c-z", 1), write(shop, "c-a", 0)
	strange := write(other, "c-b", 0)
	strange.Kind, strange.Body = 0, retail.UnknownBody{Word: "from_tomorrow", V: 7, Raw: []byte(`{"a":"b"}`)}
	hints := keep(first, second)
	if !slices.Contains(hints, wire.Hint{Scope: wire.ScopeLetters}) {
		t.Errorf("nobody is told of letters: %v", hints)
	}
	keep(third, first)
	keep(strange)
	if got := waiting(hub.Post{}); !slices.Equal(got, []retail.LetterID{strange.ID, first.ID, second.ID, third.ID}) {
		t.Fatalf("letters %v", got)
	}
	list, err := s.Letters(ctx, hub.Post{}, 2)
	if err != nil || len(list) != 2 || list[0].Word() != "from_tomorrow" || string(list[0].Body.(retail.UnknownBody).Raw) != `{"a":"b"}` {
		t.Fatalf("the first page: %+v, %v", list, err)
	}
	if l := list[1].Letter; l.From != first.From || l.To != first.To || l.Kind != first.Kind || !l.At.Equal(first.At) || l.Body != first.Body {
		t.Errorf("a letter came out as %+v", l)
	}
	if got := waiting(list[1]); !slices.Equal(got, []retail.LetterID{second.ID, third.ID}) {
		t.Errorf("behind the first page: %v", got)
	}
	done := func(id retail.LetterID) (waits bool) {
		update(t, s, func(tx hub.Tx) error {
			var err error
			if waits, err = tx.LetterWaits(id); err != nil || !waits {
				return err
			}
			return tx.LetterDone(id, clock.Now())
		})
		return waits
	}
	if !done(second.ID) || done(second.ID) || done("l-nobody-0") {
		t.Error("a letter waits once, and only one that is there")
	}
	keep(second) // comes again with a relay's log
	if got := waiting(hub.Post{}); slices.Contains(got, second.ID) || len(got) != 3 {
		t.Errorf("after one was delivered: %v", got)
	}
	clock.Advance(time.Hour)
	if err := s.TrimLetters(ctx, clock.Now()); err != nil {
		t.Fatal(err)
	}
	if got := waiting(hub.Post{}); len(got) != 3 {
		t.Errorf("what was not delivered was forgotten: %v left", got)
	}
	fourth := write(shop, "c-0", 0)
	keep(fourth)
	if got := waiting(hub.Post{}); !slices.Equal(got, []retail.LetterID{strange.ID, first.ID, third.ID, fourth.ID}) {
		t.Errorf("at the end: %v", got)
	}
}
