package placeui

import (
	"testing"
	"time"

	"miseban/app/internal/staging"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

var now = time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)

func japanese(t *testing.T) words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all.In(words.Ja)
}

func bag(label string, missing bool) staging.Bag {
	return staging.Bag{Number: "4821", Name: "ヤマダ", Label: label, No: 1, Of: 2, State: retail.Staged, Due: now.Add(48 * time.Hour), Missing: missing}
}

// TestOverview: places stand by kind, with what lies in them.
func TestOverview(t *testing.T) {
	place := func(code string, kind retail.SlotKind, room int, full bool, bags ...staging.Bag) staging.Place {
		return staging.Place{StagingSlot: retail.StagingSlot{Code: code, Kind: kind, Room: room}, Bags: bags, Full: full}
	}
	m := overviewOf(japanese(t), []staging.Place{
		place("B-01", 0, 0, true, bag("a", false), bag("b", true)), place("B-02", retail.SlotNormal, 0, false), place("C-01", retail.SlotCold, 8, false, bag("c", false)),
	})
	if m.Sub != "袋3・空き2か所" || len(m.Groups) != 2 || m.Groups[0].Title != "常温の棚" || m.Groups[1].Title != "冷蔵" {
		t.Fatalf("%+v", m)
	}
	want := []tile{{"B-01", "2", true, true}, {"B-02", "", false, false}}
	for i, x := range m.Groups[0].Tiles {
		if x != want[i] {
			t.Errorf("%+v, want %+v", x, want[i])
		}
	}
	if x := m.Groups[1].Tiles[0]; x != (tile{"C-01", "1 / 8", false, false}) {
		t.Errorf("%+v", x)
	}
}

// TestLook: what was seen is no longer missing, and the rest is counted.
func TestLook(t *testing.T) {
	c := japanese(t)
	p := staging.Place{Bags: []staging.Bag{bag("a", false), bag("b", true), bag("c", true)}}
	m := lookOf(c, p, map[string]bool{"b": true}, now)
	if m.Seen != 1 || m.Left != 2 || m.Rows[1].Missing || !m.Rows[1].Seen || !m.Rows[2].Missing {
		t.Errorf("%+v", m)
	}
	if r := bagOf(c, bag("a", false), now); r.Title != "4821 ヤマダ様" || r.Sub != "袋1(全2つ)・3月4日(水)まで" {
		t.Errorf("%+v", r)
	}
	b := bag("a", false)
	if b.State = retail.Canceled; bagOf(c, b, now).Sub != "袋1(全2つ)・キャンセル" {
		t.Errorf("%+v", bagOf(c, b, now))
	}
	if b.State = retail.Expired; bagOf(c, b, now).Sub != "袋1(全2つ)・受取期限切れ" {
		t.Errorf("%+v", bagOf(c, b, now))
	}
}
