package byhand

import (
	"testing"

	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

const shirt = "4999001000019"

// TestModel: a reason first, then digits that make a code; slips are caught.
func TestModel(t *testing.T) {
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	c := all.In(words.Ja)
	if a := (Model{Digits: shirt}).Action(c); a.Kind != widgets.NotYet {
		t.Errorf("without a reason: %+v", a)
	}
	m := Model{Reason: retail.NoLabel}
	if a := m.Action(c); a.Kind != widgets.NotYet {
		t.Errorf("empty: %+v", a)
	}
	for _, d := range shirt + "999" {
		m = m.Add(d)
	}
	if len(m.Digits) != maxDigits {
		t.Fatalf("%d digits", len(m.Digits))
	}
	m = m.Del()
	if m.Digits != shirt || m.Grouped() != "4 999001 000019" || m.Check().Wrong || m.Action(c).Kind != widgets.Main {
		t.Errorf("%+v %s", m, m.Grouped())
	}
	m.Digits = shirt[:12] + "0"
	if m = m.Check(); !m.Wrong || m.Message(c) != "番号が合いません。もう一度見てください" {
		t.Errorf("a slip was let through: %+v", m)
	}
	if m.Add('1').Wrong || m.Del().Wrong {
		t.Error("the reproach stays after a change")
	}
}

// TestEntry: back leads from the digits to the reasons, and no further; what is
// done is a code.
func TestEntry(t *testing.T) {
	var got Model
	done := ""
	e := Entry{Model: Model{Reason: retail.NoLabel, Digits: shirt}, Set: func(m Model) { got = m }, Done: func(d string, why retail.HandReason) { done = d + why.String() }}
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	e.Words = all.In(words.Ja)
	e.Action().OnTap()
	if done != shirt+retail.NoLabel.String() {
		t.Error("done is ", done)
	}
	if !e.Back() || got.Reason != 0 || got.Digits != shirt {
		t.Errorf("back leads to %+v", got)
	}
	e.Model = got
	if e.Back() {
		t.Error("back from the reasons leads somewhere")
	}
	e.Model = Model{Reason: retail.NoLabel, Digits: shirt[:12] + "0"}
	done = ""
	if e.Action().OnTap(); done != "" || !got.Wrong {
		t.Errorf("a slip is done: %q, %+v", done, got)
	}
}
