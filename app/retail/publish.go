package retail

import "database/sql/driver"

// Publishable is what a web shop may be told to have of an article (公開在庫):
// what the chosen sites may promise together, less the buffer that stays for
// those who stand in the shop; never below zero. A site that has promised more
// than it has takes nothing from the others.
func Publishable(available []int, buffer int) int {
	sum := -max(0, buffer)
	for _, n := range available {
		sum += max(0, n)
	}
	return max(0, sum)
}

// StockMark is what a page of a shop's stock shows in the place of a figure
// (店舗在庫): how many there are is nobody's business, and old in a minute.
type StockMark uint8

// Values of StockMark; the words are stable, they are stored and sent.
const (
	// MarkNone: × 在庫なし.
	MarkNone StockMark = iota + 1
	// MarkFew: △ 残りわずか.
	MarkFew
	// MarkIn: ○ 在庫あり.
	MarkIn
)

var stockMarkWords = words{"none", "few", "in"}

// MarkOf is the mark of what a site may promise; few is up to how many pieces
// are few.
func MarkOf(available, few int) StockMark {
	switch {
	case available <= 0:
		return MarkNone
	case available <= few:
		return MarkFew
	}
	return MarkIn
}

// Sign is the mark as it is printed.
func (v StockMark) Sign() string {
	switch v {
	case MarkIn:
		return "○"
	case MarkFew:
		return "△"
	case MarkNone:
		return "×"
	}
	return ""
}

// String returns the stable word of the value.
func (v StockMark) String() string { return stockMarkWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v StockMark) MarshalText() ([]byte, error) { return stockMarkWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *StockMark) UnmarshalText(b []byte) error {
	n, err := stockMarkWords.parse(b)
	*v = StockMark(n)
	return err
}

// Scan reads the stable word from a database.
func (v *StockMark) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v StockMark) Value() (driver.Value, error) { return stockMarkWords.value(uint8(v)) }

// StockMarks returns every value in order.
func StockMarks() []StockMark { return allOf[StockMark](len(stockMarkWords)) }
