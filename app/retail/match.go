package retail

// MatchKind is how a scanned item compares with what the pick needs.
type MatchKind uint8

// Values of MatchKind.
const (
	// MatchRight: this is the item of the line in hand.
	MatchRight MatchKind = iota + 1
	// MatchOtherLine: right for another open line of the same order.
	MatchOtherLine
	// MatchEnough: the item is right, but there is enough of it already.
	MatchEnough
	// MatchWrongSize: same style and colour, another size.
	MatchWrongSize
	// MatchWrongColor: same style and size, another colour.
	MatchWrongColor
	// MatchWrongStyle: same style, another colour and size.
	MatchWrongStyle
	// MatchOtherOrder: not here, but an open order of this shop needs it.
	MatchOtherOrder
	// MatchWrongItem: another product.
	MatchWrongItem
	// MatchUnknown: no product has this code.
	MatchUnknown
	// MatchTooMany: a case holds more pieces than are needed.
	MatchTooMany
	// MatchNotAnItem: a shelf, a bag, a badge or a pickup code.
	MatchNotAnItem
	// MatchExpired: the right goods, past the day on their code.
	MatchExpired
	// MatchTote: a tote (かご) that the next goods are laid into.
	MatchTote
	// MatchForeignTote: another order's goods lie in the tote.
	MatchForeignTote
	// MatchWrongZone: the right goods, and what lies in the tote in hand is kept
	// warmer or colder.
	MatchWrongZone
	// MatchTooLight: the right weighed goods, less than the customer may get.
	MatchTooLight
	// MatchTooHeavy: the right weighed goods, more than the customer may get.
	MatchTooHeavy
	// MatchNoWeight: the right weighed goods, and the code does not say what they weigh.
	MatchNoWeight
	// MatchLaterDate: the right goods, and there may be some that expire sooner. The
	// same code again counts: somebody has looked.
	MatchLaterDate
)

var matchKindWords = words{
	"right",
	"other_line",
	"enough",
	"wrong_size",
	"wrong_color",
	"wrong_style",
	"other_order",
	"wrong_item",
	"unknown",
	"too_many",
	"not_an_item",
	"expired",
	"tote",
	"foreign_tote",
	"wrong_zone",
	"too_light",
	"too_heavy",
	"no_weight",
	"later_date",
}

// String returns the stable word of the kind.
func (m MatchKind) String() string { return matchKindWords.text(uint8(m)) }

// MatchKinds returns every kind in order.
func MatchKinds() []MatchKind { return allOf[MatchKind](len(matchKindWords)) }

// Right tells whether the scan counts.
func (m MatchKind) Right() bool { return m == MatchRight || m == MatchOtherLine }

// Match compares a scanned SKU (nil: no product has the code) of qty pieces
// with the line in hand and the rest of the order. It returns how it fits and
// the line it fits, or 0. elsewhere tells that another open order needs it.
func Match(o *Order, current int, needed *SKU, got *SKU, qty int, elsewhere bool) (MatchKind, int) {
	if got == nil {
		return MatchUnknown, 0
	}
	kind, line := MatchWrongItem, 0
	try := func(l *Line, right MatchKind) bool {
		switch {
		case l == nil || l.SKU != got.ID:
			return false
		case l.Open() == 0:
			kind, line = MatchEnough, l.No
			return false
		case qty > l.Open():
			kind, line = MatchTooMany, l.No
		default:
			kind, line = right, l.No
		}
		return true
	}
	if try(o.Line(current), MatchRight) {
		return kind, line
	}
	for i := range o.Lines {
		if o.Lines[i].No != current && try(&o.Lines[i], MatchOtherLine) {
			return kind, line
		}
	}
	if kind == MatchEnough {
		return kind, line
	}
	if needed != nil && needed.Style != "" && needed.Style == got.Style {
		switch {
		case needed.Size != got.Size && needed.Color.Word != got.Color.Word:
			return MatchWrongStyle, 0
		case needed.Size != got.Size:
			return MatchWrongSize, 0
		case needed.Color.Word != got.Color.Word:
			return MatchWrongColor, 0
		}
	}
	if elsewhere {
		return MatchOtherOrder, 0
	}
	return MatchWrongItem, 0
}
