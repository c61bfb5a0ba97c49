//go:build window

package windowtest

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/scanner"
)

// Where things are on the way from the menu to a hold at another shop.
var (
	menuGoods  = image.Pt(276, 469) // 商品をさがす
	goodsField = image.Pt(180, 92)
	firstHit   = image.Pt(180, 230)
	noneHere   = image.Pt(240, 515) // the cell of socks
	firstSite  = image.Pt(150, 220)
	holdThere  = image.Pt(180, 487)
	nameField  = image.Pt(180, 462)

	// The kana pad of the name.
	rowKa, rowSa            = image.Pt(121, 371), image.Pt(180, 371)
	firstVowel, secondVowel = image.Pt(63, 311), image.Pt(121, 311)
	nameDone                = image.Pt(180, 566)

	secondDot = image.Rect(186, 224, 197, 235)
	firstCell = image.Rect(122, 312, 184, 360)
	noneCell  = image.Rect(212, 493, 268, 535)
	siteCard  = image.Rect(20, 196, 340, 270)
	atChip    = image.Rect(20, 170, 190, 204)
	nameArea  = image.Rect(140, 444, 330, 480)
	stateChip = image.Rect(28, 80, 200, 124)
	whyText   = image.Rect(28, 130, 340, 174)
	mainShown = patch{mainArea, theme.Accent, 0.5}
	hitCards  = []patch{{image.Rect(20, 190, 340, 270), theme.Card, 0.4}, {image.Rect(100, 200, 200, 224), theme.Ink, 0.03}}
)

// socks are リブソックス グレー 25-27, of which 渋谷店 has none and 新宿店 the nearest.
const (
	socks      = "SK-5010-GY-25-27"
	creamSocks = "SK-5010-EC-25-27" // whose colour is the second dot of the hit
)

// TestHoldElsewhere: a customer asks for 靴下 while the hub is away. The goods are
// found, this shop has none in the colour, another one has: a hold there is 仮
// until the hub is up again, which confirms it, or turns it down because the till
// sold the last one meanwhile.
func TestHoldElsewhere(t *testing.T) {
	for _, c := range []struct {
		name  string
		sold  bool
		want  retail.HoldState
		token theme.Token
		why   float64 // ink where the reason stands
	}{{"confirmed", false, retail.HoldHeld, theme.TealSoft, 0}, {"declined", true, retail.HoldDeclined, theme.RedSoft, 0.01}} {
		t.Run(c.name, func(t *testing.T) {
			s := openShop(t)
			const words = "靴下"
			if err := s.x.teach(words); err != nil {
				t.Fatal(err)
			}
			world := sample.New(1, time.Now())
			s.start("-enrol", s.enrolCode())
			db := s.data()
			i := slices.IndexFunc(world.Staff, func(p sample.Person) bool { return p.ID == sample.Sato })
			s.sees(c.name+"-sign-in", patch{image.Rect(24, 78, 336, 138), theme.AccentSoft, 0.7}, patch{mainArea, theme.Bg, 0.8})
			await(t, "the people of the shop are known", func() bool {
				list, err := db.StaffHere(context.Background())
				return len(list) > 0 && err == nil
			})
			s.scan(must(t)(scanner.NewStaff(world.Staff[i].Badge)))
			s.sees(c.name+"-queue", patch{firstTime, theme.StopFill, 0.5}, mainShown)
			await(t, "what other shops have is known", func() bool {
				sites, at, err := db.StockElsewhere(context.Background(), socks)
				return len(sites) > 0 && !at.IsZero() && err == nil
			})
			if err := s.served.stop(t); err != nil {
				t.Fatal("the hub's end: ", err)
			}
			s.askFor(world, c.name, words)
			if h := s.hold(db); h.State != retail.HoldAsked || !h.Pending || h.Store != sample.Shinjuku || h.Lines[0].SKU != socks || h.Customer.Kana != "ササキ" {
				t.Fatalf("without a hub the hold is %+v", h.Hold)
			}
			if c.sold {
				s.sell(world, s.hold(db))
			}
			s.serve()
			await(t, "the other shop's home has answered", func() bool { return s.hold(db).State == c.want })
			s.sees(c.name+"-decided", patch{stateChip, c.token, 0.2}, patch{whyText, theme.Ink, c.why})
			if xs, err := db.Exceptions(context.Background()); err != nil || (len(xs) == 1) != c.sold {
				t.Errorf("the inbox holds %+v, %v", xs, err)
			}
			for _, cmd := range s.audit().Commands {
				if strings.HasPrefix(cmd.Kind, "hold") && cmd.Verdict == retail.Rejected.String() {
					t.Errorf("%s was %s", cmd.Kind, cmd.Verdict)
				}
			}
			if err := s.terminal.stop(t); err != nil {
				t.Error("the terminal's end: ", err)
			}
			s.calm()
		})
	}
}

// askFor finds the goods, of which this shop has none, and has the nearest shop
// keep one.
func (s *shop) askFor(world *sample.World, name, words string) {
	s.t.Helper()
	sees := func(step string, want ...patch) {
		s.t.Helper()
		s.sees(name+"-"+step, want...)
	}
	s.tap(menuButton)
	sees("menu", patch{image.Rect(40, 160, 320, 230), theme.Card, 0.7})
	s.tap(menuGoods)
	sees("search", patch{image.Rect(10, 466, 70, 506), theme.AccentSoft, 0.4})
	s.tap(goodsField)
	for _, r := range words {
		if err := s.x.press(r); err != nil {
			s.t.Fatal(err)
		}
	}
	cream, ok := world.SKU(creamSocks)
	if !ok {
		s.t.Fatal("the sample has no ", creamSocks)
	}
	await(s.t, "socks are the first hit", func() bool { // and no longer the shoes of 靴
		img, err := s.x.picture(s.window, handheld)
		return err == nil && share(img, secondDot, widgets.Hex(cream.Color.Hex)) > 0.3
	})
	sees("found", hitCards...)
	s.tap(firstHit)
	sees("product", patch{firstCell, theme.Accent, 0.5}, mainShown)
	s.tap(noneHere)
	sees("none-here", patch{noneCell, theme.Accent, 0.5}, mainShown)
	s.tap(mainButton)
	sees("others", patch{siteCard, theme.Card, 0.5}, patch{siteCard, theme.GreenSoft, 0.02})
	s.tap(firstSite)
	sees("ask", patch{image.Rect(40, 520, 320, 580), theme.Accent, 0.4})
	s.tap(holdThere)
	sees("make", patch{atChip, theme.BlueSoft, 0.5}, mainShown)
	s.tap(nameField)
	sees("name", patch{image.Rect(60, 540, 300, 595), theme.Accent, 0.5}, patch{image.Rect(50, 230, 310, 262), theme.Card, 0.7})
	for _, key := range []image.Point{rowSa, firstVowel, firstVowel, rowKa, secondVowel} { // ササキ
		s.tap(key)
	}
	sees("name-typed", patch{image.Rect(50, 232, 100, 248), theme.Ink, 0.02})
	s.tap(nameDone)
	sees("named", patch{nameArea, theme.Ink, 0.005})
	s.tap(mainButton)
	sees("asked", patch{stateChip, theme.AmberSoft, 0.2}, patch{whyText, theme.Ink, 0.01})
}

// hold is the only hold that the terminal has.
func (s *shop) hold(db *localdb.DB) localdb.Hold {
	s.t.Helper()
	all, err := db.Holds(context.Background())
	if err != nil || len(all) != 1 {
		s.t.Fatalf("%d holds, %v", len(all), err)
	}
	return all[0]
}

// sell has the till of the shop with the goods sell all of them; the hub hears of
// it before it serves anybody.
func (s *shop) sell(world *sample.World, h localdb.Hold) {
	s.t.Helper()
	site, ok := world.Site(h.Store)
	if !ok {
		s.t.Fatalf("no site %s", h.Store)
	}
	i := slices.IndexFunc(world.Stock, func(l retail.StockLevel) bool {
		return l.Site == h.Store && l.SKU == h.Lines[0].SKU && l.Class == retail.Regular
	})
	text := fmt.Sprintf("店舗,レシート番号,商品コード,数量,売上日時\n%s,R-1,%s,%d,%s\n", site.Name, h.Lines[0].JAN, world.Stock[i].OnHand, time.Now().In(retail.Japan).Format("2006-01-02 15:04:05"))
	path := filepath.Join(s.t.TempDir(), "sales.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	output(s.t, program(s.t, "MISEBAN_TEST_HUB"), "import", "-data", s.hub, path)
}
