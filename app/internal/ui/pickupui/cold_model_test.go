package pickupui

import (
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/pickupui/pickuptest"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/scanner"
)

func tote(id string) scanner.Code {
	return scanner.Code{Kind: scanner.KindTote, Text: id, Fields: scanner.Fields{ID: id}}
}

func foreignTote() *pickuptest.Service {
	s := yamada()
	s.Taken["T-03"] = "4819"
	return s
}

func frozenTote() *pickuptest.Service {
	s := pickuptest.New(pickuptest.Kobayashi())
	s.Tote = pickup.ToteView{Code: "T-08", Temp: retail.Frozen}
	return s
}

// TestColdClock: calm, amber and red with the place to go to, and what is said where the
// chain sets no limit or no place has room.
func TestColdClock(t *testing.T) {
	c := ja(t)
	at := func(out, limit time.Duration, slot string) pickup.ColdView {
		return pickup.ColdView{Temp: retail.Chilled, From: pickuptest.At.Add(-out), Limit: limit, Slot: slot}
	}
	const m = time.Minute
	for _, x := range []struct {
		v    pickup.ColdView
		text string
		tone widgets.Tone
	}{
		{at(6*m, 20*m, "C-01"), "冷蔵 あと 14分・保管は C-01", widgets.ToneIndigo},
		{at(10*m+30*time.Second, 20*m, "C-01"), "冷蔵 あと 10分・すぐ C-01 へ", widgets.ToneAmber},
		{at(20*m, 20*m, "C-01"), "冷蔵 あと 0分・すぐ C-01 へ", widgets.ToneAmber},
		{at(27*m, 20*m, "C-01"), "冷蔵 時間切れ・すぐ C-01 へ", widgets.ToneRed},
		{at(27*m, 20*m, ""), "冷蔵 時間切れ・空いている棚がありません", widgets.ToneRed},
		{at(90*m, 0, "C-01"), "冷蔵 90分 経過・保管は C-01", widgets.ToneIndigo},
	} {
		got := coldsOf(c, []pickup.ColdView{x.v}, pickuptest.At)
		if len(got) != 1 || got[0].Text != x.text || got[0].Tone != x.tone {
			t.Errorf("%+v, want %q", got, x.text)
		}
	}
}

// TestInto: where each temperature has its own tote the page says which; a tote in hand is
// named when it is that one.
func TestInto(t *testing.T) {
	c := ja(t)
	line := retail.Line{Fresh: retail.Fresh{Temp: retail.Chilled}}
	for _, x := range []struct {
		v    pickup.PickView
		want string
	}{
		{pickup.PickView{}, ""},
		{pickup.PickView{Zones: true}, "冷蔵のかごへ"},
		{pickup.PickView{Zones: true, Tote: pickup.ToteView{Code: "T-07", Temp: retail.Chilled}}, "冷蔵のかごへ・かご T-07"},
		{pickup.PickView{Zones: true, Tote: pickup.ToteView{Code: "T-07"}}, "冷蔵のかごへ・かご T-07"},
		{pickup.PickView{Zones: true, Tote: pickup.ToteView{Code: "T-08", Temp: retail.Frozen}}, "冷蔵のかごへ"},
	} {
		if got := intoOf(c, x.v, line); got != x.want {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}
