package scanner

import (
	"strconv"
	"time"
)

// japan is where the shops are: a date without a place ends at their midnight.
var japan = time.FixedZone("JST", 9*60*60)

// Decimal is a number as GS1 writes it: digits, and how many of them stand
// behind the point. 1.250 is {1250, 3}.
type Decimal struct {
	Digits int64
	Places int
}

// String returns the number with all its decimals, for example "1.250".
func (d Decimal) String() string {
	s := strconv.FormatInt(d.Digits, 10)
	if d.Places <= 0 {
		return s
	}
	for len(s) <= d.Places {
		s = "0" + s
	}
	return s[:len(s)-d.Places] + "." + s[len(s)-d.Places:]
}

// Price is an amount of money in a code: a hint only, the sold price comes from
// the price table.
type Price struct {
	Amount Decimal
	// Currency is the ISO 4217 number, "392" for yen; empty: the local one.
	Currency string
}

// GTIN returns AI 01, 14 digits. ok is false when there is none.
func (e Elements) GTIN() (gtin string, ok bool) { return e.text("01") }

// Content returns AI 02, the GTIN of what is inside, 14 digits.
func (e Elements) Content() (gtin string, ok bool) { return e.text("02") }

// SSCC returns AI 00, the 18 digits of a pallet or parcel.
func (e Elements) SSCC() (sscc string, ok bool) { return e.text("00") }

// Lot returns AI 10, 1 to 20 characters.
func (e Elements) Lot() (lot string, ok bool) { return e.text("10") }

// Serial returns AI 21, 1 to 20 characters.
func (e Elements) Serial() (serial string, ok bool) { return e.text("21") }

func (e Elements) text(id string) (string, bool) {
	v, ok := e[id]
	return v, ok
}

// Count returns AI 37, or 30 when there is no 37: pieces, up to 99,999,999.
func (e Elements) Count() (n int, ok bool) {
	for _, id := range []string{"37", "30"} {
		if v, there := e[id]; there {
			n, err := strconv.Atoi(v)
			return n, err == nil
		}
	}
	return 0, false
}

// Expiry returns the last moment at which the goods may be used: the minute of
// AI 7003, else the end of the day of AI 17, in Japan. now decides the century
// (GS1 General Specifications 7.12).
func (e Elements) Expiry(now time.Time) (at time.Time, ok bool) {
	if v, there := e["7003"]; there && len(v) == 10 {
		day := dayOf(v, now)
		return time.Date(day.Year(), day.Month(), day.Day(), number2(v[6:]), number2(v[8:]), 0, 0, japan), true
	}
	return e.day("17", now)
}

// BestBefore returns the end of the day of AI 15, in Japan; now as for Expiry.
func (e Elements) BestBefore(now time.Time) (at time.Time, ok bool) { return e.day("15", now) }

// Produced returns the end of the day of AI 11, in Japan; now as for Expiry.
func (e Elements) Produced(now time.Time) (at time.Time, ok bool) { return e.day("11", now) }

func (e Elements) day(id string, now time.Time) (time.Time, bool) {
	v, there := e[id]
	if !there || len(v) != 6 || !date(v, true) {
		return time.Time{}, false
	}
	d := dayOf(v, now)
	return time.Date(d.Year(), d.Month(), d.Day(), 23, 59, 59, 999_999_999, japan), true
}

// dayOf reads yymmdd at noon in Japan. Day 00 is the last of the month. The year
// is the one with these two digits from 49 years before now to 50 after.
func dayOf(v string, now time.Time) time.Time {
	this := now.In(japan).Year()
	year := this - this%100 + number2(v)
	switch apart := number2(v) - this%100; {
	case apart >= 51:
		year -= 100
	case apart <= -50:
		year += 100
	}
	month, day := time.Month(number2(v[2:])), number2(v[4:])
	if day == 0 {
		month, day = month+1, 0 // the day before the first of the next month
	}
	return time.Date(year, month, day, 12, 0, 0, 0, japan)
}

// NetWeight returns AI 310n in kilograms.
func (e Elements) NetWeight() (kg Decimal, ok bool) {
	d, _, ok := e.decimal("310", 0)
	return d, ok
}

// NetWeightGrams returns AI 310n in grams; what is finer is cut off.
func (e Elements) NetWeightGrams() (g int, ok bool) {
	kg, ok := e.NetWeight()
	n := kg.Digits * 1000
	for range kg.Places {
		n /= 10
	}
	return int(n), ok
}

// Price returns AI 392n, a price in the local currency, or 393n, one with its
// currency: for goods of variable measure.
func (e Elements) Price() (Price, bool) {
	if d, _, ok := e.decimal("392", 0); ok {
		return Price{Amount: d}, true
	}
	d, currency, ok := e.decimal("393", 3)
	return Price{Amount: d, Currency: currency}, ok
}

// decimal reads the identifier whose last digit says where the point is. head
// characters before the number are returned by themselves.
func (e Elements) decimal(family string, head int) (d Decimal, first string, ok bool) {
	for n := range 10 {
		v, there := e[family+strconv.Itoa(n)]
		if !there || len(v) <= head {
			continue
		}
		digits, err := strconv.ParseInt(v[head:], 10, 64)
		return Decimal{Digits: digits, Places: n}, v[:head], err == nil
	}
	return Decimal{}, "", false
}
