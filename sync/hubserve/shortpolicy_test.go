package hubserve

import (
	"testing"

	"miseban/app/retail"
)

func TestReadShortPolicy(t *testing.T) {
	for text, want := range map[string]retail.ShortPolicy{
		"": {}, "offer=none": {Substitutes: retail.SubstituteNone}, "ready=whole, offer=size": {Substitutes: retail.SubstituteSize, Whole: true}, "ready=part": {},
	} {
		if got, ok := ReadShortPolicy(text); !ok || got != want {
			t.Errorf("%q: %+v %v", text, got, ok)
		}
	}
	for _, text := range []string{"offer=", "offer=all", "ready=no", "ready=part,ready=whole", "x=1", ","} {
		if got, ok := ReadShortPolicy(text); ok || got != (retail.ShortPolicy{}) {
			t.Errorf("%q was read: %+v", text, got)
		}
	}
}

func TestReadDuePolicy(t *testing.T) {
	for text, want := range map[string]retail.DuePolicy{
		"": {}, "every=5": {Every: 5}, "hours=no": {Always: true}, "hours=yes": {}, "every=0": {Every: retail.NoAlert}, "soon=15,first=5,every=2,rise=20,quiet=22:00-09:30": {Soon: 15, First: 5, Every: 2, Rise: 20, QuietFrom: "22:00", QuietTo: "09:30"},
	} {
		if got, ok := ReadDuePolicy(text); !ok || got != want {
			t.Errorf("%q: %+v %v", text, got, ok)
		}
	}
	for _, text := range []string{"rise=0", "every=x", "hours=maybe", "quiet=12:00", "quiet=12:00-12:00", "quiet=25:00-26:00", "soon=1,soon=2", "loud=1"} {
		if got, ok := ReadDuePolicy(text); ok || got != (retail.DuePolicy{}) {
			t.Errorf("%q was read: %+v", text, got)
		}
	}
}
