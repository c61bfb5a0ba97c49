package channel

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/japanese"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// Folder is where CSV files of figures go.
type Folder struct {
	Dir      string
	encoding encoding
	columns  []column
}

// encoding is how the characters of a file are written.
type encoding uint8

const (
	utf8 encoding = iota + 1
	utf8Mark
	shiftJIS
)

var encodings = map[string]encoding{"utf-8": utf8, "utf-8-bom": utf8Mark, "shift_jis": shiftJIS}

// column is a heading and what stands below it.
type column struct {
	head  string
	value func(hub.Figure) string
}

var usualColumns = []string{"商品コード=sku", "JAN=jan", "店舗=site", "在庫数=qty", "表示=mark", "変更前=before", "時点=at"}

// fields are what a column may hold.
var fields = map[string]func(hub.Figure) string{
	"sku":  func(f hub.Figure) string { return string(f.SKU) },
	"jan":  func(f hub.Figure) string { return f.JAN },
	"site": func(f hub.Figure) string { return string(f.Site) },
	"qty": func(f hub.Figure) string {
		if f.Qty == nil {
			return ""
		}
		return strconv.Itoa(*f.Qty)
	},
	"mark": func(f hub.Figure) string { return f.Mark.Sign() },
	"before": func(f hub.Figure) string {
		if len(f.Before) != 1 { // not known, or one of several
			return ""
		}
		return strconv.Itoa(f.Before[0])
	},
	"at":  func(f hub.Figure) string { return f.At.In(retail.Japan).Format("2006-01-02 15:04:05") },
	"key": func(f hub.Figure) string { return f.Key },
}

// gap stands for a character that Shift_JIS has not.
const gap = "〓"

// write writes figures as a CSV text (RFC 4180).
func (f Folder) write(w io.Writer, list []hub.Figure) error {
	var text bytes.Buffer
	out := csv.NewWriter(&text)
	out.UseCRLF = true
	row := make([]string, len(f.columns))
	for i, c := range f.columns {
		row[i] = c.head
	}
	err := out.Write(row)
	for _, figure := range list {
		for i, c := range f.columns {
			row[i] = c.value(figure)
		}
		err = errors.Join(err, out.Write(row))
	}
	out.Flush()
	if err := errors.Join(err, out.Error()); err != nil {
		return err
	}
	_, err = w.Write(f.encoding.bytes(text.String()))
	return err
}

// bytes is the text as it is written.
func (e encoding) bytes(text string) []byte {
	switch e {
	case utf8Mark:
		return append([]byte{0xEF, 0xBB, 0xBF}, text...)
	case shiftJIS:
		enc := japanese.ShiftJIS.NewEncoder()
		var out []byte
		for _, r := range text {
			b, err := enc.String(string(r))
			if err != nil {
				b, _ = enc.String(gap)
			}
			out = append(out, b...)
		}
		return out
	case utf8:
	}
	return []byte(text)
}

// drop writes a file that appears whole or not at all.
func (f Folder) drop(_ context.Context, page hub.Outgoing) (err error) {
	tmp, err := os.CreateTemp(f.Dir, ".stock-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	err = errors.Join(f.write(tmp, page.Figures), tmp.Chmod(0o644), tmp.Sync())
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), filepath.Join(f.Dir, fileName(page)))
}

// fileName sorts files in the order in which they are to be read.
func fileName(page hub.Outgoing) string {
	life, _, _ := strings.Cut(page.Next.Epoch, "-")
	return fmt.Sprintf("stock-%s-%s-%012d.csv", page.Channel, life, page.Next.Seq)
}
