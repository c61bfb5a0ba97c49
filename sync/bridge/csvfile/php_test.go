package csvfile

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
)

// phpLine writes fields the way PHP's fputcsv does with its default escape
// character: a field with a delimiter, a quote, a backslash byte, a break, a tab
// or a blank is quoted, and a quote behind a backslash byte is not doubled.
// The bytes are CP932 already, as EC-CUBE has it.
func phpLine(fields []string) []byte {
	var out bytes.Buffer
	for i, f := range fields {
		if i > 0 {
			out.WriteByte(',')
		}
		raw := cp932(f)
		if !bytes.ContainsAny(raw, ",\"\n\r\t ") && bytes.IndexByte(raw, '\\') < 0 {
			out.Write(raw)
			continue
		}
		out.WriteByte('"')
		escaped := false
		for _, c := range raw {
			switch {
			case c == '\\':
				escaped = true
			case c == '"' && !escaped:
				out.WriteByte('"')
			default:
				escaped = false
			}
			out.WriteByte(c)
		}
		out.WriteByte('"')
	}
	out.WriteByte('\n')
	return out.Bytes()
}

func cp932(s string) []byte {
	b, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err)
	}
	return b
}

// TestBrokenQuoting reads values that PHP writes wrong, each in the middle and
// at the end of a row.
func TestBrokenQuoting(t *testing.T) {
	for _, v := range []string{
		`時刻表"新版"`, `"時刻表"`, `時刻表`, `地図 時刻表`, `ソ"`, `表"",`, `表",表`, `能\"`, `C:\temp\`, `十"表"ソ"`, `a "b" c`, `"`, `""`, `,`,
		"一行目\n二行目 表", `貼る "ソ", 噂`, `plain`, ``, `申込 "表"`, `表"表"表"`,
	} {
		data := append(phpLine([]string{"A", "B", "C"}), phpLine([]string{"1", v, "x"})...)
		data = append(data, phpLine([]string{"2", "y", v})...)
		data = append(data, phpLine([]string{"3", "y", "z"})...)
		tab, err := ReadTable(data)
		if err != nil {
			t.Fatal(err)
		}
		if len(tab.Rows) != 3 || !tab.Rows[0].OK || !tab.Rows[1].OK || !tab.Rows[2].OK {
			t.Errorf("%q: rows %+v", v, tab.Rows)
			continue
		}
		if got := tab.Cells(tab.Rows[0])[1]; got != v {
			t.Errorf("middle: %q read as %q", v, got)
		}
		if got := tab.Cells(tab.Rows[1])[2]; got != v {
			t.Errorf("end: %q read as %q", v, got)
		}
	}
}

func TestReadTable(t *testing.T) {
	for name, c := range map[string]struct {
		in   []byte
		want [][]string // nil for a row that is not OK
	}{
		"utf-8":             {[]byte("a,b\n1,表\n"), [][]string{{"1", "表"}}},
		"utf-8 mark":        {[]byte("\xef\xbb\xbfa,b\n1,2\n"), [][]string{{"1", "2"}}},
		"cp932":             {cp932("a,b\n㈱,①髙\n"), [][]string{{"㈱", "①髙"}}},
		"utf-16":            {[]byte{0xFF, 0xFE, 'a', 0, '\t', 0, 'b', 0, '\n', 0, '1', 0, '\t', 0, 0x68, 0x88}, [][]string{{"1", "表"}}},
		"crlf":              {[]byte("a,b\r\n1,2\r\n3,4\r\n"), [][]string{{"1", "2"}, {"3", "4"}}},
		"cr":                {[]byte("a,b\r1,2\r3,4"), [][]string{{"1", "2"}, {"3", "4"}}},
		"break in field":    {[]byte("a,b\n1,\"x\r\ny\"\n"), [][]string{{"1", "x\r\ny"}}},
		"blank lines":       {[]byte("\n\na,b\n\n1,2\n\n"), [][]string{{"1", "2"}}},
		"empty behind":      {[]byte("a,b,,\n1,2,,\n3,4,5,\n"), [][]string{{"1", "2"}, nil}},
		"too few":           {[]byte("a,b\n1\n3,4\n"), [][]string{nil, {"3", "4"}}},
		"stray quote":       {[]byte("a,b\n1,\"x\n3,4\n5,6\n"), [][]string{nil, {"3", "4"}, {"5", "6"}}},
		"stray, then quote": {[]byte("a,b,c,d\n1,2,3,\"x\n3,2,1,\"4\"\n5,6,7,8\n"), [][]string{nil, {"3", "2", "1", "4"}, {"5", "6", "7", "8"}}},
		"quote at end":      {[]byte("a,b\n1,\"\"\n"), [][]string{{"1", ""}}},
		"unreadable byte":   {[]byte("a,b\n1,x\xff\xfd\n"), [][]string{{"1", "x〓〓"}}},
	} {
		tab, err := ReadTable(c.in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(tab.Rows) != len(c.want) {
			t.Errorf("%s: %d rows, want %d", name, len(tab.Rows), len(c.want))
			continue
		}
		for i, want := range c.want {
			row := tab.Rows[i]
			if row.OK != (want != nil) {
				t.Errorf("%s row %d: OK = %v, %q", name, i, row.OK, tab.Text(row))
			} else if want != nil && strings.Join(tab.Cells(row), "|") != strings.Join(want, "|") {
				t.Errorf("%s row %d: %q, want %q", name, i, tab.Cells(row), want)
			}
		}
	}
	if _, err := ReadTable([]byte("\n\n")); err == nil {
		t.Error("a file without a header was read")
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("a,b\n1,\"x\n3,4\n"))
	f.Add(cp932("a,b\n\"表\"\",ソ\n"))
	f.Add([]byte("\xff\xfea"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tab, err := ReadTable(data)
		if err != nil {
			return
		}
		end := 0
		for _, r := range tab.Rows {
			if r.start < end || r.end <= r.start || r.end > len(tab.data) {
				t.Fatalf("row %d: %d to %d behind %d", r.No, r.start, r.end, end)
			}
			end = r.end
			tab.Text(r)
			if r.OK {
				if n := len(tab.Cells(r)); n != len(tab.Header) {
					t.Fatalf("%d cells, header %d", n, len(tab.Header))
				}
			}
		}
	})
}

// FuzzPHP writes random values as PHP does and reads them back. Where the
// quoting leaves two readings with the right number of columns nobody can tell
// them apart: only a reading that changes the number of rows is an error.
func FuzzPHP(f *testing.F) {
	f.Add("表\"", "x,\"能", "plain")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, s := range []string{a, b, c} {
			if _, err := japanese.ShiftJIS.NewEncoder().String(s); err != nil || strings.ContainsAny(s, "\r\n") || len(s) > 1000 {
				return
			}
		}
		data := append(phpLine([]string{"A", "B", "C", "D"}), phpLine([]string{"1", a, b, c})...)
		data = append(data, phpLine([]string{"2", "y", "y", "z"})...)
		tab, err := ReadTable(data)
		if err != nil {
			t.Fatal(err)
		}
		last := tab.Rows[len(tab.Rows)-1]
		if !last.OK || tab.Cells(last)[0] != "2" {
			if strings.Contains(a+b+c, "\"") {
				return // a quote that nobody can place may swallow what follows, into quarantine
			}
			t.Fatalf("%q %q %q: %q", a, b, c, data)
		}
	})
}
