package retail

import (
	"cmp"
	"database/sql/driver"
	"slices"
)

// SuggestReason is why goods are suggested to a customer at the counter (ついで買い).
type SuggestReason uint8

// Values of SuggestReason; the words are stable, they are stored and sent.
const (
	// SuggestTogether: いっしょに注文されています: other orders of the shop hold both.
	SuggestTogether SuggestReason = iota + 1
	// SuggestColor: 色ちがい: the same article and size in another colour.
	SuggestColor
)

var suggestReasonWords = words{"together", "color"}

// String returns the stable word of the value.
func (v SuggestReason) String() string { return suggestReasonWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v SuggestReason) MarshalText() ([]byte, error) { return suggestReasonWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *SuggestReason) UnmarshalText(b []byte) error {
	n, err := suggestReasonWords.parse(b)
	*v = SuggestReason(n)
	return err
}

// Scan reads the stable word from a database.
func (v *SuggestReason) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v SuggestReason) Value() (driver.Value, error) { return suggestReasonWords.value(uint8(v)) }

// SuggestReasons returns every value in order.
func SuggestReasons() []SuggestReason { return allOf[SuggestReason](len(suggestReasonWords)) }

// Suggested is the body of KindSuggested: goods were suggested to the customer of an
// order, and with Bought they take them: the till sells them, nothing moves by this.
type Suggested struct {
	Order  OrderID       `json:"order"`
	SKU    SKUID         `json:"sku"`
	Reason SuggestReason `json:"reason,omitempty"`
	Bought bool          `json:"bought,omitempty"`
}

// About returns the order.
func (b Suggested) About() Ref { return orderRef(b.Order) }

// minTogether is how many orders must hold two goods before it says anything: of one
// alone it would tell what a certain customer bought.
const minTogether = 2

// Together counts which goods are ordered with others, over the orders of a shop.
type Together map[SKUID]map[SKUID]int

// Add takes an order in.
func (t Together) Add(o *Order) {
	for i := range o.Lines {
		for j := range o.Lines {
			a, b := o.Lines[i].SKU, o.Lines[j].SKU
			if a == b || o.Lines[i].Of != 0 || o.Lines[j].Of != 0 {
				continue
			}
			if t[a] == nil {
				t[a] = map[SKUID]int{}
			}
			t[a][b]++
		}
	}
}

// With returns the goods that at least two orders hold with the given ones, which
// themselves are left out: the most often ordered first.
func (t Together) With(goods []SKUID) []SKUID {
	n := map[SKUID]int{}
	for _, g := range goods {
		for sku, times := range t[g] {
			if times >= minTogether && !slices.Contains(goods, sku) {
				n[sku] += times
			}
		}
	}
	out := make([]SKUID, 0, len(n))
	for sku := range n {
		out = append(out, sku)
	}
	slices.SortFunc(out, func(a, b SKUID) int { return cmp.Or(n[b]-n[a], cmp.Compare(a, b)) })
	return out
}
