package localdb

import (
	"encoding/binary"
	"errors"
	"strings"

	"miseban/app/retail"
)

// errStyle says that bytes are no packed article.
var errStyle = errors.New("localdb: damaged article")

// packStyle writes an article in the form that readStyle reads: every text once,
// then the places of the article's texts among them, then those of each variant
// and its price. Lengths and places are varints as in encoding/binary. It is
// written and read by this program alone and never sent.
func packStyle(s retail.Style) []byte {
	p := stylePacker{at: map[string]uint64{}}
	p.text(s.Code, s.Name, s.NameEn, s.Kana, s.Brand, s.Category)
	p.rest = binary.AppendUvarint(p.rest, uint64(len(s.Variants)))
	for _, v := range s.Variants {
		p.text(string(v.SKU), v.Color.Word, v.Color.En, v.Color.Hex, v.Size, v.Picture)
		p.rest = binary.AppendVarint(p.rest, int64(v.PriceTaxIn))
	}
	out := binary.AppendUvarint(nil, uint64(len(p.all)))
	for _, t := range p.all {
		out = binary.AppendUvarint(out, uint64(len(t)))
	}
	out = append(out, strings.Join(p.all, "")...)
	return append(out, p.rest...)
}

type stylePacker struct {
	at   map[string]uint64
	all  []string
	rest []byte
}

func (p *stylePacker) text(texts ...string) {
	for _, t := range texts {
		i, ok := p.at[t]
		if !ok {
			i = uint64(len(p.all))
			p.at[t], p.all = i, append(p.all, t)
		}
		p.rest = binary.AppendUvarint(p.rest, i)
	}
}

// readStyle reads what packStyle wrote. The article does not hold on to b.
func readStyle(b []byte) (retail.Style, error) {
	r := styleReader{b: b}
	r.texts()
	var s retail.Style
	r.into(&s.Code, &s.Name, &s.NameEn, &s.Kana, &s.Brand, &s.Category)
	n := r.number()
	if n == 0 || n > uint64(len(r.b)) { // a variant takes more than a byte
		return s, errStyle
	}
	s.Variants = make([]retail.Variant, n)
	for i := range s.Variants {
		v := &s.Variants[i]
		r.into((*string)(&v.SKU), &v.Color.Word, &v.Color.En, &v.Color.Hex, &v.Size, &v.Picture)
		yen, k := binary.Varint(r.b)
		if k <= 0 {
			return s, errStyle
		}
		v.PriceTaxIn, r.b = retail.Yen(yen), r.b[k:]
	}
	if r.bad {
		return s, errStyle
	}
	return s, nil
}

// textsOf is how many texts stand before the variants of a packed article, and
// before the price of each.
const textsOf = 6

// mostTexts is how many texts a packed article may have to be looked through by
// anyVariant; one with more is read.
const mostTexts = 256

// anyVariant tells whether ok holds for the code and the price of any variant of a
// packed article, without reading the rest: a filter passes over thousands. It says
// yes of what cannot be read, for readStyle to tell. The code is a part of b.
func anyVariant(b []byte, ok func(sku []byte, yen int64) bool) bool {
	var ends [mostTexts]uint64
	r := styleReader{b: b}
	n, total := r.number(), uint64(0)
	if n > mostTexts {
		return true
	}
	for i := range ends[:n] {
		k := r.number()
		if k > uint64(len(b)) {
			return true
		}
		total += k
		ends[i] = total
	}
	if total > uint64(len(r.b)) {
		return true
	}
	texts := r.b[:total]
	r.b = r.b[total:]
	for range textsOf {
		r.number()
	}
	for left := r.number(); left > 0 && !r.bad; left-- {
		at, from := r.number(), uint64(0)
		for range textsOf - 1 {
			r.number()
		}
		yen, k := binary.Varint(r.b)
		if k <= 0 || at >= n {
			return true
		}
		r.b = r.b[k:]
		if at > 0 {
			from = ends[at-1]
		}
		if ok(texts[from:ends[at]], yen) {
			return true
		}
	}
	return r.bad
}

type styleReader struct {
	b   []byte
	all []string
	bad bool
}

func (r *styleReader) number() uint64 {
	n, k := binary.Uvarint(r.b)
	if k <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[k:]
	return n
}

// texts reads the table of texts: parts of one string.
func (r *styleReader) texts() {
	n := r.number()
	if n > uint64(len(r.b)) {
		r.bad = true
		return
	}
	r.all = make([]string, n)
	ends := make([]uint64, n)
	total := uint64(0)
	for i := range ends {
		k := r.number()
		if k > uint64(len(r.b)) {
			r.bad = true
			return
		}
		total += k
		ends[i] = total
	}
	if total > uint64(len(r.b)) {
		r.bad = true
		return
	}
	text := string(r.b[:total])
	r.b = r.b[total:]
	from := uint64(0)
	for i, end := range ends {
		r.all[i], from = text[from:end], end
	}
}

func (r *styleReader) into(texts ...*string) {
	for _, t := range texts {
		i := r.number()
		if i >= uint64(len(r.all)) {
			r.bad = true
			return
		}
		*t = r.all[i]
	}
}
