package showroom

import (
	"cmp"
	"slices"
	"time"

	"miseban/app/internal/catalog"
	"miseban/app/internal/floor"
	"miseban/app/retail"
	"miseban/assets/words"
)

// Page is what the customer looks at.
type Page interface{ page() }

// Pages of a visit.
type (
	// Attract 待ち受け: nobody is there.
	Attract struct{}
	// Home 最初の画面: a campaign and the sorts of goods.
	Home struct{}
	// Grid 一覧, of a sort of goods or of what was looked for.
	Grid struct {
		Text   string
		Filter catalog.Filter
		Sort   Sort
		Offset float32 // how far it is scrolled, in dp
	}
	// ArticlePage 商品. SKU is the colour and size that is chosen, empty for any.
	ArticlePage struct {
		Style string
		SKU   retail.SKUID
	}
	// Search さがす.
	Search struct {
		Text  string
		Latin bool
	}
	// Compare くらべる.
	Compare struct{}
	// Favorites お気に入り.
	Favorites struct{}
	// BasketPage かごの中.
	BasketPage struct{}
	// WhoPage お届け先, and who collects. Field is the one that is typed into.
	WhoPage struct{ Field Field }
	// ConfirmPage ご注文の確認.
	ConfirmPage struct{}
	// SlipPage 伝票: it is ordered.
	SlipPage struct{ Slip floor.Slip }
	// Calls スタッフを呼ぶ. SKU is what was looked at.
	Calls struct{ SKU retail.SKUID }
)

func (Attract) page()     {}
func (Home) page()        {}
func (Grid) page()        {}
func (ArticlePage) page() {}
func (Search) page()      {}
func (Compare) page()     {}
func (Favorites) page()   {}
func (BasketPage) page()  {}
func (WhoPage) page()     {}
func (ConfirmPage) page() {}
func (SlipPage) page()    {}
func (Calls) page()       {}

// Sort is the order of a list.
type Sort uint8

// Values of Sort.
const (
	BestFirst Sort = iota // おすすめ
	Cheapest              // 価格の安い順
	Dearest               // 価格の高い順
)

// Sorts are all of them.
var Sorts = []Sort{BestFirst, Cheapest, Dearest}

func (by Sort) sort(hits []catalog.Hit) {
	switch by {
	case Cheapest:
		slices.SortStableFunc(hits, func(a, b catalog.Hit) int { return cmp.Compare(a.Best().PriceTaxIn, b.Best().PriceTaxIn) })
	case Dearest:
		slices.SortStableFunc(hits, func(a, b catalog.Hit) int { return cmp.Compare(b.Best().PriceTaxIn, a.Best().PriceTaxIn) })
	case BestFirst:
	}
}

// Times of a visit that nobody goes on with.
const (
	// AskAfter is how long the tablet waits before it asks whether anybody is there.
	AskAfter = 45 * time.Second
	// WipeAfter is how long it waits for an answer.
	WipeAfter = 15 * time.Second
)

// Item is an article in a colour and size that a customer noted.
type Item struct {
	Style string
	SKU   retail.SKUID
}

// Visit is one customer at the tablet: what they looked at, noted and typed. It
// lives in memory alone. It belongs to one goroutine.
type Visit struct {
	Lang      words.Lang
	Favorites []Item
	Compared  []Item // at most two
	// Order is what the customer said of themselves, and when they wish it.
	Order floor.Order

	clock   retail.Clock
	pages   []Page
	touched time.Time
	paused  bool
}

// NewVisit waits for a customer.
func NewVisit(c retail.Clock) *Visit {
	v := &Visit{clock: c}
	v.Wipe()
	return v
}

// Wipe forgets everything.
func (v *Visit) Wipe() {
	*v = Visit{Lang: words.Ja, clock: v.clock, pages: []Page{Attract{}}, touched: v.clock.Now()}
}

// Top is the page that is shown.
func (v *Visit) Top() Page { return v.pages[len(v.pages)-1] }

// Below is the page that Back leads to; Home where there is none.
func (v *Visit) Below() Page {
	if len(v.pages) < 2 {
		return Home{}
	}
	return v.pages[len(v.pages)-2]
}

// deepest is how many pages back one can go: nobody wants the way of an hour.
const deepest = 24

// Go opens a page. From the waiting page and to the first one nothing leads back.
func (v *Visit) Go(p Page) {
	v.Touch()
	if _, home := p.(Home); home {
		v.pages = []Page{p}
		return
	}
	if _, waits := v.Top().(Attract); waits {
		v.pages = []Page{Home{}}
	}
	v.pages = append(v.pages, p)
	if len(v.pages) > deepest {
		v.pages = append([]Page{Home{}}, v.pages[len(v.pages)-deepest+1:]...)
	}
}

// Put changes the page that is shown: another colour, one more letter.
func (v *Visit) Put(p Page) { v.pages[len(v.pages)-1] = p }

// Back returns to the page before; from the first one to none.
func (v *Visit) Back() {
	v.Touch()
	if len(v.pages) > 1 {
		v.pages = v.pages[:len(v.pages)-1]
		return
	}
	v.pages = []Page{Home{}}
}

// Touch notes that somebody is there.
func (v *Visit) Touch() { v.touched = v.clock.Now() }

// Pause stops the clock while the customer waits for us: a slip that prints, staff
// who were called.
func (v *Visit) Pause(on bool) {
	if v.paused && !on {
		v.Touch()
	}
	v.paused = on
}

// Idle tells how the visit stands: while somebody is there left is zero; then it
// counts down from WipeAfter, and over tells that it is to be wiped.
func (v *Visit) Idle() (left time.Duration, over bool) {
	if _, waits := v.Top().(Attract); waits || v.paused {
		return 0, false
	}
	since := v.clock.Now().Sub(v.touched)
	if since < 0 { // the clock was put back
		v.Touch()
		return 0, false
	}
	if since < AskAfter {
		return 0, false
	}
	left = AskAfter + WipeAfter - since
	return left, left <= 0
}

// Favorite notes an article, or drops it when it is noted already.
func (v *Visit) Favorite(it Item) {
	v.Favorites = toggled(v.Favorites, it)
}

// IsFavorite tells whether an article is noted.
func (v *Visit) IsFavorite(style string) bool { return has(v.Favorites, style) }

// Compare puts an article beside another; the older of two gives way to a third.
func (v *Visit) Compare(it Item) {
	v.Compared = slices.DeleteFunc(v.Compared, func(x Item) bool { return x.Style == it.Style })
	v.Compared = append(v.Compared, it)
	if len(v.Compared) > 2 {
		v.Compared = v.Compared[len(v.Compared)-2:]
	}
}

func toggled(list []Item, it Item) []Item {
	if has(list, it.Style) {
		return slices.DeleteFunc(list, func(x Item) bool { return x.Style == it.Style })
	}
	return append(list, it)
}

func has(list []Item, style string) bool {
	return slices.ContainsFunc(list, func(x Item) bool { return x.Style == style })
}
