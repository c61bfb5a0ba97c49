package pickupui

import (
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// exceptionModel is one entry of 要確認 on its page.
type exceptionModel struct {
	Sub      string // 1 / 2件
	Chip     widgets.ChipData
	Day      string // きょう, or the date
	Number   string // empty when it is about no order
	Name     string
	About    string // 3点・袋 2つ・B-12
	Picture  string
	Goods    string // the product it is about
	Shelf    string
	Place    string
	People   []deedModel
	Happened string // what happened, in words
	Why      string // what is to be found out
	Suggest  widgets.Action
	Route    page.Route // of the suggested action; nil: it is done on the floor
	Advice   string     // what to do on the floor, when there is no route
}

// deedModel is who did what, when and where.
type deedModel struct {
	Time string
	Who  string // 佐藤さん・カウンター1
	What string
}

// exceptionOf writes an entry's page.
func exceptionOf(c words.Catalog, v pickup.ExceptionView, now time.Time) exceptionModel {
	x, key := v.Entry, "queue.x."+v.Entry.Kind.String()
	m := exceptionModel{
		Sub: c.T("queue.x.at", "n", v.At, "all", v.Total), Chip: entryOf(c, x, now).Chip, Day: dayWord(c, x.OpenedAt, now),
		Number: x.Number, Name: sama(c, v.Name), Happened: c.T(key + ".what"), Why: c.T(key + ".why"),
	}
	if v.Name == "" {
		m.Name = ""
	}
	if o := v.Order; o != nil {
		m.About = c.T("common.items", "n", o.Pieces())
		if len(o.Bags) > 0 {
			m.About = joined(m.About, c.T("common.bags", "n", len(o.Bags)), o.Slot)
		}
		if len(o.Lines) > 0 {
			m.Picture = o.Lines[0].Picture
		}
	}
	if v.SKU != nil {
		m.Goods, m.Picture = joined(skuName(c, v.SKU), skuWhat(c, v.SKU)), v.SKU.Picture
		m.Shelf, m.Place = v.Shelf, v.Place
	}
	for _, p := range v.People {
		m.People = append(m.People, deedOf(c, p, now))
	}
	m.Route = exceptionRoute(x)
	if m.Route != nil {
		m.Suggest = widgets.Action{Kind: widgets.Main, Text: c.T(key + ".do"), Icon: assets.IconWalk}
	} else {
		m.Advice = c.T(key + ".do")
	}
	return m
}

// dayWord is きょう or the date.
func dayWord(c words.Catalog, t, now time.Time) string {
	t = t.In(now.Location())
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return c.T("queue.today")
	}
	return c.Day(t)
}

func deedOf(c words.Catalog, p pickup.RecordLine, now time.Time) deedModel {
	d := deedModel{Time: when(c, p.At, now), What: c.T("queue.did." + p.Kind.String())}
	if p.Staff != "" {
		d.Who = c.T("common.staff", "name", page.Name(c, p.Staff, p.StaffEn))
	}
	d.Who = joined(d.Who, p.Terminal)
	if d.Who == "" {
		d.Who = c.T("queue.x.hub")
	}
	return d
}

// exceptionRoute is the screen where an entry is put right, nil where that is
// done on the floor.
func exceptionRoute(x retail.Exception) page.Route {
	if x.Order == "" {
		return nil
	}
	switch x.Kind {
	case retail.ExDoubleHandover, retail.ExHandoverAfterCancel, retail.ExHandoverNotStaged, retail.ExHandoverUnpaid, retail.ExCancelAfterHandover, retail.ExStateClash:
		return page.Handover{Order: x.Order}
	case retail.ExPickedWithoutClaim, retail.ExOrderChanged, retail.ExShortage:
		return page.Pick{Order: x.Order}
	case retail.ExExtraPick, retail.ExPutBack:
		return page.Stop{Order: x.Order}
	case retail.ExBagMissing, retail.ExRecount, retail.ExStagedIncomplete, retail.ExNotAllowed, retail.ExUnknown:
	}
	return nil
}

// settledBy is the key that the inbox keeps of how an entry was closed.
const settledBy = "queue.x.seen"
