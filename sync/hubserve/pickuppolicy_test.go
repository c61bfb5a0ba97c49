package hubserve

import (
	"testing"

	"miseban/app/retail"
)

// TestReadPickupPolicy: what can be written, and what is refused as a whole.
func TestReadPickupPolicy(t *testing.T) {
	for text, want := range map[string]retail.PickupPolicy{
		"": {}, "keep=5": {KeepDays: 5}, "cancel=no": {NoCancel: true}, "cancel=yes": {}, "extends=0": {Extends: retail.NoExtension},
		"remind=0": {RemindDays: retail.NoExtension}, "remind=2, extend=7": {RemindDays: 2, ExtendDays: 7},
		"undo=0": {UndoMinutes: retail.NoExtension}, "undo=30": {UndoMinutes: 30},
		"name=5000,id=30000,proxy=id": {NameFrom: 5000, IDFrom: 30000, ProxyID: true},
		"age=look":                    {AgeBySight: true}, "age=id": {},
	} {
		if p, ok := ReadPickupPolicy(text); !ok || p != want {
			t.Errorf("%q: %+v %v", text, p, ok)
		}
	}
	for _, text := range []string{"keep", "keep=0", "keep=91", "keep=1,keep=2", "cancel=maybe", "id=-1", "id=1e9", "id=10000001", "undo=-1", "undo=721", "other=1", "keep=7;extend=3", ",", "proxy=", "age=18"} {
		if p, ok := ReadPickupPolicy(text); ok || p != (retail.PickupPolicy{}) && ok {
			t.Errorf("%q: %+v", text, p)
		}
	}
}
