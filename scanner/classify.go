package scanner

import (
	"errors"
	"strings"
	"time"
)

// Options say what the caller knows about a code before it is read.
type Options struct {
	// Source is the way it came in; SourceWedge if zero.
	Source Source
	// At is the time of the scan.
	At time.Time
	// Symbology is what a decoder saw; zero if unknown. An AIM identifier in
	// the text wins over it.
	Symbology Symbology
	// UPCE allows eight digits to be read as UPC-E. Off by default: short codes
	// are the ones that get invented by a misread. Digits typed by hand are never
	// read so: pickup digits with one left out would be.
	UPCE bool
	// Templates read in-store codes with a value inside; the first that fits
	// wins. Without one the whole number is the key.
	Templates []Template
	// Slips read parcel slips and member cards in NW-7; the first that fits wins.
	Slips []SlipRule
	// Typing is how a Wedge saw it typed; zero for every other source.
	Typing Typing
	// Layout undoes what the keyboard did to a scan (SourceWedge and SourceEvdev
	// only); without one, damage that gives itself away is undone anyway.
	Layout Layout
	// AddOn holds the 2 or 5 digits that a decoder read beside an EAN code.
	AddOn string
	// Lines and Frames are what a decoder knows about its reading: see Confidence.
	Lines, Frames int
}

// maxText is longer than the largest code we know (an enrolment code).
const maxText = 4096

// Classify reads the meaning of one whole code. It never fails: what it does
// not understand is KindUnknown with a Fault. It keeps no state and is safe for
// use by several goroutines.
func Classify(raw string, opt Options) Code {
	c := Code{
		Raw: raw, Kind: KindUnknown, Fault: FaultUnrecognised,
		Symbology: opt.Symbology, Source: opt.Source, At: opt.At,
		Confidence: Confidence{Lines: opt.Lines, Frames: opt.Frames}, Typing: opt.Typing,
	}
	if c.Source == 0 {
		c.Source = SourceWedge
	}
	if c.Symbology == 0 {
		c.Symbology = SymUnstated
	}
	if len(raw) > maxText {
		c.Text, c.Fault = raw[:0], FaultTooLong
		return c
	}
	c.Text = clean(raw)
	if c.Source == SourceWedge || c.Source == SourceEvdev {
		if opt.Layout.IsZero() {
			c.Text = guess(c.Text)
		} else {
			c.Text = opt.Layout.Restore(c.Text)
		}
	}
	c.takeAIM()
	c.mean(opt)
	c.doubt(opt.Typing.Trust)
	return c
}

// mean reads the text.
func (c *Code) mean(opt Options) {
	switch {
	case strings.Trim(c.Text, string(gs)+" ") == "":
		c.Fault = FaultEmpty
	case c.own():
	case IsCalibration(c.Text):
		c.become(KindCalibration, Fields{})
	case c.slip(opt.Slips):
	case c.link():
	case c.elementString():
	default:
		c.number(opt)
	}
}

// become sets the meaning.
func (c *Code) become(k Kind, f Fields) {
	c.Kind, c.Fault, c.Fields = k, FaultNone, f
	c.Confidence.Checked = k != KindURL && k != KindPickupToken && k != KindCalibration
}

// doubt refuses what a Wedge does not vouch for. Of what the keys alone say, our
// own codes are believed when their check characters are right.
func (c *Code) doubt(t Trust) {
	own := c.Kind == KindPlace || c.Kind == KindBag || c.Kind == KindTerminal || c.Kind == KindStaff || c.Kind == KindBox || c.Kind == KindTote || c.Kind == KindFrame || c.Kind == KindEnrolment || c.Kind == KindPickupToken
	switch {
	case t == TrustNone:
		c.Kind, c.Fields, c.Fault = KindUnknown, Fields{}, FaultJoined
	case t == TrustKeys && !own:
		c.Kind, c.Fields, c.Fault = KindUnknown, Fields{}, FaultInputMethod
	default:
		return
	}
	c.Confidence.Checked = false
}

// saw notes a symbology that the text allows to infer, unless one was stated.
func (c *Code) saw(s Symbology) {
	if c.Symbology == SymUnstated {
		c.Symbology = s
	}
}

// aimSymbology maps the letter of the identifier (ISO/IEC 15424).
var aimSymbology = map[byte]Symbology{
	'E': SymEAN13, 'C': SymCode128, 'A': SymCode39, 'F': SymCodabar, 'I': SymITF,
	'e': SymDataBar, 'd': SymDataMatrix, 'Q': SymQR, 'G': SymCode93,
	'L': SymPDF417, 'z': SymAztec, 'X': SymOther,
}

// aimLike reports whether text begins like one with an AIM identifier, whatever
// its first character has become.
func aimLike(t string) bool {
	if len(t) < 4 {
		return false
	}
	_, known := aimSymbology[t[1]]
	m := t[2]
	return known && (m >= '0' && m <= '9' || m >= 'A' && m <= 'F')
}

// takeAIM splits the identifier off. On a Japanese host a scanner set to the US
// layout types "[" where it means "]".
func (c *Code) takeAIM() {
	t := c.Text
	if !aimLike(t) || t[0] != ']' && t[0] != '[' {
		return
	}
	sym := aimSymbology[t[1]]
	c.AIM, c.Text = "]"+t[1:3], strings.Trim(t[3:], " ")
	switch c.AIM {
	case "]E4":
		sym = SymEAN8
	case "]C1":
		sym = SymGS1128
	case "]d2":
		sym = SymGS1DataMatrix
	case "]Q3":
		sym = SymGS1QR
	}
	c.Symbology = sym
}

// own takes our own codes, and what begins like one but is not whole.
func (c *Code) own() bool {
	text := upper(c.Text)
	kind, f, ours, err := readOwn(text)
	if !ours {
		return false
	}
	c.Text = text
	if err != nil {
		c.Fault = FaultDamaged
		return true
	}
	c.become(kind, f)
	return true
}

// elementString takes GS1 content: said so by the reader, given away by a
// separator in the middle, or, when the reader says nothing, plain to see.
func (c *Code) elementString() bool {
	if c.Symbology == SymDataBar && len(c.Text) == 14 {
		return false // a decoder that leaves the 01 out
	}
	if !c.Symbology.elements() && !strings.ContainsRune(c.Text, gs) {
		return c.looksLikeElements()
	}
	ai, err := readElements(c.Text)
	if err != nil {
		c.Fault = faultOf(err)
		return true
	}
	c.elements(ai)
	return true
}

// looksLikeElements takes text from a reader that sends no identifier: it begins
// with a number of goods, something follows, and the whole keeps the rules.
func (c *Code) looksLikeElements() bool {
	if len(c.Text) <= 16 || c.Text[:2] != "01" || !allDigits(c.Text[2:16]) {
		return false
	}
	switch c.Symbology {
	case SymUnstated, SymCode128, SymQR, SymDataMatrix:
	default:
		return false
	}
	ai, err := readElements(c.Text)
	if err != nil {
		return false
	}
	c.elements(ai)
	return true
}

// elements sets the meaning of GS1 content.
func (c *Code) elements(ai Elements) {
	n, _ := ai.Count()
	f := Fields{AI: ai, Quantity: n}
	if gtin, ok := ai.GTIN(); ok {
		c.unitOrCase(gtin, f)
	} else {
		c.Fields, c.Fault = f, FaultUnrecognised // readable, but it names no goods: a pallet or a lot
	}
}

// faultOf says what is wrong with GS1 content.
func faultOf(err error) Fault {
	if errors.Is(err, ErrPairing) {
		return FaultPairing
	}
	return FaultElementString
}

// unitOrCase reads 14 digits with a right check digit.
func (c *Code) unitOrCase(g14 string, f Fields) {
	switch g14[0] {
	case '0':
		if bookPrice(g14[1:]) {
			c.become(KindBookPrice, Fields{Value: rest(g14[8:13], 100_000), ValueUnit: ValueYen})
			return
		}
		if inStore13(g14[1:]) {
			f.Key = g14
			c.become(KindInStore, f)
			return
		}
		f.Key, f.GTIN14 = g14, g14
		c.become(KindGTIN, f)
	case '9':
		c.Fields, c.Fault = f, FaultVariableMeasure
	default:
		unit, indicator, err := InnerOf(g14)
		if err != nil {
			c.Fault = FaultCheckDigit
			return
		}
		if bookPrice(unit[1:]) {
			return // nobody packs cases of these
		}
		f.Key, f.GTIN14, f.Case14, f.Indicator = unit, unit, g14, indicator
		c.become(KindCaseITF, f)
	}
}

// elements reports a symbology whose content is always GS1 element strings.
func (s Symbology) elements() bool {
	return s == SymGS1128 || s == SymGS1DataMatrix || s == SymGS1QR || s == SymDataBar
}

// number reads text of digits only. Lengths decide; a wrong check digit is
// never forgiven.
func (c *Code) number(opt Options) {
	t := c.Text
	if c.Source == SourceTyped {
		t = bareDigits(t)
	}
	if !allDigits(t) || !c.mayBeGoods(len(t)) {
		return
	}
	f := Fields{AddOn: opt.AddOn}
	if n := len(t); (n == 15 || n == 18) && (c.AIM == "]E3" || magazine(t)) {
		t, f.AddOn = t[:13], t[13:]
	}
	if n := len(f.AddOn); n != 0 && (!allDigits(f.AddOn) || n != 2 && n != 5) {
		return
	}
	switch len(t) {
	case 8:
		c.eight(t, opt)
	case 9:
		if !pickupDigits(t) {
			c.Fault = FaultCheckDigit
			return
		}
		c.become(KindPickupDigits, Fields{ID: t})
	case 12:
		c.thirteen("0"+t, SymUPCA, f, opt)
	case 13:
		c.thirteen(t, SymEAN13, f, opt)
	case 14:
		if !checked(t) {
			c.Fault = FaultCheckDigit
			return
		}
		c.saw(SymITF)
		c.unitOrCase(t, f)
	}
}

// mayBeGoods says which symbologies carry our numbers at all: NW-7 and Code 39
// are parcel slips and member cards, ITF is trusted at 14 digits only (a part
// of one reads as a shorter one), EAN codes never have nine.
func (c *Code) mayBeGoods(n int) bool {
	switch s := c.Symbology; {
	case s == SymCodabar || s == SymCode39 || s == SymCode93:
		return false
	case s == SymITF:
		return n == 14
	case s == SymEAN13 || s == SymEAN8 || s == SymUPCA || s == SymUPCE:
		return n != 9
	}
	return true
}

func (c *Code) eight(t string, opt Options) {
	long, upce := expandUPCE(t)
	upce = upce && opt.UPCE && c.Symbology != SymEAN8 && (c.Source != SourceTyped || c.Symbology == SymUPCE)
	switch {
	case upce && (c.Symbology == SymUPCE || !checked(t)):
		c.saw(SymUPCE)
		c.thirteen("0"+long, SymUPCE, Fields{}, opt)
	case c.Symbology == SymUPCE:
		c.Fault = FaultUnrecognised
	case !checked(t):
		c.Fault = FaultCheckDigit
	case inStore8(t):
		c.saw(SymEAN8)
		c.become(KindInStore, Fields{Key: pad14(t)})
	default:
		c.saw(SymEAN8)
		c.become(KindGTIN, Fields{Key: pad14(t), GTIN14: pad14(t)})
	}
}

func (c *Code) thirteen(t string, sym Symbology, f Fields, opt Options) {
	if !checked(t) {
		c.Fault = FaultCheckDigit
		return
	}
	c.saw(sym)
	switch {
	case bookPrice(t):
		c.become(KindBookPrice, Fields{Value: rest(t[7:12], 100_000), ValueUnit: ValueYen})
	case inStore13(t):
		c.inStore(t, f, opt.Templates)
	default:
		if magazine(t) && len(f.AddOn) == 5 && f.AddOn[0] == '0' {
			// 0 and the price before tax, since 2004.
			f.Value, f.ValueUnit = rest(f.AddOn, 100_000), ValueYen
		}
		f.Key, f.GTIN14 = pad14(t), pad14(t)
		c.become(KindGTIN, f)
	}
}

// bookPrice tells the lower row of a Japanese book: 192, C code of 4, price of 5
// before tax, check digit.
func bookPrice(t string) bool { return strings.HasPrefix(t, "192") }

// magazine tells the numbers of Japanese magazines, which have an add-on.
func magazine(t string) bool { return strings.HasPrefix(t, "491") }

// inStore reads a number of the shop's own by the first template that it follows.
// When it follows some and the value passes the check of none, it is a misread.
func (c *Code) inStore(t string, f Fields, templates []Template) {
	f.Key = pad14(t)
	wrong := false
	for _, tpl := range templates {
		item, value, fits, right := tpl.split(t)
		switch {
		case !fits:
		case !right:
			wrong = true
		case tpl.Lower:
			c.become(KindTagPrice, Fields{Value: value, ValueUnit: tpl.Unit})
			return
		default:
			f.Key, f.Value, f.ValueUnit = pad14(item), value, tpl.Unit
			c.become(KindInStore, f)
			return
		}
	}
	if wrong {
		c.Fault = FaultCheckDigit
		return
	}
	c.become(KindInStore, f)
}
