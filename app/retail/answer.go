package retail

import "time"

// Answer is what a customer said about missing goods of an order, and who asked.
type Answer struct {
	Cmd    CommandID   `json:"cmd"`
	Line   int         `json:"line"` // that is short
	Qty    int         `json:"qty"`
	Choice ShortChoice `json:"choice"`
	How    AskedHow    `json:"how,omitempty"`
	SKU    SKUID       `json:"sku,omitempty"`    // of ChooseSubstitute: what takes its place
	Became int         `json:"became,omitempty"` // the line of that
	Site   SiteID      `json:"site,omitempty"`   // where the goods come from, or are collected
	Until  time.Time   `json:"until,omitzero"`   // of ChooseWait
	Hold   HoldID      `json:"hold,omitempty"`   // that keeps them at the other shop
	// BackTaxIn is what the customer paid for goods that they do not get, for the
	// web shop to give back.
	BackTaxIn Yen       `json:"back_tax_in,omitempty"`
	Staff     StaffID   `json:"staff"`
	Device    DeviceID  `json:"device"`
	At        time.Time `json:"at"`
	// Void: it came when something else was settled already; it has done nothing.
	Void bool `json:"void,omitempty"`
}

// Substitute is the article that takes the place of another one (代わりの品), as
// the customer was told of it.
type Substitute struct {
	SKU        SKUID   `json:"sku"`
	JAN        string  `json:"jan,omitempty"`
	Name       string  `json:"name"`
	Color      Color   `json:"color"`
	Size       string  `json:"size,omitempty"`
	Picture    string  `json:"picture,omitempty"`
	PriceTaxIn Yen     `json:"price_tax_in"` // of one piece; never more than that of the line is asked for
	TaxRate    TaxRate `json:"tax_rate"`
	Fresh
}

// AnswerShort is the body of KindAnswerShort: what the customer said of Qty
// missing pieces of a line. Goods is set for ChooseSubstitute alone.
type AnswerShort struct {
	Order  OrderID     `json:"order"`
	Line   int         `json:"line"`
	Qty    int         `json:"qty"`
	Choice ShortChoice `json:"choice"`
	How    AskedHow    `json:"how,omitempty"`
	Goods  *Substitute `json:"goods,omitempty"`
	Site   SiteID      `json:"site,omitempty"`
	Until  time.Time   `json:"until,omitzero"`
	Hold   HoldID      `json:"hold,omitempty"`
}

// About returns the order.
func (b AnswerShort) About() Ref { return orderRef(b.Order) }

// Lacking is how many pieces were given up and nothing was settled about: the
// customer is to be asked, or waits for them.
func (l Line) Lacking() int { return max(0, l.Short-l.Swapped-l.Waived) }

// Owed is how many pieces of the line the customer is to get from this shop today.
func (l Line) Owed() int { return l.Qty - l.Short }

// Answered returns the last answer about a line that counts, nil for none.
func (o *Order) Answered(line int) *Answer {
	for i := len(o.Answers) - 1; i >= 0; i-- {
		if a := &o.Answers[i]; a.Line == line && !a.Void && a.Choice != ChooseNothing {
			return a
		}
	}
	return nil
}

// Tried is how often somebody tried to reach the customer since the last answer
// about the line, and when that was last.
func (o *Order) Tried(line int) (times int, last time.Time) {
	for _, a := range o.Answers {
		switch {
		case a.Line != line || a.Void:
		case a.Choice == ChooseNothing:
			times, last = times+1, a.At
		default:
			times, last = 0, time.Time{}
		}
	}
	return times, last
}

// Pending tells whether the order has a question that is open (保留): goods are
// missing, and the customer was not asked or waits for them.
func (o *Order) Pending() bool {
	return !o.State.Over() && o.State != Expired && o.Missing() > 0
}

// shortPieces is how many pieces were given up, whatever was settled about them.
func (o *Order) shortPieces() int {
	n := 0
	for _, l := range o.Lines {
		n += l.Short
	}
	return n
}

// own are the lines that the customer ordered, without those that stand in.
func (o *Order) own() []Line {
	var out []Line
	for _, l := range o.Lines {
		if l.Of == 0 {
			out = append(out, l)
		}
	}
	return out
}

// SubstituteRule is which articles a chain offers in the place of a missing one.
type SubstituteRule uint8

// Values of SubstituteRule; the words are stable, they are stored and sent.
const (
	// SubstituteStyle: another colour or size of the same style.
	SubstituteStyle SubstituteRule = iota + 1
	// SubstituteColor: another colour in the same size.
	SubstituteColor
	// SubstituteSize: the same colour in another size.
	SubstituteSize
	// SubstituteNone: none; the customer is offered the other choices.
	SubstituteNone
)

var substituteRuleWords = words{"style", "color", "size", "none"}

// String returns the stable word of the value.
func (v SubstituteRule) String() string { return substituteRuleWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v SubstituteRule) MarshalText() ([]byte, error) { return substituteRuleWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *SubstituteRule) UnmarshalText(b []byte) error {
	n, err := substituteRuleWords.parse(b)
	*v = SubstituteRule(n)
	return err
}

// SubstituteRules returns every value in order.
func SubstituteRules() []SubstituteRule { return allOf[SubstituteRule](len(substituteRuleWords)) }

// ShortPolicy is what a chain does about missing goods.
type ShortPolicy struct {
	// Substitutes is what may be offered; zero is SubstituteStyle.
	Substitutes SubstituteRule `json:"substitutes,omitempty"`
	// Whole: an order is put ready only when nothing of it is open (全部そろって
	// から); else what is there is put ready, and the rest stays 保留.
	Whole bool `json:"whole,omitempty"`
}

// Allows tells whether an article may be offered for another one that is missing:
// by the chain's rule, and at the price of the line or less. price is the line's.
func (p ShortPolicy) Allows(missing, other SKU, price Yen) bool {
	if other.ID == missing.ID || missing.Style == "" || missing.Style != other.Style || other.PriceTaxIn > price {
		return false
	}
	color, size := missing.Color.Word == other.Color.Word, missing.Size == other.Size
	switch p.Substitutes {
	case SubstituteNone:
		return false
	case SubstituteColor:
		return size
	case SubstituteSize:
		return color
	case SubstituteStyle:
	}
	return true
}
