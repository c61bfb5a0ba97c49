package hubserve

import (
	"context"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// soloShop is the shop of a hub that was given none: one tablet, one shop. A
// shops file or the sample chain replaces its name.
var soloShop = retail.Site{ID: "HONTEN", No: 1, Kind: retail.Shop, Name: "本店", NameEn: "Main shop", Opens: "10:00", Closes: "20:00"}

// soloPIN opens the terminal of a fresh solo shop until staff are set up.
const soloPIN = "0000"

// Solo prepares a hub for the terminal in the same process: it makes sure that
// there is a shop, somebody to sign in and places to stage in, and returns the
// hub's address and an enrolment code for the first shop.
func Solo(ctx context.Context, s *Server) (url, code string, err error) {
	sites, err := s.Hub.Sites(ctx)
	if err != nil {
		return "", "", err
	}
	var shop retail.SiteID
	for _, site := range sites {
		if site.Kind == retail.Shop {
			shop = site.ID
			break
		}
	}
	if shop == "" {
		if shop, err = openSoloShop(ctx, s); err != nil {
			return "", "", err
		}
	}
	c, err := s.NewEnrolCode(ctx, shop)
	if err != nil {
		return "", "", err
	}
	return s.URL, c.String(), nil
}

func openSoloShop(ctx context.Context, s *Server) (retail.SiteID, error) {
	if _, err := s.Hub.PutSites(ctx, []retail.Site{soloShop}); err != nil {
		return "", err
	}
	if err := s.Hub.PutChain(ctx, retail.Chain{Name: soloShop.Name}); err != nil {
		return "", err
	}
	var slots []retail.StagingSlot
	for i := range 12 {
		code := string(rune('A'+i/6)) + "-" + string(rune('1'+i%6))
		slots = append(slots, retail.StagingSlot{Code: code, Store: soloShop.ID, Area: "受取コーナー", Order: i + 1})
	}
	if _, err := s.Hub.PutSlots(ctx, slots); err != nil {
		return "", err
	}
	owner := retail.Staff{ID: "s-1", Name: "店長", NameEn: "Manager", Role: retail.RoleManager, Active: true}
	if _, err := s.Hub.PutStaff(ctx, []hub.StaffRow{{Staff: owner, PIN: soloPIN}}); err != nil {
		return "", err
	}
	s.opts.Log.Warn("hubserve: 店長の番号は 0000 です。staff で変えてください / the manager's PIN is 0000: change it",
		"with", "miseban-hub staff -data "+s.opts.Data+" -id s-1 -name 店長 -role manager -pin -")
	return soloShop.ID, nil
}
