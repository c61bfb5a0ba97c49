package retail

// ReclassReason is why goods went to another class.
type ReclassReason uint8

// Values of ReclassReason; the words are stable, they are stored and sent.
const (
	// ReclassFlaw: 傷・汚れがある.
	ReclassFlaw ReclassReason = iota + 1
	// ReclassDisplay: 展示に使う.
	ReclassDisplay
	// ReclassInspect: 確かめる必要がある.
	ReclassInspect
	// ReclassFine: 確かめて問題なし, or the display ended.
	ReclassFine
	// ReclassMistake: 区分を間違えていた.
	ReclassMistake
)

var reclassWords = words{
	"flaw",
	"display",
	"inspect",
	"fine",
	"mistake",
}

// String returns the stable word of the reason.
func (v ReclassReason) String() string { return reclassWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v ReclassReason) MarshalText() ([]byte, error) { return reclassWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *ReclassReason) UnmarshalText(b []byte) error {
	n, err := reclassWords.parse(b)
	*v = ReclassReason(n)
	return err
}

// ReclassReasons returns every value in order.
func ReclassReasons() []ReclassReason { return allOf[ReclassReason](len(reclassWords)) }

// Reclass is the body of KindReclass: Qty pieces went from one class to another
// (品質区分の変更).
type Reclass struct {
	SKU    SKUID         `json:"sku"`
	From   StockClass    `json:"from"`
	To     StockClass    `json:"to"`
	Qty    int           `json:"qty"`
	Reason ReclassReason `json:"reason"`
}

// About returns the stock level that loses them.
func (b Reclass) About() Ref { return Ref{Entity: EntityStock, ID: LevelRef(b.SKU, b.From)} }

// decideReclass books the two sides. For whom the goods were promised it is as if
// they had been sold: what is flawed now cannot be given to a customer, so the
// promise becomes a shortage with an owner.
func decideReclass(st State, c Command, b Reclass) Decision {
	if b.SKU == "" || b.Qty < 1 || b.From == 0 || b.To == 0 || b.From == b.To {
		d := Decision{Verdict: Applied}
		d.clash(st, c, ExStateClash, 0, b.Qty)
		return d
	}
	d := Decision{Verdict: Applied}
	d.gone(st, c, Sale{SKU: b.SKU, Class: b.From, Qty: b.Qty}, MoveReclass)
	d.Moves = append(d.Moves, Movement{
		Cmd: c.ID, N: len(d.Moves), Key: StockKey{Site: c.Store, SKU: b.SKU, Class: b.To}, Kind: MoveReclass, OnHand: b.Qty,
		Staff: c.Staff, Device: c.Device, At: c.At,
	})
	return d
}
