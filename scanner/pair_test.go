package scanner

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	bookA, priceA = "9784872348880", "1920081045006"
	bookB         = "9784101010014"
	coat, tag     = "4901234567894", "2701980000001"
)

var tagTemplates = []Template{{Pattern: "27XXXXX00000C", Unit: ValueYen, Lower: true}}

// rows drives a Pairer on a made clock.
type rows struct {
	p   Pairer
	now time.Time
	out []Code
}

func (r *rows) scan(after time.Duration, texts ...string) *rows {
	r.now = r.now.Add(after)
	for _, s := range texts {
		r.out = append(r.out, r.p.Take(Classify(s, Options{At: r.now, Templates: tagTemplates}))...)
	}
	return r
}

func (r *rows) idle(d time.Duration) *rows {
	for end := r.now.Add(d); r.now.Before(end); {
		r.now = r.now.Add(25 * ms)
		r.out = append(r.out, r.p.Flush(r.now)...)
	}
	return r
}

// told writes what came out: kind, text, lower or upper row, price.
func (r *rows) told() []string {
	var out []string
	for _, c := range r.out {
		s := fmt.Sprintf("%v %s", c.Kind, c.Text)
		if c.Fields.LowerRow != "" {
			s += " over " + c.Fields.LowerRow
		}
		if c.Fields.UpperRow != "" {
			s += " under " + c.Fields.UpperRow
		}
		if c.Fields.Value != 0 {
			s += fmt.Sprintf(" %d", c.Fields.Value)
		}
		out = append(out, s)
	}
	return out
}

func TestPairer(t *testing.T) {
	joined := "gtin " + bookA + " over " + priceA + " 4500"
	for name, c := range map[string]struct {
		drive func(*rows)
		want  []string
	}{
		"both in one frame":                         {func(r *rows) { r.scan(0, bookA, priceA) }, []string{joined}},
		"the other way round":                       {func(r *rows) { r.scan(0, priceA, bookA) }, []string{joined}},
		"lower first, a second before":              {func(r *rows) { r.scan(0, priceA).idle(time.Second).scan(0, bookA) }, []string{"book-price " + priceA + " 4500", joined}},
		"upper alone":                               {func(r *rows) { r.scan(0, bookA).idle(100 * ms) }, []string{"gtin " + bookA}},
		"lower alone, twice":                        {func(r *rows) { r.scan(0, priceA).idle(time.Second).scan(0, priceA).idle(time.Second).scan(0, bookA) }, []string{"book-price " + priceA + " 4500", "book-price " + priceA + " 4500", joined}},
		"lower alone is no goods, and told at once": {func(r *rows) { r.scan(0, priceA).idle(100 * ms) }, []string{"book-price " + priceA + " 4500"}},
		"lower too late to join":                    {func(r *rows) { r.scan(0, bookA).idle(time.Second).scan(0, priceA) }, []string{"gtin " + bookA, "book-price " + priceA + " under " + bookA + " 4500"}},
		"lower again":                               {func(r *rows) { r.scan(0, bookA, priceA, priceA, bookB).idle(200 * ms) }, []string{joined, "book-price " + priceA + " under " + bookA + " 4500", "gtin " + bookB}},
		"two copies":                                {func(r *rows) { r.scan(0, bookA, priceA, bookA, priceA) }, []string{joined, joined}},
		"two copies, no lower":                      {func(r *rows) { r.scan(0, bookA, bookA).idle(100 * ms) }, []string{"gtin " + bookA, "gtin " + bookA}},
		"other goods keep their order":              {func(r *rows) { r.scan(0, bookA, coat).idle(100 * ms) }, []string{"gtin " + bookA, "gtin " + coat}},
		"goods alone are not held":                  {func(r *rows) { r.scan(0, coat) }, []string{"gtin " + coat}},
		"the page closes":                           {func(r *rows) { r.scan(0, bookA); r.out = append(r.out, r.p.Reset()...) }, []string{"gtin " + bookA}},
		"a book has no tag":                         {func(r *rows) { r.scan(0, bookA, tag).idle(4 * time.Second) }, []string{"gtin " + bookA, "tag-price " + tag + " 1980"}},
		"no wait":                                   {func(r *rows) { r.p.Wait = -1; r.scan(0, bookA, priceA) }, []string{"gtin " + bookA, "book-price " + priceA + " under " + bookA + " 4500"}},
		"tag, both rows":                            {func(r *rows) { r.p.Tags = true; r.scan(0, tag, coat) }, []string{"gtin " + coat + " over " + tag + " 1980"}},
		"tag, other way round":                      {func(r *rows) { r.p.Tags = true; r.scan(0, coat, tag) }, []string{"gtin " + coat + " over " + tag + " 1980"}},
		"tag, in-store row above":                   {func(r *rows) { r.p.Tags = true; r.scan(0, "2012345678903", tag) }, []string{"in-store 2012345678903 over " + tag + " 1980"}},
		"unknown things pass":                       {func(r *rows) { r.scan(0, "4901234567895") }, []string{"unknown 4901234567895"}},
		"pair, then another, both whole":            {func(r *rows) { r.scan(0, bookA, priceA).scan(0, coat) }, []string{joined, "gtin " + coat}},
	} {
		t.Run(name, func(t *testing.T) {
			r := &rows{now: t0}
			c.drive(r)
			if got := r.told(); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
	r := &rows{now: t0}
	r.scan(0, bookA)
	r.out = append(r.out, r.p.Take(Classify(priceA, Options{At: t0, Source: SourceCamera}))...)
	if r.idle(4 * time.Second); slices.ContainsFunc(r.out, func(c Code) bool { return c.Fields.LowerRow != "" }) {
		t.Error("rows of two sources were joined")
	}
}

// Whatever is scanned: each upper row comes out once, in order, a lower row at
// most once and never as goods, and in the end nothing is held back.
func TestPairerLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &rows{now: t0, p: Pairer{Tags: rapid.Bool().Draw(t, "tags"), Wait: rapid.SampledFrom([]time.Duration{0, -1, 50 * ms}).Draw(t, "wait")}}
		var goods []string
		for range rapid.IntRange(1, 12).Draw(t, "n") {
			s := rapid.SampledFrom([]string{bookA, bookB, priceA, "1920193010008", coat, tag, "4901234567895"}).Draw(t, "row")
			if Classify(s, Options{Templates: tagTemplates}).Kind.Goods() {
				goods = append(goods, s)
			}
			r.scan(0, s)
			if rapid.Bool().Draw(t, "pause") {
				r.idle(time.Duration(rapid.IntRange(1, 3000).Draw(t, "ms")) * ms)
			}
		}
		r.idle(4 * time.Second)
		var got []string
		for _, c := range r.out {
			switch {
			case c.Kind.Goods():
				got = append(got, c.Text)
			case c.Fields.Key != "" || c.Fields.GTIN14 != "":
				t.Fatalf("%v with key %s", c.Kind, c.Fields.Key)
			}
		}
		if !slices.Equal(got, goods) || r.p.Pending() {
			t.Fatalf("goods %v, want %v, pending %v", got, goods, r.p.Pending())
		}
	})
}

// The lower row of a book is never goods, in whatever dress it comes.
func TestBookPriceIsNeverGoods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := "192" + rapid.StringMatching(`[0-9]{9}`).Draw(t, "rest")
		row := body + string(rune(checkDigit(body)))
		c14, err := CaseOf(row, rapid.IntRange(1, 8).Draw(t, "indicator"))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{row, "0" + row, "]E0" + row, "]C1010" + row, "]I1" + c14, "https://x/01/" + row, wide(row)} {
			if c := Classify(s, Options{}); c.Kind.Goods() || c.Fields.Key != "" {
				t.Fatalf("%q: %v", s, c.Kind)
			}
		}
	})
}
