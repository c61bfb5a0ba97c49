package csvfile

import (
	"bytes"
	"fmt"
)

// Table is a CSV file cut into rows. Fields are cut out on demand, so that a
// large file does not lie in memory twice.
type Table struct {
	Enc    Encoding
	Header []string
	Rows   []Row

	data  []byte
	delim byte
	most  int // columns of the header with the empty ones behind it
}

// Row is one record of a Table.
type Row struct {
	No         int  // as a spreadsheet numbers it: the header is row 1
	OK         bool // it has as many columns as the header, or only empty ones more
	start, end int
	how        choices
}

// choices says how the quotes are understood whose meaning is open, one bit for
// each in the order of the row. PHP's fputcsv does not double a quote that
// follows a backslash byte (its escape character), and 0x5C is also the second
// byte of 表, ソ, 能 and others in CP932: `"時刻表"新版"""`. Before a delimiter
// such a quote can be read in two ways, and only counting columns tells which.
// 0 reads it as RFC 4180 does; a quote before anything else stands for itself.
type choices uint8

// maxOpen is how many such quotes a row may have; 2 to that many readings are
// tried at the most.
const maxOpen = 6

// maxBytes is the largest file that is read.
const maxBytes = 1 << 30

// A quoted field is no longer than maxField bytes, and a broken row not longer
// than runaway lines: beyond, its quote is taken for a stray one.
const (
	maxField = 64 << 10
	runaway  = 200
)

// ReadTable cuts a file into rows. It fails only where there is no header at
// all; a broken row is kept with OK false.
func ReadTable(data []byte) (*Table, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("csvfile: %d bytes are more than %d", len(data), maxBytes)
	}
	data, enc, err := sniff(data)
	if err != nil {
		return nil, err
	}
	t := &Table{Enc: enc, data: data, delim: ','}
	pos := skipBlank(data, 0)
	if pos >= len(data) {
		return nil, ErrEmpty
	}
	line := data[pos:lineEnd(data, pos)]
	if tabs := bytes.Count(line, []byte{'\t'}); tabs > bytes.Count(line, []byte{','}) {
		t.delim = '\t'
	}
	c := cutter{Table: t}
	pos, _ = c.cut(pos)
	for _, h := range c.cells {
		t.Header = append(t.Header, clean(enc.text(h)))
	}
	t.most = len(t.Header)
	for len(t.Header) > 1 && t.Header[len(t.Header)-1] == "" {
		t.Header = t.Header[:len(t.Header)-1]
	}
	t.rows(pos)
	return t, nil
}

// rows cuts everything behind the header.
func (t *Table) rows(pos int) {
	for no := 2; ; no++ {
		start := skipBlank(t.data, pos)
		if start >= len(t.data) {
			return
		}
		row := t.row(start)
		row.No = no
		t.Rows = append(t.Rows, row)
		pos = row.end
	}
}

// row cuts the record at start: of all readings with the right number of
// columns the shortest.
func (t *Table) row(start int) Row {
	best := Row{start: start}
	first := skipBreak(t.data, lineEnd(t.data, start))
	for how, most := 0, 1; how < most; how++ {
		c := cutter{Table: t, how: choices(how)}
		end, whole := c.cut(start)
		if how == 0 {
			most = 1 << min(c.open, maxOpen)
		}
		if whole && t.fits(c.cells) && (!best.OK || end < best.end) {
			best.OK, best.end, best.how = true, end, choices(how)
		}
		if best.OK && best.end <= first {
			return best
		}
	}
	if best.OK && len(t.Header) >= trusted && t.swallowed(first, best.end) >= 0 {
		best.OK = false
	}
	if !best.OK {
		best.end = t.recover(start, first)
	}
	return best
}

// fits tells whether the cells are as many as the header. Empty ones behind do
// not count where the header has them too: spreadsheets like to add them.
func (t *Table) fits(cells [][]byte) bool {
	n := len(t.Header)
	if len(cells) < n || len(cells) > t.most {
		return false
	}
	for _, c := range cells[n:] {
		if len(c) > 0 {
			return false
		}
	}
	return true
}

// trusted is how many columns make sure that a line which has that many is a
// row of its own and not part of a text.
const trusted = 4

// recover returns where a row ends that has the wrong number of columns. If a
// line inside it is a whole row by itself, a stray quote had swallowed it: then
// the row ends with its first line.
func (t *Table) recover(start, first int) int {
	c := cutter{Table: t}
	end, whole := c.cut(start)
	if first < end && (!whole || t.swallowed(first, end) >= 0) {
		return first
	}
	return end
}

// swallowed returns where the first line between two positions begins that is a
// row of its own, -1 without one.
func (t *Table) swallowed(pos, end int) int {
	for n := 0; pos < end; n++ {
		stop := lineEnd(t.data, pos)
		c := cutter{Table: &Table{Header: t.Header, data: t.data[pos:stop], delim: t.delim, most: t.most}}
		if _, whole := c.cut(0); n == runaway || whole && t.fits(c.cells) {
			return pos
		}
		pos = skipBreak(t.data, stop)
	}
	return -1
}

// Text returns the row as it stands in the file, without its line end.
func (t *Table) Text(r Row) string {
	return t.Enc.text(bytes.TrimRight(t.data[r.start:r.end], "\r\n"))
}

// Cells returns the decoded fields of a row whose OK is true, as many as the
// header has.
func (t *Table) Cells(r Row) []string {
	c := cutter{Table: t, how: r.how}
	c.cut(r.start)
	return t.texts(c.cells[:len(t.Header)])
}

// pick returns some fields of a row whose OK is true, by column number. c is
// used again from row to row.
func (t *Table) pick(r Row, cols []int, c *cutter) []string {
	c.Table, c.how, c.open = t, r.how, 0
	c.cut(r.start)
	out := make([]string, len(cols))
	for i, col := range cols {
		out[i] = t.Enc.text(c.cells[col])
	}
	return out
}

// torn returns what can be told of the fields of a row whose OK is false.
func (t *Table) torn(r Row) []string {
	c := cutter{Table: &Table{data: t.data[r.start:r.end], delim: t.delim}}
	c.cut(0)
	return t.texts(c.cells)
}

func (t *Table) texts(raw [][]byte) []string {
	out := make([]string, len(raw))
	for i, b := range raw {
		out[i] = t.Enc.text(b)
	}
	return out
}

// cutter splits records of a table.
type cutter struct {
	*Table
	how   choices
	cells [][]byte // of the last record
	open  int      // quotes met whose meaning is open
}

// cut splits the record that begins at pos and returns where the next begins;
// whole is false when a quoted field has no end. Delimiters, quotes and line
// ends are never part of a CP932 character, so the bytes may be looked at before
// they are decoded.
func (c *cutter) cut(pos int) (next int, whole bool) {
	c.cells, whole = c.cells[:0], true
	d := c.data
	for {
		var cell []byte
		if pos < len(d) && d[pos] == '"' {
			cell, pos, whole = c.quoted(pos + 1)
		} else {
			end := pos
			for end < len(d) && d[end] != c.delim && d[end] != '\n' && d[end] != '\r' {
				end++
			}
			cell, pos = d[pos:end], end
		}
		c.cells = append(c.cells, cell)
		if !whole || pos >= len(d) || d[pos] != c.delim {
			return skipBreak(d, pos), whole
		}
		pos++
	}
}

// quoted reads a field behind its opening quote and returns its content and
// the position of the delimiter, line end or end of file behind it.
func (c *cutter) quoted(start int) (cell []byte, pos int, whole bool) {
	d := c.data[:min(len(c.data), start+maxField)]
	var built []byte // nil as long as the content stands in the file as it is
	for pos = start; pos < len(d); {
		at := bytes.IndexByte(d[pos:], '"')
		if at < 0 {
			break
		}
		at += pos
		run := at
		for run < len(c.data) && c.data[run] == '"' {
			run++
		}
		ends := run >= len(c.data) || c.data[run] == c.delim || c.data[run] == '\n' || c.data[run] == '\r'
		literal, closes := c.meaning(run-at, ends, at > start && d[at-1] == '\\')
		if closes && literal == 0 && built == nil {
			return d[start:at], run, true
		}
		if built == nil {
			built = make([]byte, 0, run-start+32)
			pos = start
		}
		built = append(built, d[pos:at]...)
		for range literal {
			built = append(built, '"')
		}
		if closes {
			return built, run, true
		}
		pos = run
	}
	return append(built, d[min(pos, len(d)):]...), lineEnd(c.data, max(pos, len(d))), false
}

// meaning tells how many quotes of the content a run of quotes stands for, and
// whether the field ends with it.
func (c *cutter) meaning(quotes int, ends, afterEscape bool) (literal int, closes bool) {
	if !ends {
		return (quotes + 1) / 2, false
	}
	odd := quotes%2 == 1
	if afterEscape {
		n := c.open
		c.open++
		if n < maxOpen && c.how&(1<<n) != 0 {
			return (quotes + 1) / 2, !odd
		}
	}
	if odd {
		return (quotes - 1) / 2, true
	}
	return quotes / 2, false
}

// lineEnd returns the position of the next CR or LF, or the end.
func lineEnd(d []byte, pos int) int {
	for pos < len(d) && d[pos] != '\n' && d[pos] != '\r' {
		pos++
	}
	return pos
}

// skipBreak steps over one LF, CRLF or CR.
func skipBreak(d []byte, pos int) int {
	if pos < len(d) && d[pos] == '\r' {
		pos++
		if pos < len(d) && d[pos] == '\n' {
			pos++
		}
		return pos
	}
	if pos < len(d) && d[pos] == '\n' {
		pos++
	}
	return pos
}

// skipBlank steps over empty lines.
func skipBlank(d []byte, pos int) int {
	for pos < len(d) && (d[pos] == '\n' || d[pos] == '\r') {
		pos++
	}
	return pos
}
