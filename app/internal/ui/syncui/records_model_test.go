package syncui

import (
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
		{"refused", old, "送れていません", "アプリの更新が必要です。作業は続けられます", assets.IconExcl, widgets.ToneRed},
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
		{retail.Applied, 0, "本部到着", "", widgets.ToneGreen},
		{retail.Applied, retail.AlreadySo, "本部到着", "", widgets.ToneGreen},
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

func TestEveryKindHasAWord(t *testing.T) {
	for _, l := range []words.Lang{words.Ja, words.En} {
		c := catalog(t, l)
		for _, k := range retail.Kinds() {
			if key := "records.kind." + k.String(); !c.Has(key) {
				t.Errorf("%v: no text has the key %q", l, key)
			}
		}
		for _, v := range retail.Verdicts() {
			if _, _, word := verdictLook(c, v); word == "" || word[0] == '[' {
				t.Errorf("%v: verdict %v has no word", l, v)
			}
		}
	}
}
