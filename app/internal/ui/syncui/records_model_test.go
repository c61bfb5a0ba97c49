package syncui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

var now = time.Date(2026, 11, 21, 10, 45, 0, 0, time.UTC)

func catalog(t testing.TB, l words.Lang) words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all.In(l)
}

func TestTotals(t *testing.T) {
	base := Summary{Recorded: 1204, Arrived: 1200, Unsent: 4, LastRecorded: now.Add(-time.Minute), LastArrived: now.Add(-25 * time.Hour)}
	all := base
	all.Arrived, all.Unsent = 1204, 0
	offline := base
	offline.OfflineSince, offline.Answer = now.Add(-3*time.Minute), retail.CodeOffline
	old := base
	old.Answer = retail.CodeUpgrade
	shut := base
	shut.Answer = retail.CodeRevoked
	for _, c := range []struct {
		name       string
		s          Summary
		word, note string
		icon       assets.Icon
		tone       widgets.Tone
	}{
		{"all", all, "すべて届いています", "", assets.IconCheck, widgets.ToneGreen},
		{"sending", base, "送っています", "未送信があるあいだは、退勤と端末登録の解除はできません", assets.IconArrow, widgets.ToneAmber},
		{"offline is calm", offline, "オフライン 3分", "未送信があるあいだは、退勤と端末登録の解除はできません", assets.IconOff, widgets.ToneGrey},
		{"an update", old, "送っています", "未送信があるあいだは、退勤と端末登録の解除はできません", assets.IconArrow, widgets.ToneAmber},
		{"refused", shut, "送れていません", "この端末は使えなくなりました。店長に知らせてください", assets.IconExcl, widgets.ToneRed},
	} {
		got := totalsOf(catalog(t, words.Ja), c.s, now)
		if got.Word != c.word || got.Note != c.note || got.Icon != c.icon || got.Tone != c.tone {
			t.Errorf("%s: %+v", c.name, got)
		}
		if got.Recorded != "1,204" || got.RecordedTime != "最後の記録 10:44" || !strings.Contains(got.ArrivedTime, "20日") {
			t.Errorf("%s: figures %+v", c.name, got)
		}
	}
	if got := totalsOf(catalog(t, words.Ja), Summary{}, now); got.RecordedTime != "最後の記録 まだありません" {
		t.Errorf("never: %+v", got)
	}
}

func TestStep(t *testing.T) {
	for _, c := range []struct {
		answer  retail.Code
		sending bool
		want    step
	}{
		{0, false, stepSync},
		{0, true, stepDoing},
		{retail.CodeOffline, false, stepSync},
		{retail.CodeUpgrade, false, stepSync},
		{retail.CodeUnknownTerminal, false, stepAgain},
		{retail.CodeUnknownTerminal, true, stepAgain},
	} {
		if got := stepOf(Summary{Answer: c.answer}, c.sending); got != c.want {
			t.Errorf("%v, sending %v: %v, want %v", c.answer, c.sending, got, c.want)
		}
	}
}

func TestRows(t *testing.T) {
	c := catalog(t, words.Ja)
	for _, x := range []struct {
		verdict retail.Verdict
		code    retail.VerdictCode
		word    string
		why     string
		tone    widgets.Tone
	}{
		{0, 0, "未送信", "", widgets.ToneAmber},
		{retail.Applied, 0, "送信済", "", widgets.ToneTeal},
		{retail.Applied, retail.AlreadySo, "送信済", "", widgets.ToneTeal},
		{retail.AppliedException, retail.Clashed, "要確認", "記録しました。あとで確認が必要です", widgets.ToneRed},
		{retail.Rejected, retail.ClaimedBy, "行われなかった", "ほかのスタッフが担当中です", widgets.ToneGrey},
		{retail.Quarantined, 0, "要確認", "この端末のアプリが古いようです", widgets.ToneRed},
	} {
		got := rowOf(c, Entry{Kind: retail.KindPick, At: now, Staff: "佐藤", Order: "4821", Verdict: x.verdict, Code: x.code}, now)
		if got.Verdict != x.word || got.Why != x.why || got.Tone != x.tone || got.What != "商品を取った" || got.When != "10:45" {
			t.Errorf("%v %v: %+v", x.verdict, x.code, got)
		}
	}
}

// TestNotes: what else is to be known of the terminal, calm and in one line each.
func TestNotes(t *testing.T) {
	c := catalog(t, words.Ja)
	for name, x := range map[string]struct {
		s    Summary
		want []string
	}{
		"nothing":       {Summary{}, nil},
		"restored hub":  {Summary{Resend: 282, ResendOf: 420}, []string{"ハブ復旧後の再同期中 138/420"}},
		"an update":     {Summary{Answer: retail.CodeUpgrade}, []string{"更新があります(業務は続行できます)"}},
		"a short while": {Summary{OfflineSince: now.Add(-3 * time.Hour)}, nil},
		"for long":      {Summary{OfflineSince: now.Add(-5 * time.Hour)}, []string{"5時間 つながっていません。端末を店舗のネットワークに近づけてください"}},
		"a cut shop":    {Summary{CutSince: now.Add(-2 * time.Hour)}, []string{"店舗の中だけでつながっています。本部とは 2時間 つながっていません"}},
		"clock is fine": {Summary{Skew: -5 * time.Minute}, nil},
		"clock is off":  {Summary{Skew: -7 * time.Minute}, []string{"端末の時計が 7分 ずれています。日時の設定を直してください"}},
		"the counter":   {Summary{CounterMine: true, Counter: "カウンター1"}, []string{"この端末が受渡端末です"}},
		"another is":    {Summary{Counter: "カウンター1"}, []string{"受渡端末は カウンター1 です"}},
	} {
		var got []string
		for _, n := range notesOf(c, x.s, now) {
			got = append(got, n.Text)
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
	if r := rowOf(c, Entry{Verdict: retail.Applied, Confirmed: true, At: now}, now); r.Verdict != "確定" || r.Icon != assets.IconChecks {
		t.Errorf("confirmed: %+v", r)
	}
}

func TestEveryKindHasAWord(t *testing.T) {
	for _, l := range []words.Lang{words.Ja, words.En} {
		c := catalog(t, l)
		for _, k := range retail.Kinds() {
			if key := "records.kind." + k.String(); !c.Has(key) {
				t.Errorf("%v: no text has the key %q", l, key)
			}
		}
		for _, v := range retail.Verdicts() {
			if _, _, word := verdictLook(c, Entry{Verdict: v}); word == "" || word[0] == '[' {
				t.Errorf("%v: verdict %v has no word", l, v)
			}
		}
	}
}
