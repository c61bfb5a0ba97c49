package csvfile

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"miseban/app/retail"
	"miseban/scanner"
)

// clean takes away what surrounds a value and means nothing: blanks, full-width
// blanks, control characters at the ends.
func clean(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || r == '\u3000' || r == '\u00a0' || r == '\ufeff' })
}

// code folds a code, number or key: ＡＢ１２ becomes AB12.
func code(s string) string {
	s = clean(s)
	if ascii([]byte(s)) {
		return s
	}
	return clean(norm.NFKC.String(s))
}

// words folds text that people read: full-width letters and half-width kana
// become ordinary ones, ① and ㈱ stay. Breaks become blanks.
func words(s string) string {
	s = clean(s)
	if ascii([]byte(s)) && !strings.ContainsAny(s, "\r\n\t") {
		return s
	}
	s = norm.NFC.String(width.Fold.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// kana folds a reading to full-width katakana.
func kana(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ゖ' || r == 'ゝ' || r == 'ゞ' {
			return r + 'ァ' - 'ぁ'
		}
		return r
	}, words(s))
}

// phone keeps the digits of a phone number; +81 90 becomes 090.
func phone(s string) string {
	s = code(s)
	abroad := strings.HasPrefix(s, "+81") || strings.HasPrefix(s, "0081")
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	d := b.String()
	if abroad {
		d = strings.TrimPrefix(strings.TrimPrefix(d, "00"), "81")
		if !strings.HasPrefix(d, "0") {
			d = "0" + d
		}
	}
	return d
}

// mail returns an address that can be written to, or "".
func mail(s string) string {
	s = code(s)
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.ContainsAny(s, " \t\r\n<>,;\"") {
		return ""
	}
	return s
}

var moneySigns = strings.NewReplacer(",", "", "¥", "", "\\", "", "円", "", " ", "")

// number reads a whole number such as 1,980, ￥1980円 or 1980.00.
func number(s string) (int64, bool) {
	s = moneySigns.Replace(code(s))
	s = strings.ReplaceAll(s, "￥", "")
	if whole, cents, cut := strings.Cut(s, "."); cut {
		if strings.Trim(cents, "0") != "" {
			return 0, false
		}
		s = whole
	}
	n, err := strconv.ParseInt(s, 10, 64)
	const most = 1_000_000_000_000
	return n, err == nil && n > -most && n < most
}

// layouts are how exports and spreadsheets write times, by the punctuation of
// the Japanese calendar date.
var layouts = []string{
	"2006-1-2 15:4:5", "2006/1/2 15:4:5", "2006-1-2 15:4", "2006/1/2 15:4", "2006-1-2", "2006/1/2", "2006.1.2",
	"20060102", "20060102150405", "2006年1月2日 15:4", "2006年1月2日", "2006-1-2T15:4:5",
}

// moment reads a time; without an offset it is Japanese time. day tells that no
// time of day was given.
func moment(s string) (t time.Time, day, ok bool) {
	s = code(s)
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC(), false, sane(t)
	}
	if i := strings.IndexByte(s, '('); i > 0 { // 2026/1/5(月)
		if j := strings.IndexByte(s[i:], ')'); j > 0 {
			s = s[:i] + s[i+j+1:]
		}
	}
	for _, l := range layouts {
		if t, err := time.ParseInLocation(l, s, retail.Japan); err == nil {
			return t.UTC(), !strings.Contains(l, "15"), sane(t)
		}
	}
	return time.Time{}, false, false
}

func sane(t time.Time) bool { return t.Year() >= 2000 && t.Year() < 2100 }

var (
	clockTime = regexp.MustCompile(`(\d{1,2}):(\d{2})`)
	clockHour = regexp.MustCompile(`(\d{1,2})時`)
)

// timeOfDay finds the first time of day in words such as "14:00-16:00",
// "14時〜16時" or "午前中" (which is the morning: 0). ok is false without one.
func timeOfDay(s string) (time.Duration, bool) {
	s = code(s)
	h, m := "", "0"
	if f := clockTime.FindStringSubmatch(s); f != nil {
		h, m = f[1], f[2]
	} else if f := clockHour.FindStringSubmatch(s); f != nil {
		h = f[1]
	} else {
		return 0, strings.Contains(s, "午前")
	}
	hours, _ := strconv.Atoi(h)
	minutes, _ := strconv.Atoi(m)
	if strings.Contains(s, "午後") && hours < 12 {
		hours += 12
	}
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute, hours < 24 && minutes < 60
}

// yes tells whether a flag is set.
func yes(s string) bool {
	switch strings.ToLower(code(s)) {
	case "", "0", "no", "n", "false", "off", "なし", "無", "無し", "しない", "×":
		return false
	}
	return true
}

// excelJAN is what Excel makes of a JAN that it takes for a number.
var excelJAN = regexp.MustCompile(`^\d(\.\d+)?E\+?\d+$`)

// faultOfCode tells what is wrong with a code that stands for no SKU, or that
// stands for one only when zeros are put before it. jan is the printed number
// of the SKU that was found by the padded number, or "".
func faultOfCode(c, jan string) Reason {
	switch {
	case excelJAN.MatchString(strings.ToUpper(c)):
		return because(BrokenJAN, "code", c)
	case jan != "" && strings.TrimLeft(jan, "0") == c && jan != c:
		return because(LostZero, "code", c, "full", jan)
	case jan != "":
		return Reason{}
	}
	for _, size := range []int{8, 13} {
		if short := len(c) < size && len(c) >= size-3 && (size == 13) == (len(c) > 8); !short {
			continue
		}
		full := strings.Repeat("0", size-len(c)) + c
		if _, err := scanner.GTIN14(full); err == nil {
			return because(LostZero, "code", c, "full", full)
		}
	}
	if len(c) == 8 || len(c) == 13 {
		if digit, err := scanner.CheckDigit(c[:len(c)-1]); err == nil && digit != c[len(c)-1] {
			return because(WrongCheckDigit, "code", c)
		}
	}
	return because(UnknownSKU, "code", c)
}

// yen reads an amount.
func yen(s string) (retail.Yen, bool) {
	n, ok := number(s)
	return retail.Yen(n), ok
}
