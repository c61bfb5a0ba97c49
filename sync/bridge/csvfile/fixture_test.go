package csvfile_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"miseban/app/retail"
	"miseban/app/sample"
)

var update = flag.Bool("update", false, "write testdata anew")

// eccubeHeader is the header of EC-CUBE 4's 受注CSV; 送料 stands there twice.
const eccubeHeader = `注文ID,注文番号,会員ID,お名前(姓),お名前(名),お名前(セイ),お名前(メイ),会社名,郵便番号,都道府県(ID),都道府県(名称),` +
	`住所1,住所2,メールアドレス,TEL,性別(ID),性別(名称),職業(ID),職業(名称),誕生日,ショップ用メモ欄,小計,値引き,送料,税金,合計,支払合計,` +
	`対応状況(ID),対応状況(名称),支払方法(ID),支払方法(名称),受注日,入金日,注文詳細ID,商品ID,商品規格ID,商品名,商品コード,規格名1,規格名2,` +
	`規格分類名1,規格分類名2,価格,個数,税率,税率ルール(ID),明細区分(ID),明細区分(名称),出荷ID,配送先_お名前(姓),配送先_お名前(名),` +
	`配送先_お名前(セイ),配送先_お名前(メイ),配送先_会社名,配送先_郵便番号,配送先_都道府県(ID),配送先_都道府県(名称),配送先_住所1,配送先_住所2,` +
	`配送先_TEL,配送業者(ID),配送業者(名称),お届け時間ID,お届け時間(名称),お届け希望日,送料,発送日,出荷伝票番号,配達用メモ,出荷メール送信日`

// cart is an order as the web shop's owner sees it; "" stands for a sensible value.
type cart struct {
	number, shop, placed, paid, method, status, note string
	family, given, kanaFamily, kanaGiven, tel, mail  string
	lines                                            []cartLine
}

type cartLine struct {
	code, name, qty, kind string
	price                 int // without tax
}

// eccube writes carts as EC-CUBE does: CP932, LF, PHP's quoting.
func eccube(header string, carts []cart) []byte {
	names := strings.Split(header, ",")
	out := phpLine(names)
	detail := 5000
	for i, c := range carts {
		for _, l := range append(c.lines, cartLine{name: "送料", qty: "1", kind: "送料"}) {
			detail++
			v := c.values(i, l)
			v["注文詳細ID"] = strconv.Itoa(detail)
			row := make([]string, len(names))
			for n, h := range names {
				row[n] = v[h]
			}
			out = append(out, phpLine(row)...)
		}
	}
	return out
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// values is one row by header.
func (c cart) values(i int, l cartLine) map[string]string {
	total := 0
	for _, x := range c.lines {
		n, _ := strconv.Atoi(x.qty)
		total += (x.price*110 + 50) / 100 * n
	}
	kind, id := or(l.kind, "商品"), "1"
	if kind == "送料" {
		id = "2"
	}
	status, sid := or(c.status, "新規受付"), "1"
	for word, n := range map[string]string{"注文取消し": "3", "対応中": "4", "発送済み": "5", "入金済み": "6", "決済処理中": "7"} {
		if status == word {
			sid = n
		}
	}
	return map[string]string{
		"注文ID": strconv.Itoa(900 + i), "注文番号": c.number, "お名前(姓)": or(c.family, "山田"), "お名前(名)": or(c.given, "花子"),
		"お名前(セイ)": or(c.kanaFamily, "ヤマダ"), "お名前(メイ)": or(c.kanaGiven, "ハナコ"), "郵便番号": "1500041", "都道府県(ID)": "13",
		"都道府県(名称)": "東京都", "住所1": "渋谷区神南1-2-3", "住所2": "表参道 ソシアル 201", "メールアドレス": or(c.mail, "hanako@example.jp"),
		"TEL": or(c.tel, "090-1234-5678"), "小計": strconv.Itoa(total), "値引き": "0", "送料": "0", "合計": strconv.Itoa(total),
		"支払合計": strconv.Itoa(total), "対応状況(ID)": sid, "対応状況(名称)": status, "支払方法(ID)": "5", "支払方法(名称)": or(c.method, "クレジット決済"),
		"受注日": or(c.placed, "2026-11-24 11:30:05"), "入金日": c.paid, "商品名": l.name, "商品コード": l.code, "規格名1": "カラー",
		"規格分類名1": "白", "規格分類名2": "M", "価格": strconv.Itoa(l.price), "個数": l.qty, "税率": "10", "明細区分(ID)": id, "明細区分(名称)": kind,
		"出荷ID": strconv.Itoa(700 + i), "配送業者(ID)": "2", "配送業者(名称)": or(c.shop, "店舗受取（渋谷店）"), "お届け時間(名称)": "", "お届け希望日": "",
		"配達用メモ": c.note,
	}
}

// phpLine writes fields the way PHP's fputcsv does with its escape character,
// over bytes that are CP932 already; see php_test.go.
func phpLine(fields []string) []byte {
	var out bytes.Buffer
	for i, f := range fields {
		if i > 0 {
			out.WriteByte(',')
		}
		raw, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(f))
		if err != nil {
			panic(err)
		}
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

// line is an order line for a SKU of the sample chain.
func line(s retail.SKU, qty int) cartLine {
	return cartLine{code: s.JAN, name: s.Name, qty: strconv.Itoa(qty), price: int(s.PriceTaxIn) * 100 / 110}
}

// threeBroken is the export of the README: seven good orders for two shops, and
// three with one broken row each.
func threeBroken(w *sample.World) []byte {
	broken, lost, unknown := line(w.SKUs[10], 1), line(w.SKUs[11], 1), line(w.SKUs[12], 1)
	broken.code = "4.99E+12"
	lost.code = "491234567894" // 0491234567894 without its zero
	unknown.code = "4901234567894"
	return eccube(eccubeHeader, []cart{
		{number: "20261124-001", lines: []cartLine{line(w.SKUs[0], 1), line(w.SKUs[1], 2)}, note: `袋に "贈り物用" とお書きください、表、ソ、能`},
		{number: "20261124-002", family: "髙橋", given: "一郎", kanaFamily: "ﾀｶﾊｼ", kanaGiven: "ｲﾁﾛｳ", tel: "+81 80-1111-2222", lines: []cartLine{line(w.SKUs[2], 1)}},
		{number: "20261124-003", method: "店頭支払い", lines: []cartLine{line(w.SKUs[3], 1)}},
		{number: "20261124-004", lines: []cartLine{broken}},
		{number: "20261124-005", shop: "店舗受取（新宿店）", paid: "2026-11-24 11:40:00", method: "銀行振込", lines: []cartLine{line(w.SKUs[4], 1)}},
		{number: "20261124-006", lines: []cartLine{lost}},
		{number: "20261124-007", lines: []cartLine{line(w.SKUs[5], 1), line(w.SKUs[6], 1)}, note: `"時刻表"`},
		{number: "20261124-008", lines: []cartLine{unknown}},
		{number: "20261124-009", shop: "ヤマト運輸", lines: []cartLine{line(w.SKUs[7], 1)}},
		{number: "20261124-010", family: "表", given: "能", kanaFamily: "おもて", kanaGiven: "のう", lines: []cartLine{line(w.SKUs[8], 3)}},
		{number: "20261124-011", status: "決済処理中", lines: []cartLine{line(w.SKUs[9], 1)}},
		{number: "20261124-012", method: "銀行振込", lines: []cartLine{line(w.SKUs[9], 1)}},
		{number: "20261124-013", lines: []cartLine{line(w.SKUs[9], 1)}},
	})
}

// seed is the one of `make run`.
const seed = 1

// TestFixtures keeps the files in testdata as the writer makes them.
func TestFixtures(t *testing.T) {
	w := sample.New(seed, noon)
	for name, want := range map[string][]byte{"eccube-orders-3-broken.csv": threeBroken(w)} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(fixture(t, name), want) {
			t.Errorf("%s is not what the writer makes; run go test -update", path)
		}
	}
}
