package showui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"miseban/app/internal/floor"
	"miseban/app/internal/showroom"
	"miseban/app/retail"
	"miseban/scanner"
)

// till is a terminal's database with one other site, and what was recorded in it.
type till struct {
	here     int
	recorded []retail.Command
}

func (t *till) Record(_ context.Context, _ retail.Role, cmds ...retail.Command) ([]retail.Decision, error) {
	t.recorded = append(t.recorded, cmds...)
	return make([]retail.Decision, len(cmds)), nil
}

func (*till) SKU(_ context.Context, id retail.SKUID) (retail.SKU, error) {
	return retail.SKU{ID: id, Name: "シャツ 7", Size: "M", Color: retail.Color{Word: "白"}, PriceTaxIn: 5990, TaxRate: 10}, nil
}

func (t *till) StockHere(_ context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.StockLevel, error) {
	return map[retail.SKUID]retail.StockLevel{ids[0]: {OnHand: t.here}}, nil
}

var noon = time.Date(2026, 11, 21, 10, 42, 0, 0, retail.Japan)

func (*till) StockElsewhere(context.Context, retail.SKUID) ([]retail.SiteStock, time.Time, error) {
	return []retail.SiteStock{{Site: "N", OnHand: 9, Available: 9, Moved: noon, Heard: noon}}, noon, nil
}

func (*till) Site(context.Context) (retail.Site, error) {
	return retail.Site{ID: "S", Kind: retail.Shop, Opens: "10:00", Closes: "20:00"}, nil
}

func (*till) Sites(context.Context) ([]retail.Site, error) {
	return []retail.Site{{ID: "S", Kind: retail.Shop}, {ID: "N", Kind: retail.Shop, Name: "新宿店"}}, nil
}

func (*till) Chain(context.Context) (retail.Chain, error) { return retail.Chain{}, nil }

func (*till) PostalAreas(_ context.Context, code retail.PostalCode) ([]retail.PostalArea, error) {
	if code != "1500042" {
		return nil, nil
	}
	return []retail.PostalArea{{Code: code, Prefecture: "東京都", City: "渋谷区", Town: "宇田川町"}}, nil
}

func (r *rig) tap(x, y float32) {
	test.TapCanvas(r.win.Canvas(), fyne.NewPos(x, y))
	r.settle()
}

// TestOrderHome: what the shop lacks is ordered to the customer's home, typed on the
// glass; touched twice it is one order, and then the tablet knows nobody any more.
func TestOrderHome(t *testing.T) {
	r, db := newRig(t, 9, blank), &till{}
	r.svc.Take(floor.New(db, "tablet-1", r.clock, retail.UUIDv7{}))
	r.screen.Scan(scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: "04901234567894"}})
	r.settle()
	r.tap(1100, 740) // かごに入れる
	r.tap(1180, 40)  // かご
	if !r.sees("かごの中") || !r.sees("新宿店からお送りします") || !r.sees("6,540") {
		t.Fatalf("the basket: %s", texts(r.win.Content()))
	}
	r.tap(1092, 740)
	const w, h = 96, 80
	for _, d := range "1500042" {
		n := float32(d - '1')
		if d == '0' {
			n = 10
		}
		r.tap(400+44+float32(int(n)%3)*w, 164+36+float32(int(n)/3)*h)
	}
	if !r.sees("150-0042") || !r.sees("東京都渋谷区宇田川町") || !r.sees("ご住所が見つかりました") {
		t.Fatalf("the address: %s", texts(r.win.Content()))
	}
	r.tap(760+104, 300) // the first day, in the morning
	r.tap(984, 740)
	if !r.sees("こちらもお聞かせください") {
		t.Fatalf("a street is needed: %s", texts(r.win.Content()))
	}
	v := r.svc.Visit
	v.Type(showroom.StreetField, "1-2-3")
	v.Type(showroom.NameField, "やまだ")
	v.Type(showroom.PhoneField, "09012345678")
	r.tap(984, 740)
	if !r.sees("ご注文の内容をお確かめください") || !r.sees("宇田川町 1-2-3") {
		t.Fatalf("to be checked: %s", texts(r.win.Content()))
	}
	test.TapCanvas(r.win.Canvas(), fyne.NewPos(996, 736))
	r.tap(996, 736)
	if !r.sees("お会計番号") || len(db.recorded) != 1 {
		t.Fatalf("%d orders: %s", len(db.recorded), texts(r.win.Content()))
	}
	b := db.recorded[0].Body.(retail.FloorOrder)
	if b.At != "N" || b.Floor.Way != retail.HomeDelivery || b.Customer.Kana != "ヤマダ" || b.Customer.Address.Street != "1-2-3" || b.Floor.PartTaxIn != 6540 || b.Floor.Day == "" || db.recorded[0].Staff != "" {
		t.Errorf("%+v", b)
	}
	if !r.sees(strings.Join(strings.Split(b.Number, ""), "\n")) {
		t.Errorf("the number %s is not shown: %s", b.Number, texts(r.win.Content()))
	}
	if left := fmt.Sprintf("%+v", *r.svc.Visit); strings.Contains(left, "やまだ") || strings.Contains(left, "09012345678") || r.svc.Basket().Pieces() != 0 {
		t.Errorf("left of the customer: %s", left)
	}
}

// TestWhatIsHere: goods to carry out need no name.
func TestWhatIsHere(t *testing.T) {
	r, db := newRig(t, 9, blank), &till{here: 2}
	r.svc.Take(floor.New(db, "tablet-1", r.clock, retail.UUIDv7{}))
	r.screen.Scan(scanner.Code{Kind: scanner.KindGTIN, Fields: scanner.Fields{Key: "04901234567894"}})
	r.settle()
	r.tap(1100, 740)
	r.tap(1180, 40)
	r.tap(1092, 740)
	if !r.sees("ご注文の内容をお確かめください") {
		t.Fatalf("goods to carry out need nobody's name: %s", texts(r.win.Content()))
	}
	r.tap(996, 736)
	if len(db.recorded) != 1 || db.recorded[0].Body.(retail.FloorOrder).Customer != (retail.Customer{}) {
		t.Errorf("%+v", db.recorded)
	}
}
