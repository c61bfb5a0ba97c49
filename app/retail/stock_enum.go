package retail

import "database/sql/driver"

// StockClass is the quality of goods (在庫区分).
type StockClass uint8

// Values of StockClass; the words are stable, they are stored and sent.
const (
	// Regular: 良品.
	Regular StockClass = iota + 1
	// BGrade: B品: sellable with a flaw.
	BGrade
	// Display: 展示品.
	Display
	// Damaged: 不良品.
	Damaged
	// Inspecting: 検品待ち.
	Inspecting
)

var stockClassWords = words{"regular", "b_grade", "display", "damaged", "inspecting"}

// String returns the stable word of the value.
func (v StockClass) String() string { return stockClassWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v StockClass) MarshalText() ([]byte, error) { return stockClassWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *StockClass) UnmarshalText(b []byte) error {
	n, err := stockClassWords.parse(b)
	*v = StockClass(n)
	return err
}

// Scan reads the stable word from a database.
func (v *StockClass) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v StockClass) Value() (driver.Value, error) { return stockClassWords.value(uint8(v)) }

// StockClasses returns every value in order.
func StockClasses() []StockClass { return allOf[StockClass](len(stockClassWords)) }

// MoveKind is what a stock movement was.
type MoveKind uint8

// Values of MoveKind; the words are stable, they are stored and sent.
const (
	// MoveAllocate: promised to an order.
	MoveAllocate MoveKind = iota + 1
	// MoveRelease: the promise ended.
	MoveRelease
	// MovePick: taken from its shelf for an order.
	MovePick
	// MovePutBack: 棚戻し: returned to its shelf.
	MovePutBack
	// MoveHandover: given to the customer: a sale.
	MoveHandover
	// MoveReclass: moved to another class.
	MoveReclass
	// MoveAdjust: corrected to what another system or a count says.
	MoveAdjust
	// MoveDoubt: not found where it should be: not to be promised until counted.
	MoveDoubt
	// MoveSale: sold at the till.
	MoveSale
	// MoveReceipt: goods came in.
	MoveReceipt
	// MoveCount: the shelf was counted; the difference to the books, also when
	// it is none.
	MoveCount
	// MoveCounted: undoes what an earlier movement did to the shelf that came
	// in after a count had seen it already.
	MoveCounted
	// MoveDispatch: left for another site; or did not leave after all.
	MoveDispatch
	// MoveTakeIn: came from another site.
	MoveTakeIn
	// MoveIncoming: is on the way here from another site, or no longer.
	MoveIncoming
	// MoveHold: promised to a hold (取り置き).
	MoveHold
	// MoveHoldEnd: that promise ended.
	MoveHoldEnd
)

var moveKindWords = words{
	"allocate",
	"release",
	"pick",
	"put_back",
	"handover",
	"reclass",
	"adjust",
	"doubt",
	"sale",
	"receipt",
	"count",
	"counted",
	"dispatch",
	"take_in",
	"incoming",
	"hold",
	"hold_end",
}

// String returns the stable word of the value.
func (v MoveKind) String() string { return moveKindWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v MoveKind) MarshalText() ([]byte, error) { return moveKindWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *MoveKind) UnmarshalText(b []byte) error {
	n, err := moveKindWords.parse(b)
	*v = MoveKind(n)
	return err
}

// Scan reads the stable word from a database.
func (v *MoveKind) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v MoveKind) Value() (driver.Value, error) { return moveKindWords.value(uint8(v)) }

// MoveKinds returns every value in order.
func MoveKinds() []MoveKind { return allOf[MoveKind](len(moveKindWords)) }
