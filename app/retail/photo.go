package retail

import (
	"strconv"
	"strings"
)

// Photo is what SKU.Picture says of goods of which there is a photograph. Small
// photographs travel many in a blob; the large one is named in there too.
type Photo struct {
	Thumb string // names the small one: the first 16 hex digits of the SHA-256 of its bytes
	Pack  string // SHA-256 of the blob that it lies in, 64 hex digits
	Bytes int64  // of that blob
	Drawn string // a picture that stands in for it where it is not yet, or empty
}

const (
	photoPrefix = "photo:"
	thumbDigits = 16
	packDigits  = 64
)

// String returns the text that stands in SKU.Picture, for example
// "photo:0123456789abcdef@<64 digits>.250000+art:shirt/F8F6F1".
func (p Photo) String() string {
	s := photoPrefix + p.Thumb + "@" + p.Pack + "." + strconv.FormatInt(p.Bytes, 10)
	if p.Drawn != "" {
		s += "+" + p.Drawn
	}
	return s
}

// ParsePhoto reads what String wrote, and tells whether the text is of a photograph.
func ParsePhoto(picture string) (Photo, bool) {
	var p Photo
	rest, ok := strings.CutPrefix(picture, photoPrefix)
	if !ok {
		return p, false
	}
	rest, p.Drawn, _ = strings.Cut(rest, "+")
	var at, dot bool
	p.Thumb, rest, at = strings.Cut(rest, "@")
	p.Pack, rest, dot = strings.Cut(rest, ".")
	n, err := strconv.ParseInt(rest, 10, 64)
	if !at || !dot || err != nil || n < 0 || !hexDigits(p.Thumb, thumbDigits) || !hexDigits(p.Pack, packDigits) {
		return Photo{}, false
	}
	p.Bytes = n
	return p, true
}

// DrawnPicture returns what of a picture is drawn, whether or not it is a photograph's.
func DrawnPicture(picture string) string {
	if p, ok := ParsePhoto(picture); ok {
		return p.Drawn
	}
	return picture
}

func hexDigits(s string, n int) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == n
}
