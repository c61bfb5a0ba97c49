package pickupui

import (
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// queueWords are both catalogues.
func queueWords(t testing.TB) map[words.Lang]words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return map[words.Lang]words.Catalog{words.Ja: all.In(words.Ja), words.En: all.In(words.En)}
}

func TestQueueTime(t *testing.T) {
	c, now := queueWords(t)[words.Ja], pagetest.At
	for name, x := range map[string]struct {
		row  pickup.Row
		want widgets.TimeData
	}{
		"in good time":     {pickup.Row{State: retail.Received, Minutes: 58, Urgency: pickup.OnTime}, widgets.TimeData{Kind: widgets.TimeCalm, Word: "あと", Number: "58", Unit: "分"}},
		"soon":             {pickup.Row{State: retail.Received, Minutes: 14, Urgency: pickup.Soon}, widgets.TimeData{Kind: widgets.TimeSoon, Word: "あと", Number: "14", Unit: "分"}},
		"late":             {pickup.Row{State: retail.Received, Minutes: 6, Urgency: pickup.Late}, widgets.TimeData{Kind: widgets.TimeLate, Word: "遅れ", Number: "6", Unit: "分"}},
		"hours":            {pickup.Row{State: retail.Received, Minutes: 185, Urgency: pickup.OnTime}, widgets.TimeData{Kind: widgets.TimeCalm, Word: "あと", Number: "3", Unit: "時間"}},
		"a colleague's":    {pickup.Row{State: retail.Picking, Minutes: 32, Urgency: pickup.Taken, Promised: now.Add(time.Hour)}, widgets.TimeData{Kind: widgets.TimeTaken, Word: "あと", Number: "32", Unit: "分"}},
		"a colleague late": {pickup.Row{State: retail.Picking, Minutes: 2, Urgency: pickup.Taken, Promised: now.Add(-time.Minute)}, widgets.TimeData{Kind: widgets.TimeTaken, Word: "遅れ", Number: "2", Unit: "分"}},
		"days to collect":  {pickup.Row{State: retail.Staged, Deadline: now.Add(3 * day)}, widgets.TimeData{Kind: widgets.TimeCalm, Word: "期限", Number: "3", Unit: "日"}},
		"the last day":     {pickup.Row{State: retail.Notified, Deadline: now.Add(9*time.Hour + time.Minute)}, widgets.TimeData{Kind: widgets.TimeSoon, Word: "期限", Number: "10", Unit: "時間"}},
		"not collected":    {pickup.Row{State: retail.Expired, Deadline: now.Add(-25 * time.Hour)}, widgets.TimeData{Kind: widgets.TimeLate, Word: "期限切れ", Number: "2", Unit: "日"}},
		"no deadline":      {pickup.Row{State: retail.Staged}, widgets.TimeData{Kind: widgets.TimeCalm, Word: "期限", Number: "–"}},
	} {
		if got := timeOf(c, x.row, now); got != x.want {
			t.Errorf("%s: %+v, want %+v", name, got, x.want)
		}
	}
}

func TestQueueNext(t *testing.T) {
	free := pickup.Row{ID: "free", State: retail.Received, Urgency: pickup.Soon}
	later := pickup.Row{ID: "later", State: retail.Received, Urgency: pickup.OnTime}
	taken := pickup.Row{ID: "taken", State: retail.Picking, Urgency: pickup.Taken, Claimed: "s-2"}
	mine := pickup.Row{ID: "mine", State: retail.Picking, Urgency: pickup.OnTime, Claimed: "s-1", Mine: true}
	short := pickup.Row{ID: "short", State: retail.Short, Urgency: pickup.Late}
	for name, x := range map[string]struct {
		rows []pickup.Row
		want retail.OrderID
		mine bool
	}{
		"the most urgent free one":        {[]pickup.Row{taken, free, later}, "free", false},
		"what is in hand goes on":         {[]pickup.Row{free, mine}, "mine", true},
		"goods missing wait for a word":   {[]pickup.Row{short, later}, "later", false},
		"but better than nothing":         {[]pickup.Row{taken, short}, "short", false},
		"nothing while colleagues are on": {[]pickup.Row{taken}, "", false},
		"nothing at all":                  {nil, "", false},
	} {
		n := nextOf(pickup.Queue{Rows: x.rows})
		if n.Row.ID != x.want || n.Mine != x.mine || n.Has != (x.want != "") {
			t.Errorf("%s: %+v", name, n)
		}
	}
	c := queueWords(t)[words.Ja]
	a := nextModel{Has: true, Row: pickup.Row{Number: "4821", Name: "ヤマダ", Pieces: 3}}.action(c)
	if a.Text != "つぎの注文をピッキング" || a.Sub != "4821 ヤマダ様・3点" {
		t.Errorf("main action says %q, %q", a.Text, a.Sub)
	}
}

func TestQueueChipsAndPlaces(t *testing.T) {
	c := queueWords(t)[words.Ja]
	for name, x := range map[string]struct {
		row   pickup.Row
		chips string
		place string
	}{
		"received":     {pickup.Row{State: retail.Received, Places: []string{"売場 1階", "売場 2階"}}, "受付", "売場 1階・2階"},
		"two kinds":    {pickup.Row{State: retail.Received, Places: []string{"バックヤード 1階", "売場 2階"}}, "受付", "バックヤード 1階・売場 2階"},
		"no place":     {pickup.Row{State: retail.Received}, "受付", "棚番がわかりません"},
		"a colleague":  {pickup.Row{State: retail.Picking, Claimed: "s-2", Claimer: "鈴木", Places: []string{"売場 1階"}}, "鈴木さんが担当中", "売場 1階"},
		"mine":         {pickup.Row{State: retail.Picking, Claimed: "s-1", Claimer: "佐藤", Mine: true, Places: []string{"売場 1階"}}, "あなたが担当", "売場 1階"},
		"tentative":    {pickup.Row{State: retail.Picking, Claimed: "s-1", Claimer: "佐藤", Mine: true, Tentative: true, Places: []string{"売場 1階"}}, "仮担当", "売場 1階"},
		"short":        {pickup.Row{State: retail.Short, Missing: 2}, "欠品", "2点 見つかっていません"},
		"queued":       {pickup.Row{State: retail.Staged, Slot: "B-12", Notice: retail.NoticeQueued}, "お知らせ待ち", "保管棚 B-12"},
		"unknown":      {pickup.Row{State: retail.Staged, Slot: "B-12", Notice: retail.NoticeUnknown}, "送れたか不明", "保管棚 B-12"},
		"failed":       {pickup.Row{State: retail.Staged, Slot: "B-12", Notice: retail.NoticeFailed}, "送れませんでした", "保管棚 B-12"},
		"no address":   {pickup.Row{State: retail.Staged, Slot: "B-12", Notice: retail.NoticeNoAddress}, "電話でお知らせ", "保管棚 B-12"},
		"told":         {pickup.Row{State: retail.Notified, Slot: "B-12", Notice: retail.NoticeTold}, "お知らせ済", "保管棚 B-12"},
		"not fetched":  {pickup.Row{State: retail.Expired, Slot: "B-12", Notice: retail.NoticeSent}, "期限切れ", "保管棚 B-12"},
		"maybe over":   {pickup.Row{State: retail.Notified, Slot: "B-12", Deadline: pagetest.At.Add(-time.Hour)}, "お知らせ済期限切れの可能性", "保管棚 B-12"},
		"staged plain": {pickup.Row{State: retail.Staged, Slot: "B-12"}, "保管済", "保管棚 B-12"},
	} {
		got := ""
		for _, ch := range chipsOf(c, x.row, pagetest.At) {
			got += ch.Word
		}
		if got != x.chips || placeOf(c, x.row) != x.place {
			t.Errorf("%s: %q at %q, want %q at %q", name, got, placeOf(c, x.row), x.chips, x.place)
		}
	}
}

func TestQueueActions(t *testing.T) {
	c := queueWords(t)[words.Ja]
	for name, x := range map[string]struct {
		row  pickup.Row
		want []do
	}{
		"free":        {pickup.Row{State: retail.Received, Urgency: pickup.OnTime}, []do{doDecline, doPause, doPick}},
		"pending":     {pickup.Row{State: retail.Short, Pending: true}, []do{doDecline, doPick, doOffer}},
		"in part":     {pickup.Row{State: retail.Staged, Pending: true, Notice: retail.NoticeQueued}, []do{doOffer, doHandover}},
		"paused":      {pickup.Row{State: retail.Received, Pause: &retail.Pause{Reason: retail.PauseGoods, Until: pagetest.At.Add(time.Hour)}}, []do{doResume, doPick}},
		"begun":       {pickup.Row{State: retail.Picking, Mine: true}, []do{doDecline, doPick}},
		"a colleague": {pickup.Row{State: retail.Picking, Urgency: pickup.Taken}, []do{doTakeOver}},
		"staged":      {pickup.Row{State: retail.Staged, Notice: retail.NoticeQueued}, []do{doHandover}},
		"unknown":     {pickup.Row{State: retail.Staged, Notice: retail.NoticeUnknown}, []do{doTold, doResend, doHandover}},
		"failed":      {pickup.Row{State: retail.Staged, Notice: retail.NoticeFailed}, []do{doTold, doResend, doHandover}},
		"no address":  {pickup.Row{State: retail.Staged, Notice: retail.NoticeNoAddress}, []do{doTold, doHandover}},
		"notified":    {pickup.Row{State: retail.Notified, Notice: retail.NoticeSent}, []do{doHandover}},
		"handed over": {pickup.Row{State: retail.HandedOver}, []do{doHandover}},
		"last day":    {pickup.Row{State: retail.Notified, Deadline: pagetest.At.Add(time.Hour)}, []do{doExtend, doHandover}},
		"overdue":     {pickup.Row{State: retail.Expired, Deadline: pagetest.At.Add(-time.Hour)}, []do{doExtend, doHandover}},
		"in time":     {pickup.Row{State: retail.Notified, Deadline: pagetest.At.Add(5 * day)}, []do{doHandover}},
	} {
		var got []do
		mains := 0
		for _, a := range actionsOf(c, x.row, false, pagetest.At) {
			got = append(got, a.Do)
			if a.Action.Kind == widgets.Main {
				mains++
			}
		}
		if len(got) != len(x.want) || mains != 1 {
			t.Errorf("%s: %v with %d main actions, want %v and one", name, got, mains, x.want)
			continue
		}
		for i := range got {
			if got[i] != x.want[i] {
				t.Errorf("%s: %v, want %v", name, got, x.want)
			}
		}
	}
}

// TestQueueKnowsEveryState draws a card and a detail of every state without a
// missing word.
func TestQueueKnowsEveryState(t *testing.T) {
	for _, c := range queueWords(t) {
		for _, s := range retail.OrderStates() {
			for _, n := range append(retail.NoticeStates(), 0) {
				r := pickup.Row{State: s, Notice: n, Slot: "B-12", Name: "ヤマダ", Missing: 1}
				o := &retail.Order{State: s, Slot: "B-12", PlacedAt: pagetest.At, PromisedAt: pagetest.At, Deadline: pagetest.At, Pay: retail.Payment{State: retail.PayAtPickup, DueTaxIn: 5390}, Gift: true, Proxy: "ハナコ"}
				m := detailOf(c, r, pickup.PickView{Order: o, Name: "ヤマダ"}, pagetest.At)
				card := cardOf(c, r, pagetest.At, false)
				texts := append([]string{card.Place, card.Time.Word, m.Times, m.Notice, theme.State(s).Word}, m.Wishes...)
				for _, ch := range append(card.Chips, m.Chips...) {
					texts = append(texts, ch.Word)
				}
				for _, text := range texts {
					if len(text) > 0 && text[0] == '[' {
						t.Errorf("%v, %v: %s has no text", s, n, text)
					}
				}
			}
		}
	}
}

func TestExceptionsHaveWords(t *testing.T) {
	for lang, c := range queueWords(t) {
		for _, k := range retail.ExceptionKinds() {
			for _, end := range []string{"", ".row", ".what", ".why", ".do"} {
				if key := "queue.x." + k.String() + end; !c.Has(key) {
					t.Errorf("%v: no text has the key %s", lang, key)
				}
			}
			x := retail.Exception{Kind: k, Order: "o", SKU: "s", Number: "4821", OpenedAt: pagetest.At}
			m := exceptionOf(c, pickup.ExceptionView{Entry: pickup.Entry{Exception: x}, At: 1, Total: 1}, retail.RoleStaff, pagetest.At)
			if len(m.Remedies) == 0 || m.Suggest.Text == "" {
				t.Errorf("%v: nothing to do about it: %+v", k, m)
			}
		}
		for _, r := range retail.Remedies() {
			m := remedyOf(c, pickup.ExceptionView{}, r, retail.RoleHQ)
			if m.Icon == "" || m.Text[0] == '[' || m.Sub[0] == '[' || !m.May {
				t.Errorf("%v: %+v", r, m)
			}
		}
		for _, k := range retail.MoveKinds() {
			if !c.Has("move." + k.String()) {
				t.Errorf("%v: no words for the movement %v", lang, k)
			}
		}
		for _, k := range retail.Kinds() {
			if !c.Has("queue.did." + k.String()) {
				t.Errorf("%v: no words for what %v did", lang, k)
			}
		}
		for _, why := range declineReasons {
			if !c.Has(why) {
				t.Errorf("%v: no text has the key %s", lang, why)
			}
		}
	}
}

func TestSearchQuery(t *testing.T) {
	var q queryModel
	for _, d := range "4821" {
		q.add(string(d))
	}
	q.drop()
	if q.Text != "482" {
		t.Errorf("typed %q", q.Text)
	}
	q.swap()
	q.add("ハ")
	q.mark()
	if !q.Kana || q.Text != "バ" {
		t.Errorf("kana %v %q", q.Kana, q.Text)
	}
	for range 40 {
		q.add("ア")
	}
	if len([]rune(q.Text)) != maxQuery {
		t.Errorf("%d characters", len([]rune(q.Text)))
	}
	for range 40 {
		q.drop()
	}
	if q.Text != "" {
		t.Errorf("%q is left", q.Text)
	}
}

func TestOpenRoute(t *testing.T) {
	for _, s := range retail.OrderStates() {
		to, ok := openRoute("o", s)
		if ok == s.ToPick() {
			t.Errorf("%v: leads away from the queue: %v", s, ok)
		}
		if ok && to != (page.Handover{Order: "o"}) {
			t.Errorf("%v: leads to %v", s, to)
		}
	}
}
