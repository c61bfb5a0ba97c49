package scanner

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A Digital Link means what the element string with the same elements means.
func TestLinkLikeElements(t *testing.T) {
	parts := partsOf(t)
	hosts := []string{"https://id.gs1.org", "HTTPS://brand.example/shop/jp", "http://example.jp:8080", "https://x/01"}
	rapid.Check(t, func(t *rapid.T) {
		want, text := drawElements(t, parts, "01")
		link := rapid.SampledFrom(hosts).Draw(t, "host")
		inPath := rapid.Bool().Draw(t, "path")
		done := map[string]bool{}
		if inPath {
			link += "/01/" + want["01"]
			done["01"] = true
			for _, q := range []string{"22", "10", "21"} {
				if v, there := want[q]; there && rapid.Bool().Draw(t, "qualifier") {
					link += "/" + q + "/" + url.PathEscape(v)
					done[q] = true
				}
			}
		}
		sep := "?"
		for _, id := range slices.Sorted(maps.Keys(want)) {
			if !done[id] {
				link += sep + id + "=" + strings.ReplaceAll(url.QueryEscape(want[id]), "+", "%20")
				sep = rapid.SampledFrom([]string{"&", ";"}).Draw(t, "and")
			}
		}
		link += rapid.SampledFrom([]string{"", "#top"}).Draw(t, "fragment")
		if got, err := ParseLink(link); err != nil || !maps.Equal(got, want) {
			t.Fatalf("%s: %v, %v, want %v", link, got, err, want)
		}
		a, b := Classify("]Q3"+text, Options{}), Classify("]Q1"+link, Options{})
		if a.Kind != b.Kind || a.Fault != b.Fault || !reflect.DeepEqual(a.Fields, b.Fields) {
			t.Fatalf("%s: %v %v, %q: %v %v", link, b.Kind, b.Fields, text, a.Kind, a.Fields)
		}
	})
}

func TestLink(t *testing.T) {
	const item = "04901234567894"
	for s, want := range map[string]struct {
		err error
		e   Elements
	}{
		"https://example.jp/01/" + item:                                   {nil, Elements{"01": item}},
		"https://example.jp/01/" + item + "/":                             {nil, Elements{"01": item}},
		"https://example.jp/gtin/4901234567894/lot/A%2FB/ser/7":           {nil, Elements{"01": item, "10": "A/B", "21": "7"}},
		"HTTPS://EXAMPLE.JP/01/" + item + "/22/V/10/L/21/S":               {nil, Elements{"01": item, "22": "V", "10": "L", "21": "S"}},
		"https://example.jp/01/" + item + "?17=261200&linkType=x&lang=ja": {nil, Elements{"01": item, "17": "261200"}},
		"https://example.jp/?01=4901234567894&10=a+b":                     {nil, Elements{"01": item, "10": "a+b"}},
		"https://example.jp/01/page/01/" + item:                           {nil, Elements{"01": item}},
		"https://example.jp/00/049012345678901230":                        {nil, Elements{"00": "049012345678901230"}},
		"https://example.jp/01/04901234567895":                            {ErrElementString, nil},
		"https://example.jp/01/" + item + "?01=14901234567891":            {ErrElementString, nil},
		"https://example.jp/01/" + item + "?17=261301":                    {ErrElementString, nil},
		"https://example.jp/01/" + item + "?02=" + item + "&37=2":         {ErrPairing, nil},
		"https://example.jp/01/" + item + "/21/S/10/L":                    {ErrElementString, nil},
		"https://example.jp/01/" + item + "/10/L/235/X":                   {ErrElementString, nil},
		"https://example.jp/01/" + item + "/10":                           {ErrElementString, nil},
		"https://example.jp/01/" + item + "/10/%zz":                       {ErrElementString, nil},
		"https://example.jp/01/" + item + "/ARHKVAdpQg":                   {ErrCompressed, nil},
		"https://id.gs1.org/AQnYUc1gmiERBhQ":                              {ErrCompressed, nil},
		"https://example.jp/AQnYUc1gmiERBhQ":                              {ErrNotLink, nil},
		"https://example.jp/news/01/2026":                                 {ErrNotLink, nil},
		"https://example.jp/?10=abc":                                      {ErrNotLink, nil},
		"https://":                                                        {ErrNotLink, nil},
		"ftp://example.jp/01/" + item:                                     {ErrNotLink, nil},
		"https://example.jp/ 01/" + item:                                  {ErrNotLink, nil},
		"mailto:a@example.jp":                                             {ErrNotLink, nil},
	} {
		if got, err := ParseLink(s); !errors.Is(err, want.err) || !maps.Equal(got, want.e) {
			t.Errorf("%s: %v, %v, want %v, %v", s, got, err, want.e, want.err)
		}
	}
	for s, want := range map[string]string{
		"https://example.jp/01/" + item:                 "gtin 0",
		"https://example.jp/01/14901234567891":          "case 0",
		"https://example.jp/news":                       "url 0",
		"https://example.jp/01/04901234567895":          "unknown 7",
		"https://id.gs1.org/AQnYUc1gmiERBhQ":            "unknown 9",
		"https://example.jp/00/049012345678901230":      "unknown 1",
		"https://example.jp/01/" + item + "?02=" + item: "unknown 8",
	} {
		c := Classify(s, Options{})
		if got := fmt.Sprintf("%v %d", c.Kind, c.Fault); got != want {
			t.Errorf("%s: %s (%v), want %s", s, got, c.Fault, want)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add("https://example.jp/01/04901234567894/22/V/10/L%2F/21/S?17=261200;15=260101#x")
	f.Add("HTTPS://ID.GS1.ORG/AQnYUc1gmiERBhQ")
	f.Add("http://x?01=4901234567894&3103=000960")
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseLink(s)
		if err != nil {
			if e != nil {
				t.Fatalf("%q: %v with %v", s, e, err)
			}
			return
		}
		for id, v := range e {
			if entry := gs1Table()[id]; entry == nil || !entry.valid(v) {
				t.Fatalf("%q: %s = %q", s, id, v)
			}
		}
	})
}
