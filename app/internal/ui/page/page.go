// Package page is what a screen and the window around it agree on: typed
// routes, who owns a scan, and the few things every screen may ask for.
package page

import (
	"fyne.io/fyne/v2"

	"miseban/app/internal/asked"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// Shape is the form of the window.
type Shape uint8

// Values of Shape.
const (
	// Handheld is portrait, 360×640 dp, one hand.
	Handheld Shape = iota + 1
	// Counter is a tablet in landscape, 1280×800 dp, two panes.
	Counter
	// Showroom is a tablet for customers, 1280×800 dp.
	Showroom
)

// String returns the word of the -shape flag.
func (s Shape) String() string {
	return [...]string{"", "handheld", "counter", "showroom"}[s]
}

// Tablet tells whether there is room for two panes.
func (s Shape) Tablet() bool { return s != Handheld }

// Route names a screen and what it shows. The window builds the screen anew
// from its route when the language, the theme or the shape changes.
type Route interface{ route() }

// Routes of the terminal.
type (
	// Enrol 端末登録: the device belongs to nobody yet.
	Enrol struct{}
	// SignIn 名札か番号.
	SignIn struct{}
	// Queue 受取. Tab is as pickup.Tab, 0 for the first; Order is the one chosen on
	// a tablet. Open shows what may be done with it.
	Queue struct {
		Tab   uint8
		Order retail.OrderID
		Open  bool
	}
	// Search 注文をさがす. Counter says that the order found is opened at the
	// counter instead of in the queue.
	Search struct{ Counter bool }
	// Goods 商品をさがす.
	Goods struct{}
	// Product 商品: an article by its code (品番), or by the code of 14 digits on
	// its tag. SKU is the colour and size that is chosen, empty for any.
	Product struct {
		Style string
		SKU   retail.SKUID
		GTIN  string
	}
	// Stand 在庫の内わけ: a SKU in this shop by class, its prices and its moves.
	Stand struct{ SKU retail.SKUID }
	// Others ほかの店: every site that has a SKU; Map shows them drawn.
	Others struct {
		SKU retail.SKUID
		Map bool
	}
	// Shelves 棚の確認: shelves to look at for other shops, and their answers.
	Shelves struct{}
	// Proposals 在庫の移しかえ: what lies too long here and is missing there.
	Proposals struct{}
	// Pick ピッキング.
	Pick struct{ Order retail.OrderID }
	// Shortage 見つからない.
	Shortage struct {
		Order retail.OrderID
		Line  int
	}
	// Offer お客様への提案: what the customer may have in the place of a missing line;
	// Line is 0 for the first one.
	Offer struct {
		Order retail.OrderID
		Line  int
	}
	// Stage 保管. Code is a shelf label or bag tag that was scanned on another
	// screen.
	Stage struct {
		Order retail.OrderID
		Code  string
	}
	// Stop キャンセル while picking, and 棚戻し.
	Stop struct{ Order retail.OrderID }
	// Handover お渡し. Order is empty while waiting for the customer's code;
	// Code is a pickup code that was scanned on another screen.
	Handover struct {
		Order retail.OrderID
		Code  string
	}
	// Exception an entry of the inbox 要確認.
	Exception struct{ ID retail.ExceptionID }
	// Count 数え直し of one SKU.
	Count struct{ SKU retail.SKUID }
	// Stocktakes 棚卸: what may be counted, and how right the books were.
	Stocktakes struct{}
	// StocktakeAreas エリア: those of a stocktake, or, without one, of the shop.
	StocktakeAreas struct{ Stocktake retail.StocktakeID }
	// Counting 棚卸 of one area.
	Counting struct {
		Stocktake retail.StocktakeID
		Area      string
	}
	// StocktakeResult is what differs, to be counted again and approved.
	StocktakeResult struct{ Stocktake retail.StocktakeID }
	// CountAgain is a SKU of a stocktake that another person counts.
	CountAgain struct {
		Stocktake retail.StocktakeID
		SKU       retail.SKUID
		Class     retail.StockClass
	}
	// ShelfChecks 棚の見回り: shelves that somebody should look at.
	ShelfChecks struct{}
	// WrongGoods 中身がちがう: goods of an order were not what was ordered.
	WrongGoods struct{ Order retail.OrderID }
	// Figures 店の数字: how the shop did, week by week.
	Figures struct{}
	// Checklist is the orders of a terminal that was shut out, to be looked at.
	Checklist struct{ Device retail.DeviceID }
	// Terminals 端末: those of the shop, and who is the counter.
	Terminals struct{}
	// Records 記録と送信.
	Records struct{}
	// Settings 設定: language, theme, size, sounds.
	Settings struct{}
	// Calibrate 読み取りの調整: what the keyboard does to scans is learned.
	Calibrate struct{}
	// Transfers 店間移動. Tab is 0 for what this shop sends, 1 for what it receives.
	Transfers struct{ Tab uint8 }
	// Transfer one transfer, whatever is to be done with it.
	Transfer struct{ ID retail.TransferID }
	// TransferAsk 取り寄せ of goods; From is the chosen shop, empty for none yet.
	// Without goods, or with To: 店間移動で送る. Qty and Why are what the page begins
	// with, zero for the usual.
	TransferAsk struct {
		SKU      retail.SKUID
		From, To retail.SiteID
		Qty      int
		Why      retail.TransferReason
	}
	// ScanTest 読み取りテスト: what arrived, and what it was read as.
	ScanTest struct{}
	// Holds 取り置き: what is to be done today, what is held, what ended. Code is a
	// tag that was scanned on another screen.
	Holds struct{ Code string }
	// Hold is one of them.
	Hold struct{ ID retail.HoldID }
	// MakeHold keeps a piece of a SKU for a customer, here or at the site Store.
	MakeHold struct {
		SKU   retail.SKUID
		Store retail.SiteID
	}
	// Rounds まとめてピッキング: which orders to walk together.
	Rounds struct{}
	// Round is one of them, walked.
	Round struct{ ID retail.WaveID }
	// Places 保管棚: what lies where; bags are moved and places looked over. Order
	// opens the place in which a bag of it should lie; empty: all of them.
	Places struct{ Order retail.OrderID }
	// Prints 印刷: the printer, and the labels that wait or were printed.
	Prints struct{}
	// Printer is where the printer of this terminal is chosen.
	Printer struct{}
	// ShowRoom 店頭タブレット: what customers see, page after page.
	ShowRoom struct{}
)

func (Enrol) route()           {}
func (SignIn) route()          {}
func (Queue) route()           {}
func (Search) route()          {}
func (Goods) route()           {}
func (Product) route()         {}
func (Pick) route()            {}
func (Shortage) route()        {}
func (Offer) route()           {}
func (Stage) route()           {}
func (Stop) route()            {}
func (Handover) route()        {}
func (Exception) route()       {}
func (Count) route()           {}
func (Stocktakes) route()      {}
func (StocktakeAreas) route()  {}
func (Counting) route()        {}
func (StocktakeResult) route() {}
func (CountAgain) route()      {}
func (ShelfChecks) route()     {}
func (Checklist) route()       {}
func (WrongGoods) route()      {}
func (Figures) route()         {}
func (Terminals) route()       {}
func (Records) route()         {}
func (Settings) route()        {}
func (Calibrate) route()       {}
func (ScanTest) route()        {}
func (Holds) route()           {}
func (Hold) route()            {}
func (MakeHold) route()        {}
func (Prints) route()          {}
func (Rounds) route()          {}
func (Round) route()           {}
func (Places) route()          {}
func (Printer) route()         {}
func (Stand) route()           {}
func (Others) route()          {}
func (Shelves) route()         {}
func (Proposals) route()       {}
func (Transfers) route()       {}
func (Transfer) route()        {}
func (TransferAsk) route()     {}
func (ShowRoom) route()        {}

// Screen is one page in the window. All methods are called on the UI goroutine.
type Screen interface {
	// Content is built once.
	Content() fyne.CanvasObject
	// Scan receives every scan while the screen is on top; nothing needs focus.
	Scan(scanner.Code)
	// Changed tells that orders, stock or exceptions changed underneath: the
	// screen loads again. ids may be empty: anything may have changed.
	Changed(ids []retail.OrderID)
	// Synced tells that the sync light changed.
	Synced()
	// Close ends the screen: it closes its load.Page.
	Close()
}

// Who is what bars say about the place: 渋谷店・佐藤・カウンター1.
type Who struct {
	Shop     string
	Staff    string
	Terminal string
	Role     retail.Role
	Counter  bool // this terminal is the 受渡端末
	// Asks is how much others ask of this shop, by room.
	Asks asked.Counts
}

// Window is what a screen may ask of what is around it.
type Window interface {
	// Go opens a screen on top; Replace opens it instead of this one; Back
	// returns to the one below; Home returns to the first screen of the shape.
	Go(Route)
	Replace(Route)
	Back()
	Home()
	// Words is the catalogue of the language in use.
	Words() words.Catalog
	// SwitchWords changes to the other language, by one tap.
	SwitchWords()
	// Shape is the form of the window.
	Shape() Shape
	// Env opens load.Pages.
	Env() load.Env
	// Thumbs holds the product pictures; key is retail.SKU.Picture.
	Thumbs() *widgets.Thumbs
	// Play makes a sound, unless that one is switched off.
	Play(assets.Sound)
	// Camera opens the camera over this screen, which then is an Aimer; codes
	// arrive at Scan. It returns false where this terminal uses no camera: see
	// HasCamera.
	Camera() bool
	HasCamera() bool
	// Sync is what the sync light shows.
	Sync() widgets.SyncData
	// Who is signed in, and where.
	Who() Who
	// Clock of the bars, "10:45" as Words().Clock gives it, is the screen's own
	// business: see load.Page.Every.

	// Lock leaves the terminal to the next person (交代).
	Lock()
	// Fail shows an error in shop language, as a toast or on the spot, and
	// logs its cause once.
	Fail(error)
}
