package widgets

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/load/loadtest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
)

var sheets = []sheet{
	{"basics", 360, 640, 2, basicsSheet},
	{"icons", 360, 300, 2, iconsSheet},
	{"signin", 360, 640, 2, signInSheet},
	{"queue", 360, 640, 2, queueSheet},
	{"pick", 360, 640, 2, pickSheet},
	{"right", 360, 640, 2, rightSheet},
	{"wrong", 360, 640, 2, wrongSheet},
	{"short", 360, 640, 2, shortSheet},
	{"staging", 360, 640, 2, stagingSheet},
	{"canceled", 360, 640, 2, canceledSheet},
	{"misc", 360, 640, 2, miscSheet},
	{"tablet", 1280, 800, 1, tabletSheet},
	{"counter", 1280, 800, 1, counterSheet},
	{"used", 1280, 800, 1, usedSheet},
}

// thumbsNow gives every picture at once, a square of the key's colour on the
// picture ground.
func thumbsNow() *Thumbs {
	pump := loadtest.NewPump()
	page := load.Open(context.Background(), load.Env{Do: direct{pump}, Timer: load.RealTimer{}, Clock: retail.ClockFunc(func() time.Time { return time.Time{} })})
	t := NewThumbs(page, 100, nil)
	t.source = func(_ context.Context, key string, px int) (image.Image, error) { return fakePicture(key, px), nil }
	for _, px := range []int{52, 104, 64, 128, 80, 160, 112, 224, 144, 288, 176, 352} {
		for _, key := range []string{"shirt", "knit", "mug", "shoes", "tote"} {
			t.arrived(thumbKey{key, px}, fakePicture(key, px), nil)
		}
	}
	return t
}

type direct struct{ *loadtest.Pump }

func fakePicture(key string, px int) image.Image {
	colours := map[string]color.NRGBA{"shirt": {0xF7, 0xF6, 0xF1, 0xff}, "knit": {0xC9, 0x9A, 0x2E, 0xff}, "mug": {0x2F, 0x4A, 0x7D, 0xff}, "shoes": {0x2A, 0x33, 0x63, 0xff}, "tote": {0xEA, 0xE4, 0xCF, 0xff}}
	img := image.NewNRGBA(image.Rect(0, 0, px, px))
	draw.Draw(img, img.Bounds(), image.NewUniform(theme.In(theme.Pic, theme.Light)), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(px/4, px/5, px*3/4, px*4/5), image.NewUniform(colours[key]), image.Point{}, draw.Src)
	return img
}

var (
	white  = color.NRGBA{0xF7, 0xF6, 0xF1, 0xff}
	camel  = color.NRGBA{0xC0, 0x8E, 0x59, 0xff}
	synced = SyncData{Kind: SyncConnected, Word: "接続", UnsentWord: "未送信"}
)

func ground(o fyne.CanvasObject) fyne.CanvasObject { return Layers(NewBox(theme.Bg), o) }

func basicsSheet() fyne.CanvasObject {
	para := Body("こちらの商品は、店舗受取（BOPIS）の対象です。お渡しの際は「受取コード」を読み取ってください。BO-100234 Waterproof Shoes gy")
	rich := NewText(Run{Text: "4825", Code: true}, Run{Text: " ワタナベ様の注文は\n10:47 に"}, Run{Text: "キャンセル", Bold: true}, Run{Text: "になりました"}).Center()
	return ground(VBox(0,
		Inset(VBox(8,
			Code("A-01-2", theme.T64).Center(),
			para, rich,
			Wrap(8, NewStateChip(theme.State(retail.Received), "受付"), NewStateChip(theme.State(retail.Staged), "保管済"), NewHeadChip(assets.IconCheck, ToneGrey, "引き渡し済")),
			HBox(8, NewStateChip(theme.ClaimLook(false), "鈴木さんが担当中"), Grow(Counted("3", "点", theme.T20, theme.T13).Right())),
			Caption("10:42 時点（3分前）"),
		), 16, 16),
		Space(),
		NewBottomBar(Action{Kind: NotYet, Text: "引き渡す", Sub: "あと 1袋スキャンしてください", Icon: assets.IconBag}),
		NewBottomBar(Action{Kind: Secondary, Text: "見つから\nない"}, Action{Kind: ScanWait, Text: "商品をスキャン"}),
	))
}

func iconsSheet() fyne.CanvasObject {
	var cells []fyne.CanvasObject
	for _, n := range assets.Icons() {
		cells = append(cells, Center(NewIcon(n, 24, theme.Ink)))
	}
	return ground(Inset(Grid(9, 8, cells...), 16, 16))
}

func signInSheet() fyne.CanvasObject {
	dots := NewPINDots(4)
	dots.Set(2)
	bar := NewAppBar(AppBarData{Title: "渋谷店", Sub: "ハンディ 2", Root: true, Sync: synced})
	wait := NewBigButton(Action{Kind: ScanWait, Text: "名札をスキャン", Sub: "または 4けたの番号を入れる", Icon: assets.IconBadge})
	return ground(Page(bar, NewScroll(Inset(VBox(8, wait, Grow(dots), NewKeypad(func(rune) {}, func() {}), Caption("前の人の作業は、そのまま続けられます").Center()), 16, 16)), nil))
}

func cards() []OrderCardData {
	received := StateChipData(theme.State(retail.Received), "受付")
	return []OrderCardData{
		{Time: TimeData{TimeLate, "遅れ", "6", "分"}, Number: "4819", Name: "タナカ様", Place: "売場 1階", Chips: []ChipData{received}, Picture: "shoes", Count: "2", Unit: "点"},
		{Time: TimeData{TimeSoon, "あと", "14", "分"}, Number: "4821", Name: "ヤマダ様", Place: "売場 1階・2階", Chips: []ChipData{received}, Picture: "shirt", Count: "3", Unit: "点"},
		{Time: TimeData{TimeTaken, "あと", "32", "分"}, Number: "4822", Name: "サトウ様", Place: "売場 1階", Chips: []ChipData{StateChipData(theme.ClaimLook(false), "鈴木さんが担当中")}, Picture: "mug", Count: "1", Unit: "点", Colleague: true},
		{Time: TimeData{TimeCalm, "あと", "58", "分"}, Number: "4825", Name: "ワタナベ様", Place: "売場 2階", Chips: []ChipData{received}, Picture: "knit", Count: "4", Unit: "点"},
	}
}

func cardList(data []OrderCardData, chosen int) *List {
	thumbs := thumbsNow()
	return NewList(ListData{
		Len: func() int { return len(data) },
		New: func() fyne.CanvasObject { return NewOrderCard(thumbs, nil) },
		Bind: func(i int, row fyne.CanvasObject) {
			d := data[i]
			d.Chosen = i == chosen
			row.(*OrderCard).Set(d)
		},
		Gap: 8, Margin: 16,
	})
}

var tabs = []Tab{{"受付", 12, false}, {"保管", 8, false}, {"お渡し", 3, false}, {"要確認", 2, true}}

func queueSheet() fyne.CanvasObject {
	off := SyncData{Kind: SyncOffline, Word: "オフライン", Detail: "3分", UnsentWord: "未送信", Unsent: 4}
	bar := NewAppBar(AppBarData{Title: "受取", Sub: "渋谷店・佐藤", Root: true, Sync: off, OnMenu: func() {}})
	return ground(Page(VBox(0, bar, NewCountTabs(tabs, 0, false, nil)), cardList(cards(), -1),
		NewBottomBar(Action{Kind: Main, Text: "まとめてピッキング", Sub: "受付の3件・9点", Icon: assets.IconList})))
}

func pickSheet() fyne.CanvasObject {
	bar := NewAppBar(AppBarData{Code: "4821", Title: "ヤマダ様", Sub: "あと14分", Icon: assets.IconClock, Tone: theme.Amber, Sync: synced, OnBack: func() {}})
	pic := NewPicture(176, 176)
	thumbsNow().Show(pic, "shirt")
	item := Panel(CardBox(), 14, VBox(8, Strong("オックスフォードシャツ"), HBoxTop(16, Fixed(pic, 176, 176),
		Grow(VBox(4, NewSwatch(white, "白", theme.T24), NewText(Run{Text: "M", Size: theme.T64, Bold: true}).OneLine(), NewText(Run{Text: "×1", Size: theme.T40}))))))
	body := VBox(8, Code("A-01-2", theme.T64).Center(), Center(HBox(6, NewIcon(assets.IconPin, 18, theme.Ink2), Body("売場 2階・左奥の棚").In(theme.Ink2))),
		item, NewProgressRow("1", "/ 3点", 0, 3), Hairline(),
		HBox(8, NewText(Run{Text: "在庫 "}, Run{Text: "2", Size: theme.T24, Bold: true, Code: true}, Run{Text: "点"}), Grow(Small("10:42 時点（3分前）").Right())))
	return ground(Page(bar, NewScroll(Inset(body, 16, 8)), NewBottomBar(Action{Kind: Secondary, Text: "見つから\nない"}, Action{Kind: ScanWait, Text: "商品をスキャン"})))
}

func rightSheet() fyne.CanvasObject {
	pic := NewPicture(112, 112)
	thumbsNow().Show(pic, "knit")
	next := Panel(CardBox(), 16, HBox(16, Fixed(pic, 112, 112), Grow(Middle(VBox(4, Strong("つぎの棚").In(theme.Accent), Code("A-04-1", theme.T40), Small("ケーブルニット").In(theme.Ink), HBox(16, NewSwatch(camel, "キャメル", theme.T15), Strong("L")))))))
	return ground(Page(NewRightHead("合っています", "オックスフォードシャツ", "白・M"), NewScroll(Inset(VBox(16, NewProgressRow("1", "/ 3点 済", 1, 3), next), 16, 16)),
		NewBottomBar(Action{Kind: Secondary, Text: "戻す", Sub: "あと 8秒", Icon: assets.IconUndo}, Action{Kind: ScanWait, Text: "商品をスキャン"})))
}

func wrongSheet() fyne.CanvasObject {
	return NewWrongAnswer(thumbsNow(), WrongData{
		Sentence: "これは L です", Need: "必要なのは", Wanted: "M", Scanned: WrongCard{"スキャンした品", "shirt", "L"}, Right: WrongCard{"必要な品", "shirt", "M"},
		Where: "M は左どなりにあります", WhereMore: []Run{{Text: "棚 "}, {Text: "A-01-2", Code: true, Bold: true}, {Text: "・色は合っています"}}, OK: "わかりました",
	})
}

func shortSheet() fyne.CanvasObject {
	bar := NewAppBar(AppBarData{Title: "見つからない", Sub: "4821 ヤマダ様", Sync: synced, OnBack: func() {}})
	rows := VBox(8, SectionHead("どうでしたか", "棚 A-01-2・在庫 2"),
		NewReasonRow(ReasonData{assets.IconSearch, "棚にない", "在庫 2 を確認中に。棚卸へ追加"}, true, nil),
		NewReasonRow(ReasonData{assets.IconWarn, "傷・汚れがある", "1点をB品へ。在庫 2 → 1"}, false, nil),
		NewReasonRow(ReasonData{assets.IconTag, "展示品しかない", "1点を展示品へ。在庫 2 → 1"}, false, nil),
		NewReasonRow(ReasonData{assets.IconCard, "もう売れた", "在庫 2 のまま。レジの反映待ち"}, false, nil))
	return ground(Page(bar, NewScroll(Inset(rows, 16, 12)), NewBottomBar(Action{Kind: Main, Text: "お客様への提案へ", Sub: "代わりの品・他店へ振替・配送", Trailing: assets.IconArrow})))
}

func stagingSheet() fyne.CanvasObject {
	bar := NewAppBar(AppBarData{Title: "保管", Sub: "4821 ヤマダ様・3点", Sync: synced, OnBack: func() {}})
	panel := NewShelfPanel(ShelfData{"受取コーナー", "B-12", "中段・左から 3つ目", []Slot{{"10", SlotTaken}, {"11", SlotTaken}, {"12", SlotHere}, {"13", SlotFree}, {"14", SlotTaken}}})
	bags := HBoxFill(8, Grow(NewBagTile(BagData{"袋1", "済", BagDone}, nil)), Grow(NewBagTile(BagData{"袋2", "つぎ", BagNext}, nil)))
	return ground(Page(bar, NewScroll(Inset(VBox(12, SectionHead("この棚へ", "いちばん近い空き棚"), Grow(panel), SectionHead("袋をスキャン", "1 / 2"), bags), 16, 12)),
		NewBottomBar(Action{Kind: Secondary, Text: "別の\n棚へ"}, Action{Kind: ScanWait, Text: "袋2 をスキャン"})))
}

func canceledSheet() fyne.CanvasObject {
	head := NewStopHead("ピッキングを\n止めてください", Run{Text: "4825", Code: true}, Run{Text: " ワタナベ様の注文は\n10:47 に"}, Run{Text: "キャンセル", Bold: true}, Run{Text: "になりました"})
	thumbs := thumbsNow()
	body := VBox(8, HBox(8, Grow(Name("棚へ戻す品")), Counted("2", "点", theme.T24, theme.T17)),
		NewPutBackRow(thumbs, ItemData{Picture: "knit", Name: "ケーブルニット", Color: camel, ColorWord: "からし", Size: "M", Shelf: "A-04-2"}),
		NewPutBackRow(thumbs, ItemData{Picture: "shirt", Name: "オックスフォードシャツ", Color: white, ColorWord: "サックス", Size: "L", Shelf: "A-01-4"}),
		Pad(HBox(8, NewIcon(assets.IconMail, 20, theme.Ink2), Small("お客様へのご連絡は済んでいます")), 8, 0, 0, 0))
	return ground(Page(head, NewScroll(Inset(body, 16, 16)), NewBottomBar(Action{Kind: Secondary, Text: "あとで"}, Action{Kind: Main, Text: "棚戻しをはじめる", Icon: assets.IconUndo})))
}

func miscSheet() fyne.CanvasObject {
	env, _, _ := loadtest.Env(time.Time{})
	kana := NewKanaPad(func(string) {}, func() {}, func() {})
	body := VBox(12, NewHoldToReveal("090-••••-1234", theme.T17, nil), NewProgressRow("11", "/ 12点", 11, 12), NewCheckTile(assets.IconUser, "ご本人確認", false, nil), NewSkeletonCard(), kana)
	stage := NewStage(ground(Page(nil, NewScroll(Inset(body, 16, 16)), NewBottomBar(Action{Kind: Main, Text: "つぎへ"}))), load.Open(context.Background(), env))
	stage.Toast("4821 を保管しました", "戻す", nil)
	return stage
}

func tabletSheet() fyne.CanvasObject {
	bar := NewAppBar(AppBarData{Title: "受取", Sub: "渋谷店・佐藤", Tablet: true, Clock: "10:45", Sync: synced})
	rail := NewRail([]RailItem{{assets.IconBag, "受取", 0}, {assets.IconTruck, "店舗出荷", 0}, {assets.IconHold, "取り置き", 0}, {assets.IconTag, "商品", 0}, {assets.IconList, "棚卸", 0}, {assets.IconReturn, "返品", 0}, {assets.IconNote, "申し送り", 2}}, 0, nil)
	left := Page(Inset(NewCountTabs(tabs, 0, true, nil), 16, 16), cardList(cards(), 1), Inset(NewBigButton(Action{Kind: Secondary, Text: "まとめてピッキング", Sub: "受付の4件・11点", Icon: assets.IconList}), 16, 16))
	steps := NewSteps([]StepData{{assets.IconRing, "受付"}, {assets.IconWalk, "ピッキング"}, {assets.IconShelf, "保管"}, {assets.IconMail, "お知らせ"}, {assets.IconBag, "引き渡し"}}, 1)
	thumbs := thumbsNow()
	items := ItemList(
		NewItemRow(thumbs, ItemData{"shirt", "オックスフォードシャツ", white, "白", "M", "×1", "在庫 2点(10:42 時点)", "A-01-2", "売場 2階・左奥"}, nil),
		NewItemRow(thumbs, ItemData{"knit", "ケーブルニット", camel, "キャメル", "L", "×1", "在庫 5点(10:42 時点)", "A-04-1", "売場 2階・中央"}, nil),
		NewItemRow(thumbs, ItemData{"tote", "帆布トート", white, "生成り", "フリー", "×1", "在庫 7点(10:42 時点)", "C-02-3", "売場 1階・入口"}, nil))
	head := HBox(16, Grow(VBox(4, NewText(Run{Text: "4821", Size: theme.T24, Code: true, Color: theme.Ink2}, Run{Text: "  "}, Run{Text: "ヤマダ様", Size: theme.T32, Bold: true}, Run{Text: "  3点", Size: theme.T20}),
		HBox(8, NewStateChip(theme.State(retail.Received), "受付"), NewChip(assets.IconCard, ToneGreen, "支払い済"), Small("注文 10:29・お約束 10:59")))), Fixed(NewTimeBlock(TimeData{TimeSoon, "あと", "14", "分"}), 120, 88))
	foot := Inset(HBoxFill(8, NewBigButton(Action{Kind: Secondary, Text: "対応不可にする"}), NewBigButton(Action{Kind: Secondary, Text: "申し送り"}), Grow(NewBigButton(Action{Kind: Main, Text: "ピッキングをはじめる", Icon: assets.IconWalk, Large: true}))), 24, 16)
	detail := Page(nil, NewScroll(Inset(VBox(16, head, steps, items), 24, 24)), foot)
	return ground(Page(bar, TwoPane(rail, TwoPane(left, detail, ListPane), RailWidth), nil))
}

func counterSheet() fyne.CanvasObject {
	bar := NewAppBar(AppBarData{Title: "お渡し", Sub: "渋谷店・佐藤・カウンター1", Tablet: true, Clock: "11:08", Sync: synced, OnBack: func() {}})
	head := HBox(16, Grow(NewText(Run{Text: "ヤマダ様", Size: theme.T40, Bold: true}, Run{Text: "  4821", Size: theme.T24, Code: true, Color: theme.Ink2}, Run{Text: "  3点・袋 2つ", Size: theme.T20, Color: theme.Ink2})), NewCheckTile(assets.IconUser, "ご本人確認", true, nil))
	tiles := HBoxFill(16, AtLeast(VBox(16, Grow(NewCounterTile(TileData{Icon: assets.IconCard, Word: "支払い", Value: "済", Caption: "クレジット ¥21,780", OK: true})), Grow(NewCounterTile(TileData{Icon: assets.IconBox, Word: "準備", Value: "3点", Caption: "お知らせ済 11:00", OK: true}))), 280, 0),
		Grow(NewPlaceTile(PlaceData{"場所", "受取コーナー・中段", "B-12", []string{"袋1", "袋2"}, "10:58 に保管(鈴木)"})))
	bags := Panel(CardBox(), 14, HBox(16, VBox(0, Small("袋のスキャン"), NewText(Run{Text: "1", Size: theme.T40, Bold: true, Code: true}, Run{Text: " / 2", Size: theme.T24, Bold: true, Color: theme.Ink2})), Grow(NewBagChip(BagData{"袋1", "", BagDone}, nil)), Grow(NewBagChip(BagData{"袋2", "", BagNext}, nil))))
	foot := HBoxFill(16, Grow(bags), Grow(NewBigButton(Action{Kind: NotYet, Text: "引き渡す", Sub: "あと 1袋スキャンしてください", Icon: assets.IconBag})))
	body := Inset(VBox(16, head, Grow(tiles), NewBand(BandData{true, "お渡し可否", "お渡しできます", "", []string{"受取コード 確認済", "受取期限 11月28日(土)"}}), foot), 24, 20)
	side := Layers(NewBox(theme.Card), Inset(VBox(8, SectionHead("ご一緒にいかがですか", ""), Small("お受け取りの品に合うもの")), 24, 24))
	return ground(Page(bar, TwoPaneRight(body, side, SidePane), nil))
}

func usedSheet() fyne.CanvasObject {
	bar := NewAppBar(AppBarData{Title: "お渡し", Sub: "渋谷店・鈴木・カウンター2", Tablet: true, Clock: "11:20", Sync: synced, OnBack: func() {}})
	head := HBox(16, Grow(NewText(Run{Text: "ヤマダ様", Size: theme.T40, Bold: true}, Run{Text: "  4821", Size: theme.T24, Code: true, Color: theme.Ink2})), NewHeadChip(assets.IconCheck, ToneGrey, "引き渡し済"))
	tiles := Grid(3, 16, NewCounterTile(TileData{Icon: assets.IconCard, Word: "支払い", Value: "済", Caption: "クレジット ¥21,780", OK: true, Small: true}),
		NewCounterTile(TileData{Icon: assets.IconBox, Word: "準備", Value: "3点", Caption: "袋 2つ・10:58 に保管", OK: true, Small: true}),
		NewCounterTile(TileData{Icon: assets.IconShelf, Word: "場所", Value: "棚にありません", Caption: "B-12 から 11:12 に出しました", Small: true}))
	foot := HBoxFill(12, NewBigButton(Action{Kind: Secondary, Text: "ほかの注文をさがす"}), NewBigButton(Action{Kind: Secondary, Text: "店長を呼ぶ", Icon: assets.IconBell}), Grow(NewBigButton(Action{Kind: Main, Text: "お渡しの記録を見る", Icon: assets.IconList, Large: true})))
	body := Inset(VBox(16, head, NewBand(BandData{false, "お渡し可否", "お渡しできません", "このコードは 11:12 に使われています(佐藤さん・カウンター1)", nil}), tiles,
		NewNumberedSteps("「お調べいたします。少々お待ちください」とお伝えする", "ご家族がお受け取りになっていないか、うかがう", "わからないときは、お渡しの記録を店長と見る"), Space(), foot), 24, 24)
	side := Layers(NewBox(theme.Card), Inset(VBox(0, SectionHead("この注文の記録", ""),
		NewRecordRow(RecordData{assets.IconRing, "受付", "渋谷店", "10:29", RecordPlain}), NewRecordRow(RecordData{assets.IconShelf, "保管済", "鈴木・棚 B-12", "10:58", RecordPlain}),
		NewRecordRow(RecordData{assets.IconCheck, "引き渡し済", "佐藤・カウンター1", "11:12", RecordNow}), NewRecordRow(RecordData{assets.IconExcl, "同じコードを提示", "鈴木・カウンター2", "11:20", RecordRing})), 24, 24))
	return ground(Page(bar, TwoPaneRight(body, side, SidePane), nil))
}
