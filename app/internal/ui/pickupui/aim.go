package pickupui

import (
	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/page"
	"miseban/assets"
)

// The working screens that the camera serves.
var (
	_ page.Aimer = (*pickScreen)(nil)
	_ page.Aimer = (*stageScreen)(nil)
	_ page.Aimer = (*stopScreen)(nil)
	_ page.Aimer = (*search)(nil)
	_ page.Aimer = (*countScreen)(nil)
)

// Aim is the item in hand; nothing while an answer waits to be acknowledged,
// and nothing when the search is over.
func (s *pickScreen) Aim() (page.Aim, bool) {
	if !s.open || s.gone || s.stage.SheetShown() || s.mode == pickBlocked || s.mode == pickHand || s.view.Now() == nil {
		return page.Aim{}, false
	}
	l := s.view.Now()
	m := itemOf(s.c, *l)
	item := page.AimItem{Picture: m.Picture, Name: m.Name, What: m.what(), Count: m.Count, Shelf: m.Shelf}
	if !m.HasShelf {
		item.Shelf = ""
	}
	return page.Aim{Look: page.LookGoods, Title: s.c.T("pick.scan"), Item: item, ByHand: s.byHand}, true
}

// byHand asks why no scan is possible, then for the digits.
func (s *pickScreen) byHand() {
	s.giveUpLeave()
	s.hand, s.mode = byhand.Model{}, pickHand
	s.render()
}

// Aim is the shelf or the bag that is waited for.
func (s *stageScreen) Aim() (page.Aim, bool) {
	if s.mode != stageWork && s.mode != stageOther || s.stage.SheetShown() {
		return page.Aim{}, false
	}
	m := stageOf(s.c, s.view, false, s.now())
	a := page.Aim{Look: page.LookLabels, Title: m.Wait, Text: m.Bar.Sub}
	if !m.Fixed {
		a.Hand, a.HandIcon, a.ByHand = s.c.T("camera.hand.shelf"), assets.IconShelf, s.chooseOther
	}
	return a, true
}

// Aim is what must go back, or the shelf it belongs to.
func (s *stopScreen) Aim() (page.Aim, bool) {
	if s.mode != stopWork || s.stage.SheetShown() {
		return page.Aim{}, false
	}
	return page.Aim{Look: page.LookGoods, Title: s.c.T("pick.putback.wait")}, true
}

// Aim is whatever leads to an order; typing is on the page below.
func (s *search) Aim() (page.Aim, bool) {
	if s.stage.SheetShown() {
		return page.Aim{}, false
	}
	return page.Aim{Look: page.LookAny, Title: s.c.T("camera.aim.order"), Text: s.c.T("camera.aim.order.text"), Once: true, ByHand: func() {}}, true
}

// Aim is the goods that are counted.
func (s *countScreen) Aim() (page.Aim, bool) {
	if s.done || s.stage.SheetShown() {
		return page.Aim{}, false
	}
	m := countOf(s.c, s.view, s.tally, s.now())
	item := page.AimItem{Picture: m.Picture, Name: m.Name, Shelf: m.Shelf}
	return page.Aim{Look: page.LookGoods, Title: s.c.T("pick.scan"), Item: item, ByHand: func() { s.pad = true; s.render() }}, true
}
