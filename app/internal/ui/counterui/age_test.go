package counterui

import (
	"slices"
	"testing"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets/words"
)

// sake is an order that lies ready, with a bottle of which 2 pieces are given.
func sake() pickup.CounterView {
	v := allBags(ready())
	v.Order.Lines = append(v.Order.Lines, retail.Line{No: 2, Name: "純米吟醸", Size: "720ml", Qty: 2, Picked: 2, Fresh: retail.Fresh{MinAge: 20}})
	v.Pieces += 2
	return v
}

// TestAgeModel: what may be chosen by the chain's rule, and when that is enough.
func TestAgeModel(t *testing.T) {
	c := catalogs(t)[words.Ja]
	look := sake()
	look.Policy.AgeBySight = true
	for name, k := range map[string]struct {
		v    pickup.CounterView
		how  retail.AgeProof
		doc  retail.DocumentKind
		rows int
		main widgets.ActionKind
	}{
		"nothing chosen":            {sake(), 0, 0, 5, widgets.NotYet},
		"a licence":                 {sake(), retail.AgeDocument, retail.DriverLicence, 5, widgets.Main},
		"a look, against the rule":  {sake(), retail.AgeSight, 0, 5, widgets.NotYet},
		"a look":                    {look, retail.AgeSight, 0, 6, widgets.Main},
		"a look is there to choose": {look, 0, 0, 6, widgets.NotYet},
	} {
		m := ageOf(c, k.v, k.how, k.doc)
		if len(m.Rows) != k.rows || m.Main.Kind != k.main || !slices.Equal(m.Goods, []string{"純米吟醸・720ml・2点"}) {
			t.Errorf("%s: %d rows, %v, %v", name, len(m.Rows), m.Main.Kind, m.Goods)
		}
		if chosen := slices.ContainsFunc(m.Rows, func(r ageRow) bool { return r.IsChosen }); chosen != (k.main == widgets.Main) {
			t.Errorf("%s: chosen %v", name, chosen)
		}
	}
	if later := (&pickup.Service{}).Later(sake(), 2, 2, nil); stepOf(later) == stepAge || stepOf(sake()) != stepAge {
		t.Error("an age is asked for goods that stay here, or not for those that go")
	}
}

// TestAgeOnTheScreen: the goods cannot be handed over before somebody looked; where nobody
// can tell, they stay here.
func TestAgeOnTheScreen(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		s := &counter{present: shows(sake())}
		f := open(t, shape, s, page.Handover{})
		f.Screen.Scan(customer)
		f.UntilSeen("先に 年齢確認")
		if f.Sees("引き渡す") {
			t.Error("it can be handed over")
		}
		f.Tap("年齢を確かめる")
		f.UntilSeen("純米吟醸・720ml・2点")
		if f.Sees("見た目で明らか") {
			t.Error("a look is enough, against the rule")
		}
		f.Tap("運転免許証")
		f.Tap("20歳以上")
		f.UntilSeen("お渡しできます")
		f.Tap("引き渡す")
		f.Until(func() bool { return slices.Contains(s.calls, "age by document licence") && len(s.calls) > 2 })
		s = &counter{present: shows(sake())}
		f = open(t, shape, s, page.Handover{})
		f.Screen.Scan(customer)
		f.UntilSeen("先に 年齢確認")
		f.Tap("年齢を確かめる")
		f.Tap("確認できません")
		f.Until(func() bool { return slices.Contains(s.calls, "keep aged") })
	}
}
