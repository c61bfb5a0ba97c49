package csvfile

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"miseban/app/retail"
	"miseban/scanner"
	"miseban/sync/hub"
)

// usable tells whether a row of a master file can be read at all; if not it is
// in quarantine afterwards.
func (b *batch) usable(i int) bool {
	r := b.recs[i]
	if r.cells == nil {
		b.reject(i, "", because(WrongColumns, "want", strconv.Itoa(r.width)))
		return false
	}
	return r.all("keep") && !r.any("skip")
}

// each reads the rows one by one; read returns what the row is about, which
// releases earlier bad rows about the same, or a reason.
func (b *batch) each(ctx context.Context, read func(r record) (key string, why Reason, err error), send func() (int, error)) error {
	var free []string
	flush := func(done int) error {
		n, err := send()
		if err != nil {
			return err
		}
		b.rep.Changed += n
		err = b.in.Keep.ReleaseBad(ctx, nil, free)
		free = free[:0]
		b.in.progress(done, len(b.recs))
		return err
	}
	for i := b.from; i < len(b.recs); i++ {
		if !b.usable(i) {
			continue
		}
		key, why, err := read(b.recs[i])
		if err != nil {
			return err
		}
		g := b.Name + ":" + key
		if !why.IsZero() {
			b.reject(i, g, why)
			continue
		}
		free = append(free, g)
		b.rep.Good++
		if len(free) == chunk {
			if err := flush(i + 1); err != nil {
				return err
			}
		}
	}
	return flush(len(b.recs))
}

// products takes in SKUs. What a file has no column for stays as the hub knows it.
func (b *batch) products(ctx context.Context) error {
	var out []retail.SKU
	seen := map[string]int{}
	return b.each(ctx, func(r record) (string, Reason, error) {
		s, key, why, err := b.product(ctx, r)
		if err != nil || !why.IsZero() {
			return key, why, err
		}
		for _, name := range []string{"id " + string(s.ID), "jan " + s.JAN} {
			if row, twice := seen[name]; twice && name != "jan " {
				return key, because(Duplicate, "row", strconv.Itoa(row)), nil
			}
			seen[name] = r.row
		}
		out = append(out, s)
		return key, Reason{}, nil
	}, func() (int, error) {
		if len(out) == 0 {
			return 0, nil
		}
		n, err := b.in.Sink.PutSKUs(ctx, out)
		out = nil
		return n, err
	})
}

// product reads one SKU over what the hub has of it.
func (b *batch) product(ctx context.Context, r record) (s retail.SKU, key string, why Reason, err error) {
	id, jan := code(r.raw("id")), code(r.raw("jan"))
	key = cmp(jan, id, words(r.raw("name")))
	if jan != "" && !digits(jan) && id == jan {
		jan = "" // 商品コード that is no JAN
	}
	if jan != "" {
		if _, err := scanner.GTIN14(jan); err != nil {
			why := faultOfCode(jan, "")
			if why.Fault == UnknownSKU {
				why.Fault = WrongCheckDigit
			}
			return s, key, why, nil
		}
	}
	if id == "" && jan == "" {
		return s, key, because(MissingField, "field", r.header("jan", b.header)), nil
	}
	if s, err = b.known(ctx, id, jan); err != nil {
		return s, key, Reason{}, err
	}
	if s.ID == "" {
		s.ID = retail.SKUID(cmp(id, jan))
	}
	why = b.describe(r, &s, jan)
	return s, key, why, nil
}

// known returns the SKU that the hub has under the number or the id, or an
// empty one. The number goes first: two systems name one SKU differently, but
// its JAN is the same.
func (b *batch) known(ctx context.Context, id, jan string) (retail.SKU, error) {
	if jan != "" {
		s, err := b.in.Sink.SKUByCode(ctx, retail.PadGTIN(jan))
		if err == nil || retail.CodeOf(err) != retail.CodeNotFound {
			return s, err
		}
	}
	if id != "" {
		s, err := b.in.Sink.SKU(ctx, retail.SKUID(id))
		if err == nil || retail.CodeOf(err) != retail.CodeNotFound {
			return s, err
		}
	}
	return retail.SKU{}, nil
}

// describe fills what the file says about a SKU.
func (b *batch) describe(r record, s *retail.SKU, jan string) Reason {
	over := func(at *string, key string, fold func(string) string) {
		if v := fold(r.raw(key)); v != "" {
			*at = v
		}
	}
	over(&s.Style, "style", code)
	over(&s.Name, "name", words)
	over(&s.NameEn, "name.en", words)
	over(&s.Kana, "kana", kana)
	over(&s.Brand, "brand", words)
	over(&s.Category, "category", words)
	over(&s.Color.Word, "color", words)
	over(&s.Color.En, "color.en", words)
	over(&s.Size, "size", words)
	over(&s.Picture, "picture", clean)
	if v := words(r.raw("temp")); v != "" {
		t, ok := temperatures[v]
		if !ok {
			return because(UnknownTemp, "value", v)
		}
		s.Temp = t
	}
	if v := code(r.raw("age")); v != "" {
		n, ok := number(strings.TrimSuffix(v, "歳以上"))
		if !ok || n < 0 || n > retail.MaxAge {
			return because(BadNumber, "value", v)
		}
		s.MinAge = int(n)
	}
	if s.Name == "" {
		return because(MissingField, "field", r.header("name", b.header))
	}
	price, rate, why := r.price("price", "tax", s.TaxRate)
	if !why.IsZero() {
		return why
	}
	s.TaxRate = rate
	if r.raw("price") != "" {
		s.PriceTaxIn = price
	}
	if why := r.prices(s); !why.IsZero() {
		return why
	}
	if why := r.weighed(s); !why.IsZero() {
		return why
	}
	if jan != "" {
		if s.JAN == "" {
			s.JAN = jan
		}
		addCode(s, jan, 1)
	}
	if c := code(r.raw("case")); c != "" {
		n, ok := number(r.raw("case.qty"))
		if _, err := scanner.GTIN14(c); err != nil {
			return because(WrongCheckDigit, "code", c)
		}
		if !ok || n < 1 || n > 10000 {
			return because(BadNumber, "value", r.raw("case.qty"))
		}
		addCode(s, c, int(n))
	}
	return Reason{}
}

// temperatures are the words of files for how goods are kept (温度帯).
var temperatures = map[string]retail.Temperature{
	"常温": retail.Ambient, "冷蔵": retail.Chilled, "冷凍": retail.Frozen, "ambient": retail.Ambient, "chilled": retail.Chilled, "frozen": retail.Frozen,
}

func addCode(s *retail.SKU, number string, qty int) {
	gtin := retail.PadGTIN(number)
	s.Codes = slices.Clone(s.Codes)
	for i := range s.Codes {
		if s.Codes[i].GTIN == gtin {
			s.Codes[i].Qty = qty
			return
		}
	}
	s.Codes = append(s.Codes, retail.ItemCode{GTIN: gtin, Qty: qty})
}

// cmp returns the first text that is not empty.
func cmp(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// stock takes in stock levels.
func (b *batch) stock(ctx context.Context) error {
	var out []hub.StockRow
	seen := map[retail.StockKey]int{}
	return b.each(ctx, func(r record) (string, Reason, error) {
		key := strings.Join([]string{shopKey(r.raw("shop")), code(r.raw("code")), code(r.raw("class"))}, ":")
		row, why, err := b.level(ctx, r)
		if err != nil || !why.IsZero() {
			return key, why, err
		}
		at := retail.StockKey{Site: row.Site, SKU: row.SKU, Class: row.Class}
		if first, twice := seen[at]; twice {
			return key, because(Duplicate, "row", strconv.Itoa(first)), nil
		}
		seen[at] = r.row
		out = append(out, row)
		return key, Reason{}, nil
	}, func() (int, error) {
		if len(out) == 0 {
			return 0, nil
		}
		n, err := b.in.Sink.SetStock(ctx, out)
		out = nil
		return n, err
	})
}

// level reads one stock row.
func (b *batch) level(ctx context.Context, r record) (hub.StockRow, Reason, error) {
	var out hub.StockRow
	site, ok := b.shops.find(r.raw("shop"))
	if !ok {
		return out, because(UnknownShop, "shop", words(r.raw("shop"))), nil
	}
	c := code(r.raw("code"))
	if c == "" {
		return out, because(MissingField, "field", r.header("code", b.header)), nil
	}
	hit, err := b.sku(ctx, c)
	if err != nil || !hit.fault.IsZero() {
		return out, hit.fault, err
	}
	qty, ok := number(r.raw("qty"))
	if !ok || qty < -1_000_000 || qty > 1_000_000 {
		return out, because(BadNumber, "value", r.raw("qty")), nil
	}
	safety, ok := number(cmp(r.raw("safety"), "0"))
	if !ok || safety < 0 || safety > 1_000_000 {
		return out, because(BadNumber, "value", r.raw("safety")), nil
	}
	out = hub.StockRow{
		Site: site.ID, SKU: hit.sku.ID, OnHand: int(qty), Safety: int(safety), Shelf: code(r.raw("shelf")),
		Place: words(r.raw("place")), Backroom: yes(r.raw("backroom")),
	}
	if out.Class = r.class(); out.Class == 0 {
		return out, because(UnknownClass, "value", r.raw("class")), nil
	}
	return out, Reason{}, nil
}

// class reads the quality of goods; 0 where nobody knows the word.
func (r record) class() retail.StockClass {
	v := strings.ToLower(code(r.raw("class")))
	if v == "" {
		return retail.Regular
	}
	for _, a := range r.pairs["class.alias"] {
		if strings.ToLower(code(a.from)) == v {
			v = a.to
		}
	}
	for c := retail.Regular; c <= retail.Inspecting; c++ {
		if c.String() == v {
			return c
		}
	}
	return 0
}

// sites takes in shops and warehouses.
func (b *batch) sites(ctx context.Context) error {
	var out []retail.Site
	old, err := b.in.Sink.Sites(ctx)
	if err != nil {
		return err
	}
	known := map[retail.SiteID]retail.Site{}
	for _, s := range old {
		known[s.ID] = s
	}
	return b.each(ctx, func(r record) (string, Reason, error) {
		id := retail.SiteID(code(r.raw("id")))
		if id == "" {
			return "", because(MissingField, "field", r.header("id", b.header)), nil
		}
		s := known[id]
		s.ID = id
		if why := b.site(r, &s); !why.IsZero() {
			return string(id), why, nil
		}
		for _, other := range known {
			if other.ID != id && other.No == s.No {
				return string(id), because(TakenNumber, "no", strconv.Itoa(int(s.No)), "shop", other.Name), nil
			}
		}
		known[id] = s
		out = append(out, s)
		return string(id), Reason{}, nil
	}, func() (int, error) {
		if len(out) == 0 {
			return 0, nil
		}
		n, err := b.in.Sink.PutSites(ctx, out)
		out = nil
		return n, err
	})
}

// site reads one site over what the hub has of it.
func (b *batch) site(r record, s *retail.Site) Reason {
	over := func(at *string, v string) {
		if v != "" {
			*at = v
		}
	}
	over(&s.Name, words(r.raw("name")))
	over(&s.NameEn, words(r.raw("name.en")))
	over(&s.Kana, kana(r.raw("kana")))
	over(&s.Phone, phone(r.raw("phone")))
	over(&s.Address, words(r.raw("address")))
	if s.Name == "" {
		return because(MissingField, "field", r.header("name", b.header))
	}
	if kind := strings.ToLower(code(r.raw("site.kind"))); kind != "" || s.Kind == 0 {
		s.Kind = retail.Shop
		if strings.Contains(kind, "倉庫") || strings.Contains(kind, "warehouse") || strings.Contains(kind, "センター") {
			s.Kind = retail.Warehouse
		}
	}
	hours := map[string]*string{"opens": &s.Opens, "closes": &s.Closes, "opens.weekend": &s.Weekend.Opens, "closes.weekend": &s.Weekend.Closes}
	for key, at := range hours {
		v := code(r.raw(key))
		if v == "" {
			continue
		}
		t, ok := clockOf(v)
		if !ok {
			return because(BadDate, "value", v)
		}
		*at = midnight(b.now).Add(t).Format("15:04")
	}
	if v := r.raw("closed"); v != "" {
		c, ok := closing(v)
		if !ok {
			return because(BadDate, "value", v)
		}
		s.Closed = c
	}
	for key, at := range map[string]*float64{"lat": &s.Lat, "lng": &s.Lng} {
		if v := code(r.raw(key)); v != "" {
			n, err := strconv.ParseFloat(v, 64)
			if err != nil || n < -180 || n > 180 {
				return because(BadNumber, "value", v)
			}
			*at = n
		}
	}
	return b.siteNo(r, s)
}

// siteNo fills the number that stands in pickup codes: given, or the digits of
// the site's id.
func (b *batch) siteNo(r record, s *retail.Site) Reason {
	v := code(r.raw("no"))
	if v == "" {
		if s.No != 0 {
			return Reason{}
		}
		v = strings.Map(func(c rune) rune {
			if c < '0' || c > '9' {
				return -1
			}
			return c
		}, string(s.ID))
	}
	n, ok := number(v)
	if !ok || n < 1 || n >= 1<<24 {
		return because(BadNumber, "value", cmp(v, string(s.ID)))
	}
	s.No = uint32(n)
	return Reason{}
}
