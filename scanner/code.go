package scanner

import (
	"fmt"
	"time"
)

// Code is one scanned or typed code and what it means.
type Code struct {
	// Raw is the text exactly as it arrived, without the terminating key.
	Raw string
	// Text is Raw without the AIM identifier, without control characters
	// (GS 0x1D is kept), with full-width characters folded; our own codes are
	// in upper case. It is what a screen shows as the printed code.
	Text string
	// AIM is the symbology identifier in its normal form, for example "]E0",
	// or empty when the reader sent none (ISO/IEC 15424).
	AIM string
	// Symbology is what the reader said, or what the text allows to infer.
	Symbology Symbology
	// Source is the way the code came in.
	Source Source
	// Kind is the meaning.
	Kind Kind
	// Fault says why Kind is KindUnknown; FaultNone for every other kind.
	Fault Fault
	// Fields holds the parts that belong to Kind.
	Fields Fields
	// At is the time of the scan as the caller gave it.
	At time.Time
	// Confidence is what stands behind the reading.
	Confidence Confidence
	// Typing is how it was typed: SourceWedge only.
	Typing Typing
}

// Confidence is what stands behind a reading. Zero values mean that the device
// did not say, as hand scanners never do: they check by themselves.
type Confidence struct {
	// Lines is how many scan lines (bars) or passes (dots) read the same.
	Lines int
	// Frames is in how many camera pictures the code was read.
	Frames int
	// Checked: the code has a check of its own, and it fits.
	Checked bool
}

// Fields are the parts of a Code; which ones are set depends on its Kind.
type Fields struct {
	// Key is the number to look goods up by: always 14 digits, zero padded.
	// GTIN: the GTIN itself. CaseITF: the unit inside. InStore: the printed
	// number, with price or weight digits set to zero and the check digit
	// made new where a template says so. Empty for all other kinds.
	Key string
	// GTIN14 is the GTIN of the sales unit, 14 digits: GTIN and CaseITF.
	GTIN14 string
	// Case14 is the GTIN of the case itself, 14 digits: CaseITF only.
	Case14 string
	// Indicator is the first digit of Case14, 1 to 8. It says that the case is
	// another pack of the same goods; how many pieces it holds only the
	// product master knows.
	Indicator int
	// Quantity is the count written in the code (GS1 AI 30 or 37), 0 if none.
	Quantity int
	// AddOn holds the 2 or 5 digits beside an EAN code (magazines).
	AddOn string
	// Value is the number inside an in-store code, a magazine's add-on or the
	// lower row of a book or tag, in the unit of ValueUnit. A hint only: the
	// sold price comes from the price table.
	Value int
	// ValueUnit is the unit of Value, 0 when the code carries no value.
	ValueUnit ValueUnit
	// LowerRow is the text of the row below, on what a Pairer joined. UpperRow
	// is that of the row above, on a lower row that came too late to be joined.
	LowerRow, UpperRow string
	// ID is the payload of our own codes: slot code, bag, terminal or staff
	// number, or the nine pickup digits; the number of a slip or member card.
	ID string
	// Rule is the name of the SlipRule that read a slip or member card.
	Rule string
	// Payload is the binary content of a pickup token or an enrolment code.
	Payload []byte
	// AI holds the elements of GS1 content by application identifier.
	AI Elements
}

// Symbology is the kind of bars or dots a code was printed in.
type Symbology uint8

// The symbologies. SymUnstated: the reader did not say and the text does not
// tell.
const (
	SymUnstated Symbology = iota + 1
	SymEAN13
	SymEAN8
	SymUPCA
	SymUPCE
	SymITF
	SymCode128
	SymGS1128
	SymCode39
	SymCode93
	SymCodabar
	SymDataBar
	SymQR
	SymGS1QR
	SymDataMatrix
	SymGS1DataMatrix
	SymAztec
	SymPDF417
	SymOther
)

var symbologyNames = names[Symbology]{"symbology", []string{
	"UNSTATED", "EAN-13", "EAN-8", "UPC-A", "UPC-E", "ITF", "CODE-128", "GS1-128",
	"CODE-39", "CODE-93", "CODABAR", "DATABAR", "QR", "GS1-QR", "DATAMATRIX",
	"GS1-DATAMATRIX", "AZTEC", "PDF417", "OTHER",
}}

// String returns the stable name, for example "EAN-13".
func (s Symbology) String() string { return symbologyNames.of(s) }

// MarshalText writes the stable name; it fails for a value outside the list.
func (s Symbology) MarshalText() ([]byte, error) { return symbologyNames.text(s) }

// UnmarshalText reads the stable name.
func (s *Symbology) UnmarshalText(b []byte) error { return symbologyNames.parse(b, s) }

// Source is the way a code came into the program.
type Source uint8

// The sources.
const (
	SourceWedge   Source = iota + 1 // a hand scanner that types like a keyboard
	SourceTyped                     // a person, by hand
	SourceCamera                    // a live camera picture
	SourceSerial                    // a serial or USB-COM line
	SourceTCP                       // lines over a TCP connection
	SourceEvdev                     // a Linux input device read directly
	SourcePicture                   // a picture file
)

var sourceNames = names[Source]{"source", []string{
	"wedge", "typed", "camera", "serial", "tcp", "evdev", "picture",
}}

// String returns the stable name, for example "wedge".
func (s Source) String() string { return sourceNames.of(s) }

// MarshalText writes the stable name; it fails for a value outside the list.
func (s Source) MarshalText() ([]byte, error) { return sourceNames.text(s) }

// UnmarshalText reads the stable name.
func (s *Source) UnmarshalText(b []byte) error { return sourceNames.parse(b, s) }

// Kind is the canonical meaning of a code.
type Kind uint8

// The kinds.
const (
	KindUnknown      Kind = iota + 1 // nothing we know, or damaged: see Fault
	KindGTIN                         // goods: JAN-13, JAN-8, UPC, GTIN-14 of a unit
	KindInStore                      // goods numbered by the shop itself: 02, 20-29
	KindCaseITF                      // a case of goods: ITF-14 or GS1 with an indicator
	KindBookPrice                    // lower row of a Japanese book (192...): never goods by itself
	KindPlace                        // our label on a shelf or staging slot
	KindBag                          // our tag on a bag
	KindTerminal                     // our label on a terminal
	KindStaff                        // our staff badge
	KindPickupToken                  // the signed code a customer shows
	KindPickupDigits                 // the nine digits printed under it
	KindEnrolment                    // the code that enrols a terminal to its hub
	KindURL                          // a web address that names no goods
	KindSlip                         // the number of a parcel slip, by a SlipRule
	KindMember                       // a member card, by a SlipRule
	KindTagPrice                     // lower row of a two-row tag, by a Template: never goods by itself
	KindCalibration                  // the code that teaches a device its layout: see Learn
	KindBox                          // our label on a box that travels between shops
	KindTote                         // our label on a tote, one order's basket
	KindFrame                        // a part of what one terminal shows another
)

var kindNames = names[Kind]{"kind", []string{
	"unknown", "gtin", "in-store", "case", "book-price", "place", "bag", "terminal",
	"staff", "pickup-token", "pickup-digits", "enrolment", "url", "slip", "member",
	"tag-price", "calibration", "box", "tote", "frame",
}}

// String returns the stable name, for example "gtin".
func (k Kind) String() string { return kindNames.of(k) }

// MarshalText writes the stable name; it fails for a value outside the list.
func (k Kind) MarshalText() ([]byte, error) { return kindNames.text(k) }

// UnmarshalText reads the stable name.
func (k *Kind) UnmarshalText(b []byte) error { return kindNames.parse(b, k) }

// Goods reports whether the kind names something that is sold.
func (k Kind) Goods() bool { return k == KindGTIN || k == KindInStore || k == KindCaseITF }

// Fault says why a code was not understood. The zero value is FaultNone.
type Fault uint8

// The faults.
const (
	FaultNone            Fault = iota // understood
	FaultUnrecognised                 // whole perhaps, but not a code of a shop
	FaultEmpty                        // no readable character
	FaultTooLong                      // longer than any code we print or know
	FaultCheckDigit                   // right length, wrong check digit: a misread
	FaultDamaged                      // begins like one of our codes, but is not whole
	FaultVariableMeasure              // case with indicator 9: weight, not pieces
	FaultElementString                // GS1 content that does not follow its rules
	FaultPairing                      // GS1 elements that cannot stand together: what is meant is a guess
	FaultCompressed                   // a GS1 Digital Link in its compressed form
	FaultInputMethod                  // an input method made other characters of it, and nothing proves what was meant
	FaultJoined                       // more than one scan in one piece
)

var faultNames = []string{
	"", "unrecognised", "empty", "too-long", "check-digit", "damaged",
	"variable-measure", "element-string", "pairing", "compressed", "input-method",
	"joined",
}

// String returns the stable name, empty for FaultNone.
func (f Fault) String() string {
	if int(f) < len(faultNames) {
		return faultNames[f]
	}
	return fmt.Sprintf("fault(%d)", uint8(f))
}

// ValueUnit is the unit of Fields.Value.
type ValueUnit uint8

// The units.
const (
	ValueYen  ValueUnit = iota + 1 // yen; with or without tax is the shop's own rule
	ValueGram                      // grams
)

var valueUnitNames = names[ValueUnit]{"value unit", []string{"yen", "gram"}}

// String returns the stable name.
func (u ValueUnit) String() string { return valueUnitNames.of(u) }

// MarshalText writes the stable name; it fails for a value outside the list.
func (u ValueUnit) MarshalText() ([]byte, error) { return valueUnitNames.text(u) }

// UnmarshalText reads the stable name.
func (u *ValueUnit) UnmarshalText(b []byte) error { return valueUnitNames.parse(b, u) }

// names maps an enumeration that begins at 1 to its stable names.
type names[T ~uint8] struct {
	what string
	list []string
}

func (n names[T]) of(v T) string {
	if v >= 1 && int(v) <= len(n.list) {
		return n.list[v-1]
	}
	return fmt.Sprintf("%s(%d)", n.what, uint8(v))
}

func (n names[T]) text(v T) ([]byte, error) {
	if v < 1 || int(v) > len(n.list) {
		return nil, fmt.Errorf("scanner: no %s %d", n.what, uint8(v))
	}
	return []byte(n.list[v-1]), nil
}

func (n names[T]) parse(b []byte, v *T) error {
	for i, name := range n.list {
		if name == string(b) {
			*v = T(i + 1)
			return nil
		}
	}
	return fmt.Errorf("scanner: no %s %q", n.what, b)
}
