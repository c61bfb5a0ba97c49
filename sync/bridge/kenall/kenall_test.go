package kenall

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"miseban/app/retail"
)

// row is a row of the table. These are rows as the format's page describes them.
func row(code, prefecture, city, town string) string {
	return `13113,"150  ","` + code + `","ﾄｳｷﾖｳﾄ","ｼﾌﾞﾔｸ","ｳﾀﾞｶﾞﾜﾁﾖｳ","` + prefecture + `","` + city + `","` + town + `",0,0,0,0,0,0` + "\r\n"
}

var table = row("1500042", "東京都", "渋谷区", "宇田川町") +
	row("1500000", "東京都", "渋谷区", "以下に掲載がない場合") +
	row("1631301", "東京都", "新宿区", "西新宿新宿アイランドタワー（１階）") +
	row("1631390", "東京都", "新宿区", "西新宿新宿アイランドタワー（地階・階層不明）") +
	row("0287915", "岩手県", "九戸郡洋野町", "種市第１５地割～第２１地割（鹿糠、小路合、緑町、大久保、高") +
	row("0287915", "岩手県", "九戸郡洋野町", "取）") +
	row("2990126", "千葉県", "市原市", "青柳北（１～４丁目）") +
	row("3060433", "茨城県", "猿島郡境町", "境町の次に番地がくる場合") +
	row("4090211", "山梨県", "北都留郡小菅村", "小菅村一円") +
	row("5220317", "滋賀県", "犬上郡多賀町", "一円")

var towns = []string{"宇田川町", "", "西新宿新宿アイランドタワー １階", "西新宿新宿アイランドタワー", "種市第１５地割～第２１地割", "青柳北", "", "", "一円"}

func TestRead(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String(table)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"UTF-8": table, "UTF-8 with mark": "\xEF\xBB\xBF" + table, "Shift_JIS": sjis} {
		got, err := Read(strings.NewReader(text))
		if err != nil || len(got) != len(towns) {
			t.Fatalf("%s: %d areas, %v", name, len(got), err)
		}
		for i, a := range got {
			if a.Town != towns[i] {
				t.Errorf("%s: %q, want %q", name, a.Town, towns[i])
			}
		}
		if want := (retail.PostalArea{Code: "1500042", Prefecture: "東京都", City: "渋谷区", Town: "宇田川町"}); got[0] != want {
			t.Errorf("%s: %+v", name, got[0])
		}
	}
}

func TestNoTable(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "too few columns": "1,2,3\r\n", "no code": row("150004", "東京都", "渋谷区", "宇田川町"),
		"no city": row("1500042", "東京都", "", "宇田川町"), "a header": "code,town" + strings.Repeat(",x", 13) + "\r\n",
		"cut off in a bracket": row("1500042", "東京都", "渋谷区", "宇田川町（"), "a quote that never ends": `13113,"150`,
		"half a table": table + "13113",
	} {
		if _, err := Read(strings.NewReader(text)); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(table))
	f.Add([]byte(row("1500042", "東京都", "渋谷区", "（（（")))
	f.Fuzz(func(t *testing.T, data []byte) {
		areas, err := Read(strings.NewReader(string(data)))
		if (err == nil) != (len(areas) > 0) {
			t.Fatalf("%d areas and %v", len(areas), err)
		}
		for _, a := range areas {
			if !a.Code.Valid() || a.Prefecture == "" || a.City == "" || strings.ContainsAny(a.Town, "（") && !floor.MatchString(a.Town) {
				t.Fatalf("%+v", a)
			}
		}
	})
}
