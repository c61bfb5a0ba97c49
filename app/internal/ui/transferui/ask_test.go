package transferui

import (
	"context"
	"fmt"
	"testing"

	"miseban/app/internal/transferring"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets/words"
)

// asker notes what is begun.
type asker struct{ began string }

func (*asker) Choices(_ context.Context, sku retail.SKUID) ([]transferring.Choice, error) {
	var out []transferring.Choice
	for i, name := range []string{"新宿店", "池袋店", "銀座店"} {
		out = append(out, transferring.Choice{Site: retail.Site{ID: retail.SiteID(fmt.Sprint("S0", i+2)), Name: name}, Free: 3 - i, Known: sku != "", AsOf: pagetest.At})
	}
	return out, nil
}

func (*asker) Goods(_ context.Context, sku retail.SKUID) (retail.SKU, error) {
	return retail.SKU{ID: sku, Name: "ウールマフラー"}, nil
}

func (a *asker) Ask(_ context.Context, r transferring.Request) (retail.TransferID, error) {
	a.began = fmt.Sprintf("ask %s %s %d %s for %v", r.From, r.SKU, r.Qty, r.Why, r.For != nil)
	return "t", nil
}

func (a *asker) Send(_ context.Context, to retail.SiteID, why retail.TransferReason, goods ...retail.TransferBit) (retail.TransferID, error) {
	a.began = fmt.Sprintf("send %s %s %v", to, why, goods)
	return "t", nil
}

// TestAskBeginsFilledIn: what a proposal says stands on the page, and one tap does
// it; nobody is asked for the name of a customer who is not there.
func TestAskBeginsFilledIn(t *testing.T) {
	for name, tc := range map[string]struct {
		route page.TransferAsk
		tap   string
		want  string
	}{
		"a proposal to fetch": {page.TransferAsk{SKU: "k", From: "S04", Qty: 4, Why: retail.ForShelf}, "銀座店にたのむ", "ask S04 k 4 shelf for false"},
		"a proposal to send":  {page.TransferAsk{SKU: "k", To: "S03", Qty: 2, Why: retail.ForSurplus}, "池袋店へ送る", "send S03 surplus [{k regular 2}]"},
		"whatever is scanned": {page.TransferAsk{To: "S03"}, "池袋店へ送る", "send S03 surplus []"},
	} {
		f := pagetest.New(t, page.Handheld, words.Ja, theme.Light)
		a := &asker{}
		f.Show(func(w page.Window) page.Screen { return NewAsk(w, a, tc.route) })
		f.UntilSeen(tc.tap)
		f.Tap(tc.tap)
		f.Until(func() bool { return len(f.Replaced) > 0 })
		if a.began != tc.want || f.Replaced[0] != (page.Transfer{ID: "t"}) || len(f.Failed) > 0 {
			t.Errorf("%s: %q, went to %v, %v", name, a.began, f.Replaced, f.Failed)
		}
	}
}
