package counterui

import (
	"strings"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

func catalogs(t testing.TB) map[words.Lang]words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return map[words.Lang]words.Catalog{words.Ja: all.In(words.Ja), words.En: all.In(words.En)}
}

// ready is ヤマダ様's order, lying in B-12 in two bags of which one is scanned.
func ready() pickup.CounterView {
	at := pagetest.At
	o := &retail.Order{
		ID: "o-4821", Number: "4821", State: retail.Notified, Deadline: at.AddDate(0, 0, 7), Slot: "B-12",
		Customer: retail.Customer{Name: "山田 花子", Kana: "ヤマダ ハナコ", Phone: "09000001234"},
		Pay:      retail.Payment{State: retail.Prepaid, Method: "クレジット", TotalTaxIn: 21780},
		Lines:    []retail.Line{{No: 1, Name: "シャツ", Qty: 3, Picked: 3, Picture: "art:shirt/F8F6F1"}},
		Bags:     []retail.Bag{{Label: "a", No: 1}, {Label: "b", No: 2}},
	}
	return pickup.CounterView{
		Desk: pickup.Standing{Online: true}, Answer: retail.PickupOK, Order: o, Name: "ヤマダ", Proof: retail.ByCode, Paid: true, Pieces: 3, Slot: "B-12", Area: "受取コーナー", Place: "中段",
		Staged: at.Add(-time.Hour), By: "鈴木", Bags: []pickup.BagView{{No: 1, Done: true}, {No: 2, Next: true}}, Count: 1,
		Record: []pickup.RecordLine{{Kind: retail.KindStage, At: at.Add(-time.Hour), Staff: "鈴木", Note: "B-12"}},
	}
}

func allBags(v pickup.CounterView) pickup.CounterView {
	v.Bags, v.Count = []pickup.BagView{{No: 1, Done: true}, {No: 2, Done: true}}, 2
	return v
}

func due(v pickup.CounterView) pickup.CounterView {
	v.Due, v.Paid = 5390, false
	v.Order.Pay = retail.Payment{State: retail.PayAtPickup, TotalTaxIn: 5390, DueTaxIn: 5390}
	return v
}

func byName(v pickup.CounterView) pickup.CounterView {
	v.Proof = retail.ByIdentity
	return v
}

func TestStepsComeInOrder(t *testing.T) {
	c := catalogs(t)[words.Ja]
	identified := byName(due(ready()))
	identified.Identity = retail.PhotoID
	for name, x := range map[string]struct {
		view pickup.CounterView
		step step
		main string
		kind widgets.ActionKind
		sub  string
		band string
		can  bool
	}{
		"bags are missing":    {ready(), stepBags, "引き渡す", widgets.NotYet, "あと 1袋スキャンしてください", "お渡しできます", true},
		"everything is there": {allBags(ready()), stepHandOver, "引き渡す", widgets.Main, "3点・袋 2つ", "お渡しできます", true},
		"to be paid":          {allBags(due(ready())), stepPay, "お会計を済ませた", widgets.Main, "¥5,390", "先に お会計", false},
		"found by name":       {allBags(byName(ready())), stepIdentity, "ご本人確認をする", widgets.Main, "", "先に ご本人確認", false},
		"by name and unpaid":  {allBags(byName(due(ready()))), stepIdentity, "ご本人確認をする", widgets.Main, "", "先に ご本人確認", false},
		"known, then to pay":  {identified, stepPay, "お会計を済ませた", widgets.Main, "¥5,390", "先に お会計", false},
	} {
		m := orderOf(c, x.view, pagetest.At)
		if m.Step != x.step || m.Main.Text != x.main || m.Main.Kind != x.kind || m.Main.Sub != x.sub || m.Band.Sentence != x.band || m.Band.Can != x.can {
			t.Errorf("%s: step %d, main %+v, band %+v", name, m.Step, m.Main, m.Band)
		}
		if m.Band.Can != x.view.May() {
			t.Errorf("%s: the band says %v, the rule %v", name, m.Band.Can, x.view.May())
		}
	}
}

func TestFourAnswers(t *testing.T) {
	c := catalogs(t)[words.Ja]
	m := orderOf(c, ready(), pagetest.At)
	if !m.Pay.OK || m.Pay.Value != "済" || m.Pay.Caption != "クレジット ¥21,780" {
		t.Errorf("paid: %+v", m.Pay)
	}
	if !m.Ready.OK || m.Ready.Value != "3点" || m.Ready.Caption != "9:45 に保管" && m.Ready.Caption != "09:45 に保管" {
		t.Errorf("ready: %+v", m.Ready)
	}
	if m.Place.Code != "B-12" || m.Place.Area != "受取コーナー・中段" || len(m.Place.Bags) != 2 {
		t.Errorf("where: %+v", m.Place)
	}
	if m.Deadline != "受取期限 11月28日(土)" || m.KnownWord != "受取コード 確認済" {
		t.Errorf("until %q, known %q", m.Deadline, m.KnownWord)
	}
	if m.MaskName != "ヤマダ ••••" || m.MaskTele != "•••-••••-1234" {
		t.Errorf("masked as %q, %q", m.MaskName, m.MaskTele)
	}
	if d := orderOf(c, due(ready()), pagetest.At); !d.Pay.Bad || d.Pay.Value != "¥5,390" || d.Due != "¥5,390" {
		t.Errorf("due: %+v, %q", d.Pay, d.Due)
	}
	v := ready()
	v.Order.Lines[0].Short = 1
	if d := orderOf(c, v, pagetest.At); d.Ready.Caption != "1点 欠品" {
		t.Errorf("short: %+v", d.Ready)
	}
}

// TestEveryRefusalIsItsOwn: each code that cannot be honoured has its own
// sentence and steps, in both languages, with and without an order.
func TestEveryRefusalIsItsOwn(t *testing.T) {
	for lang, c := range catalogs(t) {
		sentences, firsts := map[string]retail.PickupAnswer{}, map[string]retail.PickupAnswer{}
		for _, a := range retail.PickupAnswers() {
			if a == retail.PickupOK {
				continue
			}
			m := haltOf(c, pickup.CounterView{Answer: a}, pagetest.At)
			if was, twice := sentences[m.Band.Detail]; twice || m.Band.Detail == "" || m.Band.Detail[0] == '[' {
				t.Errorf("%v: %v says %q as %v does", lang, a, m.Band.Detail, was)
			}
			sentences[m.Band.Detail] = a
			firsts[m.Steps[0]+m.Steps[1]+m.Steps[2]] = a
			for _, s := range m.Steps {
				if s == "" || s[0] == '[' {
					t.Errorf("%v: %v has the step %q", lang, a, s)
				}
			}
			if m.Band.Can || m.MainDoes != haltNext || m.Name != "" {
				t.Errorf("%v: %v without an order: %+v", lang, a, m)
			}
		}
		if len(firsts) != len(sentences) {
			t.Errorf("%v: %d different steps for %d answers", lang, len(firsts), len(sentences))
		}
		for a := pickup.CounterShown; a <= pickup.CounterDigitsWrong; a++ {
			if !c.Has("counter." + a.String()) {
				t.Errorf("%v: no words for counter.%s", lang, a)
			}
		}
		for _, k := range retail.Kinds() {
			if !c.Has("counter.record." + k.String()) {
				t.Errorf("%v: no words for the record of %v", lang, k)
			}
		}
		for _, k := range retail.IdentityKinds() {
			if d := identityRow(c, k); d.Text == "" || d.Text[0] == '[' || d.Icon == "" {
				t.Errorf("%v: %v: %+v", lang, k, d)
			}
		}
	}
}

func TestHaltLeadsOn(t *testing.T) {
	c := catalogs(t)[words.Ja]
	in := func(a retail.PickupAnswer, s retail.OrderState) pickup.CounterView {
		v := ready()
		v.Answer, v.Order.State = a, s
		if s == retail.HandedOver {
			v.UsedAt, v.UsedBy, v.UsedOn = pagetest.At, "佐藤", "カウンター1"
		}
		return v
	}
	for name, x := range map[string]struct {
		view   pickup.CounterView
		does   haltDo
		detail string
	}{
		"used":              {in(retail.PickupUsed, retail.HandedOver), haltNext, "このコードは 10:45 に使われています(佐藤さん・カウンター1)"},
		"being picked":      {in(retail.PickupNotReady, retail.Picking), haltPick, "まだ準備ができていません"},
		"expired, on shelf": {in(retail.PickupExpired, retail.Expired), haltIdentity, "受取コードの期限が切れています"},
		"replaced":          {in(retail.PickupReplaced, retail.Notified), haltIdentity, "新しい受取コードが出ています"},
		"replaced, picking": {in(retail.PickupReplaced, retail.Picking), haltNext, "新しい受取コードが出ています"},
		"canceled":          {in(retail.PickupGone, retail.Canceled), haltNext, "この注文はキャンセルされています"},
		"proxy taken back":  {in(retail.PickupWithdrawn, retail.Notified), haltNext, "代理受取が取り消されています"},
	} {
		m := haltOf(c, x.view, pagetest.At)
		if m.MainDoes != x.does || m.Band.Detail != x.detail || len(m.Tiles) != 3 {
			t.Errorf("%s: does %d, says %q, %d tiles", name, m.MainDoes, m.Band.Detail, len(m.Tiles))
		}
	}
	if m := haltOf(c, in(retail.PickupUsed, retail.HandedOver), pagetest.At); m.Tiles[2].Value != "棚にありません" || m.Tiles[2].Caption != "B-12 から 10:45 に出しました" {
		t.Errorf("where: %+v", m.Tiles[2])
	}
}

func TestGroupedDigits(t *testing.T) {
	for in, want := range map[string]string{"": "", "1234": "1234", "12345": "1234 5", "123456729": "1234 5672 9"} {
		if got := grouped(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestColleaguesInEnglish: who has an English name is called by it in English.
func TestColleaguesInEnglish(t *testing.T) {
	en, ja := catalogs(t)[words.En], catalogs(t)[words.Ja]
	line := pickup.RecordLine{Kind: retail.KindStage, Staff: "鈴木", StaffEn: "Suzuki", Note: "B-12"}
	if got := recordSub(en, line); !strings.Contains(got, "Suzuki") || strings.Contains(got, "鈴木") {
		t.Error(got)
	}
	if got := recordSub(ja, line); !strings.Contains(got, "鈴木") || strings.Contains(got, "Suzuki") {
		t.Error(got)
	}
	if line.StaffEn = ""; !strings.Contains(recordSub(en, line), "鈴木") {
		t.Error("a colleague without an English name has none at all")
	}
}
