package label

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
	"miseban/scanner/decode"
)

var update = flag.Bool("update", false, "write the pictures anew")

func catalog(t testing.TB, lang words.Lang) words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all.In(lang)
}

var day = time.Date(2026, 11, 28, 11, 0, 0, 0, time.UTC) // 20:00 in Japan

// all is one label of every kind.
func all(t testing.TB, c words.Catalog) []Label {
	t.Helper()
	who := retail.Customer{Name: "山田 太郎", Kana: "ヤマダ タロウ", Phone: "08055554321", Email: "taro@example.com", Note: "夕方に行きます"}
	order := &retail.Order{Number: "4821", Deadline: day, Customer: who, Pay: retail.Payment{DueTaxIn: 4980}}
	hold := &retail.Hold{
		Number: "0731", Tag: "H7Q2M4XKA", Customer: who, Until: day, Pay: retail.PayLater,
		Lines: []retail.HoldLine{{No: 1, Qty: 2, Name: "オックスフォードシャツ"}},
	}
	id := retail.TransferID("0199aaaa-bbbb-7ccc-8ddd-123456789abc")
	box := retail.BoxID(id, 2)
	transfer := &retail.Transfer{
		ID: id, Number: "T-4509", From: "SHINJUKU", To: "SHIBUYA", Customer: true, Due: day, For: &retail.TransferFor{Customer: who},
		Out: retail.TransferOut{Boxes: []retail.TransferBox{{Label: box, No: 2, Goods: []retail.TransferBit{{SKU: "A", Qty: 3}, {SKU: "B", Qty: 2}}}}},
	}
	var out []Label
	add := func(l Label, err error) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	add(ForBag(c, "渋谷店", order, "K7Q2M4XW", 1, 2))
	add(ForShelf(c, "渋谷店", retail.StagingSlot{Code: "B-12", Area: "受取コーナー", Place: "中段・左から 3つ目"}))
	add(ForHold(c, "渋谷店", hold))
	add(ForBox(c, "新宿店", "渋谷店", transfer, box))
	add(ForTrial(c, "渋谷店", "カウンター1", day))
	return out
}

// papers are the sorts of paper that shops have.
var papers = map[string]Paper{
	"roll80":      {W: 576, H: 384},
	"roll80-bars": {W: 576, H: 384, Bars: true},
	"roll58":      {W: 384, H: 256},
	"tag60x40":    {W: 480, H: 320},
	"tag60x40-12": {W: 708, H: 472, Bars: true},
}

// TestNobodyIsNamed: of a customer a label carries the beginning of the family
// name in kana, whatever of them is known.
func TestNobodyIsNamed(t *testing.T) {
	for _, lang := range words.Langs {
		for _, l := range all(t, catalog(t, lang)) {
			text, err := json.Marshal(l)
			if err != nil {
				t.Fatal(err)
			}
			for _, never := range []string{"山田", "太郎", "ヤマダ", "タロウ", "0805", "4321", "example", "夕方"} {
				if strings.Contains(string(text), never) {
					t.Errorf("%s: %s says %q", l.Kind, text, never)
				}
			}
		}
	}
	for kana, want := range map[string]string{
		"ヤマダ タロウ": "ヤマ＊様", "オカ ハナ": "オ＊様", "リ": "リ＊様", "": "", "コバヤシ": "コバ＊様", "シャルルマーニュ ド": "シャ＊様",
	} {
		if got := masked(catalog(t, words.Ja), retail.Customer{Kana: kana}); got != want {
			t.Errorf("%q is masked as %q, want %q", kana, got, want)
		}
	}
}

// TestPictures holds every label against its picture. A dot or two may differ
// where another machine adds curves up in another order.
func TestPictures(t *testing.T) {
	for _, lang := range words.Langs {
		for name, paper := range papers {
			for _, l := range all(t, catalog(t, lang)) {
				if lang == words.En && name != "roll80" {
					continue
				}
				b, err := Draw(l, paper)
				if err != nil {
					t.Fatalf("%s on %s: %v", l.Kind, name, err)
				}
				compare(t, fmt.Sprintf("%s-%s-%s.png", l.Kind, name, lang), b)
			}
		}
	}
}

func compare(t *testing.T, name string, b *Bitmap) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		var buf bytes.Buffer
		if err := b.PNG(&buf); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatalf("%v (go test -update draws it)", err)
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if want.Bounds() != b.Bounds() {
		t.Fatalf("%s: %v, want %v", name, b.Bounds(), want.Bounds())
	}
	off := 0
	for y := range b.H {
		for x := range b.W {
			r, _, _, _ := want.At(x, y).RGBA()
			if (r == 0) != b.Black(x, y) {
				off++
			}
		}
	}
	if off > b.W*b.H/1000 {
		t.Errorf("%s: %d dots differ", name, off)
	}
}

// TestLabelsAreRead: our own reader and two that have nothing in common with it
// read the code of every label on every paper.
func TestLabelsAreRead(t *testing.T) {
	dir := t.TempDir()
	own := decode.New(decode.Product)
	type reader struct {
		program, pack string
		args          []string
	}
	var others []reader
	for _, r := range []reader{
		{"zbarimg", "zbar-tools", []string{"--raw", "-q", "--nodbus", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable"}},
		{"ZXingReader", "zxing-cpp-tools", []string{"-format", "QRCode|Code128", "-bytes"}},
	} {
		if _, err := exec.LookPath(r.program); err != nil {
			t.Logf("MISSING: %s (Debian: %s) read no label", r.program, r.pack)
			continue
		}
		others = append(others, r)
	}
	for name, paper := range papers {
		for _, l := range all(t, catalog(t, words.Ja)) {
			b, err := Draw(l, paper)
			if err != nil {
				t.Fatal(err)
			}
			what := l.Kind.String() + " on " + name
			got := own.Still(decode.FromImage(b))
			if len(got) != 1 || got[0].Text != l.Code {
				t.Errorf("%s: we read %v, want %q", what, got, l.Code)
			}
			if c := scanner.Classify(l.Code, scanner.Options{}); c.Kind != scanner.KindBag && c.Kind != scanner.KindPlace && c.Kind != scanner.KindBox {
				t.Errorf("%s: %q is a %s", what, l.Code, c.Kind)
			}
			path := filepath.Join(dir, "label.png")
			var buf bytes.Buffer
			if err := b.PNG(&buf); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, r := range others {
				out, err := exec.Command(r.program, append(r.args[:len(r.args):len(r.args)], path)...).CombinedOutput()
				if err != nil || strings.TrimSpace(string(out)) != l.Code {
					t.Errorf("%s: %s read %q, %v; want %q", what, r.program, out, err, l.Code)
				}
			}
		}
	}
}

// TestPaperTooSmall: no label is printed whose code nobody can read.
func TestPaperTooSmall(t *testing.T) {
	l := all(t, catalog(t, words.Ja))[0]
	for _, p := range []Paper{{}, {W: 100, H: 80}, {W: 384, H: 60}, {W: 384, H: 256, Bars: true}} {
		if _, err := Draw(l, p); !errors.Is(err, ErrPaper) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

// TestWordsFit: whatever shops and places are called, nothing is written outside
// the label or over the code.
func TestWordsFit(t *testing.T) {
	long := strings.Repeat("ながい名前", 12)
	for _, bars := range []bool{false, true} {
		paper := Paper{W: 576, H: 384, Bars: bars}
		short := all(t, catalog(t, words.Ja))[0]
		l := short
		l.Head, l.Shop, l.Name, l.Mark, l.Big = long, long, long, long, "T-98765432"
		l.Lines = []Line{{long, long}, {long, long}, {long, long}}
		b, err := Draw(l, paper)
		if err != nil {
			t.Fatal(err)
		}
		if got := decode.New(decode.Product).Still(decode.FromImage(b)); len(got) != 1 || got[0].Text != l.Code {
			t.Errorf("bars %v: words lie over the code: %v", bars, got)
		}
	}
}

func FuzzDraw(f *testing.F) {
	f.Add("袋 1/2", "4821", "ヤマ＊様", "BG-K7Q2M4XW/00", 576, false)
	f.Add("", "", "", "X", 384, true)
	f.Fuzz(func(t *testing.T, head, big, name, code string, w int, bars bool) {
		if w < 0 || w > 1200 || len(code) > 64 {
			t.Skip()
		}
		b, err := Draw(Label{Head: head, Big: big, Name: name, Shop: name, Lines: []Line{{head, name}}, Mark: big, Code: code}, Paper{W: w, H: w * 2 / 3, Bars: bars})
		if err == nil && (b.W != w || len(b.Bits) != b.Stride*b.H) {
			t.Errorf("%d by %d in %d bytes", b.W, b.H, len(b.Bits))
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	l := all(b, catalog(b, words.Ja))[0]
	for b.Loop() {
		if _, err := Draw(l, papers["roll80"]); err != nil {
			b.Fatal(err)
		}
	}
}
