package scanui

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"miseban/assets/words"
	"miseban/scanner"
)

// reading is a scanned code in words.
type reading struct {
	Read    bool   // it was understood
	Title   string // what it is, or what is wrong
	Sub     string
	Notes   []line // what could be better
	Raw     string // as it arrived, control characters visible
	Facts   [][2]string
	Arrived [][2]string // how it came
}

// slow is the time between two characters above which a scanner is slow.
const slow = 25 * time.Millisecond

// readingOf says what a code is and what is wrong with its way here.
func readingOf(c words.Catalog, code scanner.Code, l scanner.Layout) reading {
	r := reading{Read: code.Kind != scanner.KindUnknown, Raw: visible(code.Raw)}
	if r.Read {
		r.Title, r.Sub = c.T("scan.kind."+code.Kind.String()), plainText(code)
	} else {
		r.Title = c.T("scan.fault." + code.Fault.String())
	}
	r.Notes = notesOf(c, code, l)
	if !r.Read && !slices.ContainsFunc(r.Notes, func(n line) bool { return n.Tone == bad }) {
		if key := "scan.fault." + code.Fault.String() + ".do"; c.Has(key) {
			r.Notes = append([]line{{bad, c.T(key), ""}}, r.Notes...)
		}
	}
	r.Facts, r.Arrived = factsOf(c, code), arrivedOf(c, code)
	return r
}

// plainText is the printed code; what is long is not for people to read.
func plainText(code scanner.Code) string {
	const most = 28
	if t := []rune(code.Text); len(t) > most {
		return visible(string(t[:most])) + "…"
	}
	return visible(code.Text)
}

// notesOf finds what is wrong between the print and this device.
func notesOf(c words.Catalog, code scanner.Code, l scanner.Layout) []line {
	var out []line
	say := func(t tone, key string, args ...any) {
		n := line{Tone: t, Text: c.T("scan.note."+key, args...)}
		if c.Has("scan.note." + key + ".do") {
			n.Do = c.T("scan.note."+key+".do", args...)
		}
		out = append(out, n)
	}
	typed := code.Source == scanner.SourceWedge || code.Source == scanner.SourceEvdev
	if typed && swapped(code, l) {
		say(care, "layout")
	}
	if typed && upside(code) {
		say(care, "caps")
	}
	if slices.ContainsFunc([]rune(code.Raw), func(r rune) bool { return r >= 0xFF01 && r <= 0xFF5E }) {
		say(care, "wide")
	}
	if key, is := separatorOf(code); is {
		say(bad, key)
	}
	if typed && half(code) {
		say(bad, "half", "n", len(code.Text))
	}
	if american(code) {
		say(care, "upce")
	}
	if code.Source != scanner.SourceWedge {
		return out
	}
	switch {
	case code.Typing.End == scanner.EndIdle:
		say(care, "end")
	case code.Typing.End == scanner.EndTab:
		say(plain, "tab")
	}
	if code.Typing.Each() > slow {
		say(care, "slow", "ms", code.Typing.Each().Milliseconds())
	}
	if code.AIM == "" {
		say(plain, "aim")
	}
	return out
}

// swapped reports that marks arrived as others and were guessed back.
func swapped(code scanner.Code, l scanner.Layout) bool {
	if !l.IsZero() {
		return false
	}
	asIs := scanner.Classify(code.Raw, scanner.Options{Source: scanner.SourceTCP})
	return asIs.Text != code.Text || code.AIM != "" && !strings.HasPrefix(code.Raw, "]")
}

// upside reports Caps Lock: our own codes are printed in capitals.
func upside(code scanner.Code) bool {
	switch code.Kind { //nolint:exhaustive // the others have letters of either case
	case scanner.KindPlace, scanner.KindBag, scanner.KindStaff, scanner.KindBox, scanner.KindTote, scanner.KindFrame, scanner.KindTerminal, scanner.KindPickupToken, scanner.KindEnrolment:
		return strings.ToLower(code.Raw) == code.Raw
	}
	return false
}

// separatorOf tells how the separator of GS1 content was lost: as text, or
// altogether.
func separatorOf(code scanner.Code) (key string, is bool) {
	if slices.ContainsFunc(substitutes, func(s string) bool { return strings.Contains(code.Text, s) }) {
		return "gs.text", true
	}
	gs1 := code.Symbology == scanner.SymGS1128 || code.Symbology == scanner.SymGS1DataMatrix || code.Symbology == scanner.SymGS1QR
	return "gs.lost", gs1 && code.Fault == scanner.FaultElementString && !strings.Contains(code.Raw, "\x1d")
}

// half reports digits of a length that no code of goods has.
func half(code scanner.Code) bool {
	if code.Kind != scanner.KindUnknown || code.Fault != scanner.FaultUnrecognised || strings.Trim(code.Text, "0123456789") != "" {
		return false
	}
	n := len(code.Text)
	return n >= 4 && n <= 13 && n != 8
}

// american reports eight digits that are no JAN-8 and could be UPC-E.
func american(code scanner.Code) bool {
	if code.Kind != scanner.KindUnknown || len(code.Text) != 8 {
		return false
	}
	return scanner.Classify(code.Text, scanner.Options{Source: scanner.SourceTCP, UPCE: true}).Symbology == scanner.SymUPCE
}

// factsOf are the parts of what was understood.
func factsOf(c words.Catalog, code scanner.Code) [][2]string {
	var out [][2]string
	add := func(key, value string) {
		if value != "" {
			out = append(out, [2]string{c.T("scan.fact." + key), value})
		}
	}
	f := code.Fields
	add("symbology", symbology(code))
	add("gtin", f.GTIN14)
	if f.GTIN14 == "" {
		add("key", f.Key)
	}
	add("case", f.Case14)
	add("id", f.ID)
	add("rule", f.Rule)
	if f.Quantity > 0 {
		add("quantity", strconv.Itoa(f.Quantity))
	}
	if f.ValueUnit != 0 {
		add(f.ValueUnit.String(), strconv.Itoa(f.Value))
	}
	add("addon", f.AddOn)
	add("lower", f.LowerRow)
	for _, ai := range slices.Sorted(maps.Keys(f.AI)) {
		out = append(out, [2]string{"(" + ai + ")", f.AI[ai]})
	}
	return out
}

// symbology is the kind of bars, where the reader said it or the text tells.
func symbology(code scanner.Code) string {
	if code.Symbology == scanner.SymUnstated {
		return ""
	}
	names := map[scanner.Symbology]string{scanner.SymEAN13: "JAN-13", scanner.SymEAN8: "JAN-8", scanner.SymCodabar: "NW-7", scanner.SymITF: "ITF-14"}
	return cmp.Or(names[code.Symbology], code.Symbology.String())
}

// arrivedOf is how it came.
func arrivedOf(c words.Catalog, code scanner.Code) [][2]string {
	out := [][2]string{{c.T("scan.came.source"), c.T("scan.source." + code.Source.String())}}
	if code.AIM != "" {
		out = append(out, [2]string{c.T("scan.came.aim"), code.AIM})
	}
	if t := code.Typing; t.Keys > 0 {
		each := t.Each()
		pace := ms(each.Milliseconds())
		if each < time.Millisecond {
			pace = c.T("scan.came.atonce")
		}
		out = append(out, [2]string{c.T("scan.came.keys"), c.T("scan.came.pace", "n", t.Keys, "each", pace)})
		if t.End != 0 {
			out = append(out, [2]string{c.T("scan.came.end"), c.T("scan.end." + t.End.String())})
		}
	}
	return out
}
