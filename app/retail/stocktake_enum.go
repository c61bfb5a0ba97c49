package retail

import "database/sql/driver"

// StocktakeKind is how much of a shop is counted.
type StocktakeKind uint8

// Values of StocktakeKind; the words are stable, they are stored and sent.
const (
	// FullCount: 全棚卸: every shelf of the shop.
	FullCount StocktakeKind = iota + 1
	// CycleCount: 循環棚卸: the list of the day.
	CycleCount
	// AreaCount: one area, whenever somebody thinks that it is needed.
	AreaCount
)

var stocktakeKindWords = words{"full", "cycle", "area"}

// String returns the stable word of the value.
func (v StocktakeKind) String() string { return stocktakeKindWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v StocktakeKind) MarshalText() ([]byte, error) { return stocktakeKindWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *StocktakeKind) UnmarshalText(b []byte) error {
	n, err := stocktakeKindWords.parse(b)
	*v = StocktakeKind(n)
	return err
}

// Scan reads the stable word from a database.
func (v *StocktakeKind) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v StocktakeKind) Value() (driver.Value, error) { return stocktakeKindWords.value(uint8(v)) }

// StocktakeKinds returns every value in order.
func StocktakeKinds() []StocktakeKind { return allOf[StocktakeKind](len(stocktakeKindWords)) }

// StocktakeState is where a stocktake stands.
type StocktakeState uint8

// Values of StocktakeState; the words are stable, they are stored and sent.
const (
	// StocktakeOpen: staff count, or somebody looks through what differs.
	StocktakeOpen StocktakeState = iota + 1
	// StocktakeClosed: it is over.
	StocktakeClosed
)

var stocktakeStateWords = words{"open", "closed"}

// String returns the stable word of the value.
func (v StocktakeState) String() string { return stocktakeStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v StocktakeState) MarshalText() ([]byte, error) { return stocktakeStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *StocktakeState) UnmarshalText(b []byte) error {
	n, err := stocktakeStateWords.parse(b)
	*v = StocktakeState(n)
	return err
}

// StocktakeStates returns every value in order.
func StocktakeStates() []StocktakeState { return allOf[StocktakeState](len(stocktakeStateWords)) }

// AreaState is where one area of a stocktake stands.
type AreaState uint8

// Values of AreaState; the words are stable, they are stored and sent.
const (
	// AreaWaiting: nobody has counted there.
	AreaWaiting AreaState = iota + 1
	// AreaCounting: somebody counts there, or went away in the middle.
	AreaCounting
	// AreaDone: the last one there has ended.
	AreaDone
)

var areaStateWords = words{"waiting", "counting", "done"}

// String returns the stable word of the value.
func (v AreaState) String() string { return areaStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v AreaState) MarshalText() ([]byte, error) { return areaStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *AreaState) UnmarshalText(b []byte) error {
	n, err := areaStateWords.parse(b)
	*v = AreaState(n)
	return err
}

// AreaStates returns every value in order.
func AreaStates() []AreaState { return allOf[AreaState](len(areaStateWords)) }

// LineState is where the figure of one SKU of a stocktake stands.
type LineState uint8

// Values of LineState; the words are stable, they are stored and sent.
const (
	// LineCounted: there is a figure; nothing is booked.
	LineCounted LineState = iota + 1
	// LineBooked: approved, the books say so.
	LineBooked
	// LineMoved: others moved these goods around the count: a task of the inbox
	// has it counted again (数え直し), or a newer count stands.
	LineMoved
	// LineNamed: of an unknown code: somebody said what it is, or that it is
	// nothing to be counted.
	LineNamed
)

var lineStateWords = words{"counted", "booked", "moved", "named"}

// String returns the stable word of the value.
func (v LineState) String() string { return lineStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v LineState) MarshalText() ([]byte, error) { return lineStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *LineState) UnmarshalText(b []byte) error {
	n, err := lineStateWords.parse(b)
	*v = LineState(n)
	return err
}

// LineStates returns every value in order.
func LineStates() []LineState { return allOf[LineState](len(lineStateWords)) }

// VarianceReason is why shelf and books differ (差異の理由), as far as somebody
// knows.
type VarianceReason uint8

// Values of VarianceReason; the words are stable, they are stored and sent.
const (
	// VarianceLost: 紛失・盗難.
	VarianceLost VarianceReason = iota + 1
	// VarianceFound: turned up that was thought lost.
	VarianceFound
	// VarianceUnrung: left or came without the till.
	VarianceUnrung
	// VarianceReceipt: the receipt or transfer was wrong.
	VarianceReceipt
	// VarianceDamaged: thrown away or put aside as no longer good.
	VarianceDamaged
	// VarianceSample: taken for display, photographs or the staff.
	VarianceSample
	// VarianceMisbooked: an earlier count or correction was wrong.
	VarianceMisbooked
	// VarianceUnclear: nobody knows.
	VarianceUnclear
)

var varianceReasonWords = words{"lost", "found", "unrung", "receipt", "damaged", "sample", "misbooked", "unclear"}

// String returns the stable word of the value.
func (v VarianceReason) String() string { return varianceReasonWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v VarianceReason) MarshalText() ([]byte, error) { return varianceReasonWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *VarianceReason) UnmarshalText(b []byte) error {
	n, err := varianceReasonWords.parse(b)
	*v = VarianceReason(n)
	return err
}

// VarianceReasons returns every value in order.
func VarianceReasons() []VarianceReason { return allOf[VarianceReason](len(varianceReasonWords)) }

// Fits tells whether the reason can be one for a difference: goods that were
// found cannot explain a lack of them.
func (v VarianceReason) Fits(off int) bool {
	switch v {
	case VarianceLost, VarianceDamaged, VarianceSample:
		return off < 0
	case VarianceFound:
		return off > 0
	case VarianceUnrung, VarianceReceipt, VarianceMisbooked, VarianceUnclear:
		return off != 0
	}
	return false
}
