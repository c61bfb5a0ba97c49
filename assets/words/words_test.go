package words

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func book(t *testing.T) *Words {
	t.Helper()
	w, err := Load(fstest.MapFS{
		"common.ja.json": {Data: []byte(`{"items":"{n}点","hello":"{name}様","time.left.min":"あと{n}分","time.left.hour":"あと{n}時間","time.late.min":"{n}分 遅れ","time.late.hour":"{n}時間 遅れ","time.ago.now":"たった今","time.ago.min":"{n}分前","time.for.sec":"{n}秒","time.for.min":"{n}分","time.for.day":"{n}日"}`)},
		"common.en.json": {Data: []byte(`{"items":"{n} items","items.one":"{n} item","hello":"{name}","time.left.min":"{n} min left"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestText(t *testing.T) {
	w := book(t)
	tests := []struct {
		lang Lang
		key  string
		args []any
		want string
	}{
		{Ja, "items", []any{"n", 1}, "1点"},
		{En, "items", []any{"n", 1}, "1 item"},
		{En, "items", []any{"n", 2}, "2 items"},
		{En, "items", []any{"n", 1204}, "1,204 items"},
		{Ja, "hello", []any{"name", "ヤマダ"}, "ヤマダ様"},
		{Ja, "no.such", nil, "[no.such]"},
	}
	for _, tt := range tests {
		if got := w.In(tt.lang).T(tt.key, tt.args...); got != tt.want {
			t.Errorf("%v %s: got %q, want %q", tt.lang, tt.key, got, tt.want)
		}
	}
	if got := (Catalog{}).T("a"); got != "[a]" {
		t.Errorf("zero catalogue: %q", got)
	}
	if w.In(Ja).Other().Lang() != En || w.In(En).Other().Lang() != Ja {
		t.Error("Other does not switch")
	}
}

func TestTimes(t *testing.T) {
	c := book(t).In(Ja)
	at := time.Date(2026, 11, 28, 10, 42, 0, 0, time.UTC)
	tests := []struct{ got, want string }{
		{c.Clock(at), "10:42"},
		{c.Day(at), "11月28日(土)"},
		{book(t).In(En).Day(at), "Sat 28 Nov"},
		{c.DayClock(at), "11月28日(土) 10:42"},
		{c.Yen(21780), "¥21,780"},
		{c.Yen(-880), "-¥880"},
		{c.Yen(0), "¥0"},
		{c.Number(1204), "1,204"},
		{c.Number(999), "999"},
		{c.Left(14 * time.Minute), "あと14分"},
		{c.Left(13*time.Minute + time.Second), "あと14分"},
		{c.Left(0), "あと0分"},
		{c.Left(-time.Second), "1分 遅れ"},
		{c.Left(-6*time.Minute - 30*time.Second), "6分 遅れ"},
		{c.Left(3 * time.Hour), "あと3時間"},
		{c.Age(20 * time.Second), "たった今"},
		{c.Age(3*time.Minute + 59*time.Second), "3分前"},
		{c.Span(45 * time.Second), "45秒"},
		{c.Span(3 * time.Minute), "3分"},
		{c.Span(50 * time.Hour), "2日"},
	}
	for i, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%d: got %q, want %q", i, tt.got, tt.want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"two areas, one key": {"a.ja.json": {Data: []byte(`{"k":"1"}`)}, "b.ja.json": {Data: []byte(`{"k":"2"}`)}},
		"not flat":           {"a.ja.json": {Data: []byte(`{"k":{"x":"1"}}`)}},
		"language":           {"a.fr.json": {Data: []byte(`{}`)}},
		"file name":          {"a.json": {Data: []byte(`{}`)}},
	} {
		if _, err := Load(files); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

func TestProblems(t *testing.T) {
	w, err := Load(fstest.MapFS{
		"a.ja.json": {Data: []byte(`{"both":"{n}点","onlyja":"あ","blank":" "}`)},
		"a.en.json": {Data: []byte(`{"both":"{m} items","onlyen.one":"x","blank":"b"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(w.Problems(), "\n")
	for _, want := range []string{"both: ja takes {n}, en takes {m}", "en: onlyja is missing", "en: onlyen.one has no plural", "ja: onlyen is missing", "ja: blank is empty"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
}
