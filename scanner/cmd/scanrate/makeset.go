package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"miseban/scanner/frames"
)

// made is a family of the set that makeSet draws.
type made struct {
	family string
	square bool // two-dimensional
	text   func(*rand.Rand) string
	zint   func(text string, n int) []string // arguments beside -d
	say    func(text string) string          // what a reader says, nil for the text
	split  bool                              // a text of two rows
}

func one(arg string) func(string, int) []string {
	return func(string, int) []string { return []string{"-b", arg} }
}

func kind(k frames.Kind) func(*rand.Rand) string {
	return func(rng *rand.Rand) string { return frames.Text(rng, k) }
}

// elements says the GS1 elements as zint wants them and as readers give them.
func elements(rng *rand.Rand) string {
	t := frames.Text(rng, frames.GS1128)
	return "[01]" + t[2:16] + "[10]" + t[26:] + fmt.Sprintf("[21]%04d", rng.IntN(10000))
}

func said(text string) string {
	text = strings.Replace(text, "[21]", "<GS>21", 1) // the lot number before it has no fixed length
	return strings.NewReplacer("[", "", "]", "").Replace(text)
}

// sets are families that the development pictures lack or hardly have, drawn by
// zint and photographed by scanner/frames. Nothing was tuned on them.
var sets = []made{
	{family: "code93", text: kind(frames.Code93), zint: one("CODE93")},
	{family: "code39", text: kind(frames.Code39), zint: one("CODE39")},
	{family: "codabar", text: kind(frames.NW7), zint: one("CODABAR")},
	{family: "itf", text: kind(frames.ITF14), zint: func(string, int) []string { return []string{"-b", "C25INTER"} }},
	{family: "ean8", text: kind(frames.JAN8), zint: one("EANX_CHK")},
	{
		family: "databar", text: kind(frames.ITF14),
		zint: func(_ string, n int) []string {
			return []string{"-b", [...]string{"DBAR_OMN", "DBAR_STK", "DBAR_OMNSTK"}[n%3]}
		},
	},
	{family: "gs1-128", text: elements, zint: one("GS1_128"), say: said},
	{
		family: "gs1-datamatrix", square: true, text: elements, say: said,
		zint: func(_ string, n int) []string {
			if n%4 == 0 { // may be a rectangle
				return []string{"-b", "DATAMATRIX", "--gs1"}
			}
			return []string{"-b", "DATAMATRIX", "--gs1", "--square"}
		},
	},
	{family: "datamatrix", square: true, text: kind(frames.DataMatrix), zint: func(string, int) []string { return []string{"-b", "DATAMATRIX", "--square"} }},
	{family: "qr", square: true, text: kind(frames.QR), zint: func(string, int) []string { return []string{"-b", "QRCODE", "--secure=2"} }},
	{family: "aztec", square: true, text: kind(frames.DataMatrix), zint: one("AZTEC")},
	{family: "book", text: book, zint: one("EANX_CHK"), split: true},
	{
		family: "magazine", zint: one("EANX_CHK"),
		text: func(rng *rand.Rand) string {
			return frames.Checked("491", rng, 13) + fmt.Sprintf("+%05d", rng.IntN(100000))
		},
	},
}

// book are the two rows of a Japanese book: ISBN, then 192, class and price.
func book(rng *rand.Rand) string {
	return frames.Checked("9784", rng, 13) + "|" + frames.Checked("192", rng, 13)
}

// makeSet draws the set into a folder, with its manifest.
func makeSet(args []string, _, errs io.Writer) error {
	fs := flags("make", errs)
	seed := fs.Uint64("seed", 2, "of the set")
	n := fs.Int("n", 30, "pictures of each family")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() != 1 {
		return errors.New("make: one folder, please")
	}
	dir := fs.Arg(0)
	program, err := exec.LookPath("zint")
	if err != nil {
		return errors.New("MISSING: zint (Debian package zint), which writes the symbols")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(dir, "manifest.tsv"))
	if err != nil {
		return err
	}
	defer file.Close()
	w := bufio.NewWriter(file)
	fmt.Fprintln(w, "path\tfamily\texpected")
	cam := frames.NewCamera(frames.Width, frames.Height)
	for i, m := range sets {
		rng := rand.New(rand.NewPCG(*seed, uint64(i))) //nolint:gosec // a small index
		for k := range *n {
			text := m.text(rng)
			sym, err := m.symbol(program, text, k)
			if err != nil {
				return fmt.Errorf("%s %q: %w", m.family, text, err)
			}
			s := frames.Snapshot(sym, m.square, rng)
			name := fmt.Sprintf("%s-%02d.png", m.family, k)
			out, err := os.Create(filepath.Join(dir, name))
			if err != nil {
				return err
			}
			if err := errors.Join(png.Encode(out, s.Frame(cam, 0, nil)), out.Close()); err != nil {
				return err
			}
			if m.say != nil {
				text = m.say(text)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\n", name, m.family, text)
		}
	}
	return w.Flush()
}

// symbol lets zint write a text.
func (m made) symbol(program, text string, n int) (frames.Symbol, error) {
	if m.split {
		upper, lower, _ := strings.Cut(text, "|")
		a, err := m.row(program, upper, n)
		if err != nil {
			return a, err
		}
		b, err := m.row(program, lower, n)
		return frames.Above(a, b, 8), err
	}
	return m.row(program, text, n)
}

func (m made) row(program, text string, n int) (frames.Symbol, error) {
	data := text
	if m.family == "databar" { // it makes the check digit itself
		data = text[:13]
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	args := append(m.zint(text, n), "--scale=0.5", "--notext", "--direct", "--filetype=PNG", "-d", data)
	var complained bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stderr = &complained
	out, err := cmd.Output()
	if err != nil {
		return frames.Symbol{}, fmt.Errorf("zint: %w: %s", err, complained.String())
	}
	img, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		return frames.Symbol{}, err
	}
	side := 11.0
	if m.square {
		side = 4
	}
	return frames.FromModules(img, text, side)
}
