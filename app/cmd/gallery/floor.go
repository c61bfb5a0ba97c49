package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"miseban/app/internal/floor"
	"miseban/app/retail"
)

// floorStore is what a basket asks of a terminal: two of most things are here, some are
// in another shop alone, and the rest in the warehouse.
type floorStore struct{}

// Record records nothing.
func (floorStore) Record(_ context.Context, _ retail.Role, cmds ...retail.Command) ([]retail.Decision, error) {
	return make([]retail.Decision, len(cmds)), nil
}

// SKU is one of the sample chain.
func (floorStore) SKU(_ context.Context, id retail.SKUID) (retail.SKU, error) {
	if i := slices.IndexFunc(chain.SKUs, func(k retail.SKU) bool { return k.ID == id }); i >= 0 {
		return chain.SKUs[i], nil
	}
	return retail.SKU{}, retail.E(retail.CodeNotFound, "gallery", "", nil)
}

// StockHere has shirts and tea.
func (f floorStore) StockHere(ctx context.Context, ids []retail.SKUID) (map[retail.SKUID]retail.StockLevel, error) {
	out := map[retail.SKUID]retail.StockLevel{}
	for _, id := range ids {
		k, err := f.SKU(ctx, id)
		if err != nil {
			return nil, err
		}
		l := retail.StockLevel{StockKey: retail.StockKey{Site: chain.Sites[0].ID, SKU: id, Class: retail.Regular}}
		switch k.Category {
		case "シャツ":
			l.OnHand = 2
		case "お茶", "食品":
			l.OnHand = 14
		}
		out[id] = l
	}
	return out, nil
}

// StockElsewhere is in every other site.
func (floorStore) StockElsewhere(context.Context, retail.SKUID) ([]retail.SiteStock, time.Time, error) {
	var out []retail.SiteStock
	for _, s := range chain.Sites[1:] {
		out = append(out, retail.SiteStock{Site: s.ID, OnHand: 20, Available: 20, Moved: at, Heard: at})
	}
	return out, at, nil
}

// Site is where the tablet stands.
func (floorStore) Site(context.Context) (retail.Site, error) { return chain.Sites[0], nil }

// Sites are those of the sample chain.
func (floorStore) Sites(context.Context) ([]retail.Site, error) { return chain.Sites, nil }

// Chain is the sample chain.
func (floorStore) Chain(context.Context) (retail.Chain, error) { return chain.Chain, nil }

// PostalAreas are those of the sample chain.
func (floorStore) PostalAreas(_ context.Context, code retail.PostalCode) ([]retail.PostalArea, error) {
	return retail.PostalDistrict{Areas: chain.Postal}.At(code), nil
}

// filled is a basket with something to carry out, to collect and to be brought.
func filled(name string) *floor.Basket {
	ctx := context.Background()
	b := floor.New(floorStore{}, "tablet-1", retail.ClockFunc(func() time.Time { return at }), retail.UUIDv7{})
	if strings.HasSuffix(name, "-none") || name == "slip" {
		return b
	}
	for _, category := range []string{"シャツ", "お茶", "お茶", "ニット", "家電"} {
		i := slices.IndexFunc(chain.SKUs, func(k retail.SKU) bool { return k.Category == category })
		if i < 0 {
			continue
		}
		if err := b.Put(ctx, chain.SKUs[i].ID); err != nil {
			panic(err)
		}
	}
	all, err := b.Choices(ctx, 3)
	if err != nil {
		panic(err)
	}
	for _, c := range all {
		if c.Way == retail.CollectLater {
			b.Choose(3, c)
			break
		}
	}
	return b
}

// orderOf is what a customer said of themselves.
func orderOf() floor.Order {
	home := retail.Address{Postal: "1500042", Prefecture: "東京都", City: "渋谷区", Town: "宇田川町", Street: "1-2-3", Building: "みせの荘 201"}
	return floor.Order{Customer: retail.Customer{Kana: "やまだ", Phone: "09012345678", Address: home}, Day: at.AddDate(0, 0, 4).In(retail.Japan).Format(time.DateOnly), Hours: retail.Morning}
}

// slipOf is what that comes to.
func slipOf() floor.Slip {
	slip, err := filled("basket").Place(context.Background(), orderOf())
	if err != nil {
		panic(err)
	}
	return slip
}
