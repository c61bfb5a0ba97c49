package retail

// Style is an article (品番) with its colours and sizes, as lists show it.
type Style struct {
	Code     string    `json:"code"` // 品番; the id of the SKU where there is none
	Name     string    `json:"name"`
	NameEn   string    `json:"name_en,omitempty"`
	Kana     string    `json:"kana,omitempty"`
	Brand    string    `json:"brand,omitempty"`
	Category string    `json:"category,omitempty"`
	Variants []Variant `json:"variants"` // by id, never empty
}

// Variant is one SKU of a Style.
type Variant struct {
	SKU        SKUID  `json:"sku"`
	Color      Color  `json:"color"`
	Size       string `json:"size,omitempty"`
	PriceTaxIn Yen    `json:"price_tax_in"`
	Prices            // not of one that a search found
	Picture    string `json:"picture,omitempty"`
}

// FoundStyle is an article that a search found, with its words in the form in
// which they are compared.
type FoundStyle struct {
	Style
	Words string
}

// StyleCode returns the code of the style that a SKU belongs to.
func StyleCode(s SKU) string {
	if s.Style == "" {
		return string(s.ID)
	}
	return s.Style
}

// StyleOf makes a style of its SKUs, which are at least one. What all have in
// common is the first one's word.
func StyleOf(skus []SKU) Style {
	f := skus[0]
	s := Style{Code: StyleCode(f), Name: f.Name, NameEn: f.NameEn, Kana: f.Kana, Brand: f.Brand, Category: f.Category, Variants: make([]Variant, len(skus))}
	for i, k := range skus {
		s.Variants[i] = Variant{SKU: k.ID, Color: k.Color, Size: k.Size, PriceTaxIn: k.PriceTaxIn, Prices: k.Prices, Picture: k.Picture}
	}
	return s
}

// Prices returns the lowest and the highest price of the variants, with tax.
func (s Style) Prices() (low, high Yen) {
	for i, v := range s.Variants {
		if i == 0 || v.PriceTaxIn < low {
			low = v.PriceTaxIn
		}
		high = max(high, v.PriceTaxIn)
	}
	return low, high
}
