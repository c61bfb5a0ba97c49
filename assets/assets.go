// Package assets embeds what the terminal shows and plays: the Japanese
// fonts, the screen words and the generated sounds, behind typed getters.
package assets

import (
	"embed"
	"encoding/binary"
	"io/fs"
	"sync"
)

//go:embed fonts/*.ttf translations/*.json
var files embed.FS

// Line metrics written into every font at load, in units of 1/2048 em. The BIZ
// UD faces carry ascent + descent = 1 em, which cuts the tails of g, p and y;
// these make a line of 1.2 em.
const (
	lineAscent  = 1942
	lineDescent = -516
)

// Ascent and Descent are the line metrics of every font of this package as
// parts of the type size: the base line of text of size s lies s*Ascent under
// the top of its line, and a line is s*(Ascent+Descent) high.
const (
	Ascent  = float32(lineAscent) / 2048
	Descent = -float32(lineDescent) / 2048
)

// Font names one embedded face.
type Font uint8

// The embedded faces. The proportional ones (BIZ UDPGothic) are for words and
// prices, the code ones (BIZ UDGothic, even width) for shelf codes, order
// numbers and clocks.
const (
	Regular Font = iota + 1
	Bold
	CodeRegular
	CodeBold
)

// name is the file of a face, without folder.
func (f Font) name() string {
	switch f {
	case Regular:
		return "BIZUDPGothic-Regular.ttf"
	case Bold:
		return "BIZUDPGothic-Bold.ttf"
	case CodeRegular:
		return "BIZUDGothic-Regular.ttf"
	case CodeBold:
		return "BIZUDGothic-Bold.ttf"
	}
	return ""
}

var (
	fontMu    sync.Mutex
	fontBytes = map[Font][]byte{}
)

// Bytes returns the face's name and its TTF data with the line metrics set.
// The data is shared and must not be changed. An unknown face gives "" and nil.
func (f Font) Bytes() (string, []byte) {
	name := f.name()
	if name == "" {
		return "", nil
	}
	fontMu.Lock()
	defer fontMu.Unlock()
	if b, ok := fontBytes[f]; ok {
		return name, b
	}
	raw, err := files.ReadFile("fonts/" + name)
	if err != nil { // embedded at build time: cannot happen in a built binary
		return name, nil
	}
	b := withLineMetrics(raw, lineAscent, lineDescent)
	fontBytes[f] = b
	return name, b
}

// withLineMetrics sets ascent and descent in the hhea and OS/2 tables of an
// OpenType font (https://learn.microsoft.com/typography/opentype/spec/otff).
// embed hands out a copy, so the change is made in place.
func withLineMetrics(b []byte, ascent, descent int16) []byte {
	if len(b) < 12 {
		return b
	}
	n := int(binary.BigEndian.Uint16(b[4:]))
	for i := range n {
		at := 12 + 16*i
		if at+16 > len(b) {
			return b
		}
		off := int(binary.BigEndian.Uint32(b[at+8:]))
		switch string(b[at : at+4]) {
		case "hhea":
			off += 4
		case "OS/2":
			off += 68
		default:
			continue
		}
		if off+4 > len(b) {
			return b
		}
		binary.BigEndian.PutUint16(b[off:], uint16(ascent))
		binary.BigEndian.PutUint16(b[off+2:], uint16(descent))
	}
	return b
}

// Translations is the folder of screen words: <area>.ja.json and
// <area>.en.json, flat maps from key to text.
func Translations() fs.FS {
	sub, err := fs.Sub(files, "translations")
	if err != nil { // the folder is embedded: cannot happen
		return embed.FS{}
	}
	return sub
}
