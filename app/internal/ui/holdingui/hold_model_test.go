package holdingui

import (
	"testing"
	"time"

	"miseban/app/internal/holding"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, retail.Japan)

func TestStateWords(t *testing.T) {
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	c := all.In(words.Ja)
	line := func(kept int) []retail.HoldLine { return []retail.HoldLine{{No: 1, Qty: 1, Kept: kept}} }
	for _, x := range []struct {
		want string
		h    retail.Hold
	}{
		{"仮", retail.Hold{State: retail.HoldAsked, Lines: line(0)}},
		{"取り分ける", retail.Hold{State: retail.HoldHeld, Lines: line(0), Until: noon.Add(time.Hour)}},
		{"取り置き中", retail.Hold{State: retail.HoldHeld, Lines: line(1), Until: noon.Add(time.Hour)}},
		{"期限切れの可能性", retail.Hold{State: retail.HoldHeld, Lines: line(1), Until: noon}},
		{"棚に戻す", retail.Hold{State: retail.HoldExpired, Lines: line(1)}},
		{"期限切れ", retail.Hold{State: retail.HoldExpired, Lines: line(0)}},
		{"取り置きできません", retail.Hold{State: retail.HoldDeclined, Lines: line(0)}},
		{"品が売れました", retail.Hold{State: retail.HoldBroken, Lines: line(0)}},
	} {
		if got, _, _ := stateOf(c, holding.Row{Hold: &x.h}, noon); got != x.want {
			t.Errorf("%v is %s, want %s", x.h.State, got, x.want)
		}
	}
}

func TestTagged(t *testing.T) {
	l := holding.Lists{Held: []holding.Row{{Hold: &retail.Hold{ID: "a", Tag: "H1"}}}}
	if tagged(l, "H1") != "a" || tagged(l, "") != "" || tagged(l, "H2") != "" {
		t.Error("a tag leads to its hold and to no other")
	}
}
