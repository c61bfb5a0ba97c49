package pickup_test

import (
	"slices"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// TestSuggestions: what others order with it, then another colour in the size; only what
// lies on its shelf here, and never what the customer has already.
func TestSuggestions(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, knit)
	w := newWorld(t, o, order("4822", "タナカ", time.Hour, knit, tea), order("4823", "ワタナベ", time.Hour, knit, tea), order("4824", "サトウ", time.Hour, knit, shirtM))
	got, err := w.svc.Suggestions(ctx, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].ID != tea.ID || got[0].Reason != retail.SuggestTogether || got[0].Free < 1 || got[0].Shelf != shelf[tea.ID] || got[0].Yen != 1000 {
		t.Fatalf("%+v", got)
	}
	if err := w.svc.Suggested(ctx, o.ID, got[0], true); err != nil {
		t.Fatal(err)
	}
	cmds, _, err := w.DB.Pending(ctx, 100, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	want := retail.Suggested{Order: o.ID, SKU: tea.ID, Reason: retail.SuggestTogether, Bought: true}
	if !slices.ContainsFunc(cmds, func(c retail.Command) bool { return c.Body == want }) {
		t.Errorf("the log says %+v", cmds)
	}
	if again, err := w.svc.Suggestions(ctx, "nobody's"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("%v %v", again, err)
	}
	all, err := w.svc.Suggestions(ctx, "o-4822")
	if err != nil || slices.ContainsFunc(all, func(x pickup.Suggestion) bool { return x.ID == tea.ID || x.ID == knit.ID }) {
		t.Errorf("what they have already: %+v %v", all, err)
	}
}
