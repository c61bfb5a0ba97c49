package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// child is an engine that is a program: it gets a batch of PGM files.
type child struct {
	title   string
	program string
	args    func(f family) []string // nil where it has no such format
	idle    func(f family) []string // to load the files and look for nothing
	parse   func(out []byte) map[string][]string
}

func (c child) name() string { return c.title }

// zxing is ZXingReader of zxing-cpp.
func zxing(program string) child {
	return child{
		title: "zxing-cpp", program: program,
		args: func(f family) []string { return []string{"-1", "-format", f.zxing} },
		// One row of the middle is all that a pure EAN costs.
		idle: func(family) []string {
			return []string{"-1", "-ispure", "-fast", "-norotate", "-noscale", "-format", "EAN-13"}
		},
		parse: parseZXing,
	}
}

// zbar is zbarimg.
func zbar(program string) child {
	base := []string{"-q", "--nodbus", "--xml", "-Sdisable"}
	return child{
		title: "zbar", program: program,
		args: func(f family) []string {
			if f.zbar == "" {
				return nil
			}
			out := base
			for name := range strings.SplitSeq(f.zbar, ",") {
				out = append(out[:len(out):len(out)], "-S"+name+".enable")
			}
			return out
		},
		idle:  func(family) []string { return append(base[:len(base):len(base)], "-Sx-density=0", "-Sy-density=0") },
		parse: parseZbar,
	}
}

// code is how it writes what is no ASCII.
var code = regexp.MustCompile(`<U\+([0-9A-F]{2,6})>`)

func unescape(s string) string {
	s = strings.NewReplacer("<GS>", "\x1d", "<CR>", "\r", "<LF>", "\n", "<HT>", "\t").Replace(s)
	return code.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseUint(m[3:len(m)-1], 16, 21)
		if err != nil {
			return m
		}
		return string(rune(n)) //nolint:gosec // 21 bits
	})
}

// parseZXing reads lines of: path, format, text in quotes with <GS> for GS.
func parseZXing(out []byte) map[string][]string {
	found := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		path, rest, ok := strings.Cut(strings.TrimRight(line, "\n"), ".pgm ")
		if !ok {
			continue
		}
		_, text, ok := strings.Cut(rest, " \"")
		if end := strings.LastIndexByte(text, '"'); ok && end >= 0 {
			text = unescape(text[:end])
			found[path+".pgm"] = append(found[path+".pgm"], text)
		}
	}
	return found
}

// parseZbar reads its XML; an add-on of five digits goes behind its number.
func parseZbar(out []byte) map[string][]string {
	var doc struct {
		Sources []struct {
			Href    string `xml:"href,attr"`
			Symbols []struct {
				Type string `xml:"type,attr"`
				Data string `xml:"data"`
			} `xml:"index>symbol"`
		} `xml:"source"`
	}
	found := map[string][]string{}
	if err := xml.Unmarshal(bytes.ReplaceAll(out, []byte{0x1d}, []byte("&#x241D;")), &doc); err != nil {
		return found
	}
	for _, s := range doc.Sources {
		var texts []string
		addOn := ""
		for _, sym := range s.Symbols {
			if sym.Type == "EAN-5" {
				addOn = "+" + sym.Data
				continue
			}
			texts = append(texts, strings.ReplaceAll(sym.Data, "\u241d", "\x1d"))
		}
		for i := range texts {
			texts[i] += addOn
		}
		found[s.Href] = append(found[s.Href], texts...)
	}
	return found
}

// limit is more than any batch takes.
const limit = 20 * time.Minute

func (c child) read(f family, shots []shot) ([]answer, error) {
	args := c.args(f)
	if args == nil {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "scanrate")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what stays is the system's to tidy
	files := make([]string, len(shots))
	for i, s := range shots {
		files[i] = filepath.Join(dir, strconv.Itoa(i)+".pgm")
		if err := os.WriteFile(files[i], pgm(s.gray), 0o600); err != nil {
			return nil, err
		}
	}
	out := make([]answer, len(shots))
	work, err := c.batch(args, files, out)
	if err != nil {
		return nil, err
	}
	idle, err := c.batch(c.idle(f), files, make([]answer, len(files)))
	if err != nil {
		return nil, err
	}
	for i := range out { // one process for all: each gets the mean
		out[i].ms = max(0, float64((work-idle).Microseconds())/1000/float64(len(out)))
	}
	return out, nil
}

// batch runs the program over the files. Where it breaks down, as zxing-cpp 1.4
// does over some pictures, the halves are tried each by itself, until the one
// picture is known that it cannot take.
func (c child) batch(args, files []string, out []answer) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.program, append(args[:len(args):len(args)], files...)...)
	var said, complained bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &complained
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil || errors.As(err, &exit) && exit.Exited(): // zbarimg ends with 4 where a picture has no code
		spent := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		found := c.parse(said.Bytes())
		for i, f := range files {
			out[i].texts = found[f]
		}
		return spent, nil
	case !errors.As(err, &exit):
		return 0, fmt.Errorf("%s: %w: %s", c.program, err, complained.String())
	case len(files) == 1:
		out[0].bad = c.title + " breaks down"
		return 0, nil
	}
	half := len(files) / 2
	a, err := c.batch(args, files[:half], out[:half])
	if err != nil {
		return 0, err
	}
	b, err := c.batch(args, files[half:], out[half:])
	return a + b, err
}

// pgm writes a picture as binary PGM (Netpbm).
func pgm(img *image.Gray) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := fmt.Appendf(make([]byte, 0, w*h+32), "P5\n%d %d\n255\n", w, h)
	for y := range h {
		out = append(out, img.Pix[y*img.Stride:][:w]...)
	}
	return out
}
