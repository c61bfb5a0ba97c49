package pickupui

import (
	"image/color"
	"strconv"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// offerModel is everything the page お客様への提案 says.
type offerModel struct {
	Bar    barModel
	Item   itemModel
	Price  string
	Chip   widgets.ChipData // why it is missing
	State  string           // つながらない 2回・14:05, or until when the customer waits
	Open   bool             // the customer is to be asked
	Items  []offerItem
	Ways   []offerWay
	None   string // said in the place of Items where there are none
	Said   []deedModel
	Action widgets.Action // without what it does
	Next   page.Route     // once nothing is open: where the work goes on; nil: back
	Phone  string         // masked
	// Part: what is there may be put away now; the question stays open.
	Part bool
}

// offerItem is an article that may take the place of the missing one.
type offerItem struct {
	Reply   pickup.Reply
	Picture string
	Color   color.NRGBA
	Word    string
	Size    string
	Name    string
	Price   string
	Less    string // 500円 安い; empty at the same price
	Stock   string // 棚 A-01-2・在庫 2
}

// offerWay is another way out, with what follows from it.
type offerWay struct {
	Reply  pickup.Reply // zero: the goods turned up
	Icon   assets.Icon
	Text   string
	Effect string
}

// offerOf makes the page; chosen is nil until a way is chosen.
func offerOf(c words.Catalog, v pickup.OfferView, chosen *pickup.Reply, now time.Time) offerModel {
	m := offerModel{
		Bar: taskBar(c, c.T("offer.title"), v.Order, v.Name), Item: itemOf(c, v.Line), Price: c.Yen(int64(v.Line.PriceTaxIn)), Open: v.Qty > 0,
		Action: widgets.Action{Kind: widgets.NotYet, Text: c.T("offer.do"), Sub: c.T("offer.first")},
	}
	m.Item.Count = "×" + strconv.Itoa(max(v.Qty, 1))
	if v.Order.Customer.Phone != "" {
		m.Phone = c.T("offer.phone", "last4", v.Order.Customer.Last4())
	}
	if v.Line.Reason != 0 {
		m.Chip = widgets.ChipData{Icon: assets.IconTri, Tone: widgets.ToneOrange, Word: c.T("pick.short." + v.Line.Reason.String())}
	}
	switch {
	case v.Waits != nil:
		m.State = c.T("offer.waits", "day", c.Day(v.Waits.Until.In(now.Location())))
	case v.Tried > 0:
		m.State = c.T("offer.tried", "n", v.Tried, "time", when(c, v.TryAt, now))
	}
	for _, a := range v.Said {
		m.Said = append(m.Said, saidOf(c, a, now))
	}
	if !m.Open {
		m.Action, m.Next = offerDone(c, v)
		return m
	}
	for _, x := range v.Items {
		if !v.Placed {
			m.Items = append(m.Items, offerItemOf(c, x))
		}
	}
	if len(m.Items) == 0 {
		m.None = c.T("offer.none")
	}
	m.Ways = offerWays(c, v, now)
	m.Part = v.Order.State == retail.Short && v.Order.PickedPieces() > 0 && !v.Whole
	if chosen != nil {
		m.Action = widgets.Action{Kind: widgets.Main, Text: c.T("offer.do"), Sub: c.T("offer.sub." + chosen.Choice.String()), Icon: assets.IconNote}
	}
	return m
}

func offerItemOf(c words.Catalog, x pickup.OtherItem) offerItem {
	m := offerItem{
		Reply: pickup.Reply{Choice: retail.ChooseSubstitute, SKU: x.SKU}, Picture: x.Picture, Color: widgets.Hex(x.Color.Hex), Word: colorWord(c, x.Color),
		Size: x.Size, Name: x.Name, Price: c.Yen(int64(x.PriceTaxIn)), Stock: c.T("offer.stock.noshelf", "n", x.Free),
	}
	if x.Shelf != "" {
		m.Stock = c.T("offer.stock", "shelf", x.Shelf, "n", x.Free)
	}
	if x.Less > 0 {
		m.Less = c.T("offer.less", "yen", c.Yen(int64(x.Less)))
	}
	return m
}

// offerWays are the ways out beside another article, each with its effect.
func offerWays(c words.Catalog, v pickup.OfferView, now time.Time) []offerWay {
	var out []offerWay
	add := func(r pickup.Reply, icon assets.Icon, effect string) {
		out = append(out, offerWay{r, icon, c.T("offer." + r.Choice.String()), effect})
	}
	for i, s := range v.Shops {
		if i == 2 {
			break
		}
		near := c.T("offer.shop", "shop", page.Name(c, s.Name, s.NameEn), "n", s.Free)
		if s.Metres >= 0 {
			near = c.T("offer.shop.far", "shop", page.Name(c, s.Name, s.NameEn), "n", s.Free, "km", strconv.FormatFloat(s.Metres/1000, 'f', 1, 64))
		}
		add(pickup.Reply{Choice: retail.ChooseOtherShop, Site: s.ID}, assets.IconPin, near)
	}
	add(pickup.Reply{Choice: retail.ChooseWait}, assets.IconClock, c.T("offer.wait.until", "day", c.Day(v.Wait.In(now.Location()))))
	off := c.Yen(int64(v.Line.PriceTaxIn) * int64(v.Qty))
	key := "offer.drop.back"
	if v.Order.Pay.State == retail.PayAtPickup {
		key = "offer.drop.due"
	}
	add(pickup.Reply{Choice: retail.ChooseDrop}, assets.IconCross, c.T(key, "yen", off))
	if !v.Placed {
		out = append(out, offerWay{Icon: assets.IconSearch, Text: c.T("offer.found"), Effect: c.T("offer.found.sub")})
	}
	add(pickup.Reply{Choice: retail.ChooseNothing}, assets.IconPhone, c.T("offer.unreached.sub"))
	return out
}

// offerDone is what comes when nothing is open any more: the next missing item,
// the substitute to be picked, or the work as it was.
func offerDone(c words.Catalog, v pickup.OfferView) (widgets.Action, page.Route) {
	a := widgets.Action{Kind: widgets.Main, Text: c.T("offer.back"), Trailing: assets.IconArrow}
	if len(v.Others) > 0 {
		a.Text, a.Sub = c.T("offer.next"), c.T("offer.next.sub", "n", len(v.Others))
		return a, page.Offer{Order: v.Order.ID, Line: v.Others[0]}
	}
	if !v.Order.State.Over() && !v.Order.State.Waiting() && !v.Order.Settled() && v.Order.Wave == "" {
		a.Text, a.Sub, a.Icon, a.Trailing = c.T("offer.pick"), c.T("offer.pick.sub"), assets.IconWalk, ""
		return a, page.Pick{Order: v.Order.ID}
	}
	return a, nil
}

// saidOf is one answer as a line of the record.
func saidOf(c words.Catalog, a pickup.AnswerLine, now time.Time) deedModel {
	what := c.T("offer." + a.Choice.String())
	switch {
	case a.Became != "":
		what = joined(what, a.Became)
	case a.SiteIs.ID != "":
		what = joined(what, page.Name(c, a.SiteIs.Name, a.SiteIs.NameEn))
	}
	if a.How != 0 {
		what = joined(what, c.T("offer.how."+a.How.String()))
	}
	if a.Void {
		what = joined(what, c.T("offer.void"))
	}
	return deedModel{Time: when(c, a.At, now), Who: whoOf(c, a.Name, a.NameEn, ""), What: what}
}

// sameReply tells whether two choices are one.
func sameReply(a *pickup.Reply, b pickup.Reply) bool {
	return a != nil && a.Choice == b.Choice && a.SKU == b.SKU && a.Site == b.Site
}

// howIcon is the sign of how a customer was asked.
func howIcon(h retail.AskedHow) assets.Icon {
	switch h {
	case retail.AskedByPhone:
		return assets.IconPhone
	case retail.AskedByMail:
		return assets.IconMail
	case retail.AskedBefore:
		return assets.IconNote
	case retail.AskedHere:
	}
	return assets.IconUser
}
