package showui

import (
	"strings"
	"testing"
)

// TestForms: a key changes the character before it, and the same key changes it
// back; other characters stay as they are.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		f          func(string) string
		from, want string
	}{
		{voice, "か", "が"},
		{voice, "が", "か"},
		{voice, "ぱ", "ば"},
		{voice, "しやつ", "しやづ"},
		{voice, "あ", "あ"},
		{voice, "", ""},
		{voice, "う", "ゔ"},
		{puff, "は", "ぱ"},
		{puff, "ば", "ぱ"},
		{puff, "ぱ", "は"},
		{puff, "が", "が"},
		{puff, "", ""},
		{shrink, "しや", "しゃ"},
		{shrink, "しゃ", "しや"},
		{shrink, "か", "か"},
		{dropLast, "しゃ", "し"},
		{dropLast, "", ""},
	} {
		if got := c.f(c.from); got != c.want {
			t.Errorf("%q became %q, want %q", c.from, got, c.want)
		}
	}
}

// TestTyped: a space stands neither first nor twice, and a search has an end.
func TestTyped(t *testing.T) {
	s := ""
	for _, k := range []string{" ", "し", " ", " ", "x"} {
		s = typed(s, k)
	}
	if s != "し x" {
		t.Errorf("%q", s)
	}
	if s = typed(strings.Repeat("あ", typedMost), "い"); len([]rune(s)) != typedMost {
		t.Errorf("%d characters", len([]rune(s)))
	}
}

// TestKanaKeys: every sound of the table is one key away, and has its forms.
func TestKanaKeys(t *testing.T) {
	all := strings.Join(kanaColumns, "")
	for _, r := range "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんー" {
		if strings.Count(all, string(r)) != 1 {
			t.Errorf("%c has %d keys", r, strings.Count(all, string(r)))
		}
	}
	for _, pair := range [][2]string{{plainKana, voicedKana}, {puffed, puffedKana}, {large, smallKana}} {
		if a, b := len([]rune(pair[0])), len([]rune(pair[1])); a != b {
			t.Errorf("%s and %s: %d and %d", pair[0], pair[1], a, b)
		}
	}
	for _, row := range latinRows {
		if len(row) != len(latinRows[0]) {
			t.Errorf("%s: %d keys", row, len(row))
		}
	}
}
