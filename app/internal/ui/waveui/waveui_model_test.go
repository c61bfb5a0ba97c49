package waveui

import (
	"testing"
	"time"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

func japanese(t *testing.T) words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all.In(words.Ja)
}

// TestAnswers: what blocks, what is only said, and which tone it has.
func TestAnswers(t *testing.T) {
	c := japanese(t)
	hand := wave.View{Hand: &wave.Hand{Letter: "B", Totes: []string{"T-12"}}}
	for name, x := range map[string]struct {
		f    wave.Found
		want answer
	}{
		"right":        {wave.Found{Answer: wave.Taken}, answer{Sound: assets.SoundRight}},
		"foreign tote": {wave.Found{Answer: wave.ForeignTote, Owner: "4821", View: hand}, answer{assets.SoundWrong, "4821 のかごです", "入れるかごは", "B", ""}},
		"another tote": {wave.Found{Answer: wave.OtherTote, View: hand}, answer{assets.SoundWrong, "別のかごです", "入れるかごは", "T-12", ""}},
		"a tote for goods kept colder": {
			wave.Found{Answer: wave.WrongZone, Zone: retail.Frozen, View: hand}, answer{assets.SoundWrong, "冷凍のかごです", "入れるかごは", "常温のかご", ""},
		},
		"a second item": {wave.Found{Answer: wave.LayFirst, View: hand}, answer{Sound: assets.SoundWrong, Toast: "先に、手元の品を B のかごへ"}},
		"wrong size": {
			wave.Found{Answer: wave.Wrong, Match: retail.MatchWrongSize, Got: &retail.SKU{Size: "L"}, Needed: &retail.SKU{Size: "M"}},
			answer{assets.SoundWrong, "これは L です", "必要なのは", "M", ""},
		},
		"enough": {wave.Found{Answer: wave.Wrong, Match: retail.MatchEnough}, answer{Sound: assets.SoundWrong, Sentence: "もう足りています"}},
	} {
		if got := answerOf(c, x.f); got != x.want {
			t.Errorf("%s: %+v, want %+v", name, got, x.want)
		}
	}
}

// TestStops: a shelf nobody knows is said, and so is where it was last seen.
func TestStops(t *testing.T) {
	c := japanese(t)
	st := wave.Stop{Qty: 3, For: []wave.Share{{Letter: "A", Qty: 2}, {Letter: "C", Qty: 1}}}
	if m := stopOf(c, st); m.Shelf != "棚の登録なし" || m.For != "A×2  C×1" || m.Count != "×3" {
		t.Errorf("%+v", m)
	}
	st.Seen = "A-01-2"
	st.For[1].Instead = true
	if m := stopOf(c, st); m.For != "A×2  C×1 代わりの品" {
		t.Errorf("%q", m.For)
	}
	h := wave.Hand{Letter: "C", Number: "4825", Name: "ワタナベ", Qty: 1, Line: retail.Line{Of: 2}}
	if m := handOf(c, h, false); m.Whose != "4825 ワタナベ様の分・代わりの品" {
		t.Errorf("%q", m.Whose)
	}
	h.Zones, h.Line.Temp = true, retail.Chilled
	if m := handOf(c, h, false); m.Into != "の冷蔵かごへ 1点" {
		t.Errorf("%q", m.Into)
	}
	if m := stopOf(c, st); m.Shelf != "A-01-2" || m.Place == "" {
		t.Errorf("%+v", m)
	}
	st.OnHand, st.Known = 4, true
	if _, effect := shortOf(c, st, retail.DamagedGoods); effect != "3点をB品へ。在庫 4 → 1" {
		t.Error(effect)
	}
}

// TestClock: whose goods must go into the cold, and how soon; nothing when none must.
func TestClock(t *testing.T) {
	c, now := japanese(t), time.Date(2026, 11, 20, 11, 0, 0, 0, retail.Japan)
	v := wave.View{Cold: &wave.Cold{Letter: "A", Temp: retail.Frozen, From: now.Add(-7 * time.Minute), Limit: 10 * time.Minute}}
	if m := coldOf(c, v, now); m.Text != "A 冷凍 あと 3分" || m.Tone != widgets.ToneAmber {
		t.Errorf("%+v", m)
	}
	if m := coldOf(c, v, now.Add(4*time.Minute)); m.Text != "A 冷凍 時間切れ" || m.Tone != widgets.ToneRed {
		t.Errorf("%+v", m)
	}
	if m := coldOf(c, wave.View{}, now); m.Text != "" {
		t.Errorf("%+v", m)
	}
}

// TestTotes: every order of a round goes on where it belongs.
func TestTotes(t *testing.T) {
	c := japanese(t)
	for name, x := range map[string]struct {
		t    wave.ToteView
		want page.Route
	}{
		"all found": {wave.ToteView{Order: "o", Done: 2, Total: 2}, page.Stage{Order: "o"}},
		"some open": {wave.ToteView{Order: "o", Done: 1, Total: 2}, page.Pick{Order: "o"}},
		"canceled":  {wave.ToteView{Order: "o", Ended: true, Back: 1}, page.Stop{Order: "o"}},
		"lost":      {wave.ToteView{Order: "o", Lost: true, Done: 1}, page.Pick{Order: "o"}},
	} {
		if m := toteOf(c, x.t); m.Route != x.want || m.Sub == "" {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

// TestChoosing: what a round is chosen by, and how urgent an order is.
func TestChoosing(t *testing.T) {
	c := japanese(t)
	for left, want := range map[time.Duration]widgets.TimeData{
		-3 * time.Minute:  {Kind: widgets.TimeLate, Word: "遅れ", Number: "3", Unit: "分"},
		14 * time.Minute:  {Kind: widgets.TimeSoon, Word: "あと", Number: "14", Unit: "分"},
		40 * time.Minute:  {Kind: widgets.TimeCalm, Word: "あと", Number: "40", Unit: "分"},
		185 * time.Minute: {Kind: widgets.TimeCalm, Word: "あと", Number: "3", Unit: "時間"},
	} {
		if got := leftOf(c, left); got != want {
			t.Errorf("%v: %+v, want %+v", left, got, want)
		}
	}
	if withinOf(c, 0) == withinOf(c, time.Hour) || zoneOf(c, "") == zoneOf(c, "A") {
		t.Error("a wish looks like none")
	}
}

// TestOthers: who walks where, and which orders may still leave.
func TestOthers(t *testing.T) {
	c := japanese(t)
	parts := []wave.Part{{Name: "鈴木", Zone: "A"}, {Name: "高橋"}, {Name: "鈴木", Zone: "B"}}
	if m := runningOf(c, wave.Running{Parts: parts, Orders: 5, Open: 7}); m.Title != "鈴木・高橋さんが集めています" || m.Sub == "" {
		t.Errorf("%+v", m)
	}
	if m := runningOf(c, wave.Running{Orders: 5, Open: 7}); m.Title != "途中のまとめがあります" {
		t.Errorf("%+v", m)
	}
	if takenBy(c, parts, "A") != "鈴木さんが集めています" || takenBy(c, parts, "C") != "まだだれもいません" {
		t.Error("who is where is wrong")
	}
	v := wave.View{Totes: []wave.ToteView{{Order: "a", Free: true}, {Order: "b"}, {Order: "c", Free: true, Ended: true}}}
	if got := leavers(v); len(got) != 1 || got[0].Order != "a" {
		t.Errorf("%+v may leave", got)
	}
	v.Totes = v.Totes[:1]
	if got := leavers(v); got != nil {
		t.Errorf("the last order may leave: %+v", got)
	}
}

// TestHalt: an order that ends in the middle of a round is set aside, and said.
func TestHalt(t *testing.T) {
	c := japanese(t)
	m := haltOf(c, wave.ToteView{Letter: "B", Number: "4825", Name: "ワタナベ", Back: 2})
	if m.Title != "B のかごを\nよけてください" || m.Why != "4825 ワタナベ様の注文はキャンセルになりました" || m.What != "2点は、集め終わってから棚へもどします" {
		t.Errorf("%+v", m)
	}
	if m = haltOf(c, wave.ToteView{Letter: "B"}); m.Title != "1件少なくなりました" {
		t.Errorf("%+v", m)
	}
}
