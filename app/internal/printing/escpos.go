package printing

import (
	"context"
	"time"

	"miseban/app/internal/label"
	"miseban/app/retail"
)

// maxBand is the most bytes of a picture in one command: what small printers
// hold. What a broken line leaves half sent is at most one band.
const maxBand = 4096

// escpos is the language of receipt printers, in the words of Epson's reference
// of ESC/POS commands.
type escpos struct{}

const (
	esc = 0x1b
	gs  = 0x1d
	dle = 0x10
	eot = 0x04
)

// encode makes the commands of a label, to be sent in this order. It begins with
// as many NULs as a band has: a printer that an earlier line left in the middle
// of a picture takes them for the rest of it, and any other ignores them.
func (escpos) encode(b *label.Bitmap) [][]byte {
	out := [][]byte{make([]byte, maxBand), {esc, '@', gs, 'a', 0}} // initialised; no status that nobody asked for
	rows := max(1, maxBand/b.Stride)
	for y := 0; y < b.H; y += rows {
		n := min(rows, b.H-y)
		head := []byte{gs, 'v', '0', 0, byte(b.Stride), byte(b.Stride >> 8), byte(n), byte(n >> 8)}
		out = append(out, append(head, calm(b.Rows(y, n))...))
	}
	return append(out, []byte{gs, 'V', 66, 0}) // fed to the cutter and cut
}

// calm returns the dots without what a printer would obey in the middle of a
// picture: its real-time commands (DLE EOT, DLE ENQ, DLE DC4: the last opens the
// drawer). One dot of an eighth of a millimetre changes.
func calm(dots []byte) []byte {
	out := append([]byte(nil), dots...)
	for i := 1; i < len(out); i++ {
		if out[i-1] == dle && (out[i] == eot || out[i] == 0x05 || out[i] == 0x14) {
			out[i] ^= 0x02
		}
	}
	return out
}

// How long a printer may take to say how it is, and to print a label after the
// last byte: it may have others before it.
const (
	readyFor = time.Second
	doneFor  = 10 * time.Second
)

// ready asks in real time how the printer is.
func (e escpos) ready(ctx context.Context, l *link) (cause retail.PrintCause, silent bool, err error) {
	b, ok, err := e.ask(ctx, l, 1)
	if err != nil || !ok {
		return 0, !ok, err
	}
	if b&0x08 == 0 { // on line
		if b, ok, err = e.ask(ctx, l, 4); ok && b&0x60 != 0 {
			cause = retail.PrintPaper
		}
		return cause, false, err
	}
	b, ok, err = e.ask(ctx, l, 2)
	switch {
	case ok && b&0x04 != 0:
		cause = retail.PrintCover
	case ok && b&0x20 != 0:
		cause = retail.PrintPaper
	default:
		cause = retail.PrintFault
	}
	return cause, false, err
}

// ask sends DLE EOT n; its answer has bits 1 and 4 set and 0 and 7 clear, which
// no other byte of a printer has.
func (escpos) ask(ctx context.Context, l *link, n byte) (b byte, ok bool, err error) {
	if err := l.write(ctx, []byte{dle, eot, n}); err != nil {
		return 0, false, err
	}
	return l.await(ctx, readyFor, func(b byte) bool { return b&0x93 == 0x12 })
}

// done asks for the paper sensor with a command that waits its turn behind the
// label (GS r 1): the answer says that everything before it is done.
func (escpos) done(ctx context.Context, l *link, limit time.Duration) (retail.PrintState, retail.PrintCause) {
	if err := l.write(ctx, []byte{gs, 'r', 1}); err != nil {
		return retail.PrintUnknown, retail.PrintLineLost
	}
	b, ok, err := l.await(ctx, limit, func(b byte) bool { return b&0x90 == 0 })
	switch {
	case err != nil:
		return retail.PrintUnknown, retail.PrintLineLost
	case !ok:
		return retail.PrintUnknown, retail.PrintNoAnswer
	case b&0x0c != 0: // it may have ended in the middle of the label
		return retail.PrintUnknown, retail.PrintPaper
	}
	return retail.PrintPrinted, 0
}
