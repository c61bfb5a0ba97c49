package csvfile_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/assets/words"
	"miseban/sync/bridge/csvfile"
)

// TestOrderWaitsWhole: never half an order.
func TestOrderWaitsWhole(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", w)
	bad := line(w.SKUs[1], 1)
	bad.qty = "二個"
	rep := s.take(t, "a.csv", eccube(eccubeHeader, []cart{
		{number: "1001", lines: []cartLine{line(w.SKUs[0], 1), bad, line(w.SKUs[2], 1)}},
		{number: "1002", lines: []cartLine{line(w.SKUs[3], 1)}},
	}))
	if rep.New != 1 || rep.Held != 1 || fmt.Sprint(faults(s.waiting(t))) != "[waits bad_number waits]" {
		t.Errorf("%+v %v", rep, faults(s.waiting(t)))
	}
	if text := s.waiting(t)[0].Reason.Say(words.Ja); !strings.Contains(text, "3行目") || !strings.Contains(text, "1001") {
		t.Error(text)
	}
	// The corrected export releases the whole order.
	rep = s.take(t, "b.csv", eccube(eccubeHeader, []cart{
		{number: "1001", lines: []cartLine{line(w.SKUs[0], 1), line(w.SKUs[1], 2), line(w.SKUs[2], 1)}},
	}))
	if rep.New != 1 || len(s.waiting(t)) != 0 || len(s.order(t, "EC-CUBE", "1001").Lines) != 3 {
		t.Errorf("%+v, %d waiting", rep, len(s.waiting(t)))
	}
}

// TestBrokenColumns: a row that cannot be read holds the order it belongs to.
func TestBrokenColumns(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", w)
	text := string(eccube(eccubeHeader, []cart{
		{number: "1001", lines: []cartLine{line(w.SKUs[0], 1), line(w.SKUs[1], 1)}},
		{number: "1002", lines: []cartLine{line(w.SKUs[3], 1)}},
	}))
	rows := strings.SplitAfter(text, "\n")
	rows[2] = strings.Replace(rows[2], ",", ",,", 2)
	rep := s.take(t, "a.csv", []byte(strings.Join(rows, "")))
	if rep.New != 1 || rep.Held != 1 || len(s.waiting(t)) != 2 {
		t.Errorf("%+v %v", rep, faults(s.waiting(t)))
	}
	rows[2] = "?,?\n" // not even the order can be read: row 3 and its neighbours are of 1001
	s = open(t, "", w)
	rep = s.take(t, "a.csv", []byte(strings.Join(rows, "")))
	if rep.New != 1 || rep.Held != 1 {
		t.Errorf("%+v %v", rep, faults(s.waiting(t)))
	}
}

func TestRetry(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", nil)
	ctx := context.Background()
	if _, err := s.hub.PutSites(ctx, w.Sites); err != nil {
		t.Fatal(err)
	}
	data := eccube(eccubeHeader, []cart{
		{number: "1001", lines: []cartLine{line(w.SKUs[0], 1), line(w.SKUs[1], 1)}},
		{number: "1002", lines: []cartLine{line(w.SKUs[2], 1)}, note: "表、ソ、能"},
	})
	if rep := s.take(t, "a.csv", data); rep.New != 0 || rep.Held != 2 || len(s.waiting(t)) != 3 {
		t.Fatalf("%+v", rep)
	}
	if _, err := s.hub.PutSKUs(ctx, w.SKUs); err != nil {
		t.Fatal(err)
	}
	rep, err := s.Retry(ctx, []string{s.waiting(t)[0].ID}) // one row brings its order
	if err != nil || rep.New != 1 || len(s.waiting(t)) != 1 || len(s.order(t, "EC-CUBE", "1001").Lines) != 2 {
		t.Errorf("%+v %v, %d waiting", rep, err, len(s.waiting(t)))
	}
	if rep := s.take(t, "a.csv", data); !rep.Again || rep.New != 1 || len(s.waiting(t)) != 0 { // the same file again tries the rest
		t.Errorf("%+v", rep)
	}
	if c := s.order(t, "EC-CUBE", "1002").Customer; c.Note != "表、ソ、能" {
		t.Errorf("%+v", c)
	}
}

func TestDrop(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", w)
	ctx := context.Background()
	bad := line(w.SKUs[1], 1)
	bad.code = "XX-1"
	data := eccube(eccubeHeader, []cart{{number: "1001", lines: []cartLine{bad}}})
	s.take(t, "a.csv", data)
	if n, err := s.db.DropBad(ctx, []string{s.waiting(t)[0].ID}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	s.take(t, "b.csv", append(data, '\n'))
	if rows := s.waiting(t); len(rows) != 0 {
		t.Errorf("came again: %+v", rows)
	}
}

// TestRepeatedRow: the same row to the letter, with the same detail number.
func TestRepeatedRow(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", w)
	rows := strings.SplitAfter(string(eccube(eccubeHeader, []cart{{number: "1001", lines: []cartLine{line(w.SKUs[0], 1), line(w.SKUs[1], 1)}}})), "\n")
	rows[1] += rows[1]
	rep := s.take(t, "a.csv", []byte(strings.Join(rows, "")))
	if rep.New != 1 || fmt.Sprint(faults(s.waiting(t))) != "[repeated]" || len(s.order(t, "EC-CUBE", "1001").Lines) != 2 {
		t.Errorf("%+v %v", rep, faults(s.waiting(t)))
	}
	if _, err := s.Retry(context.Background(), nil); err != nil || len(s.order(t, "EC-CUBE", "1001").Lines) != 2 {
		t.Errorf("a retry made an order of the repeated row: %v", err)
	}
}

func TestCanceled(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", w)
	one := cart{number: "1001", lines: []cartLine{line(w.SKUs[0], 1)}}
	s.take(t, "a.csv", eccube(eccubeHeader, []cart{one}))
	one.status = "注文取消し"
	unknown := one
	unknown.number = "1002"
	rep := s.take(t, "b.csv", eccube(eccubeHeader, []cart{one, unknown}))
	if rep.Canceled != 1 || rep.Foreign != 1 || s.order(t, "EC-CUBE", "1001").State != retail.Canceled {
		t.Errorf("%+v", rep)
	}
}

// TestChosenColumns: the shop exports some columns in an order of its own.
func TestChosenColumns(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", w)
	header := "明細区分(ID),個数,商品コード,配送業者(名称),対応状況(ID),支払方法(名称),受注日,TEL,お名前(名),お名前(姓),注文番号"
	rep := s.take(t, "a.csv", eccube(header, []cart{{number: "1001", method: "店頭支払い", lines: []cartLine{line(w.SKUs[0], 2)}}}))
	o := s.order(t, "EC-CUBE", "1001")
	if rep.New != 1 || o.Customer.Name != "山田 花子" || o.Lines[0].Qty != 2 || o.Pay.DueTaxIn != 2*w.SKUs[0].PriceTaxIn {
		t.Errorf("%+v %+v", rep, o)
	}
}

// TestMapping: columns by name and occurrence, aliases, own words for paying.
func TestMapping(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, `
# 自社カート
profile = own
kind = orders
channel = OWN
detect = 受付No, 品番
order = 受付No
placed = 日付
promised = 日付#2
promised.time = 時間帯
shop = 店
shop.alias = 渋谷本店 > SHIBUYA-OLD
shop.alias = しぶや > 渋谷店
name = 氏名
kana = よみ
line.code = 品番
line.qty = 数
pay.method = 払い方
pay.counter = お店で
pay.later = 請求書
gift = 贈り物
`, w)
	rep := s.take(t, "own.csv", []byte("受付No,日付,店,氏名,よみ,品番,数,払い方,日付,時間帯,贈り物\r\n"+
		"A1,2026/11/24 9:05,しぶや,山田　花子,やまだ　はなこ,"+w.SKUs[0].JAN+",１,お店で,2026/11/26,午後2時〜4時,あり\r\n"+
		"A2,2026/11/24 9:06,しぶや,山田　花子,,"+string(w.SKUs[1].ID)+",1,請求書,,,\r\n"+
		"A3,2026/11/24 9:06,しぶや,山田　花子,,"+string(w.SKUs[1].ID)+",1,物々交換,,,\r\n"))
	if rep.New != 1 || rep.Unpaid != 1 || fmt.Sprint(faults(s.waiting(t))) != "[unknown_pay]" {
		t.Fatalf("%+v %v", rep, faults(s.waiting(t)))
	}
	o := s.order(t, "OWN", "A1")
	if o.Store != sample.Shibuya || o.Customer.Kana != "ヤマダ ハナコ" || !o.Gift || o.Pay.State != retail.PayAtPickup {
		t.Errorf("%+v", o)
	}
	if at := time.Date(2026, 11, 26, 5, 0, 0, 0, time.UTC); !o.PromisedAt.Equal(at) {
		t.Errorf("promised %v, want %v", o.PromisedAt, at)
	}
}

func TestMappingFaults(t *testing.T) {
	for _, text := range []string{
		"order = x", "profile = a\nkind = things", "profile = a\nkind = orders\norder = x", "profile = a\nkind = stock\nshop = a\ncode = b\nqty = c\nprice = d",
		"profile = a\nbase = nobody", "profile = a\nkind = shops\nid = a\nname = b\nhello = c", "profile = a\nkind", "profile = a\nkind = shops\nskip = x",
		"profile = eccube\nbase = eccube\ndeadline.days = soon",
	} {
		if _, err := csvfile.Profiles(text); retail.CodeOf(err) != retail.CodeInvalid {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := csvfile.Profiles("profile = eccube\nbase = eccube\nshop = 配送先_会社名\npay.other = counter\n"); err != nil {
		t.Error(err)
	}
}

func TestMasters(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", nil)
	rep := s.take(t, "shops.csv", []byte("\ufeff店舗コード,店舗番号,店舗名,開店,閉店,電話番号,区分,定休日\r\nS1,11,新橋店,10:00,20:00,03-1111-2222,,第2水曜\r\nW1,90,有明倉庫,8:00,17:30,,倉庫,\r\nS2,11,上野店,10:00,20:00,,,\r\n,1,x,,,,,\r\n"))
	if rep.Good != 2 || fmt.Sprint(faults(rep.Bad)) != "[taken_no missing]" {
		t.Errorf("shops: %+v", rep)
	}
	jan := w.SKUs[0].JAN
	rep = s.take(t, "goods.csv", []byte("商品ID,部門ID,商品コード,商品名,商品カナ,商品単価,サイズ,カラー\n1,2,"+jan+",シャツ,ｼｬﾂ,\"3,990\",M,白\n2,2,4.9E+12,x,,1,,\n3,2,"+jan+",y,,1,,\n4,2,"+w.SKUs[1].JAN+",ニット,,abc,,\n"))
	if rep.Profile != "smaregi" || rep.Good != 1 || rep.Changed != 1 || fmt.Sprint(faults(rep.Bad)) != "[broken_jan duplicate bad_number]" {
		t.Errorf("products: %+v", rep)
	}
	sku, err := s.hub.SKUByCode(context.Background(), retail.PadGTIN(jan))
	if err != nil || sku.Kana != "シャツ" || sku.PriceTaxIn != 3990 || sku.TaxRate != 10 || sku.Size != "M" || sku.Color.Word != "白" {
		t.Errorf("%+v %v", sku, err)
	}
	rep = s.take(t, "stock.csv", []byte("店舗,商品コード,在庫数,棚番,在庫区分\n新橋店,"+jan+",12,A-01-2,良品\n新橋,"+jan+",1,,B品\n上野店,"+jan+",1,,\n新橋店,x,1,,\n新橋店,"+jan+",多い,,展示品\n新橋店,"+jan+",1,,なぞ\n"))
	if rep.Good != 2 || fmt.Sprint(faults(rep.Bad)) != "[unknown_shop unknown_sku bad_number unknown_class]" {
		t.Errorf("stock: %+v", rep)
	}
}

func TestNextEngine(t *testing.T) {
	w := sample.New(seed, noon)
	s := open(t, "", w)
	rep := s.take(t, "ne.csv", []byte("店舗伝票番号,受注日,受注名,受注名カナ,受注電話番号,受注メールアドレス,支払方法,発送方法,合計金額,備考,商品名,商品コード,商品価格,受注数量,ギフトフラグ\r\n"+
		"N-1,2026/11/24 10:00:00,山田花子,ﾔﾏﾀﾞ ﾊﾅｺ,+819011112222,a@b.jp,代金引換,店舗受取 新宿店,4000,,シャツ,"+w.SKUs[0].JAN+",2000,2,1\r\n"+
		"N-2,2026/1/5,x,,,,クレジット,宅配便,1,,a,b,1,1,0\r\n"))
	o := s.order(t, "NEXT-ENGINE", "N-1")
	if rep.New != 1 || rep.Foreign != 1 || o.Store != sample.Shinjuku || o.Pay.DueTaxIn != 4000 || o.Customer.Phone != "09011112222" ||
		o.Customer.Kana != "ヤマダ ハナコ" || !o.Gift || o.Lines[0].PriceTaxIn != 2000 {
		t.Errorf("%+v %+v", rep, o)
	}
}

// large makes an export of n rows, two goods and one fee for each order.
func large(w *sample.World, n int) []byte {
	carts := make([]cart, n/3)
	for i := range carts {
		carts[i] = cart{number: fmt.Sprintf("L%06d", i), lines: []cartLine{line(w.SKUs[i%800], 1), line(w.SKUs[(i+7)%800], 2)}, note: `「表」"ソ" お急ぎ`}
	}
	return eccube(eccubeHeader, carts)
}

func BenchmarkReadTable(b *testing.B) {
	data := large(sample.New(seed, noon), 99_999)
	b.SetBytes(int64(len(data)))
	rows := 0
	for b.Loop() {
		t, err := csvfile.ReadTable(data)
		if err != nil {
			b.Fatal(err)
		}
		rows += len(t.Rows)
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkImport takes 99,999 rows (33,333 orders) from the bytes of the file
// into the hub's SQLite file, committed.
func BenchmarkImport(b *testing.B) {
	w := sample.New(seed, noon)
	data := large(w, 99_999)
	rows := 0
	for b.Loop() {
		b.StopTimer()
		s := open(b, "", w)
		b.StartTimer()
		rep := s.take(b, "large.csv", data)
		if rep.New != 33_333 || len(rep.Bad) != 0 {
			b.Fatalf("%+v", rep)
		}
		rows += rep.Rows
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// FuzzImport puts anything through profile, mapper and hub.
func FuzzImport(f *testing.F) {
	w := sample.New(seed, noon)
	f.Add(fixtureBytes(f))
	f.Add([]byte("店舗,商品コード,在庫数\n渋谷店," + w.SKUs[0].JAN + ",1\n"))
	f.Add([]byte("店舗コード,店舗番号,店舗名,開店,閉店\nS1,11,新橋店,10:00,20:00\n"))
	f.Add([]byte("商品ID,部門ID,商品コード,商品名,商品単価\n1,2,4.9E+12,x,1\n"))
	s := open(f, "", w)
	f.Fuzz(func(t *testing.T, data []byte) {
		rep, err := s.Import(context.Background(), "f.csv", "", data)
		if err != nil {
			if c := retail.CodeOf(err); c != retail.CodeInvalid && c != retail.CodeNotFound {
				t.Fatal(err)
			}
			return
		}
		for _, b := range rep.Bad {
			if text := b.Reason.Say(words.Ja); strings.HasPrefix(text, "[") || strings.Contains(text, "{") && !strings.Contains(b.Text, "{") {
				t.Fatalf("reason without words: %q", text)
			}
		}
	})
}

func fixtureBytes(t testing.TB) []byte { return fixture(t, "eccube-orders-3-broken.csv") }
