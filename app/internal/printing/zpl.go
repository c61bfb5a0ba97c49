package printing

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"miseban/app/internal/label"
	"miseban/app/retail"
)

// zpl is the language of label printers, in the words of Zebra's programming
// guide of ZPL II.
type zpl struct{}

// encode makes the format of a label. A format is printed as a whole when its
// end was read, so that a broken line prints nothing of it.
func (zpl) encode(b *label.Bitmap) [][]byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "^XA^PW%d^LL%d^LH0,0^FO0,0^GFA,%d,%d,%d,", b.W, b.H, len(b.Bits), len(b.Bits), b.Stride)
	out.WriteString(strings.ToUpper(hex.EncodeToString(b.Bits)))
	out.WriteString("^FS^PQ1^XZ\n")
	all := out.Bytes()
	var parts [][]byte
	for len(all) > maxBand {
		parts, all = append(parts, all[:maxBand]), all[maxBand:]
	}
	return append(parts, all)
}

// status is the answer to ~HS.
type status struct {
	paper, pause, cover, fault bool
	waiting                    int // formats in the buffer and labels still to come out
}

// maxStatus is longer than any answer to ~HS.
const maxStatus = 512

// parseStatus reads the three lines that a printer answers to ~HS, each between
// STX and ETX.
func parseStatus(b []byte) (status, bool) {
	var lines [][]string
	for len(lines) < 3 {
		from := bytes.IndexByte(b, 0x02)
		if from < 0 {
			return status{}, false
		}
		n := bytes.IndexByte(b[from:], 0x03)
		if n < 0 {
			return status{}, false
		}
		lines = append(lines, strings.Split(string(b[from+1:from+n]), ","))
		b = b[from+n+1:]
	}
	one, two := lines[0], lines[1]
	if len(one) < 12 || len(two) < 9 {
		return status{}, false
	}
	formats, err := strconv.Atoi(one[4])
	if err != nil || formats < 0 {
		return status{}, false
	}
	labels, err := strconv.Atoi(two[8])
	if err != nil || labels < 0 {
		return status{}, false
	}
	if one[7] == "1" { // a format half read
		formats++
	}
	return status{
		paper: one[1] == "1" || two[3] == "1", pause: one[2] == "1", cover: two[2] == "1",
		fault: one[9] == "1" || one[10] == "1" || one[11] == "1", waiting: formats + labels,
	}, true
}

// cause is why the printer does not print, 0 when it does.
func (s status) cause() retail.PrintCause {
	switch {
	case s.paper:
		return retail.PrintPaper
	case s.cover:
		return retail.PrintCover
	case s.pause, s.fault:
		return retail.PrintFault
	}
	return 0
}

// ask sends ~HS and reads the answer; ok is false when none comes in time.
func (zpl) ask(ctx context.Context, l *link) (st status, ok bool, err error) {
	if err := l.write(ctx, []byte("~HS")); err != nil {
		return st, false, err
	}
	var got []byte
	_, ok, err = l.await(ctx, readyFor, func(b byte) bool {
		if got = append(got, b); len(got) > maxStatus {
			got = got[1:]
		}
		var whole bool
		st, whole = parseStatus(got)
		return whole
	})
	return st, ok, err
}

// ready asks how the printer is.
func (z zpl) ready(ctx context.Context, l *link) (cause retail.PrintCause, silent bool, err error) {
	st, ok, err := z.ask(ctx, l)
	return st.cause(), !ok, err
}

// lookEvery is the time between two looks whether the label has come out.
const lookEvery = 300 * time.Millisecond

// done looks until nothing waits in the printer. It looks twice: between the
// buffer and the paper a label is in neither figure.
func (z zpl) done(ctx context.Context, l *link, limit time.Duration) (retail.PrintState, retail.PrintCause) {
	idle, answered := 0, false
	for range int(limit / lookEvery) {
		st, ok, err := z.ask(ctx, l)
		switch {
		case err != nil:
			return retail.PrintUnknown, retail.PrintLineLost
		case !ok && !answered:
			return retail.PrintUnknown, retail.PrintNoAnswer
		case ok && st.cause() != 0:
			return retail.PrintUnknown, st.cause()
		case ok && st.waiting == 0:
			if idle++; idle == 2 {
				return retail.PrintPrinted, 0
			}
		case ok:
			idle = 0
		}
		answered = true
		if !l.rest(ctx, lookEvery) {
			return retail.PrintUnknown, retail.PrintLineLost
		}
	}
	return retail.PrintUnknown, retail.PrintNoAnswer
}
