package widgets

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
)

var sheets = []sheet{
	{"basics", 360, 640, 2, basicsSheet},
	{"icons", 360, 300, 2, iconsSheet},
}

func basicsSheet() fyne.CanvasObject {
	para := Body("こちらの商品は、店舗受取（BOPIS）の対象です。お渡しの際は「受取コード」を読み取ってください。BO-100234 Waterproof Shoes gy")
	rich := NewText(Run{Text: "4825", Code: true}, Run{Text: " ワタナベ様の注文は\n10:47 に"}, Run{Text: "キャンセル", Bold: true}, Run{Text: "になりました"}).Center()
	return Layers(NewBox(theme.Bg), VBox(0,
		Inset(VBox(8,
			Code("A-01-2", theme.T64).Center(),
			para, rich,
			HBox(8, NewStateChip(theme.State(retail.Received), "受付"), NewStateChip(theme.State(retail.Staged), "保管済"), NewHeadChip(assets.IconCheck, ToneGrey, "引き渡し済")),
			HBox(8, NewStateChip(theme.ClaimLook(false), "鈴木さんが担当中"), Grow(Counted("3", "点", theme.T20, theme.T13).Right())),
			Caption("10:42 時点（3分前）"),
		), 16, 16),
		Space(),
		NewBottomBar(Action{Kind: Secondary, Text: "見つから\nない"}, Action{Kind: ScanWait, Text: "商品をスキャン"}),
		NewBottomBar(Action{Kind: Main, Text: "まとめてピッキング", Sub: "受付の3件・9点", Icon: assets.IconList}),
		NewBottomBar(Action{Kind: NotYet, Text: "引き渡す", Sub: "あと 1袋スキャンしてください", Icon: assets.IconBag}),
	))
}

func iconsSheet() fyne.CanvasObject {
	var cells []fyne.CanvasObject
	for _, n := range assets.Icons() {
		cells = append(cells, Center(NewIcon(n, 24, theme.Ink)))
	}
	return Layers(NewBox(theme.Bg), Inset(Grid(9, 8, cells...), 16, 16))
}
