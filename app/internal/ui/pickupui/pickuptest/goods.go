// Package pickuptest is the orders of the design's pictures behind a small
// service in memory, for the tests and the gallery of the pickup screens. It
// judges scans by the real rule (retail.Match) and keeps nothing.
package pickuptest

import (
	"time"

	"miseban/app/retail"
)

// At is the moment of the pictures: 21 November 2026, 10:45.
var At = time.Date(2026, 11, 21, 10, 45, 0, 0, retail.Japan)

// The codes that the scenes scan, 13 digits and 14 for the case.
const (
	ShirtM    = "4999001000019"
	ShirtL    = "4999001000026"
	ShirtBlue = "4999001000033"
	KnitL     = "4999001000040"
	Tote      = "4999001000057"
	Mug       = "4999001000064"
	Socks     = "4999001000071"
	SocksCase = "14999001000078"
	KnitM     = "4999001000088"
	Pudding   = "4999001000095"
	Ice       = "4999001000101"
	Nobody    = "4999001999993"
)

// goods is what the scanned codes mean.
var goods = []retail.SKU{
	sku(ShirtM, "SH-1001", "オックスフォードシャツ", "Oxford shirt", "白", "White", "#F8F6F1", "M", "shirt"),
	sku(ShirtL, "SH-1001", "オックスフォードシャツ", "Oxford shirt", "白", "White", "#F8F6F1", "L", "shirt"),
	sku(ShirtBlue, "SH-1001", "オックスフォードシャツ", "Oxford shirt", "サックス", "Sax blue", "#9DBBD9", "M", "shirt"),
	sku(KnitL, "KN-3010", "ケーブルニット", "Cable knit", "キャメル", "Camel", "#C19059", "L", "knit"),
	sku(Tote, "TB-6001", "帆布トート", "Canvas tote", "生成り", "Ecru", "#EFE7D2", "フリー", "tote"),
	sku(Mug, "MG-8010", "マグカップ", "Mug", "ネイビー", "Navy", "#2B3F67", "400ml", "mug"),
	sku(Socks, "SK-5010", "リブソックス", "Rib socks", "チャコール", "Charcoal", "#4A4C50", "25-27", "socks"),
	sku(KnitM, "KN-3010", "ケーブルニット", "Cable knit", "からし", "Mustard", "#C99A2E", "M", "knit"),
	cold(sku(Pudding, "PD-1410", "たまごプリン", "Custard pudding", "2個入り", "2 pieces", "#F1D58A", "", "mug"), retail.Chilled),
	cold(sku(Ice, "IC-1420", "バニラアイス", "Vanilla ice cream", "120ml", "120 ml", "#F8F1DC", "", "mug"), retail.Frozen),
}

func cold(s retail.SKU, t retail.Temperature) retail.SKU {
	s.Temp = t
	return s
}

func sku(jan, style, name, en, color, colorEn, hex, size, art string) retail.SKU {
	return retail.SKU{
		ID: retail.SKUID(jan), JAN: jan, Style: style, Name: name, NameEn: en, Size: size, PriceTaxIn: 5990,
		Color: retail.Color{Word: color, En: colorEn, Hex: hex}, Picture: "art:" + art + "/" + hex[1:],
	}
}

func find(jan string) *retail.SKU {
	for i := range goods {
		if goods[i].JAN == jan || retail.PadGTIN(goods[i].JAN) == jan {
			return &goods[i]
		}
	}
	return nil
}

// line is a line of an order for a code.
func line(no int, jan string, qty int) retail.Line {
	s := find(jan)
	return retail.Line{No: no, SKU: s.ID, JAN: s.JAN, Name: s.Name, Color: s.Color, Size: s.Size, Picture: s.Picture, PriceTaxIn: s.PriceTaxIn, Qty: qty, Alloc: qty, Fresh: s.Fresh}
}

// shelf is where goods stand and how many there are.
type shelf struct {
	code, place string
	n           int
	side        int // place on the shelf, from the left
}

var shelves = map[retail.SKUID]shelf{
	ShirtM: {"A-01-2", "売場 2階・左奥の棚", 2, 1}, ShirtL: {"A-01-2", "売場 2階・左奥の棚", 3, 2}, ShirtBlue: {"A-01-4", "売場 2階・左奥の棚", 4, 0},
	KnitL: {"A-04-1", "売場 2階・中央", 5, 0}, KnitM: {"A-04-2", "売場 2階・中央", 2, 0}, Tote: {"C-02-3", "売場 1階・入口", 7, 0},
	Mug: {"D-01-1", "売場 1階・右奥", 3, 0}, Socks: {"A-06-1", "売場 2階・レジ横", 24, 0},
	Pudding: {"E-07-2", "食品・冷蔵ケース", 9, 0}, Ice: {"E-09-1", "食品・冷凍ケース", 6, 0},
}

// Yamada is order 4821: a shirt, a knit and a bag, promised in 14 minutes.
func Yamada() *retail.Order {
	return order("4821", "ヤマダ タロウ", "山田 太郎", 14*time.Minute, line(1, ShirtM, 1), line(2, KnitL, 1), line(3, Tote, 1))
}

// Watanabe is order 4825, on the way to be canceled: two pieces are picked.
func Watanabe() *retail.Order {
	o := order("4825", "ワタナベ ケンジ", "渡辺 健二", 58*time.Minute, line(1, KnitM, 1), line(2, ShirtBlue, 1), line(3, Socks, 2))
	o.Lines[0].Picked, o.Lines[1].Picked = 1, 1
	return o
}

// Socks6 is order 4830: six pairs of one kind, for cases and quantities.
func Socks6() *retail.Order {
	return order("4830", "イトウ ハナ", "伊藤 花", 75*time.Minute, line(1, Socks, 6), line(2, Mug, 1))
}

// Kobayashi is order 4833: a mug, a pudding that is kept chilled and ice cream.
func Kobayashi() *retail.Order {
	return order("4833", "コバヤシ ユウ", "小林 優", 40*time.Minute, line(1, Mug, 1), line(2, Pudding, 2), line(3, Ice, 1))
}

func order(number, kana, name string, left time.Duration, lines ...retail.Line) *retail.Order {
	return &retail.Order{
		ID: retail.OrderID("order-" + number), Number: number, State: retail.Picking, PlacedAt: At.Add(-16 * time.Minute), PromisedAt: At.Add(left),
		Customer: retail.Customer{Name: name, Kana: kana, Phone: "09012345678"}, Lines: lines,
	}
}

// Cancel ends an order as the web shop does, at 10:47 for the pictures.
func Cancel(o *retail.Order) *retail.Order {
	o.State = retail.Canceled
	o.Steps = append(o.Steps, retail.Step{Kind: retail.KindCancel, At: At.Add(2 * time.Minute)})
	return o
}
