package counterui

import (
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// suggestion is a navy scarf.
func suggestion(reason retail.SuggestReason) pickup.Suggestion {
	return pickup.Suggestion{
		SKU: retail.SKU{ID: "SC-NV", Name: "ウールマフラー", NameEn: "Wool scarf", Color: retail.Color{Word: "紺", En: "Navy"}}, Reason: reason,
		Shelf: "A-02-1", Place: "売場 1階", Free: 2, AsOf: time.Date(2026, 11, 21, 14, 2, 0, 0, retail.Japan), Yen: 4290,
	}
}

func TestSuggestModel(t *testing.T) {
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []words.Lang{words.Ja, words.En} {
		seen := map[string]bool{}
		for _, r := range retail.SuggestReasons() {
			m := suggestOf(all.In(lang), suggestion(r), false, false)
			if m.Why == "" || m.Price == "" || m.Stock == "" || m.Said != "" || seen[m.Why] {
				t.Errorf("%v %v: %+v", lang, r, m)
			}
			seen[m.Why] = true
		}
		offered, bought := suggestOf(all.In(lang), suggestion(1), true, false), suggestOf(all.In(lang), suggestion(1), true, true)
		if offered.Said == "" || bought.Said == "" || offered.Said == bought.Said {
			t.Errorf("%q %q", offered.Said, bought.Said)
		}
	}
}

// TestSuggest: from the order to the goods and back; each word is written down once.
func TestSuggest(t *testing.T) {
	s := &counter{present: shows(ready()), suggest: []pickup.Suggestion{suggestion(retail.SuggestTogether)}}
	f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen {
		return NewHandover(w, s, &place{stand: pickup.Standing{Online: true}}, page.Handover{})
	})
	f.Screen.Scan(customer)
	f.UntilSeen("ついで買い")
	f.Tap("ついで買い")
	f.UntilSeen("いっしょに注文されています")
	f.Tap("おすすめした")
	f.UntilSeen("おすすめしました")
	f.Tap("お買い上げ")
	f.UntilSeen("レジで会計してください")
	if f.Sees("おすすめした") || len(s.suggested) != 2 || s.suggested[0] || !s.suggested[1] {
		t.Errorf("written down %v; %s", s.suggested, f.Read())
	}
	f.Tap("お渡しに戻る")
	f.UntilSeen("4821")
	s.suggest = nil
	f.Tap("ついで買い")
	f.UntilSeen("いま、おすすめできる商品はありません")
}
