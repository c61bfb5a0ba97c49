package decode

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// drawnDataBar are rows of modules as zint 2.15 draws them (--dump), with the
// height of each row in modules.
var drawnDataBar = []struct {
	name, text string
	wide       int
	rows       []string
	high       []int
}{
	{"omnidirectional", "04412345678909", 96, []string{"488447015066B2417E0C28E5"}, []int{33}},
	{"truncated", "20012345678909", 96, []string{"51D04FE14DBEC129601C6D8D"}, []int{13}},
	{"stacked", "04412345678909", 50, []string{"4884470150668", "076BA8FCAD940", "AC905F830A394"}, []int{5, 1, 7}},
	{
		"stacked omnidirectional", "20012345678909", 50,
		[]string{"51D04FE14DBE8", "0E2FA014B2400", "0555555555540", "0FB5A550E49C0", "B04A58071B634"},
		[]int{33, 1, 1, 1, 33},
	},
}

func TestDataBar(t *testing.T) {
	for _, d := range drawnDataBar {
		var modules []byte
		high := 0
		for i, row := range d.rows {
			for range d.high[i] {
				modules = append(modules, unhex(t, row, d.wide)...)
				high++
			}
		}
		for _, degrees := range []float64{0, 3, 90, 180, 222} {
			t.Run(fmt.Sprint(d.name, " at ", degrees), func(t *testing.T) {
				s := shot{module: 2.6, degrees: degrees, blur: 0.8, noise: 3, light: 0.3}
				img := s.draw(modules, d.wide, high, false, 400, 400)
				got := New(All &^ UPCE).Still(img)
				if len(got) != 1 || got[0].Format != DataBar || got[0].Text != d.text || !got[0].GS1 {
					t.Errorf("%q was read as %+v", d.text, got)
				}
			})
		}
	}
}

// unhex are the first so many bits of a hexadecimal number.
func unhex(t testing.TB, s string, n int) []byte {
	t.Helper()
	b, err := hex.DecodeString(s + strings.Repeat("0", len(s)%2))
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, n)
	for i := range out {
		out[i] = b[i/8] >> (7 - i%8) & 1
	}
	return out
}
