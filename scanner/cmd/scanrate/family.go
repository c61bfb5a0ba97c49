package main

import (
	"slices"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/aztec"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/oned/rss"
	"github.com/makiuchi-d/gozxing/qrcode"

	"miseban/scanner/decode"
)

// family is a row of the table: which format every engine is restricted to.
type family struct {
	name    string
	ours    decode.Format
	gozxing []func() gozxing.Reader
	zxing   string // -format of ZXingReader
	zbar    string // symbology of zbarimg, "" where it has none
}

// dataMatrix has a constructor with a type of its own.
func dataMatrix() gozxing.Reader { return datamatrix.NewDataMatrixReader() }

// aztecCode likewise.
func aztecCode() gozxing.Reader { return aztec.NewAztecReader() }

func readers(r ...func() gozxing.Reader) []func() gozxing.Reader { return r }

// families are all rows, in the order of the table.
var families = []family{
	{"ean13", decode.EAN13, readers(oned.NewEAN13Reader), "EAN-13", "ean13"},
	{"ean8", decode.EAN8, readers(oned.NewEAN8Reader), "EAN-8", "ean8"},
	{"upca", decode.UPCA, readers(oned.NewUPCAReader), "UPC-A", "upca,ean13"},
	{"upce", decode.UPCE, readers(oned.NewUPCEReader), "UPC-E", "upce"},
	{"code128", decode.Code128, readers(oned.NewCode128Reader), "Code128", "code128"},
	{"gs1-128", decode.Code128, readers(oned.NewCode128Reader), "Code128", "code128"},
	{"code39", decode.Code39, readers(oned.NewCode39Reader), "Code39", "code39"},
	{"code93", decode.Code93, readers(oned.NewCode93Reader), "Code93", "code93"},
	{"itf", decode.ITF, readers(oned.NewITFReader), "ITF", "i25"},
	{"codabar", decode.Codabar, readers(oned.NewCodaBarReader), "Codabar", "codabar"},
	{"databar", decode.DataBar, readers(rss.NewRSS14Reader), "DataBar", "databar"},
	{"qr", decode.QR, readers(qrcode.NewQRCodeReader), "QRCode", "qrcode"},
	{"datamatrix", decode.DataMatrix, readers(dataMatrix), "DataMatrix", ""},
	{"gs1-datamatrix", decode.DataMatrix, readers(dataMatrix), "DataMatrix", ""},
	{"aztec", decode.Aztec, readers(aztecCode), "Aztec", ""},
	{"book", decode.EAN13, readers(oned.NewEAN13Reader), "EAN-13", "ean13"},
	{"magazine", decode.EAN13, readers(oned.NewEAN13Reader), "EAN-13", "ean13,ean5"},
	product("negative"),
}

// product is what every engine reads where nothing is asked for.
func product(name string) family {
	out := family{name: name, ours: decode.Product}
	var zxing, zbar []string
	for _, f := range productParts {
		out.gozxing = append(out.gozxing, f.gozxing...)
		zxing, zbar = append(zxing, f.zxing), append(zbar, f.zbar)
	}
	out.zxing, out.zbar = strings.Join(zxing, ","), strings.Join(zbar, ",")
	return out
}

// productParts are those of decode.Product.
var productParts = []family{
	{"", 0, readers(oned.NewEAN13Reader), "EAN-13", "ean13"},
	{"", 0, readers(oned.NewEAN8Reader), "EAN-8", "ean8"},
	{"", 0, readers(oned.NewUPCAReader), "UPC-A", "upca,ean13"},
	{"", 0, readers(oned.NewCode128Reader), "Code128", "code128"},
	{"", 0, readers(oned.NewCode39Reader), "Code39", "code39"},
	{"", 0, readers(oned.NewITFReader), "ITF", "i25"},
	{"", 0, readers(oned.NewCodaBarReader), "Codabar", "codabar"},
	{"", 0, readers(qrcode.NewQRCodeReader), "QRCode", "qrcode"},
}

// rank is where a family stands in the table, behind all others when unknown.
func rank(name string) int {
	i := slices.IndexFunc(families, func(f family) bool { return f.name == name })
	if i < 0 {
		return len(families)
	}
	return i
}

// right tells whether a text is one of those expected of a family.
func right(family, want, got string) bool {
	got = strings.ReplaceAll(got, "\r\n", "\n")
	for w := range strings.SplitSeq(want, "|") {
		w = strings.ReplaceAll(w, "\r\n", "\n")
		if number, more, ok := strings.Cut(strings.Replace(got, " ", "+", 1), "+"); ok && digits(number) && digits(more) {
			if got = number; !digits(w) { // an add-on is expected
				got += "+" + more
			}
		}
		if w == got || plain(family, w) == plain(family, got) || isbn(w) && lowerRow(got) {
			return true
		}
	}
	return false
}

// digits tells whether there is nothing but digits.
func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// isbn and lowerRow tell the rows of a Japanese book: what is printed above, and
// class and price below.
func isbn(s string) bool {
	return len(s) == 13 && (strings.HasPrefix(s, "978") || strings.HasPrefix(s, "979"))
}

func lowerRow(s string) bool {
	return len(s) == 13 && (strings.HasPrefix(s, "192") || strings.HasPrefix(s, "191"))
}

// plain is a text without what engines may leave out or add: leading zeros, the
// letters around an NW-7, the sign that GS1 elements follow, the (01) before a
// DataBar's number.
func plain(family, s string) string {
	s = strings.TrimLeft(strings.TrimPrefix(s, "]C1"), "\x1d")
	switch family {
	case "codabar":
		s = strings.TrimRight(strings.TrimLeft(s, "ABCDabcd"), "ABCDabcd")
	case "databar":
		if len(s) == 16 {
			s = strings.TrimPrefix(s, "01")
		}
	case "gs1-128", "gs1-datamatrix":
		return s
	}
	return strings.TrimLeft(s, "0")
}
