package waveui

import (
	"testing"

	"miseban/app/internal/ui/page"
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
		"right":         {wave.Found{Answer: wave.Taken}, answer{Sound: assets.SoundRight}},
		"foreign tote":  {wave.Found{Answer: wave.ForeignTote, Owner: "4821", View: hand}, answer{assets.SoundWrong, "4821 のかごです", "入れるかごは", "B", ""}},
		"another tote":  {wave.Found{Answer: wave.OtherTote, View: hand}, answer{assets.SoundWrong, "別のかごです", "入れるかごは", "T-12", ""}},
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
	if m := stopOf(c, st); m.Shelf != "A-01-2" || m.Place == "" {
		t.Errorf("%+v", m)
	}
	st.OnHand, st.Known = 4, true
	if _, effect := shortOf(c, st, retail.DamagedGoods); effect != "3点をB品へ。在庫 4 → 1" {
		t.Error(effect)
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
