package holdingui

import (
	"testing"
	"time"

	"miseban/app/internal/holding"
	"miseban/app/internal/ui/widgets"
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
		{"品がありません", retail.Hold{State: retail.HoldBroken, Lines: line(0)}},
		{"取り分ける", retail.Hold{State: retail.HoldHeld, From: "N", Lines: line(0), Until: noon.Add(time.Hour)}}, // another shop asked for it
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

// TestWhy: staff read what a provisional hold waits for and why one came to
// nothing, with the other shop's name and with what could have been promised.
func TestWhy(t *testing.T) {
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	there := retail.Site{ID: "N", Name: "新宿店", NameEn: "Shinjuku"}
	for _, x := range []struct {
		state  retail.HoldState
		left   int
		at     retail.Site
		ja, en string
		seeks  bool
	}{
		{retail.HoldAsked, 0, there, "新宿店の返事を待っています。\nお客様には「確認中」とお伝えください。", "Waiting for Shinjuku to answer.\nTell the customer we are checking.", false},
		{retail.HoldAsked, 0, retail.Site{}, "本部につながると決まります。\nお客様には「確認中」とお伝えください。", "It is decided when the line is back.\nTell the customer we are checking.", false},
		{retail.HoldDeclined, 0, there, "新宿店に、お約束できる品がもうありません。", "Shinjuku has nothing left to promise.", true},
		{retail.HoldDeclined, 2, there, "新宿店でお約束できるのは 2点だけです。", "Shinjuku can promise only 2.", true},
		{retail.HoldDeclined, 0, retail.Site{}, "お約束できる品がもうありません。", "Nothing is left to promise.", true},
		{retail.HoldDeclined, 1, retail.Site{}, "お約束できるのは 1点だけです。", "Only 1 can be promised.", true},
		{retail.HoldBroken, 0, retail.Site{}, "売れたか、見つかりませんでした。\nお客様にお知らせしてください。", "It was sold, or nobody found it.\nPlease tell the customer.", true},
		{retail.HoldHeld, 0, there, "新宿店が取り置きしました。\nお渡しは新宿店です。", "Shinjuku keeps it.\nThe customer collects it there.", false},
		{retail.HoldHeld, 0, retail.Site{}, "", "", false},
	} {
		h := holding.Row{Hold: &retail.Hold{State: x.state, Lines: []retail.HoldLine{{No: 1, Qty: 3, Left: x.left}}}, At: x.at}
		if got := rowOf(all.In(words.Ja), h, noon).Why; got != x.ja {
			t.Errorf("%v: %q, want %q", x.state, got, x.ja)
		}
		if got := rowOf(all.In(words.En), h, noon).Why; got != x.en {
			t.Errorf("%v: %q, want %q", x.state, got, x.en)
		}
		if seeks(h) != x.seeks {
			t.Errorf("%v: to be looked for elsewhere is %v", x.state, seeks(h))
		}
	}
}

// TestGoodsElsewhere: what lies at another shop is neither put by nor handed over
// nor put back here.
func TestGoodsElsewhere(t *testing.T) {
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	c := all.In(words.Ja)
	for _, state := range []retail.HoldState{retail.HoldHeld, retail.HoldExpired} {
		for kept := range 2 {
			row := holding.Row{Hold: &retail.Hold{State: state, Lines: []retail.HoldLine{{No: 1, Qty: 1, Kept: kept}}, Until: noon.Add(time.Hour)}, At: retail.Site{ID: "N"}}
			s := &one{frame: frame{c: c}, got: row}
			for _, a := range s.actions() {
				if a.Kind != widgets.Secondary {
					t.Errorf("%v with %d put by: offers %q", state, kept, a.Text)
				}
			}
			if w, _, _ := stateOf(c, row, noon); w == c.T("holding.to_keep") || w == c.T("holding.to_put_back") {
				t.Errorf("%v with %d put by: says %s", state, kept, w)
			}
		}
	}
}

// TestComesLate: whoever comes after the time is over, while the goods still lie put
// by, gets them by their tag, and by the goods once staff said that the customer is
// here; until then a scan of the goods puts them back.
func TestComesLate(t *testing.T) {
	line := func(kept, back int) []retail.HoldLine {
		return []retail.HoldLine{{No: 1, SKU: "a", Qty: 1, Kept: kept, Back: back}}
	}
	for name, x := range map[string]struct {
		h                holding.Row
		late, goods, now bool // the customer may come late; goods hand over; goods hand over when the customer is here
	}{
		"held":                 {holding.Row{Hold: &retail.Hold{State: retail.HoldHeld, Lines: line(1, 0)}}, false, true, true},
		"not put by yet":       {holding.Row{Hold: &retail.Hold{State: retail.HoldHeld, Lines: line(0, 0)}}, false, false, false},
		"over, still put by":   {holding.Row{Hold: &retail.Hold{State: retail.HoldExpired, Lines: line(1, 0)}}, true, false, true},
		"over, back on shelf":  {holding.Row{Hold: &retail.Hold{State: retail.HoldExpired, Lines: line(1, 1)}}, false, false, false},
		"over, never put by":   {holding.Row{Hold: &retail.Hold{State: retail.HoldExpired, Lines: line(0, 0)}}, false, false, false},
		"released, put by":     {holding.Row{Hold: &retail.Hold{State: retail.HoldReleased, Lines: line(1, 0)}}, false, false, false},
		"over in another shop": {holding.Row{Hold: &retail.Hold{State: retail.HoldExpired, Lines: line(1, 0)}, At: retail.Site{ID: "N"}}, false, false, false},
		"nothing read yet":     {holding.Row{Hold: &retail.Hold{}}, false, false, false},
	} {
		if got := comesLate(x.h); got != x.late {
			t.Errorf("%s: may come late %v", name, got)
		}
		if goods, now := mayHandOver(x.h, false), mayHandOver(x.h, true); goods != x.goods || now != x.now {
			t.Errorf("%s: goods hand over %v, with the customer here %v", name, goods, now)
		}
	}
}

// TestStepped: a hold has one piece at least, and as many as a customer wants.
func TestStepped(t *testing.T) {
	for _, x := range []struct{ n, by, want int }{{1, -1, 1}, {3, 1, 4}, {4, -1, 3}, {99, 1, 99}} {
		if got := stepped(x.n, x.by); got != x.want {
			t.Errorf("%d%+d is %d, want %d", x.n, x.by, got, x.want)
		}
	}
}
