package localdb

import (
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"miseban/app/internal/textsearch"
	"miseban/app/retail"
)

func packed() retail.Style {
	s := retail.Style{Code: "OX-2041", Name: "オックスフォードシャツ", Brand: "東京デニム"}
	for _, z := range []string{"S", "M"} {
		s.Variants = append(s.Variants, retail.Variant{SKU: retail.SKUID("OX-2041-" + z), Color: retail.Color{Word: "白", Hex: "#F8F6F1"}, Size: z, PriceTaxIn: 7590})
	}
	return s
}

func TestStyleCode(t *testing.T) {
	got, err := readStyle(packStyle(packed()))
	if err != nil || !reflect.DeepEqual(got, packed()) {
		t.Errorf("%+v, %v", got, err)
	}
}

// FuzzStyleCode reads anything: a damaged file may hold it.
func FuzzStyleCode(f *testing.F) {
	f.Add(packStyle(packed()))
	f.Add([]byte{})
	f.Add([]byte{1, 200, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := readStyle(b)
		if err != nil {
			anyVariant(b, func([]byte, int64) bool { return false })
			return
		}
		i := 0
		all := !anyVariant(b, func(sku []byte, yen int64) bool {
			same := i < len(s.Variants) && string(s.Variants[i].SKU) == string(sku) && int64(s.Variants[i].PriceTaxIn) == yen
			i++
			return !same
		})
		if i != len(s.Variants) && all {
			t.Fatalf("%d of %d variants were seen", i, len(s.Variants))
		}
		if !all && i > 0 {
			t.Fatalf("%+v: variant %d is seen otherwise", s, i-1)
		}
		again, err := readStyle(packStyle(s))
		if err != nil || !reflect.DeepEqual(s, again) {
			t.Fatalf("%+v became %+v, %v", s, again, err)
		}
	})
}

func TestAnyVariant(t *testing.T) {
	s := packed()
	s.Variants[1].PriceTaxIn = 9900
	var got []string
	all := anyVariant(packStyle(s), func(sku []byte, yen int64) bool {
		got = append(got, fmt.Sprint(string(sku), " ", yen))
		return false
	})
	if all || !slices.Equal(got, []string{"OX-2041-S 7590", "OX-2041-M 9900"}) {
		t.Errorf("%v %q", all, got)
	}
	if !anyVariant(packStyle(s), func(_ []byte, yen int64) bool { return yen == 7590 }) {
		t.Error("the first variant is not found")
	}
	for i := range mostTexts { // more texts than are looked through
		s.Variants = append(s.Variants, retail.Variant{SKU: retail.SKUID(strconv.Itoa(i))})
	}
	if !anyVariant(packStyle(s), func([]byte, int64) bool { return false }) {
		t.Error("an article of hundreds of variants is passed over")
	}
}

// TestWorth: what is passed over unread is what no variant makes worth reading.
func TestWorth(t *testing.T) {
	s := packed()
	s.Variants[1].PriceTaxIn = 9900
	b := packStyle(s)
	d := &DB{}
	for _, c := range []struct {
		low, high int64
		want      bool
	}{{0, 0, true}, {7590, 7590, true}, {9900, 0, true}, {7591, 9899, false}, {9901, 0, false}, {0, 7589, false}, {8000, 10_000, true}} {
		if got := d.worth(textsearch.Ask{Low: c.low, High: c.high}, b); got != c.want {
			t.Errorf("%d to %d: %v", c.low, c.high, got)
		}
	}
	here := textsearch.Ask{Here: true, High: 8000}
	if !d.worth(here, b) {
		t.Error("passed over before it is known what is here")
	}
	d.here.seed = maphash.MakeSeed()
	d.here.avail = map[uint64]int32{maphash.String(d.here.seed, "OX-2041-M"): 1}
	d.here.mark(maphash.String(d.here.seed, "OX-2041-M"))
	if d.worth(here, b) {
		t.Error("what is here costs more than was asked for")
	}
	if here.High = 0; !d.worth(here, b) {
		t.Error("what is here is passed over")
	}
	s.Variants = s.Variants[:1]
	b = packStyle(s)
	reach := textsearch.Ask{Here: true, Reach: true}
	if d.worth(here, b) || !d.worth(reach, b) {
		t.Error("before it is known what others have, nothing is passed over for that")
	}
	d.reach.seed, d.reach.all = maphash.MakeSeed(), []uint32{}
	if d.worth(reach, b) {
		t.Error("nobody has it")
	}
	d.reach.over = map[uint32]bool{d.reach.hash("OX-2041-S"): true}
	if !d.worth(reach, b) {
		t.Error("another shop has it")
	}
}

// TestMarked: the bits say what the map says, as it grows and shrinks.
func TestMarked(t *testing.T) {
	h := &hereStock{avail: map[uint64]int32{}}
	if h.count(7) != 0 {
		t.Error("something is here before anything is")
	}
	next := rand.New(rand.NewPCG(1, 2)).Uint64
	var all []uint64
	for i := range 5000 {
		k := next()
		all = append(all, k)
		h.avail[k] = int32(i%9 + 1)
		h.mark(k)
		if i%3 == 0 {
			delete(h.avail, all[i/2])
		}
	}
	for _, k := range all {
		if h.count(k) != int(h.avail[k]) {
			t.Fatalf("%d of %x, the map says %d", h.count(k), k, h.avail[k])
		}
	}
	seem := 0
	for range 5000 {
		if k := next(); h.some[k>>6%uint64(len(h.some))]>>(k&63)&1 == 1 {
			seem++
		}
	}
	if seem > 5000/8 {
		t.Errorf("of 5000 that are not here %d are looked up", seem)
	}
}
