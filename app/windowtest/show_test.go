//go:build window

package windowtest

import (
	"context"
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/scanner"
)

// soldOut is オックスフォードシャツ サックス M, of which 渋谷店 has none and 新宿店, the nearest, one.
const soldOut = "OX-2041-SX-M"

// Where a customer touches the tablet.
var (
	showSearch  = image.Pt(920, 40)
	showSmall   = image.Pt(1020, 493)
	showHit     = image.Pt(140, 180)
	showCell    = image.Pt(734, 331)
	showPut     = image.Pt(1058, 740)
	showBasket  = image.Pt(1180, 40)
	showOnward  = image.Pt(1092, 740)
	showConfirm = image.Pt(996, 736)
	showSlot    = image.Pt(1036, 342) // the third day, 14-16時
	showNext    = image.Pt(636, 440)
	showWord    = image.Pt(1100, 742)

	showMain = image.Rect(940, 710, 1240, 770)
	showSlip = image.Rect(200, 380, 440, 560)
	showGo   = image.Rect(960, 712, 1240, 770)
	showWish = image.Rect(1000, 304, 1070, 380)
)

// kanaKeys are the keys of the customers' keyboard, row by row.
var kanaKeys = []string{"あかさたなはまやらわ", "いきしちにひみ りを", "うくすつぬふむゆるん", "えけせてねへめ れー", "おこそとのほもよろ・"}

// spell types kana on the customers' keyboard.
func (s *shop) spell(text string) {
	s.t.Helper()
	for _, r := range text {
		for y, row := range kanaKeys {
			if x := slices.Index([]rune(row), r); x >= 0 {
				s.tap(image.Pt(66+92*x, 409+int(83.4*float64(y))))
			}
		}
	}
}

// digits types on the pad of digits.
func (s *shop) digits(text string) {
	s.t.Helper()
	for _, r := range text {
		n := int(r-'0') - 1
		at := image.Pt(444+96*(n%3), 200+80*(n/3))
		if r == '0' {
			at = image.Pt(540, 440)
		}
		s.tap(at)
	}
}

// TestCustomerOrdersHome: a customer at the showroom tablet, the hub away, wants a
// shirt that this shop has not in her size. 新宿店 has it: she has it sent home and
// gets a slip. With the hub up there is one order, kept at 新宿店 and nowhere else,
// and the handheld there shows it.
func TestCustomerOrdersHome(t *testing.T) {
	ctx := context.Background()
	s := openShop(t)
	s.form = counterForm
	world := sample.New(1, time.Now())
	s.emptied(world)
	s.serve()
	s.start("-shape", "showroom", "-enrol", s.enrolCode())
	db := s.data()
	await(t, "what other shops have is known", func() bool {
		sites, at, err := db.StockElsewhere(ctx, soldOut)
		of := map[retail.SiteID]int{}
		for _, x := range sites {
			of[x.Site] = x.Available
		}
		return err == nil && !at.IsZero() && of[sample.Shinjuku] == 1 && of[sample.Kawaguchi] == 0
	})
	if err := s.served.stop(t); err != nil {
		t.Fatal("the hub's end: ", err)
	}
	number := s.orderHome(db)
	s.serve()
	await(t, "新宿店 keeps it", func() bool { h := s.hold(db); return !h.Pending && h.State == retail.HoldHeld })
	if h := s.hold(db); h.Number != number || h.Store != sample.Shinjuku || h.Floor == nil || h.Floor.Way != retail.HomeDelivery || h.Floor.Hours == 0 {
		t.Fatalf("the order is %+v, %+v", h.Hold, h.Floor)
	}
	if err := s.terminal.stop(t); err != nil {
		t.Error("the terminal's end: ", err)
	}
	s.calm()
	s.atShinjuku(world, number)
	s.audit()
}

// emptied stops the hub and has the warehouse run out of the shirt, so that a shop
// must give it.
func (s *shop) emptied(world *sample.World) {
	s.t.Helper()
	if err := s.served.stop(s.t); err != nil {
		s.t.Fatal("the hub's end: ", err)
	}
	site, _ := world.Site(sample.Kawaguchi)
	path := filepath.Join(s.t.TempDir(), "stock.csv")
	if err := os.WriteFile(path, []byte("店舗,商品コード,在庫数\n"+site.Name+","+soldOut+",0\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	output(s.t, program(s.t, "MISEBAN_TEST_HUB"), "import", "-data", s.hub, path)
}

// orderHome orders the shirt as a customer does, and returns the number of the slip.
func (s *shop) orderHome(db *localdb.DB) string {
	s.t.Helper()
	step := func(name string, want ...patch) {
		s.t.Helper()
		s.still()
		s.sees("show-"+name, want...)
	}
	touch := func(p image.Point, name string, want ...patch) {
		s.t.Helper()
		s.tap(p)
		step(name, want...)
	}
	step("attract", patch{image.Rect(0, 640, 640, 790), theme.Accent, 0.5})
	touch(image.Pt(640, 300), "home", patch{image.Rect(1110, 10, 1250, 70), theme.Card, 0.3})
	touch(showSearch, "search", patch{showGo, theme.Accent, 0.7})
	s.spell("おつ")
	s.tap(showSmall)
	s.spell("くす")
	step("found", patch{image.Rect(24, 290, 200, 340), theme.Ink, 0.02})
	touch(showHit, "article", patch{showMain, theme.Accent, 0.5})
	touch(showCell, "none-here", patch{image.Rect(702, 300, 766, 360), theme.Accent, 0.5})
	touch(showPut, "put", patch{image.Rect(1110, 10, 1250, 70), theme.Accent, 0.4})
	touch(showBasket, "basket", patch{showMain, theme.Accent, 0.5})
	touch(showOnward, "who", patch{image.Rect(400, 160, 680, 480), theme.Card, 0.3})
	s.digits("1500042")
	step("postal", patch{image.Rect(400, 495, 680, 545), theme.GreenSoft, 0.5})
	s.tap(showNext)
	s.digits("123")
	touch(image.Pt(540, 520), "building", patch{showGo, theme.Accent, 0.7})
	touch(showWord, "name", patch{showGo, theme.Accent, 0.7})
	s.spell("ささき")
	touch(showWord, "phone", patch{image.Rect(400, 160, 680, 480), theme.Card, 0.3})
	s.digits("09012345678")
	touch(showSlot, "said", patch{showWish, theme.Accent, 0.5})
	touch(showOnward, "confirm", patch{image.Rect(790, 700, 1200, 770), theme.Accent, 0.5})
	touch(showConfirm, "slip", patch{showSlip, theme.Card, 0.2})
	h := s.hold(db)
	if !h.Pending || h.Customer.Kana != "ササキ" || h.Lines[0].SKU != soldOut {
		s.t.Fatalf("without a hub the order is %+v", h.Hold)
	}
	return h.Number
}

// atShinjuku signs in at a handheld of 新宿店 and looks for the order there.
func (s *shop) atShinjuku(world *sample.World, number string) {
	s.t.Helper()
	code := output(s.t, program(s.t, "MISEBAN_TEST_HUB"), "enrol", "-data", s.hub, "-store", "SHINJUKU", "-text")
	s.form, s.term, s.home = handheld, filepath.Join(s.t.TempDir(), "terminal"), s.t.TempDir()
	s.start("-enrol", code)
	db := s.data()
	await(s.t, "the people of the shop are known", func() bool { list, err := db.StaffHere(context.Background()); return len(list) > 0 && err == nil })
	i := slices.IndexFunc(world.Staff, func(p sample.Person) bool { return p.ID == "s-203" })
	s.scan(must(s.t)(scanner.NewStaff(world.Staff[i].Badge)))
	await(s.t, "the order is on its way to be put by", func() bool {
		all, err := db.Holds(context.Background())
		return err == nil && slices.ContainsFunc(all, func(h localdb.Hold) bool { return h.Number == number && h.Floor != nil })
	})
	s.sees("show-shinjuku", mainShown)
	s.still()
	s.tap(menuButton)
	s.still()
	s.sees("show-shinjuku-menu", patch{image.Rect(44, 230, 122, 310), theme.Card, 0.5})
	s.tap(image.Pt(80, 265))
	s.still()
	s.sees("show-shinjuku-list", patch{image.Rect(20, 200, 340, 345), theme.Card, 0.3})
	s.tap(image.Pt(180, 220))
	s.still()
	s.sees("show-shinjuku-order", patch{image.Rect(34, 88, 168, 124), theme.BlueSoft, 0.3}, patch{image.Rect(20, 560, 340, 620), theme.AccentSoft, 0.3}) // scan it and put it by
}
