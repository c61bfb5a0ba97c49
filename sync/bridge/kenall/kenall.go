// Package kenall reads Japan Post's table of postal codes, KEN_ALL.CSV (Shift_JIS) or
// utf_ken_all.csv (UTF-8), as its own page on the format describes them
// (https://www.post.japanpost.jp/zipcode/dl/readme.html): fifteen columns without a
// header, of which the third is the code and the seventh to ninth are the prefecture,
// the city and the town.
//
// The column of the town carries more than its name: notes in brackets, which in the
// Shift_JIS file may run on over several rows, and sentences such as
// 以下に掲載がない場合. What is left here is what stands on an envelope.
package kenall

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"

	"miseban/app/retail"
)

// Columns of the table, from 0 on.
const (
	columns       = 15
	colCode       = 2
	colPrefecture = 6
	colCity       = 7
	colTown       = 8
)

// MaxBytes is the largest table that is read; Japan Post's own has 18 MB in UTF-8.
const MaxBytes = 64 << 20

// ErrFormat is the cause when a file is no such table.
var ErrFormat = errors.New("kenall: not a table of postal codes")

// floor is the one note in brackets that belongs to an address.
var floor = regexp.MustCompile(`（([０-９]+階)）$`)

// Read reads a table. A row with too few columns or without a code is an error that
// names its line, and so is a table without rows: half a table would take addresses
// away that the one before had.
func Read(r io.Reader) ([]retail.PostalArea, error) {
	data, err := decoded(r)
	if err != nil {
		return nil, err
	}
	rows := csv.NewReader(bytes.NewReader(data))
	rows.FieldsPerRecord, rows.ReuseRecord = -1, true
	var out []retail.PostalArea
	open := "" // the town of a row whose bracket was not closed
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		line, _ := rows.FieldPos(0)
		if len(row) != columns || !retail.PostalCode(row[colCode]).Valid() || row[colPrefecture] == "" || row[colCity] == "" {
			return nil, fmt.Errorf("%w: line %d", ErrFormat, line)
		}
		name := open + row[colTown]
		if open = ""; strings.Count(name, "（") > strings.Count(name, "）") {
			if open = name; len(name) > maxTown {
				return nil, fmt.Errorf("%w: line %d: a bracket that never ends", ErrFormat, line)
			}
			continue
		}
		out = append(out, retail.PostalArea{
			Code: retail.PostalCode(strings.Clone(row[colCode])), Prefecture: strings.Clone(row[colPrefecture]), City: strings.Clone(row[colCity]), Town: town(name),
		})
	}
	if len(out) == 0 || open != "" {
		return nil, fmt.Errorf("%w: it ends early", ErrFormat)
	}
	return out, nil
}

// decoded is the whole table in UTF-8.
func decoded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > MaxBytes:
		return nil, fmt.Errorf("%w: larger than %d bytes", ErrFormat, MaxBytes)
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(data) {
		return data, nil
	}
	if data, err = japanese.ShiftJIS.NewDecoder().Bytes(data); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return data, nil
}

// maxTown is the longest town with its notes, in bytes.
const maxTown = 16 << 10

// town is the name of a town without what the table notes about it.
func town(s string) string {
	if m := floor.FindStringSubmatch(s); m != nil {
		return strings.TrimSuffix(s, m[0]) + " " + m[1]
	}
	if i := strings.Index(s, "（"); i >= 0 {
		s = s[:i]
	}
	switch {
	case s == "以下に掲載がない場合", strings.HasSuffix(s, "の次に番地がくる場合"), strings.HasSuffix(s, "の次に１～１９番地がくる場合"):
		return ""
	case strings.HasSuffix(s, "一円") && s != "一円": // 小菅村一円: all of the village; 一円 is a town in 多賀町
		return ""
	}
	return s
}
