package camera

import (
	"time"

	"miseban/scanner"
	"miseban/scanner/decode"
)

// ReadingOf says in the words of package scanner what a decoder read in a
// picture taken at a time.
func ReadingOf(r decode.Result, at time.Time) scanner.Reading {
	return scanner.Reading{Text: r.Text, Symbology: symbologyOf(r), AddOn: r.AddOn, Lines: max(r.Lines, 1), Frames: max(r.Frames, 1), At: at}
}

var symbologies = map[decode.Format]scanner.Symbology{
	decode.EAN13: scanner.SymEAN13, decode.EAN8: scanner.SymEAN8, decode.UPCA: scanner.SymUPCA, decode.UPCE: scanner.SymUPCE,
	decode.Code128: scanner.SymCode128, decode.Code39: scanner.SymCode39, decode.Code93: scanner.SymCode93, decode.ITF: scanner.SymITF,
	decode.Codabar: scanner.SymCodabar, decode.DataBar: scanner.SymDataBar, decode.QR: scanner.SymQR, decode.DataMatrix: scanner.SymDataMatrix,
	decode.Aztec: scanner.SymAztec,
}

func symbologyOf(r decode.Result) scanner.Symbology {
	if r.GS1 {
		switch r.Format { //nolint:exhaustive // the others have no mark for it
		case decode.Code128:
			return scanner.SymGS1128
		case decode.QR:
			return scanner.SymGS1QR
		case decode.DataMatrix:
			return scanner.SymGS1DataMatrix
		}
	}
	if s, ok := symbologies[r.Format]; ok {
		return s
	}
	return scanner.SymOther
}

// Formats of the screens. Each reads what its work brings before the camera and
// no more: clutter imitates what nobody shows. UPC-E is in none, for no shop in
// Japan prints it; who sells goods from America adds it. What is short or a
// part of something longer counts when Options.Known says so: see Doubtful.
const (
	// Labels are ours, on places, bags, totes, boxes and badges, as they are
	// printed (dots, or bars where the chain's scanners read no QR), and the
	// customer's pickup code.
	Labels = decode.QR | decode.Code128
	// Goods are what is picked, counted, received and put back: JAN and UPC, also
	// with an add-on or two rows; the ITF-14 of a carton; GS1-128, GS1 DataMatrix
	// and GS1 QR with lot and date; and the labels of the places they belong to.
	Goods = decode.EAN13 | decode.EAN8 | decode.UPCA | decode.ITF | decode.Code128 | decode.QR | decode.DataMatrix
	// Slips are those of carriers and member cards, by the chain's rules.
	Slips = decode.Codabar | decode.ITF | decode.Code128 | decode.Code39
)

// Doubtful tells whether a code of the format is to be told only when it is
// known: EAN-8 and UPC-E are what clutter turns into, an ITF may be a part of a
// longer one.
func Doubtful(f decode.Format) bool { return f&(decode.EAN8|decode.UPCE|decode.ITF) != 0 }
