package hubserve

import (
	"testing"

	"miseban/app/retail"
)

func TestReadCountPolicy(t *testing.T) {
	for text, want := range map[string]retail.CountPolicy{
		"": {}, "pieces=5": {AgainPieces: 5}, "lead=30000, again=8000,pieces=2": {AgainPieces: 2, AgainTaxIn: 8000, LeadTaxIn: 30000},
	} {
		if p, ok := ReadCountPolicy(text); !ok || p != want {
			t.Errorf("%q: %+v %v", text, p, ok)
		}
	}
	for _, text := range []string{"3", "pieces", "pieces=", "pieces=0", "pieces=x", "pieces=3,pieces=4", "piece=3", "again=-1", "lead=100000001", ","} {
		if p, ok := ReadCountPolicy(text); ok {
			t.Errorf("%q was read: %+v", text, p)
		}
	}
	if full := (retail.CountPolicy{AgainPieces: 9}).Full(); full.AgainPieces != 9 || full.LeadTaxIn != retail.CountPolicyDefault.LeadTaxIn {
		t.Errorf("%+v", full)
	}
}
