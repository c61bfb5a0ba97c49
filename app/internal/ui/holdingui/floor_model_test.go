package holdingui

import (
	"testing"

	"miseban/app/internal/holding"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

func TestFloorWords(t *testing.T) {
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	c := all.In(words.Ja)
	home := retail.Address{Postal: "1500042", Prefecture: "東京都", City: "渋谷区", Town: "宇田川町", Street: "1-2-3"}
	h := retail.Hold{
		Floor:    &retail.Floor{Way: retail.HomeDelivery, Parts: 2, BillTaxIn: 21970, PartTaxIn: 12980, Day: "2026-11-28", Hours: retail.Morning},
		Customer: retail.Customer{Phone: "09012345678", Address: home},
	}
	if m := floorOf(c, holding.Row{Hold: &retail.Hold{}}); m != nil {
		t.Errorf("no floor order: %+v", m)
	}
	m := floorOf(c, holding.Row{Hold: &h})
	want := floorModel{Pay: "お会計 ¥12,980（これから）\n全部で ¥21,970", When: "11月28日(土) お届け希望 午前中", Where: "〒150-0042 東京都渋谷区宇田川町 1-2-3", Phone: "09012345678"}
	if *m != want {
		t.Errorf("%+v\nwant %+v", *m, want)
	}
	h.Pay, h.PaidTaxIn, h.Floor.Waybill, h.Floor.Parts = retail.PaidAll, 12980, "1234", 1
	if m = floorOf(c, holding.Row{Hold: &h}); m.Pay != "お会計済み ¥12,980" || m.Waybill != "送り状番号 1234" {
		t.Errorf("%+v", *m)
	}
	h.Floor.Way = retail.CollectLater
	if m = floorOf(c, holding.Row{Hold: &h}); m.Where != "" || m.Phone != "" || m.When != "" {
		t.Errorf("nobody needs the address here: %+v", *m)
	}
}
