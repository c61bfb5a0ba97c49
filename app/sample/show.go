package sample

import (
	"time"

	"miseban/app/retail"
)

// shows is what the chain tells customers on the tablets of its shops: campaigns of
// the season, and the floors of the shop in Shibuya as they are laid out in stock.go.
func shows(now time.Time) retail.ShowPolicy {
	y, m, d := now.In(retail.Japan).Date()
	in := func(days int) time.Time { return time.Date(y, m, d+days, 0, 0, 0, 0, retail.Japan) }
	return retail.ShowPolicy{
		Page: "https://shop.miseno.example/items/{style}",
		Campaigns: []retail.Campaign{
			{
				Title: "秋の、はおりもの。", TitleEn: "Layers for autumn",
				Text: "軽くてあたたかいニットが、\n2階にそろいました。", TextEn: "Light, warm knitwear\non the 2nd floor.",
				Until: in(9), Category: "ニット", Pictures: []string{"art:cardigan/4F6B52", "art:turtleneck/4A4E55"},
			},
			{
				Title: "新しいくつ、入りました。", TitleEn: "New shoes are in",
				Text: "歩きやすさで選ばれている一足を、\nお試しください。", TextEn: "Try on the pair\nthat people walk home in.",
				Until: in(23), Category: "くつ", Pictures: []string{"art:sneakers/2B3A5C"},
			},
			{
				Title: "お茶の時間、毎日14時から。", TitleEn: "Tea tasting, every day at 2 pm",
				Text: "1階のうつわ売り場で、\n新茶をお試しいただけます。", TextEn: "Taste this year's tea\nbeside the tableware on the 1st floor.",
				Until: in(16), Stores: []retail.SiteID{Shibuya}, Category: "お茶", Pictures: []string{"art:tea/4F6B52", "art:bowl/3F6FA8"},
			},
		},
		Plans: []retail.ShopPlan{secondFloor(), firstFloor()},
	}
}

// drawn is a shelf of a plan, 26 wide and 6 deep.
func drawn(code string, x, y int, name, en string) retail.PlanArea {
	return retail.PlanArea{X: x, Y: y, W: 26, H: 6, Shelves: code, Name: name, NameEn: en}
}

// secondFloor is where the tablet stands.
func secondFloor() retail.ShopPlan {
	return retail.ShopPlan{
		Store: Shibuya, Floor: 2, Width: 96, Height: 60,
		Areas: []retail.PlanArea{
			drawn("A-01", 4, 4, "シャツ", "Shirts"), drawn("A-02", 4, 14, "シャツ", "Shirts"), drawn("A-03", 4, 24, "シャツ", "Shirts"),
			drawn("A-04", 40, 4, "ニット", "Knitwear"), drawn("A-05", 40, 14, "ニット", "Knitwear"), drawn("A-06", 40, 24, "ニット", "Knitwear"), drawn("A-07", 40, 34, "ニット", "Knitwear"),
			drawn("B-01", 4, 34, "パンツ", "Trousers"), drawn("B-02", 4, 43, "パンツ", "Trousers"), drawn("B-03", 4, 52, "パンツ", "Trousers"),
			drawn("B-05", 40, 43, "くつ下", "Socks"), drawn("B-06", 40, 53, "くつ下", "Socks"),
			{X: 74, Y: 0, W: 22, H: 20, Name: "試着室", NameEn: "Fitting", Room: true},
			{X: 78, Y: 26, W: 18, H: 10, Name: "レジ", NameEn: "Till", Room: true},
		},
		Here:  &retail.PlanPoint{X: 74, Y: 51},
		Entry: &retail.PlanPoint{X: 74, Y: 58, Name: "エスカレーター", NameEn: "Escalator"},
	}
}

func firstFloor() retail.ShopPlan {
	return retail.ShopPlan{
		Store: Shibuya, Floor: 1, Width: 96, Height: 60,
		Areas: []retail.PlanArea{
			drawn("C-02", 4, 52, "バッグ", "Bags"), drawn("C-03", 4, 42, "バッグ", "Bags"), drawn("C-04", 4, 32, "くつ", "Shoes"), drawn("C-05", 4, 22, "くつ", "Shoes"),
			drawn("D-01", 4, 4, "うつわ", "Tableware"), drawn("D-02", 4, 12, "うつわ", "Tableware"), drawn("D-03", 40, 4, "うつわ", "Tableware"), drawn("D-05", 40, 12, "家電", "Kitchen"),
			drawn("E-01", 40, 22, "お茶", "Tea"), drawn("E-02", 40, 30, "お茶", "Tea"), drawn("E-04", 40, 40, "食品", "Food"), drawn("E-05", 40, 47, "食品", "Food"), drawn("E-06", 40, 54, "食品", "Food"),
			{X: 78, Y: 4, W: 18, H: 10, Name: "レジ", NameEn: "Till", Room: true},
		},
		Entry: &retail.PlanPoint{X: 74, Y: 58, Name: "エスカレーター", NameEn: "Escalator"},
	}
}
