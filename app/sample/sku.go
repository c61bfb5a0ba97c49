package sample

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"miseban/app/retail"
)

// colorCodes shorten colours in SKU ids.
var colorCodes = map[string]string{
	"白": "WH", "サックス": "SX", "紺": "NV", "グレー": "GY", "チャコール": "CC", "キャメル": "CM", "緑": "GR", "赤": "RD",
	"生成り": "EC", "からし": "MS", "黒": "BK", "ピンク": "PK", "藍": "IN", "こげ茶": "BR", "ベージュ": "BG", "缶入り": "TIN", "袋入り": "BAG",
}

// sizeCodes write sizes that are no ASCII words in SKU ids.
var sizeCodes = strings.NewReplacer("フリー", "F", "小", "S", "中", "M", "大", "L", "枚焼き", "P", "合", "GO", "半斤", "H", "斤", "K",
	"ホール", "WHOLE", "ハーフ", "HALF", ".", "")

// ids of the pieces that the pictures show.
const (
	whiteShirtM  retail.SKUID = "OX-2041-WH-M"
	camelKnitL   retail.SKUID = "KN-3010-CM-L"
	mustardKnitM retail.SKUID = "KN-3010-MS-M"
	ecruTote     retail.SKUID = "TB-6010-EC-F"
	navySneaker  retail.SKUID = "SN-7010-NV-265"
	navyMug      retail.SKUID = "MG-8010-NV-300ML"
	ribSocks     retail.SKUID = "SK-5010-CC-25-27"
	camelStole   retail.SKUID = "WS-6210-CM-F"
	sencha80     retail.SKUID = "TE-1010-TIN"
)

// pictured are the best sellers, in order.
var pictured = []retail.SKUID{whiteShirtM, camelKnitL, ecruTote, navySneaker, mustardKnitM, navyMug, sencha80, ribSocks, camelStole}

// goods returns the whole range, best seller first.
func goods(r *rand.Rand) []retail.SKU {
	var out []retail.SKU
	items := map[int]int{} // numbers given so far, per company
	for _, c := range catalog {
		out = append(out, c.skus(func() string { items[c.company]++; return jan13(c.company, items[c.company]) })...)
	}
	own, short := 0, 0
	out = append(out, baked.skus(func() string { own++; return inStore(own) })...)
	out = append(out, small.skus(func() string { short++; return jan8(short) })...)

	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	place := func(s retail.SKU) int {
		if i := slices.Index(pictured, s.ID); i >= 0 {
			return i
		}
		return len(pictured)
	}
	slices.SortStableFunc(out, func(a, b retail.SKU) int { return cmp.Compare(place(a), place(b)) })
	for i := range out {
		out[i].Rank = i + 1
	}
	return out
}

// skus returns every colour and size of the category's styles; next gives the codes.
func (c category) skus(next func() string) []retail.SKU {
	var out []retail.SKU
	for _, s := range c.styles {
		sizes := strings.Fields(s.sizes)
		if len(sizes) == 0 {
			sizes = []string{""}
		}
		for _, word := range strings.Fields(s.colors) {
			for n, size := range sizes {
				out = append(out, c.sku(s, colors[word], size, n, next()))
			}
		}
	}
	return out
}

func (c category) sku(s style, color retail.Color, size string, n int, jan string) retail.SKU {
	id := s.code + "-" + colorCodes[color.Word]
	if size != "" {
		id += "-" + strings.ToUpper(sizeCodes.Replace(size))
	}
	price := s.price
	if unit := size; strings.HasSuffix(unit, "kg") || strings.HasSuffix(unit, "cm") || strings.HasSuffix(unit, "ml") {
		price += price * retail.Yen(n) * 35 / 100 / 10 * 10 // larger costs more
	}
	kana := s.kana
	if kana == "" {
		kana = s.name
	}
	var prices retail.Prices
	switch n % 17 { // the web shop forgot to follow, members pay less, a fair
	case 3:
		prices.ECTaxIn = price - price/10/10*10
	case 5, 11:
		prices.ECTaxIn, prices.MemberTaxIn = price, price-price/20/10*10
	default:
		prices.ECTaxIn = price
	}
	return retail.SKU{
		Prices: prices,
		ID:     retail.SKUID(id), JAN: jan, Codes: codes(jan, c.content), Style: s.code, Name: s.name, NameEn: s.en, Kana: kana,
		Brand: c.brand, Category: c.name, Color: color, Size: size, PriceTaxIn: price, TaxRate: c.tax,
		Picture: fmt.Sprintf("art:%s/%s", s.kind, strings.TrimPrefix(color.Hex, "#")),
	}
}
