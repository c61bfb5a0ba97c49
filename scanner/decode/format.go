package decode

import (
	"fmt"
	"strings"
)

// Format is a set of symbologies; a Result names exactly one.
type Format uint16

// The symbologies that can be read.
const (
	EAN13 Format = 1 << iota
	EAN8
	UPCA
	UPCE
	Code128
	Code39
	Code93
	ITF
	Codabar
	DataBar
	QR
	DataMatrix
	Aztec
)

// Product is what is read where nothing else was asked for: the codes of goods
// and slips. UPC-E is not among them, the short codes are those that clutter
// imitates.
const Product = EAN13 | EAN8 | UPCA | Code128 | Code39 | ITF | Codabar | QR

// All is every symbology.
const All = 1<<13 - 1

// eans are the formats of the EAN family that stand alone in a row of bars.
const eans = EAN13 | EAN8 | UPCA

// striped are the formats of bars.
const striped = eans | UPCE | Code128 | Code39 | Code93 | ITF | Codabar | DataBar

var formatNames = []string{
	"EAN-13", "EAN-8", "UPC-A", "UPC-E", "CODE-128", "CODE-39", "CODE-93", "ITF", "CODABAR", "DATABAR", "QR", "DATAMATRIX", "AZTEC",
}

// String returns the names, joined by commas.
func (f Format) String() string {
	var out []string
	for i, name := range formatNames {
		if f&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return strings.Join(out, ",")
}

// ParseFormat reads names joined by commas.
func ParseFormat(s string) (Format, error) {
	var f Format
next:
	for name := range strings.SplitSeq(s, ",") {
		for i, known := range formatNames {
			if strings.EqualFold(strings.TrimSpace(name), known) {
				f |= 1 << i
				continue next
			}
		}
		return 0, fmt.Errorf("decode: no format %q", name)
	}
	return f, nil
}
