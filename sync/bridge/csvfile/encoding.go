package csvfile

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is how the characters of a file are written.
type Encoding uint8

// Values of Encoding.
const (
	// UTF8 is UTF-8, with or without byte order mark.
	UTF8 Encoding = iota + 1
	// CP932 is Windows-31J, what Japanese Excel and PHP's SJIS-win write.
	CP932
)

// String names the encoding for reports.
func (e Encoding) String() string {
	if e == CP932 {
		return "CP932"
	}
	return "UTF-8"
}

var (
	markUTF8    = []byte{0xEF, 0xBB, 0xBF}
	markUTF16LE = []byte{0xFF, 0xFE}
	markUTF16BE = []byte{0xFE, 0xFF}
)

// sniff finds the encoding and returns the data without its byte order mark.
// UTF-16, which Excel calls "Unicode text", is turned into UTF-8.
func sniff(data []byte) ([]byte, Encoding, error) {
	switch {
	case bytes.HasPrefix(data, markUTF8):
		return data[len(markUTF8):], UTF8, nil
	case bytes.HasPrefix(data, markUTF16LE), bytes.HasPrefix(data, markUTF16BE):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return nil, 0, fmt.Errorf("csvfile: UTF-16: %w", err)
		}
		return out, UTF8, nil
	case utf8.Valid(data):
		return data, UTF8, nil
	}
	return data, CP932, nil
}

// gap stands for a character that cannot be read.
const gap = "〓"

// text decodes a piece of a file. Bytes that mean nothing become 〓.
func (e Encoding) text(b []byte) string {
	if bytes.IndexByte(b, 0) >= 0 {
		b = bytes.ReplaceAll(b, []byte{0}, nil) // no text, and no database takes it
	}
	if ascii(b) {
		return string(b)
	}
	s := string(b)
	if e == CP932 {
		if out, err := japanese.ShiftJIS.NewDecoder().Bytes(b); err == nil {
			s = string(out)
		}
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		s = strings.ReplaceAll(strings.ToValidUTF8(s, gap), string(utf8.RuneError), gap)
	}
	return s
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
