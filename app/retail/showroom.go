package retail

import (
	"slices"
	"strings"
	"time"
)

// ShowPolicy is what a chain shows customers on the tablets of its shops (店頭タブレット).
type ShowPolicy struct {
	// Page is the address of an article's page in the web shop, with {style} where
	// its code goes; empty: there is none to take away.
	Page      string     `json:"page,omitempty"`
	Campaigns []Campaign `json:"campaigns,omitempty"`
	Plans     []ShopPlan `json:"plans,omitempty"`
}

// Campaign is what a shop has to tell: goods of the season, new ones, an event.
type Campaign struct {
	Title   string    `json:"title"`
	TitleEn string    `json:"title_en,omitempty"`
	Text    string    `json:"text,omitempty"` // up to two lines, parted by a line feed
	TextEn  string    `json:"text_en,omitempty"`
	From    time.Time `json:"from,omitzero"` // zero: since ever
	Until   time.Time `json:"until,omitzero"`
	Stores  []SiteID  `json:"stores,omitempty"` // empty: all
	// Category is the goods that it is about, Pictures how it looks, as SKU.Picture.
	Category string   `json:"category,omitempty"`
	Pictures []string `json:"pictures,omitempty"`
}

// Runs tells whether a shop tells of it at the instant.
func (c Campaign) Runs(store SiteID, at time.Time) bool {
	return !at.Before(c.From) && (c.Until.IsZero() || at.Before(c.Until)) && (len(c.Stores) == 0 || slices.Contains(c.Stores, store))
}

// Running returns what a shop tells of at the instant, in the chain's order.
func (p ShowPolicy) Running(store SiteID, at time.Time) []Campaign {
	return slices.DeleteFunc(slices.Clone(p.Campaigns), func(c Campaign) bool { return !c.Runs(store, at) })
}

// ShopPlan is one floor of a shop as it is drawn for customers (売り場の地図), in
// steps of its own from the upper left corner.
type ShopPlan struct {
	Store  SiteID     `json:"store"`
	Floor  int        `json:"floor"`
	Width  int        `json:"width"`
	Height int        `json:"height"`
	Areas  []PlanArea `json:"areas"`
	Here   *PlanPoint `json:"here,omitempty"`  // the tablet (いまここ), on the floor where it stands
	Entry  *PlanPoint `json:"entry,omitempty"` // where one comes in from the tablet's floor
}

// PlanArea is a shelf, a room or a desk on a plan.
type PlanArea struct {
	X, Y, W, H int
	// Shelves begin the codes of what stands here: "A-01"; empty: no shelf.
	Shelves string `json:"shelves,omitempty"`
	Name    string `json:"name,omitempty"`
	NameEn  string `json:"name_en,omitempty"`
	Room    bool   `json:"room,omitempty"` // a room: fitting rooms, the till
}

// PlanPoint is a place on a plan.
type PlanPoint struct {
	X, Y   int
	Name   string `json:"name,omitempty"` // エスカレーター
	NameEn string `json:"name_en,omitempty"`
}

// Holds tells whether the goods of a shelf stand in the area.
func (a PlanArea) Holds(shelf string) bool {
	return a.Shelves != "" && (shelf == a.Shelves || strings.HasPrefix(shelf, a.Shelves+"-"))
}

// PlanOf returns the floor of a shop on which a shelf stands, and which of its
// areas it is; false where nobody has drawn it.
func (p ShowPolicy) PlanOf(store SiteID, shelf string) (plan ShopPlan, area int, ok bool) {
	for _, l := range p.Plans {
		if l.Store != store {
			continue
		}
		if i := slices.IndexFunc(l.Areas, func(a PlanArea) bool { return a.Holds(shelf) }); i >= 0 {
			return l, i, true
		}
	}
	return ShopPlan{}, 0, false
}
