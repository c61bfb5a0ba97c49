package printui

import (
	"testing"
	"time"

	"miseban/app/internal/label"
	"miseban/app/internal/printing"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

var now = time.Date(2026, 11, 21, 10, 45, 0, 0, retail.Japan)

func catalog(t *testing.T) words.Catalog {
	t.Helper()
	all, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return all.In(words.Ja)
}

func job(id string, s retail.PrintState, cause retail.PrintCause) printing.Job {
	return printing.Job{PrintJob: retail.PrintJob{ID: retail.PrintID(id), Title: "袋 1/1・" + id, State: s, Cause: cause, At: now.Add(-4 * time.Minute)}, Kind: label.Bag}
}

var set = printing.Config{Address: "192.168.1.20:9100"}

// TestEveryStateHasWords: none of a label's states or causes is a bare key.
func TestEveryStateHasWords(t *testing.T) {
	c := catalog(t)
	for _, s := range retail.PrintStates() {
		for _, cause := range append([]retail.PrintCause{0}, retail.PrintCauses()...) {
			m := jobOf(c, job("1", s, cause), now)
			if m.Mark == "" || m.Icon == "" || m.State == "" || m.Sub == "" || !c.Has("print.state."+s.String()) {
				t.Errorf("%s, %s: %+v", s, cause, m)
			}
			if cause != 0 && !c.Has("print.cause."+cause.String()) {
				t.Errorf("%s has no words", cause)
			}
			if n := btoi(m.Ask) + btoi(m.Drop) + btoi(m.Again); n > 1 || n == 0 && s != retail.PrintSending {
				t.Errorf("%s: ask %v, drop %v, again %v", s, m.Ask, m.Drop, m.Again)
			}
		}
	}
	for _, cause := range []retail.PrintCause{retail.PrintNoPrinter, retail.PrintUnreached, retail.PrintPaper, retail.PrintCover, retail.PrintFault} {
		if q := (printing.Queue{Config: set, Waiting: 1, Cause: cause}); standOf(c, q).Do == "" || !stripOf(c, q).Open {
			t.Errorf("%s: nothing is said that can be done", cause)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestQueueOrder: what somebody must look at stands first, and the next to be
// printed before the others.
func TestQueueOrder(t *testing.T) {
	q := printing.Queue{Config: set, Jobs: []printing.Job{
		job("5", retail.PrintQueued, 0), job("4", retail.PrintUnknown, retail.PrintLineLost), job("3", retail.PrintFailed, retail.PrintPaper),
		job("2", retail.PrintPrinted, 0), job("1", retail.PrintDropped, retail.PrintAgain),
	}, Waiting: 2, Unknown: 1, Cause: retail.PrintPaper}
	m := queueOf(catalog(t), q, now)
	ids := func(list []jobModel) (out string) {
		for _, j := range list {
			out += string(j.ID)
		}
		return out
	}
	if ids(m.Open) != "4" || ids(m.Wait) != "35" || ids(m.Done) != "21" || m.At != "192.168.1.20" {
		t.Errorf("open %s, wait %s, done %s at %s", ids(m.Open), ids(m.Wait), ids(m.Done), m.At)
	}
	if m.Stand.Word != "用紙がありません" {
		t.Errorf("the printer is %q", m.Stand.Word)
	}
}

// TestStripIsQuiet: it says nothing while all is well.
func TestStripIsQuiet(t *testing.T) {
	c := catalog(t)
	for want, q := range map[string]printing.Queue{
		"":            {Config: set},
		"印刷しています":     {Config: set, Sending: true},
		"1枚 待っています":   {Config: set, Waiting: 1},
		"印刷できたか不明 2枚": {Config: set, Unknown: 2},
		"プリンターに届きません。3枚 待っています": {Config: set, Waiting: 3, Cause: retail.PrintUnreached},
	} {
		if got := stripOf(c, q); got.Text != want {
			t.Errorf("%+v says %q, want %q", q, got.Text, want)
		}
	}
}
