package retail

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestRoundedOncePerRate is the example of the National Tax Agency's Q&A 57: three
// pieces of 105 yen without tax make 31 yen of tax, not three times ten.
func TestRoundedOncePerRate(t *testing.T) {
	b := TaxRule{Outside: true}.Bill([]Charge{{Price: 105, Rate: 10, Qty: 1}, {Price: 105, Rate: 10, Qty: 1}, {Price: 105, Rate: 10, Qty: 1}}, nil, 0, 0)
	if b.Tax() != 31 || b.TotalTaxIn != 346 {
		t.Errorf("tax %d in %d, want 31 in 346", b.Tax(), b.TotalTaxIn)
	}
}

// TestBill is the basket of the showroom's picture: a coupon lowers its own rate's
// sum, points what is paid.
func TestBill(t *testing.T) {
	charges := []Charge{{5990, 10, 1}, {1296, 8, 2}, {7990, 10, 1}, {12980, 10, 1}}
	b := TaxRule{}.Bill(charges, []Off{{"秋のはおり", 500, 10}}, 0, 1000)
	want := []RateSum{{10, 26460, 2405}, {8, 2592, 192}}
	if b.Goods != 29552 || b.Pieces != 5 || b.PayTaxIn != 28052 || len(b.Rates) != 2 || b.Rates[0] != want[0] || b.Rates[1] != want[1] {
		t.Errorf("%+v", b)
	}
	if b = (TaxRule{}).Bill(charges[1:2], []Off{{"多すぎる", 9000, 8}}, 550, 9000); b.Off != 2592 || b.TotalTaxIn != 550 || b.PayTaxIn != 0 || b.Points != 550 {
		t.Errorf("nobody is paid for taking goods: %+v", b)
	}
}

// TestBillAgainstFractions holds random baskets against a reckoning of its own, in
// fractions.
func TestBillAgainstFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := TaxRule{Outside: rapid.Bool().Draw(t, "outside"), Rounding: rapid.SampledFrom([]Rounding{RoundDown, RoundHalf, RoundUp}).Draw(t, "rounding")}
		var charges []Charge
		sums := map[TaxRate]*big.Rat{}
		for range rapid.IntRange(1, 12).Draw(t, "lines") {
			c := Charge{
				Price: Yen(rapid.IntRange(0, 200_000).Draw(t, "price")), Qty: rapid.IntRange(1, 30).Draw(t, "qty"),
				Rate: rapid.SampledFrom([]TaxRate{0, 8, 10}).Draw(t, "rate"),
			}
			charges = append(charges, c)
			if sums[c.Rate] == nil {
				sums[c.Rate] = new(big.Rat)
			}
			for range c.Qty {
				sums[c.Rate].Add(sums[c.Rate], big.NewRat(int64(c.Price), 1))
			}
		}
		b := rule.Bill(charges, nil, 0, 0)
		var total, tax Yen
		for rate, sum := range sums {
			part := big.NewRat(int64(rate), 100)
			if !rule.Outside {
				part = big.NewRat(int64(rate), 100+int64(rate))
			}
			its := rounded(rule.Rounding, part.Mul(part, sum))
			tax += its
			total += Yen(sum.Num().Int64())
			if rule.Outside {
				total += its
			}
		}
		if b.Tax() != tax || b.TotalTaxIn != total || b.PayTaxIn != total {
			t.Fatalf("tax %d, total %d; want %d, %d: %+v", b.Tax(), b.TotalTaxIn, tax, total, b)
		}
	})
}

func rounded(v Rounding, r *big.Rat) Yen {
	whole, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() == 0 {
		return Yen(whole.Int64())
	}
	twice := new(big.Int).Lsh(rest, 1)
	if v == RoundUp || v == RoundHalf && twice.Cmp(r.Denom()) >= 0 {
		return Yen(whole.Int64()) + 1
	}
	return Yen(whole.Int64())
}
