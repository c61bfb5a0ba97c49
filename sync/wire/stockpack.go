package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"miseban/app/retail"
)

// A stock pack is a file of StockRows, ascending by SKU:
//
//	"MSP1"
//	minutes since 1970 of the instant it was made at   varint
//	sites: count, then length and bytes of each        zstd, length before it
//	blocks, each with its length before it
//
// A block holds rows whole. Its first two numbers are the counts of rows and
// figures; then come five columns, each a zstd frame with its length before it,
// because numbers of one kind compress well together and badly when mixed:
//
//	SKUs      bytes shared with the one before, length and bytes of the rest
//	sites     for each row runs of neighbours: sites passed over, length of the run
//	on hand   zigzag
//	kept      zigzag
//	moved     see movedCode
//
// All lengths and numbers are varints as in encoding/binary.
const packMagic = "MSP1"

// Bounds of a pack. The writer ends a block at blockFigures or blockRows; the
// reader takes larger ones, to the limit.
const (
	blockFigures = 16 << 10
	blockRows    = 512
	mostFigures  = 1 << 20
	mostRows     = 1 << 16
	mostSites    = 1 << 16
	mostColumn   = 16 << 20 // bytes of a column when inflated
	mostBlock    = 16 << 20
)

// errPack says that bytes are no stock pack.
var errPack = errors.New("wire: damaged stock pack")

var packEncoder = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false), zstd.WithWindowSize(1<<20))
	if err != nil {
		panic(err) // the options are constants
	}
	return e
})

var packDecoder = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(mostColumn))
	if err != nil {
		panic(err) // the options are constants
	}
	return d
})

const (
	dayMinutes  = 24 * 60
	zoneMinutes = 9 * 60 // retail.Japan
	codeMinutes = 112    // first code of a minute
	codeFar     = codeMinutes + dayMinutes
)

// dayOf counts the days of the shops' calendar.
func dayOf(minute int32) int32 {
	n := int64(minute) + zoneMinutes
	if n < 0 {
		n -= dayMinutes - 1
	}
	return int32(n / dayMinutes)
}

// RoundMoved returns to what a pack made at asOf (minutes since 1970) keeps
// when a figure was last moved: the minute for a day, after that the beginning
// of the day in the shops' calendar. Nothing moves after asOf.
func RoundMoved(minute, asOf int32) int32 { return movedAt(movedCode(minute, asOf), asOf) }

// movedCode is how a pack writes that: 0 never; 1 to 111 so many days ago; then
// so many minutes ago; beyond a day of minutes, days again. So what rests for
// long, as most goods do, takes one byte.
func movedCode(minute, asOf int32) uint64 {
	if minute == 0 {
		return 0
	}
	if ago := int64(asOf) - int64(minute); ago < dayMinutes {
		return codeMinutes + uint64(max(0, ago))
	}
	days := int64(dayOf(asOf)) - int64(dayOf(minute))
	if days < codeMinutes {
		return uint64(days)
	}
	return uint64(days) - codeMinutes + codeFar
}

func movedAt(code uint64, asOf int32) int32 {
	switch {
	case code == 0:
		return 0
	case code >= codeMinutes && code < codeFar:
		return asOf - int32(code-codeMinutes)
	case code >= codeFar:
		code -= codeFar - codeMinutes
	}
	return clamp((int(dayOf(asOf))-int(min(code, math.MaxInt32)))*dayMinutes - zoneMinutes)
}

// StockWriter writes a stock pack. Make it with NewStockWriter.
type StockWriter struct {
	w    io.Writer
	asOf int32
	last retail.SKUID
	any  bool // a row was put
	n    int  // bytes written

	rows, figures int
	cols          [5][]byte
	skuBefore     retail.SKUID
	buf           []byte
}

// NewStockWriter begins a pack of what was known at an instant.
func NewStockWriter(w io.Writer, at time.Time, sites []retail.SiteID) (*StockWriter, error) {
	s := &StockWriter{w: w, asOf: clamp(int(at.Unix() / 60))}
	list := binary.AppendUvarint(nil, uint64(len(sites)))
	for _, id := range sites {
		list = append(binary.AppendUvarint(list, uint64(len(id))), id...)
	}
	b := binary.AppendVarint([]byte(packMagic), int64(s.asOf))
	return s, s.write(framed(b, list))
}

// framed adds a compressed column with its length before it.
func framed(b, raw []byte) []byte {
	z := packEncoder().EncodeAll(raw, nil)
	return append(binary.AppendUvarint(b, uint64(len(z))), z...)
}

func (s *StockWriter) write(b []byte) error {
	n, err := s.w.Write(b)
	s.n += n
	return err
}

// Len returns how many bytes have been written; rows of an unfinished block
// are not among them.
func (s *StockWriter) Len() int { return s.n }

// Put adds a row. Rows come ascending by SKU, figures ascending by site.
func (s *StockWriter) Put(r StockRow) error {
	if s.any && r.SKU <= s.last {
		return fmt.Errorf("wire: stock row %q after %q", r.SKU, s.last)
	}
	runs, err := siteRuns(s.cols[1], r.Figures)
	if err != nil {
		return err
	}
	s.any, s.last, s.cols[1] = true, r.SKU, runs
	shared := 0
	for shared < min(len(r.SKU), len(s.skuBefore)) && r.SKU[shared] == s.skuBefore[shared] {
		shared++
	}
	s.cols[0] = binary.AppendUvarint(s.cols[0], uint64(shared))
	s.cols[0] = append(binary.AppendUvarint(s.cols[0], uint64(len(r.SKU)-shared)), r.SKU[shared:]...)
	s.skuBefore = r.SKU
	for _, f := range r.Figures {
		s.cols[2] = binary.AppendVarint(s.cols[2], int64(f.OnHand))
		s.cols[3] = binary.AppendVarint(s.cols[3], int64(f.Kept))
		s.cols[4] = binary.AppendUvarint(s.cols[4], movedCode(f.Moved, s.asOf))
	}
	s.rows++
	if s.figures += len(r.Figures); s.figures >= blockFigures || s.rows >= blockRows {
		return s.Flush()
	}
	return nil
}

// siteRuns adds the count of figures and their sites as runs of neighbours.
func siteRuns(b []byte, figures []StockFigure) ([]byte, error) {
	b = binary.AppendUvarint(b, uint64(len(figures)))
	next := uint32(0)
	for i := 0; i < len(figures); {
		if i > 0 && figures[i].Site < next {
			return nil, fmt.Errorf("wire: stock site %d out of order", figures[i].Site)
		}
		run := 1
		for i+run < len(figures) && figures[i+run].Site == figures[i].Site+uint32(run) {
			run++
		}
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(figures[i].Site-next)), uint64(run))
		next = figures[i].Site + uint32(run)
		i += run
	}
	return b, nil
}

// Flush ends the block. The last rows of a pack are written by it.
func (s *StockWriter) Flush() error {
	if s.rows == 0 {
		return nil
	}
	b := binary.AppendUvarint(binary.AppendUvarint(s.buf[:0], uint64(s.rows)), uint64(s.figures))
	for i, raw := range s.cols {
		b = framed(b, raw)
		s.cols[i] = raw[:0]
	}
	s.rows, s.figures, s.skuBefore, s.buf = 0, 0, "", b
	return s.write(append(binary.AppendUvarint(nil, uint64(len(b))), b...))
}

// StockPack is a stock pack that is read.
type StockPack struct {
	At    time.Time // when its figures were known
	Sites []retail.SiteID

	asOf int32
	rest []byte
}

// ReadStockPack reads the head of a pack.
func ReadStockPack(b []byte) (*StockPack, error) {
	b, ok := bytes.CutPrefix(b, []byte(packMagic))
	if !ok {
		return nil, errPack
	}
	r := column{b: b}
	p := &StockPack{asOf: r.signed()}
	list := r.inflate()
	n := list.unsigned(mostSites)
	for range n {
		if list.err != nil {
			break
		}
		p.Sites = append(p.Sites, retail.SiteID(list.bytes()))
	}
	p.At, p.rest = time.Unix(int64(p.asOf)*60, 0).UTC(), r.b
	return p, errors.Join(r.err, list.err)
}

// Blocks hands over the blocks of the pack as they stand, see Block.
func (p *StockPack) Blocks() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		r := column{b: p.rest}
		for len(r.b) > 0 {
			block := r.bytes()
			if r.err != nil || len(block) > mostBlock {
				yield(nil, errPack)
				return
			}
			if !yield(block, nil) {
				return
			}
		}
	}
}

// Rows hands over every row of the pack.
func (p *StockPack) Rows() iter.Seq2[StockRow, error] {
	return func(yield func(StockRow, error) bool) {
		for block, err := range p.Blocks() {
			var rows []StockRow
			if err == nil {
				rows, err = p.Block(block)
			}
			if err != nil {
				yield(StockRow{}, err)
				return
			}
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// Block reads a block of this pack.
func (p *StockPack) Block(b []byte) ([]StockRow, error) {
	return ReadStockBlock(b, p.At, len(p.Sites))
}

// ReadStockBlock reads a block of a pack that was made at an instant and lists
// so many sites.
func ReadStockBlock(b []byte, at time.Time, sites int) ([]StockRow, error) {
	r := column{b: b}
	n, total := int(r.unsigned(mostRows)), int(r.unsigned(mostFigures))
	var cols [5]column
	for i := range cols {
		cols[i] = r.inflate()
	}
	if r.err != nil || len(r.b) > 0 || n > len(cols[0].b) || total > len(cols[2].b) {
		return nil, errPack
	}
	rows, figures := make([]StockRow, n), make([]StockFigure, total)
	asOf, before, from := clamp(int(at.Unix()/60)), "", 0
	for i := range rows {
		shared := int(cols[0].unsigned(uint64(len(before))))
		sku := before[:shared] + string(cols[0].bytes())
		to := from + int(cols[1].unsigned(uint64(total-from)))
		if cols[0].err != nil || cols[1].err != nil || i > 0 && sku <= before || !cols[1].places(figures[from:to], sites) {
			return nil, errPack
		}
		rows[i] = StockRow{retail.SKUID(sku), figures[from:to:to]}
		before, from = sku, to
	}
	for i := range figures {
		figures[i].OnHand, figures[i].Kept = cols[2].signed(), cols[3].signed()
		figures[i].Moved = movedAt(cols[4].unsigned(math.MaxUint64), asOf)
	}
	for _, c := range cols {
		if c.err != nil || len(c.b) > 0 {
			return nil, errPack
		}
	}
	if from != total {
		return nil, errPack
	}
	return rows, nil
}

// places reads the runs of one row; false when they do not fit.
func (c *column) places(figures []StockFigure, sites int) bool {
	next := uint64(0)
	for len(figures) > 0 {
		next += c.unsigned(mostSites)
		run := c.unsigned(uint64(len(figures)))
		if c.err != nil || run == 0 || next+run > uint64(sites) {
			return false
		}
		for i := range figures[:run] {
			figures[i].Site = uint32(next) + uint32(i)
		}
		figures, next = figures[run:], next+run
	}
	return true
}

// column is numbers that are read one after the other. The first fault stays.
type column struct {
	b   []byte
	err error
}

func (c *column) unsigned(most uint64) uint64 {
	if len(c.b) > 0 && c.b[0] < 0x80 { // by far the most
		n := uint64(c.b[0])
		c.b = c.b[1:]
		if n > most {
			c.fail()
			return 0
		}
		return n
	}
	n, k := binary.Uvarint(c.b)
	if k <= 0 || n > most {
		c.fail()
		return 0
	}
	c.b = c.b[k:]
	return n
}

func (c *column) signed() int32 {
	u := c.unsigned(math.MaxUint32)
	n := int32(u >> 1)
	if u&1 != 0 {
		n = ^n
	}
	return n
}

// bytes reads a length and so many bytes.
func (c *column) bytes() []byte {
	n := c.unsigned(uint64(len(c.b)))
	if n > uint64(len(c.b)) {
		c.fail()
		return nil
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *column) inflate() column {
	z := c.bytes()
	if c.err != nil {
		return column{err: c.err}
	}
	raw, err := packDecoder().DecodeAll(z, nil)
	if err != nil || len(raw) > mostColumn {
		c.fail()
		return column{err: errPack}
	}
	return column{b: raw}
}

func (c *column) fail() { c.b, c.err = nil, errPack }
