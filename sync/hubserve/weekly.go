package hubserve

import (
	"context"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// WeeklyBeside works out how the shops did in the last weeks, beside the running
// hub or without it; shop asks for one alone. CodeNotFound: no hub has run there,
// or it knows no such shop.
func WeeklyBeside(ctx context.Context, data string, shop retail.SiteID, weeks int) ([]hub.ShopWeekly, error) {
	var out []hub.ShopWeekly
	err := reading(ctx, data, func(s hub.Store, clock retail.Clock) (err error) {
		out, err = hub.WeeklyOfShops(ctx, s, shop, clock.Now(), weeks)
		return err
	})
	return out, err
}
