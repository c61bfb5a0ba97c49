package chaostest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/app/sample"
)

// webShop writes orders as a web cart exports them: EC-CUBE's columns, in
// UTF-8.
type webShop struct {
	goods []retail.SKU
	rng   *rand.Rand
	n     int
}

// world is the sample chain as the hub loads it; what is used of it does not
// depend on the instant.
func world() *sample.World { return sample.New(1, time.Unix(1_800_000_000, 0)) }

func newWebShop(seed uint64) *webShop {
	s := &webShop{rng: rand.New(rand.NewPCG(seed, 1))}
	for _, sku := range world().SKUs {
		if strings.HasPrefix(sku.JAN, "49") && len(sku.JAN) == 13 {
			s.goods = append(s.goods, sku)
		}
	}
	return s
}

// webOrder is one order of the web shop.
type webOrder struct {
	External, Family, Kana, Mail string
	Due                          bool // to be paid in the shop
	lines                        []webLine
}

type webLine struct {
	sku retail.SKU
	qty int
}

// id is the order's id everywhere.
func (o webOrder) id() retail.OrderID { return retail.OrderIDFor(channel, o.External) }

// channel is what the import calls EC-CUBE's orders.
const channel = "EC-CUBE"

// orders makes n new orders, one in four to be paid in the shop.
func (s *webShop) orders(n int) []webOrder {
	out := make([]webOrder, n)
	for i := range out {
		s.n++
		o := webOrder{External: fmt.Sprintf("W%06d", s.n), Family: fmt.Sprintf("試験%d", s.n), Mail: fmt.Sprintf("c%d@example.jp", s.n), Due: s.rng.IntN(4) == 0}
		o.Kana = "テスト" + kanaNumber(s.n)
		for range 1 + s.rng.IntN(3) {
			o.lines = append(o.lines, webLine{s.goods[s.rng.IntN(len(s.goods))], 1 + s.rng.IntN(4)/3})
		}
		out[i] = o
	}
	return out
}

// kanaNumber writes a number in kana, so that each customer has a name of
// their own.
func kanaNumber(n int) string {
	digits := []rune("アカサタナハマヤラワ")
	var b strings.Builder
	for _, d := range fmt.Sprint(n) {
		b.WriteRune(digits[d-'0'])
	}
	return b.String()
}

// csv writes orders, all of them in one state of the web shop (新規受付,
// 注文取消し).
func (s *webShop) csv(orders []webOrder, state string) []byte {
	var b strings.Builder
	b.WriteString("注文番号,受注日,お名前(姓),お名前(名),お名前(セイ),お名前(メイ),メールアドレス,TEL,対応状況(名称),支払方法(名称),注文詳細ID,商品コード,個数,明細区分(名称),配送業者(名称)\n")
	at := time.Now().In(time.FixedZone("JST", 9*60*60)).Format("2006-01-02 15:04:05")
	for _, o := range orders {
		pay := "クレジット決済"
		if o.Due {
			pay = "店頭払い"
		}
		for i, l := range o.lines {
			fmt.Fprintf(&b, "%s,%s,%s,花子,%s,ハナコ,%s,09000000000,%s,%s,%s-%d,%s,%d,商品,店舗受取（渋谷店）\n",
				o.External, at, o.Family, o.Kana, o.Mail, state, pay, o.External, i+1, l.sku.JAN, l.qty)
		}
	}
	return []byte(b.String())
}

// Words of the web shop for an order's state.
const (
	placed   = "新規受付"
	canceled = "注文取消し"
)
