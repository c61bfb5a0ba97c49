package scanner

// Measure returns what the code says of the weight and the price of the goods under it:
// by GS1 elements (310n, 392n), or by the digits of an in-store code (Template). Zeros:
// it says nothing of it. With tax or without is the shop's own rule.
func (c Code) Measure() (grams, yen int) {
	grams, _ = c.Fields.AI.NetWeightGrams()
	if p, ok := c.Fields.AI.Price(); ok && (p.Currency == "" || p.Currency == "392") {
		yen = p.whole()
	}
	switch {
	case c.Kind != KindInStore:
	case c.Fields.ValueUnit == ValueGram && grams == 0:
		grams = c.Fields.Value
	case c.Fields.ValueUnit == ValueYen && yen == 0:
		yen = c.Fields.Value
	}
	return max(grams, 0), max(yen, 0)
}

// Weighed reports goods of variable measure (量り売り) whose GS1 number is of no unit and
// of no case: Key14 is what they are looked up by.
func (c Code) Weighed() (key14 string, ok bool) {
	key14 = c.Fields.AI["01"]
	grams, yen := c.Measure()
	return key14, c.Kind == KindUnknown && c.Fault == FaultVariableMeasure && len(key14) == 14 && grams+yen > 0
}

// whole is the amount in whole units of its currency; what is finer is cut off.
func (p Price) whole() int {
	n := p.Amount.Digits
	for range p.Amount.Places {
		n /= 10
	}
	return int(n)
}
