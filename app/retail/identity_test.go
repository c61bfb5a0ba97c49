package retail

import "testing"

// TestAsks: the chain's amounts decide, of what was paid in the web shop and is not
// given back.
func TestAsks(t *testing.T) {
	p := PickupPolicy{NameFrom: 5000, IDFrom: 30000, ProxyID: true}
	for _, tc := range []struct {
		paid  Yen
		state PayState
		proxy bool
		want  Ask
	}{
		{4999, Prepaid, false, AskCode},
		{5000, Prepaid, false, AskName},
		{29999, Prepaid, false, AskName},
		{30000, Prepaid, false, AskDocument},
		{90000, PayAtPickup, false, AskCode},
		{100, PayAtPickup, true, AskDocument},
	} {
		o := &Order{Pay: Payment{State: tc.state, TotalTaxIn: tc.paid}}
		if got := p.Asks(o, tc.proxy); got != tc.want {
			t.Errorf("%+v: %v", tc, got)
		}
		if got := (PickupPolicy{}).Asks(o, tc.proxy); got != AskCode {
			t.Errorf("without a rule %+v: %v", tc, got)
		}
	}
	o := &Order{Pay: Payment{State: Prepaid, TotalTaxIn: 30000}, Refunds: []Refund{{AmountTaxIn: 26000}}}
	if got := p.Asks(o, false); got != AskCode {
		t.Errorf("what goes back counts: %v", got)
	}
	for _, tc := range []struct {
		ask    Ask
		proof  Proof
		looked IdentityKind
		met    bool
	}{
		{AskCode, ByCode, 0, true},
		{AskCode, ByIdentity, 0, false},
		{AskCode, ByIdentity, OrderMail, true},
		{AskName, ByCode, 0, false},
		{AskName, ByDigits, NameAndPhone, true},
		{AskDocument, ByCode, NameAndPhone, false},
		{AskDocument, ByCode, PhotoID, true},
	} {
		if tc.ask.Met(tc.proof, tc.looked) != tc.met {
			t.Errorf("%+v", tc)
		}
	}
}
