package camera

import (
	"time"

	"miseban/scanner"
	"miseban/scanner/decode"
)

// ReadingOf says in the words of package scanner what a decoder read in a
// picture taken at a time.
func ReadingOf(r decode.Result, at time.Time) scanner.Reading {
	return scanner.Reading{Text: r.Text, Symbology: symbologyOf(r), AddOn: r.AddOn, Lines: max(r.Lines, 1), Frames: 1, At: at}
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

// Formats of the screens. UPC-E is in none: clutter imitates it, and no shop in
// Japan prints it. EAN-8 counts when Options.Known says so.
const (
	// Goods are what is picked and counted: JAN, and QR for GS1 Digital Link.
	Goods = decode.EAN13 | decode.EAN8 | decode.UPCA | decode.QR
	// Labels are ours, on places, bags and badges, as they are printed, and the
	// customer's pickup code.
	Labels = decode.QR
	// Slips are those of carriers and member cards.
	Slips = decode.Codabar | decode.ITF | decode.Code128
)
