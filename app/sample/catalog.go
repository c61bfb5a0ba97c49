package sample

import "miseban/app/retail"

// style is one row of the range: a product in its colours and sizes.
type style struct {
	code, name, kana, en string // an empty kana is the name itself, which is katakana then
	kind                 string // of the picture
	price                retail.Yen
	colors, sizes        string // words apart by spaces
}

// category is one part of the range: who makes it, how it is taxed and where it stands.
type category struct {
	name    string
	brand   string
	company int // of the JAN
	tax     retail.TaxRate
	zone    string // of the shelf code
	content int    // pieces in a case, 0 when it comes singly
	styles  []style
}

const (
	letters  = "S M L XL"
	letters6 = "XS S M L XL XXL"
	waists   = "27 28 29 30 31 32 33 34 36 38"
	feet     = "22.5 23.0 23.5 24.0 24.5 25.0 25.5 26.0 26.5 27.0 27.5 28.0 28.5"
	heights  = "100 110 120 130 140 150" // of children
	free     = "フリー"
)

// colors are named as customers name them.
var colors = map[string]retail.Color{}

func init() {
	for _, c := range []retail.Color{
		{Word: "白", En: "White", Hex: "#F8F6F1"},
		{Word: "サックス", En: "Sax blue", Hex: "#9DBBD9"},
		{Word: "紺", En: "Navy", Hex: "#2B3A5C"},
		{Word: "グレー", En: "Gray", Hex: "#9A9DA3"},
		{Word: "チャコール", En: "Charcoal", Hex: "#4A4E55"},
		{Word: "キャメル", En: "Camel", Hex: "#BE8F5A"},
		{Word: "緑", En: "Green", Hex: "#4F6B52"},
		{Word: "赤", En: "Red", Hex: "#B23A35"},
		{Word: "生成り", En: "Ecru", Hex: "#EFE6D2"},
		{Word: "からし", En: "Mustard", Hex: "#D0A038"},
		{Word: "黒", En: "Black", Hex: "#2A2B2E"},
		{Word: "ピンク", En: "Pink", Hex: "#DFA9A4"},
		{Word: "藍", En: "Indigo", Hex: "#37507A"},
		{Word: "こげ茶", En: "Dark brown", Hex: "#7A4E32"},
		{Word: "ベージュ", En: "Beige", Hex: "#CDBB9C"},
		{Word: "缶入り", En: "In a tin", Hex: "#4F6B52"},
		{Word: "袋入り", En: "In a bag", Hex: "#B98552"},
	} {
		colors[c.Word] = c
	}
}

// catalog is the range. Codes, prices and colours of what the screens' pictures
// show are as they show them.
var catalog = []category{
	{"シャツ", "見世野", 1, 10, "A-01", 0, []style{
		{"OX-2041", "オックスフォードシャツ", "", "Oxford shirt", "shirt", 7590, "白 サックス 紺", letters},
		{"OX-2052", "オックスフォードシャツ 半袖", "オックスフォードシャツ ハンソデ", "Oxford shirt, short sleeve", "shirt-short", 6490, "白 サックス ベージュ", letters},
		{"ST-2110", "ストライプシャツ", "", "Striped shirt", "shirt", 6490, "サックス 緑 ピンク", letters6},
		{"BC-2120", "バンドカラーシャツ", "", "Band collar shirt", "shirt", 6990, "ベージュ 紺 黒 白", letters6},
		{"CH-2130", "綿ネルチェックシャツ", "メンネルチェックシャツ", "Flannel check shirt", "shirt", 5990, "緑 赤 紺 からし", letters6},
		{"DN-2140", "デニムシャツ", "", "Denim shirt", "shirt", 8690, "藍 サックス 黒", letters6},
		{"LN-2150", "リネンシャツ", "", "Linen shirt", "shirt", 8990, "白 生成り 藍 緑 ピンク", letters6},
		{"LN-2151", "リネンシャツ 半袖", "リネンシャツ ハンソデ", "Linen shirt, short sleeve", "shirt-short", 7990, "白 生成り 藍 緑", letters6},
		{"BR-2160", "ブロードシャツ", "", "Broadcloth shirt", "shirt", 5990, "白 サックス ピンク グレー", letters6},
		{"PK-2170", "ポケットシャツ", "", "Pocket shirt", "shirt", 6490, "白 サックス 紺 黒 緑", letters6},
		{"OV-2180", "オーバーシャツ", "", "Overshirt", "shirt", 9900, "緑 紺 ベージュ こげ茶 黒", letters6},
		{"CD-2190", "コーデュロイシャツ", "", "Corduroy shirt", "shirt", 8690, "からし 緑 紺 こげ茶 生成り", letters6},
		{"OP-2195", "開襟シャツ", "カイキンシャツ", "Open collar shirt", "shirt-short", 6990, "生成り 黒 紺 緑 ピンク", letters6},
		{"OX-2910", "こどもオックスフォードシャツ", "コドモオックスフォードシャツ", "Children's Oxford shirt", "shirt", 4290, "白 サックス 紺 ピンク", heights},
	}},
	{"ニット", "見世野", 1, 10, "A-04", 0, []style{
		{"KN-3010", "ケーブルニット", "", "Cable knit", "knit", 8800, "キャメル からし 生成り 紺 グレー", letters},
		{"KN-3020", "カーディガン", "", "Cardigan", "cardigan", 9900, "緑 紺 チャコール キャメル 赤", letters6},
		{"KN-3030", "タートルニット", "", "Turtleneck", "turtleneck", 7990, "チャコール 白 黒 キャメル 紺", letters6},
		{"KN-3040", "ボーダーニット", "", "Striped knit", "border", 7490, "紺 黒 赤", letters6},
		{"KN-3050", "丸編みウールセーター", "マルアミウールセーター", "Round knit wool sweater", "knit", 7990, "からし 紺 グレー 緑 こげ茶", letters6},
		{"KN-3060", "ラムウールニット", "", "Lambswool knit", "knit", 8990, "グレー 紺 赤 キャメル ピンク", letters6},
		{"KN-3070", "リブニットベスト", "", "Rib knit vest", "knit", 6490, "黒 生成り 緑", letters},
		{"KN-3075", "ウールカーディガン", "", "Wool cardigan", "cardigan", 11000, "紺 グレー 黒 キャメル 生成り", letters6},
		{"KN-3080", "モックネックニット", "", "Mock neck knit", "turtleneck", 7490, "白 黒 グレー からし 緑 赤", letters6},
		{"KN-3085", "フィッシャーマンニット", "", "Fisherman knit", "knit", 13200, "生成り 紺 チャコール 緑 キャメル", letters6},
		{"KN-3090", "コットンボーダー", "", "Cotton striped top", "border", 5490, "紺 黒 赤 緑 からし", letters6},
		{"TE-3110", "ヘビーウェイトTシャツ", "ヘビーウェイトティーシャツ", "Heavyweight T-shirt", "tee", 3990, "白 黒 グレー 紺 緑 からし", letters6},
		{"TE-3120", "長袖Tシャツ", "ナガソデティーシャツ", "Long sleeve T-shirt", "tee", 4490, "白 黒 グレー 紺", letters6},
		{"TE-3130", "ポケットTシャツ", "ポケットティーシャツ", "Pocket T-shirt", "tee", 3490, "白 黒 サックス ピンク ベージュ", letters6},
		{"TE-3140", "ワイドTシャツ", "ワイドティーシャツ", "Wide T-shirt", "tee", 3990, "白 黒 グレー 緑 こげ茶", letters6},
		{"TE-3150", "ヘンリーネックTシャツ", "ヘンリーネックティーシャツ", "Henley", "tee", 4290, "白 黒 紺 ベージュ からし", letters6},
		{"TE-3910", "こどもTシャツ", "コドモティーシャツ", "Children's T-shirt", "tee", 1980, "白 紺 からし 緑 赤 サックス", heights},
		{"KN-3920", "こどもボーダー", "コドモボーダー", "Children's striped top", "border", 2970, "紺 赤 緑 からし", heights},
		{"KN-3930", "こどもカーディガン", "コドモカーディガン", "Children's cardigan", "cardigan", 4990, "紺 赤 グレー からし 緑", heights},
	}},
	{"パンツ", "見世野", 1, 10, "B-01", 0, []style{
		{"CP-4010", "チノパンツ", "", "Chinos", "chino", 7990, "ベージュ 紺 緑 黒", waists},
		{"CP-4020", "チノパンツ 細身", "チノパンツ ホソミ", "Slim chinos", "chino", 7990, "ベージュ 紺 グレー 黒", waists},
		{"DP-4110", "デニム ストレート", "", "Straight jeans", "jeans", 9900, "藍 サックス 黒", waists},
		{"DP-4120", "デニム ワイド", "", "Wide jeans", "jeans", 9900, "藍 サックス 白", waists},
		{"DP-4130", "デニム テーパード", "", "Tapered jeans", "jeans", 10890, "藍 黒", waists},
		{"DP-4140", "デニム スリム", "", "Slim jeans", "jeans", 8990, "藍 サックス 黒 グレー", waists},
		{"DP-4150", "カラーデニム", "", "Colored jeans", "jeans", 8690, "白 ベージュ こげ茶 緑 からし", waists},
		{"WK-4160", "ワークパンツ", "", "Work trousers", "chino", 8690, "ベージュ 緑 紺 黒 こげ茶", waists},
		{"TK-4170", "タックパンツ", "", "Pleated trousers", "chino", 9900, "黒 チャコール ベージュ 緑", waists},
		{"CP-4910", "こどもチノパンツ", "コドモチノパンツ", "Children's chinos", "chino", 3990, "ベージュ 紺 緑 黒", heights},
		{"DP-4920", "こどもデニム", "コドモデニム", "Children's jeans", "jeans", 4490, "藍 サックス 黒", heights},
		{"WP-4210", "ウールスラックス", "", "Wool trousers", "chino", 12980, "チャコール 紺 こげ茶", waists},
		{"EP-4310", "イージーパンツ", "", "Easy trousers", "chino", 6990, "黒 紺 ベージュ 緑", letters6},
		{"CD-4320", "コーデュロイパンツ", "", "Corduroys", "chino", 8990, "こげ茶 からし 緑 紺", waists},
	}},
	{"くつ下", "足もと舎", 2, 10, "B-05", 10, []style{
		{"SK-5010", "リブソックス", "", "Rib socks", "socks", 880, "チャコール 白 紺 グレー からし 緑 赤 生成り", "23-25 25-27 27-29"},
		{"SK-5020", "ラインソックス", "", "Striped socks", "socks", 990, "紺 赤 緑 黒", "23-25 25-27 27-29"},
		{"SK-5030", "ウールソックス", "", "Wool socks", "socks", 1540, "グレー キャメル 紺 緑 赤", "23-25 25-27 27-29"},
		{"SK-5040", "くるぶしソックス", "クルブシソックス", "Ankle socks", "socks", 660, "白 黒 グレー 紺 ピンク", "23-25 25-27"},
		{"SK-5050", "五本指ソックス", "ゴホンユビソックス", "Five-toe socks", "socks", 1100, "黒 グレー 紺 白", "23-25 25-27 27-29"},
		{"SK-5060", "ルームソックス", "", "Room socks", "socks", 1980, "生成り からし 赤 紺", "23-25 25-27"},
		{"SK-5070", "パイルソックス", "", "Terry socks", "socks", 1210, "白 グレー 紺 黒 緑", "23-25 25-27 27-29"},
		{"SK-5080", "ロングソックス", "", "Long socks", "socks", 1320, "黒 チャコール 紺 こげ茶 赤", "23-25 25-27 27-29"},
	}},
	{"バッグ", "帆船舎", 3, 10, "C-02", 0, []style{
		{"TB-6010", "帆布トート", "ハンプトート", "Canvas tote", "tote", 5390, "生成り 紺 黒 緑 からし", free},
		{"TB-6020", "帆布トート 小", "ハンプトート ショウ", "Canvas tote, small", "tote", 3990, "生成り 紺 黒 緑 ピンク", free},
		{"TB-6030", "帆布トート 大", "ハンプトート ダイ", "Canvas tote, large", "tote", 7590, "生成り 紺 黒", free},
		{"TB-6040", "帆布トート 横長", "ハンプトート ヨコナガ", "Canvas tote, wide", "tote", 6490, "生成り 紺 黒 からし 緑", free},
		{"TB-6050", "ランチトート", "", "Lunch tote", "tote", 2970, "生成り 紺 赤 緑 ピンク からし", free},
		{"TB-6060", "レザートート", "", "Leather tote", "tote", 19800, "こげ茶 キャメル 黒", free},
		{"WS-6210", "ウールストール", "", "Wool stole", "scarf", 6600, "キャメル 紺 グレー 赤 緑 からし", free},
		{"WS-6220", "リネンストール", "", "Linen stole", "scarf", 4990, "生成り 藍 ピンク サックス", free},
		{"WS-6230", "カシミヤストール", "", "Cashmere stole", "scarf", 16500, "キャメル グレー 紺 ピンク 赤", free},
	}},
	{"くつ", "足もと舎", 2, 10, "C-04", 0, []style{
		{"SN-7010", "キャンバススニーカー", "", "Canvas sneakers", "sneakers", 6490, "紺 白 黒 赤 緑", feet},
		{"SN-7020", "レザースニーカー", "", "Leather sneakers", "sneakers", 12980, "白 黒 紺", feet},
		{"SN-7030", "スリッポン", "", "Slip-ons", "sneakers", 5490, "紺 白 黒 ベージュ", feet},
		{"SN-7040", "ランニングスニーカー", "", "Running sneakers", "sneakers", 9900, "グレー 紺 黒 からし", feet},
		{"SN-7050", "ハイカットスニーカー", "", "High-top sneakers", "sneakers", 7590, "白 黒 紺 生成り 赤", feet},
		{"SN-7060", "スエードスニーカー", "", "Suede sneakers", "sneakers", 14300, "キャメル グレー 紺 緑", feet},
		{"SN-7070", "レインスニーカー", "", "Rain sneakers", "sneakers", 8690, "黒 紺 こげ茶", feet},
	}},
	{"うつわ", "窯のもと", 4, 10, "D-01", 0, []style{
		{"MG-8010", "波佐見のマグ", "ハサミノマグ", "Hasami mug", "mug", 2420, "紺 白 緑 からし 生成り ピンク", "300ml 400ml"},
		{"MG-8020", "半磁器のマグ", "ハンジキノマグ", "Semi-porcelain mug", "mug", 1980, "生成り 緑 グレー 黒", "250ml 350ml"},
		{"PL-8110", "丸皿", "マルザラ", "Round plate", "plate", 1650, "白 生成り 紺 緑 からし", "15cm 18cm 21cm 24cm"},
		{"PL-8120", "楕円皿", "ダエンザラ", "Oval plate", "plate", 2200, "白 生成り 藍", "20cm 26cm"},
		{"PL-8130", "パン皿", "パンザラ", "Bread plate", "plate", 1430, "白 緑 からし こげ茶", "18cm"},
		{"BW-8210", "飯碗", "メシワン", "Rice bowl", "bowl", 1760, "藍 白 緑 赤 ピンク 生成り", "小 中 大"},
		{"BW-8220", "汁椀", "シルワン", "Soup bowl", "bowl", 2750, "赤 黒 こげ茶", "小 大"},
		{"BW-8230", "どんぶり", "ドンブリ", "Donburi bowl", "bowl", 2640, "藍 白 生成り 黒", "15cm 17cm"},
		{"MG-8030", "スープマグ", "", "Soup mug", "mug", 2200, "白 からし 緑 赤 紺", "400ml"},
		{"PL-8140", "豆皿", "マメザラ", "Small dish", "plate", 770, "白 藍 緑 からし ピンク 赤", "9cm"},
		{"BW-8240", "サラダボウル", "", "Salad bowl", "bowl", 3300, "白 生成り 藍 緑", "18cm 21cm"},
	}},
	{"家電", "てまひま電機", 5, 10, "D-05", 0, []style{
		{"KT-9010", "電気ケトル", "デンキケトル", "Electric kettle", "kettle", 12980, "生成り 黒 緑 赤", "0.8L 1.0L"},
		{"TS-9020", "オーブントースター", "", "Toaster oven", "toaster", 16500, "生成り 黒 緑", "2枚焼き 4枚焼き"},
		{"RC-9030", "炊飯器", "スイハンキ", "Rice cooker", "rice-cooker", 32780, "白 黒 生成り", "3合 5.5合"},
	}},
	{"お茶", "山里製茶", 6, 8, "E-01", 12, []style{
		{"TE-1010", "静岡 煎茶 80g", "シズオカ センチャ", "Shizuoka sencha 80 g", "tea", 1296, "缶入り", ""},
		{"TE-1011", "静岡 煎茶 200g", "シズオカ センチャ", "Shizuoka sencha 200 g", "tea", 2700, "袋入り", ""},
		{"TE-1020", "煎茶 やぶきた 100g", "センチャ ヤブキタ", "Yabukita sencha 100 g", "tea", 1296, "缶入り", ""},
		{"TE-1030", "宇治 玉露 50g", "ウジ ギョクロ", "Uji gyokuro 50 g", "tea", 2160, "缶入り", ""},
		{"TE-1040", "ほうじ茶 100g", "ホウジチャ", "Hojicha 100 g", "tea", 864, "袋入り", ""},
		{"TE-1041", "ほうじ茶 ティーバッグ 15袋", "ホウジチャ ティーバッグ", "Hojicha, 15 tea bags", "tea", 756, "袋入り", ""},
		{"TE-1050", "玄米茶 150g", "ゲンマイチャ", "Genmaicha 150 g", "tea", 810, "袋入り", ""},
		{"TE-1060", "和紅茶 50g", "ワコウチャ", "Japanese black tea 50 g", "tea", 1188, "缶入り", ""},
		{"TE-1070", "八女 煎茶 80g", "ヤメ センチャ", "Yame sencha 80 g", "tea", 1404, "缶入り", ""},
		{"TE-1080", "抹茶 30g", "マッチャ", "Matcha 30 g", "tea", 1728, "缶入り", ""},
	}},
	{"食品", "里のたくわえ", 7, 8, "E-04", 0, []style{
		{"RI-1110", "新潟 コシヒカリ", "ニイガタ コシヒカリ", "Niigata Koshihikari rice", "rice", 1512, "袋入り", "2kg 5kg"},
		{"RI-1120", "山形 つや姫", "ヤマガタ ツヤヒメ", "Yamagata Tsuyahime rice", "rice", 1620, "袋入り", "2kg 5kg"},
		{"RI-1130", "玄米 ゆめぴりか", "ゲンマイ ユメピリカ", "Yumepirika brown rice", "rice", 1404, "袋入り", "2kg 5kg"},
	}},
}

// baked is what the shop's oven makes: it carries codes that the shop prints.
var baked = category{"食品", "見世野", 1, 8, "E-06", 0, []style{
	{"BD-1210", "角食パン", "カクショクパン", "White loaf", "bread", 432, "袋入り", "1斤 半斤"},
	{"BD-1220", "山食パン", "ヤマショクパン", "Mountain loaf", "bread", 453, "袋入り", "1斤 半斤"},
	{"BD-1230", "くるみパン", "クルミパン", "Walnut bread", "bread", 324, "袋入り", ""},
	{"BD-1240", "あんパン", "アンパン", "Sweet bean bun", "bread", 237, "袋入り", ""},
	{"BD-1250", "カンパーニュ", "", "Country loaf", "bread", 540, "袋入り", "ホール ハーフ"},
}}

// small is what has no room for thirteen digits.
var small = category{"食品", "里のたくわえ", 7, 8, "E-05", 0, []style{
	{"SW-1310", "金平糖", "コンペイトウ", "Sugar candy", "tea", 324, "袋入り", ""},
	{"SW-1320", "黒飴", "クロアメ", "Brown sugar candy", "tea", 270, "袋入り", ""},
	{"SW-1330", "塩キャラメル", "シオキャラメル", "Salted caramel", "tea", 378, "袋入り", ""},
	{"SW-1340", "柚子七味", "ユズシチミ", "Yuzu seven spice", "tea", 540, "缶入り", ""},
}}
