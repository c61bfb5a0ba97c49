package retail

// Color is a colour as a customer names it.
type Color struct {
	Word string `json:"word"` // 白
	En   string `json:"en,omitempty"`
	Hex  string `json:"hex,omitempty"` // "#F8F6F1"
}

// ItemCode is one code under which a SKU is scanned.
type ItemCode struct {
	GTIN string `json:"gtin"` // 14 digits, zero padded; see GS1 General Specifications
	Qty  int    `json:"qty"`  // pieces that one scan stands for: 1, or the content of a case
}

// SKU is one colour and size of a product (SKU).
type SKU struct {
	ID         SKUID      `json:"id"`
	JAN        string     `json:"jan"`   // as printed, 13 or 8 digits
	Codes      []ItemCode `json:"codes"` // every code that means this SKU, the JAN included
	Style      string     `json:"style"` // 品番
	Name       string     `json:"name"`
	NameEn     string     `json:"name_en,omitempty"`
	Kana       string     `json:"kana,omitempty"`
	Brand      string     `json:"brand,omitempty"`
	Category   string     `json:"category,omitempty"`
	Color      Color      `json:"color"`
	Size       string     `json:"size"` // M, 27.0, フリー
	PriceTaxIn Yen        `json:"price_tax_in"`
	TaxRate    TaxRate    `json:"tax_rate"`
	Prices
	Fresh
	Picture string `json:"picture,omitempty"` // "art:shirt/F8F6F1", drawn by the terminal, or a Photo
	Rank    int    `json:"rank,omitempty"`    // popularity, 1 is best
}

// Fresh is what groceries (食品) ask for beyond other goods.
type Fresh struct {
	Temp  Temperature `json:"temp,omitempty"`  // 温度帯; zero counts as Ambient, see Temperature.Or
	Grams int         `json:"grams,omitempty"` // weighed goods (量り売り): what one piece is sold as; 0: not weighed
	// Per100TaxIn is the price of 100 g of weighed goods (100gあたり), with tax; 0: it
	// follows from the price and the grams of a piece.
	Per100TaxIn Yen `json:"per_100g_tax_in,omitempty"`
	MinAge      int `json:"min_age,omitempty"` // years a customer must have (酒・たばこ: 20); 0: anybody
}

// PadGTIN returns a GTIN of 8, 12, 13 or 14 digits as its 14-digit key.
func PadGTIN(digits string) string {
	const zeros = "00000000000000"
	if len(digits) >= len(zeros) {
		return digits
	}
	return zeros[len(digits):] + digits
}
