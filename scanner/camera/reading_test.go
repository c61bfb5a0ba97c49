package camera

import (
	"encoding/hex"
	"image"
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"miseban/scanner"
	"miseban/scanner/decode"
	"miseban/scanner/frames"
)

// drawnMatrix is a GS1 DataMatrix of goods with a date, (01)04912345678904
// (17)270831, as zint 2.11 drew it: 18 modules a row, the first as the highest
// bit, padded at the end.
const drawnMatrix = "AAAA80 D9C540 8ACF80 B71BC0 E26B00 AC8240 FB2E80 957E40 AA8580 CE0DC0 8F5300 E7D1C0 D25880 EF68C0 D5D800 D616C0 A36100 FFFFC0"

// fromHex draws modules as a symbol.
func fromHex(t testing.TB, rows string) frames.Symbol {
	t.Helper()
	list := strings.Fields(rows)
	img := image.NewGray(image.Rect(0, 0, 18, len(list)))
	for y, row := range list {
		b, err := hex.DecodeString(row)
		if err != nil {
			t.Fatal(err)
		}
		for x := range 18 {
			img.SetGray(x, y, color.Gray{Y: 255 * (1 - b[x/8]>>(7-x%8)&1)})
		}
	}
	s, err := frames.FromModules(img, "", 2)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWhatEachScreenReads holds each set of formats before what comes before the
// camera: it reads what its work needs, and nothing of the rest. docs/scanning.md
// says the same in a table.
func TestWhatEachScreenReads(t *testing.T) {
	place, err := scanner.NewPlace("A-01-2")
	if err != nil {
		t.Fatal(err)
	}
	token, err := scanner.NewPickupToken(make([]byte, scanner.TokenBytes))
	if err != nil {
		t.Fatal(err)
	}
	rules := scanner.DefaultRules()
	rules.Slips = append(rules.Slips, scanner.SlipRule{Name: "card", Kind: scanner.KindMember, Symbology: scanner.SymCode39, Lengths: []int{9}, Check: scanner.CheckNone})
	const goods, labels, search = 1, 2, 4
	sets := map[int]decode.Format{goods: Goods, labels: Labels, search: Goods | Labels | Slips}
	names := map[int]string{goods: "goods", labels: "labels", search: "search"}
	for _, c := range []struct {
		name string
		kind frames.Kind
		text string
		by   int
		want scanner.Kind
		key  string
	}{
		{"JAN-13", frames.JAN13, jan, goods | search, scanner.KindGTIN, "0" + jan},
		{"JAN-8", frames.JAN8, "49123456", goods | search, scanner.KindGTIN, "00000049123456"},
		{"UPC-A", frames.UPCA, "036000291452", goods | search, scanner.KindGTIN, "00036000291452"},
		{"in-store", frames.JAN13, "2112345012346", goods | search, scanner.KindInStore, "02112345012346"},
		{"ITF-14 of a carton", frames.ITF14, "14901234567891", goods | search, scanner.KindCaseITF, "0" + jan},
		{"GS1-128", frames.GS1128, "010490123456789410LOT7", goods | labels | search, scanner.KindGTIN, "0" + jan},
		{"our label in bars", frames.Code128, place, goods | labels | search, scanner.KindPlace, ""},
		{"our label in dots", frames.QR, place, goods | labels | search, scanner.KindPlace, ""},
		{"pickup code", frames.QR, token, goods | labels | search, scanner.KindPickupToken, ""},
		{"GS1 Digital Link", frames.QR, "https://id.example.jp/01/0" + jan, goods | labels | search, scanner.KindGTIN, "0" + jan},
		{"GS1 DataMatrix", frames.DataMatrix, "", goods | search, scanner.KindGTIN, "04912345678904"},
		{"parcel slip in NW-7", frames.NW7, "A123456789013A", search, scanner.KindSlip, ""},
		{"member card in Code 39", frames.Code39, "123456789", search, scanner.KindMember, ""},
		{"Code 93", frames.Code93, "TEST93", 0, 0, ""},
	} {
		var sym frames.Symbol
		if c.kind == frames.DataMatrix {
			sym = fromHex(t, drawnMatrix)
		} else if sym, err = frames.Encode(c.kind, c.text); err != nil {
			t.Fatal(c.name, err)
		}
		cam := frames.NewCamera(800, 450)
		seq := frames.Held(sym, min(4, 600/float64(sym.Cols+22)), rand.New(rand.NewPCG(1, 1)))
		var shots [4]*image.Gray
		for i := range shots {
			shots[i] = seq.Frame(cam, i, nil)
		}
		for by, set := range sets {
			t.Run(names[by]+"/"+c.name, func(t *testing.T) {
				var got []scanner.Code
				live := decode.NewLive(set)
				for _, img := range shots {
					for _, r := range live.Frame(decode.FromImage(img)) {
						got = append(got, ReadingOf(r, time.Time{}).Code(scanner.SourceCamera, rules.Apply(scanner.Options{})))
					}
				}
				if read := len(got) > 0; read != (c.by&by != 0) {
					t.Fatalf("read: %v, %+v", read, got)
				}
				for _, g := range got {
					if g.Kind != c.want || g.Fields.Key != c.key {
						t.Errorf("reads %v %q, key %q; want %v, key %q", g.Kind, g.Text, g.Fields.Key, c.want, c.key)
					}
				}
			})
		}
	}
}
