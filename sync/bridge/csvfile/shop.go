package csvfile

import (
	"strings"

	"miseban/app/retail"
)

// finder finds a site by what an export calls it.
type finder struct {
	sites map[string]retail.SiteID // by every folded name; "" where two share it
	byID  map[retail.SiteID]retail.Site
	strip []string
}

// pickupWords stand around the name of a shop and say nothing about which.
var pickupWords = []string{
	"店舗受け取り", "店頭受け取り", "店舗受取り", "店頭受取り", "店舗受取", "店頭受取", "受取店舗", "受け取り店舗", "受取", "受け取り",
	"storepickup", "pickupinstore", "pickup", "instore",
}

// newFinder indexes the sites under id, name, English name and reading, and
// under the profile's own aliases.
func newFinder(sites []retail.Site, p *Profile) *finder {
	f := &finder{sites: map[string]retail.SiteID{}, byID: map[retail.SiteID]retail.Site{}}
	for _, w := range append(append([]string(nil), p.lists["shop.strip"]...), pickupWords...) {
		f.strip = append(f.strip, shopKey(w))
	}
	add := func(name string, id retail.SiteID) {
		key := shopKey(name)
		if key == "" {
			return
		}
		if old, ok := f.sites[key]; ok && old != id {
			id = "" // two sites of one name: neither is meant for sure
		}
		f.sites[key] = id
	}
	for _, s := range sites {
		f.byID[s.ID] = s
		for _, name := range []string{string(s.ID), s.Name, s.NameEn, s.Kana} {
			add(name, s.ID)
			add(strings.TrimSuffix(name, "店"), s.ID)
			if parts := strings.Fields(words(name)); len(parts) > 1 { // 「ミセバン 渋谷店」
				add(parts[len(parts)-1], s.ID)
			}
		}
	}
	for _, a := range p.pairs["shop.alias"] { // a person's word, it wins
		for _, s := range sites {
			if a.to == string(s.ID) || shopKey(a.to) == shopKey(s.Name) {
				f.sites[shopKey(a.from)] = s.ID
			}
		}
	}
	return f
}

// shopKey folds a name: no case, no blanks, no brackets.
func shopKey(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u3000()[]【】「」『』〈〉<>:・/-_", r) {
			return -1
		}
		return r
	}, strings.ToLower(code(s)))
}

// find returns the site that is meant.
func (f *finder) find(name string) (retail.Site, bool) {
	key := shopKey(name)
	if id := f.sites[key]; id != "" {
		return f.byID[id], true
	}
	for _, w := range f.strip {
		if rest := strings.Replace(key, w, "", 1); rest != key {
			if id := f.sites[rest]; id != "" {
				return f.byID[id], true
			}
		}
	}
	return retail.Site{}, false
}
