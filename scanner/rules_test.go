package scanner

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

func TestRulesAreKeptAsJSON(t *testing.T) {
	r := DefaultRules()
	r.UPCE = true
	r.Templates = []Template{
		{Pattern: "02IIIIIVXXXXC", Unit: ValueYen, Check: GS1Price4()},
		{Pattern: "22PIIIIXXXXXC", Unit: ValueGram},
		{Pattern: "27XXXXX00000C", Unit: ValueYen, Lower: true},
	}
	r.Slips = append(r.Slips, SlipRule{Name: "card", Kind: KindMember, Symbology: SymCode39, Prefix: "77", Lengths: []int{10, 12}, Check: CheckLuhn})
	if bad := r.Validate(); len(bad) > 0 {
		t.Fatal(bad)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var got Rules
	if err := json.Unmarshal(b, &got); err != nil || !reflect.DeepEqual(got, r) {
		t.Errorf("%s\nread as %+v, %v", b, got, err)
	}
	if o := got.Apply(Options{Source: SourceCamera}); !o.UPCE || len(o.Templates) != 3 || len(o.Slips) != 2 || o.Source != SourceCamera {
		t.Errorf("applied as %+v", o)
	}
}

func TestWrongRulesAreNamed(t *testing.T) {
	slip := DefaultRules().Slips[0]
	with := func(f func(*SlipRule)) SlipRule { s := slip; f(&s); return s }
	yen := func(p string) Template { return Template{Pattern: p, Unit: ValueYen} }
	for why, r := range map[RuleFault]Rules{
		RulePattern:     {Templates: []Template{yen("02IIIIIXXXXC")}},
		RuleLetter:      {Templates: []Template{yen("02IIIIIQXXXXC")}},
		RuleFlag:        {Templates: []Template{yen("49IIIIIXXXXXC")}},
		RuleDigits:      {Templates: []Template{yen("02IIIIIIIIIIC")}},
		RuleUnit:        {Templates: []Template{{Pattern: "02IIIIIXXXXXC"}}},
		RuleNoV:         {Templates: []Template{{Pattern: "02IIIIIXXXXXC", Unit: ValueYen, Check: GS1Price5()}}},
		RuleWeights:     {Templates: []Template{{Pattern: "02IIIIIVXXXXC", Unit: ValueYen, Check: GS1Price5()}}},
		RuleModulus:     {Templates: []Template{{Pattern: "02IIIIIVXXXXC", Unit: ValueYen, Check: ValueCheck{Weights: []Weight{1, 2, 3, 4}, Modulus: 12}}}},
		RuleName:        {Slips: []SlipRule{with(func(s *SlipRule) { s.Name = "" })}},
		RuleKind:        {Slips: []SlipRule{with(func(s *SlipRule) { s.Kind = KindGTIN })}},
		RuleStartStop:   {Slips: []SlipRule{with(func(s *SlipRule) { s.Start = "A" })}},
		RuleNoStartStop: {Slips: []SlipRule{with(func(s *SlipRule) { s.Check, s.Symbology = CheckMod16, SymCode128 })}},
		RulePrefix:      {Slips: []SlipRule{with(func(s *SlipRule) { s.Prefix = "K" })}},
		RuleLengths:     {Slips: []SlipRule{with(func(s *SlipRule) { s.Lengths = nil })}},
		RuleCheck:       {Slips: []SlipRule{with(func(s *SlipRule) { s.Check = 0 })}},
		RuleTwice:       {Slips: []SlipRule{slip, slip}},
	} {
		bad := r.Validate()
		var e *RuleError
		if len(bad) != 1 || !errors.As(bad[0], &e) || e.Why != why || e.List == "" || e.Index == 0 {
			t.Errorf("%v: found %v", why, bad)
		}
	}
}
