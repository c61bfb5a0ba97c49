package retail

// Wrong is how what a customer was to get differs from what was in the bag.
type Wrong uint8

// Values of Wrong; the words are stable, they are stored and sent.
const (
	// WrongItem: 別の商品: something else lay in the place of the line.
	WrongItem Wrong = iota + 1
	// WrongFewer: 足りない.
	WrongFewer
	// WrongMore: 多い.
	WrongMore
)

var wrongWords = words{"item", "fewer", "more"}

// String returns the stable word of the value.
func (v Wrong) String() string { return wrongWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v Wrong) MarshalText() ([]byte, error) { return wrongWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *Wrong) UnmarshalText(b []byte) error {
	n, err := wrongWords.parse(b)
	*v = Wrong(n)
	return err
}

// Wrongs returns every value in order.
func Wrongs() []Wrong { return allOf[Wrong](len(wrongWords)) }

// WrongReport is the body of KindWrongGoods: goods of an order were found not to
// be what was ordered, after every scan said that they were: by the customer, or
// at the counter when the bag was opened. Out says that they had left the shop.
type WrongReport struct {
	Order OrderID `json:"order"`
	Line  int     `json:"line"`
	What  Wrong   `json:"what"`
	Qty   int     `json:"qty"`
	SKU   SKUID   `json:"sku,omitempty"` // what lay there, when it was scanned
	Out   bool    `json:"out,omitempty"`
}

// About returns the order.
func (b WrongReport) About() Ref { return orderRef(b.Order) }

// decideWrongGoods writes it down and makes it somebody's to put right. When it
// is known what lay there, that figure is wrong by as much: nothing of it is
// promised until somebody counted.
func decideWrongGoods(o *Order, st State, c Command, b WrongReport) Decision {
	d := Decision{Verdict: Applied}
	l := o.Line(b.Line)
	if l == nil || b.Qty < 1 || b.What == 0 || l.Picked == 0 {
		d.clash(st, c, ExStateClash, b.Line, b.Qty)
		return d
	}
	step(o, c, b.What.String())
	d.Order = o
	d.raise(st, c, ExWrongGoods, b.Line, b.Qty)
	if b.SKU == "" || b.SKU == l.SKU {
		return d
	}
	key := StockKey{Site: o.Store, SKU: b.SKU, Class: Regular}
	d.Moves = []Movement{{Cmd: c.ID, Key: key, Kind: MoveDoubt, Doubt: true, Order: o.ID, Staff: c.Staff, Device: c.Device, At: c.At}}
	d.raise(st, c, ExRecount, b.Line, b.Qty)
	d.Raise[1].ID, d.Raise[1].SKU = recountTask(key), b.SKU
	return d
}
