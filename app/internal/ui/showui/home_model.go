package showui

import (
	"strings"

	"miseban/app/internal/showroom"
	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/assets/words"
)

// promoModel is a campaign in words.
type promoModel struct {
	Title, Text, Until string
	Category           string
	Front, Back        string // pictures
}

// promoOf puts a campaign into words.
func promoOf(c words.Catalog, k retail.Campaign) promoModel {
	m := promoModel{Title: page.Name(c, k.Title, k.TitleEn), Text: page.Name(c, k.Text, k.TextEn), Category: k.Category}
	if !k.Until.IsZero() {
		m.Until = c.T("show.until", "day", c.Day(k.Until.In(retail.Japan).AddDate(0, 0, -1)))
	}
	if len(k.Pictures) > 0 {
		m.Front = k.Pictures[0]
	}
	if len(k.Pictures) > 1 {
		m.Back = k.Pictures[1]
	}
	return m
}

// promoted is the n-th campaign that runs; without any, the goods that the shop
// has most of.
func (r *room) promoted(n int) promoModel {
	if k := r.shop.Campaigns; len(k) > 0 {
		return promoOf(r.c, k[n%len(k)])
	}
	if cats := r.shop.Categories; len(cats) > 0 {
		first := cats[n%len(cats)]
		return promoModel{Title: categoryOf(r.c, first.Name), Category: first.Name, Front: first.Picture}
	}
	return promoModel{}
}

// panelsOf is what the five panels of the waiting page show at a turn: the campaign
// first, then goods of one sort each.
func panelsOf(s showroom.Shop, turn int) [5]Shot {
	var out [5]Shot
	var goods []string
	for _, c := range s.Categories {
		goods = append(goods, c.Picture)
	}
	if k := s.Campaigns; len(k) > 0 && len(k[turn%len(k)].Pictures) > 0 {
		out[0] = Shot{Ref: k[turn%len(k)].Pictures[0], Set: panelSetting}
	} else if len(goods) > 0 {
		out[0] = Shot{Ref: goods[turn%len(goods)], Set: panelSetting}
	}
	var rest []string
	for _, g := range goods {
		if sort(g) != sort(out[0].Ref) {
			rest = append(rest, g)
		}
	}
	for i := 1; i < len(out) && len(rest) > 0; i++ {
		out[i] = Shot{Ref: rest[(turn*4+i-1)%len(rest)], Set: panelSetting}
	}
	return out
}

// sort is what a picture shows, without its colour.
func sort(ref string) string {
	s, _, _ := strings.Cut(ref, "/")
	return s
}
