package transferui

import (
	"testing"
	"time"

	"miseban/app/internal/transferring"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

func book(t *testing.T, l words.Lang) words.Catalog {
	t.Helper()
	b, err := words.Load(assets.Translations())
	if err != nil {
		t.Fatal(err)
	}
	return b.In(l)
}

// TestEveryWord: every state, reason and answer has its words in both languages.
func TestEveryWord(t *testing.T) {
	for _, l := range []words.Lang{words.Ja, words.En} {
		c := book(t, l)
		has := func(keys ...string) {
			for _, k := range keys {
				if !c.Has(k) {
					t.Errorf("%v: no text has the key %s", l, k)
				}
			}
		}
		for _, s := range retail.TransferStates() {
			has("transfer.state." + s.String())
			m := rowOf(c, transferring.Row{State: s, Ours: true, Why: retail.ForShelf}, time.Now())
			if !s.Over() && (m.Next == "" || m.Next[0] == '[') {
				t.Errorf("%v: nobody knows what is next: %q", s, m.Next)
			}
		}
		for _, w := range retail.TransferReasons() {
			has("transfer.why." + w.String())
		}
		for _, w := range retail.TransferRefusals() {
			has("transfer.refusal." + w.String())
		}
		for _, w := range retail.Settlings() {
			has("transfer.settle."+w.String(), "transfer.settle."+w.String()+".sub")
		}
		for _, s := range retail.StockClasses() {
			if s != retail.Regular {
				has("transfer.class." + s.String())
			}
		}
		for a := transferring.AnswerRight; a <= transferring.AnswerNothing; a++ {
			b := bandOf(c, transferring.Found{Answer: a, Qty: 1}, false)
			if b.Title == "" || b.Title[0] == '[' || b.Sound == 0 || b.Icon == "" {
				t.Errorf("%v: answer %d is %+v", l, a, b)
			}
		}
	}
}

// TestModeOf: what a page asks follows from the state and from whose turn it is.
func TestModeOf(t *testing.T) {
	for name, x := range map[string]struct {
		sends bool
		out   retail.TransferState
		in    retail.TransferState
		line  retail.TransferLine
		want  mode
	}{
		"asked here":        {true, retail.TransferAsked, retail.TransferAsked, retail.TransferLine{}, modeAnswer},
		"asked there":       {false, retail.TransferAsked, retail.TransferAsked, retail.TransferLine{}, modeWait},
		"approved here":     {true, retail.TransferApproved, retail.TransferAsked, retail.TransferLine{}, modePick},
		"sent from here":    {true, retail.InTransit, retail.TransferAsked, retail.TransferLine{Sent: 1}, modeWait},
		"sent to here":      {false, retail.InTransit, retail.TransferAsked, retail.TransferLine{Sent: 1}, modeReceive},
		"differs":           {true, retail.InTransit, retail.TransferReceived, retail.TransferLine{Sent: 1}, modeDiffer},
		"came broken":       {false, retail.TransferClosed, retail.TransferClosed, retail.TransferLine{Sent: 1, Damaged: 1}, modeDiffer},
		"came":              {false, retail.TransferClosed, retail.TransferClosed, retail.TransferLine{Sent: 1, Received: 1}, modeOver},
		"to go back":        {true, retail.TransferCanceled, retail.TransferAsked, retail.TransferLine{Picked: 1}, modeBack},
		"declined, nothing": {true, retail.TransferDeclined, retail.TransferAsked, retail.TransferLine{}, modeOver},
	} {
		tr := &retail.Transfer{Lines: []retail.TransferLine{x.line}, Out: retail.TransferOut{State: x.out}, In: retail.TransferIn{State: x.in}}
		v := transferring.View{Transfer: tr, Row: transferring.Row{Sends: x.sends, State: tr.State()}}
		if got := modeOf(v); got != x.want {
			t.Errorf("%s: %d, want %d", name, got, x.want)
		}
	}
}

// TestDifferences: each side may say what its own books are about, and nothing
// else.
func TestDifferences(t *testing.T) {
	c := book(t, words.Ja)
	tr := &retail.Transfer{
		Lines: []retail.TransferLine{{SKU: "a", Class: retail.Regular, Asked: 1, Sent: 1}, {SKU: "b", Class: retail.Regular, Received: 1}},
		Out:   retail.TransferOut{State: retail.InTransit}, In: retail.TransferIn{State: retail.TransferReceived},
	}
	for sends, want := range map[bool][]retail.Settling{true: {retail.SettleKept, retail.SettleAgreed}, false: {retail.SettleLost, retail.SettleAccepted}} {
		got := differencesOf(c, transferring.View{Transfer: tr, Row: transferring.Row{Sends: sends}}, retail.RoleStaff)
		if len(got) != 2 || got[0].Choices[0].How != want[0] || got[1].Choices[0].How != want[1] {
			t.Fatalf("sends %v: %+v", sends, got)
		}
		if got[0].Choices[0].May != sends {
			t.Errorf("staff may write goods off, or may not say that they found them: %+v", got[0].Choices[0])
		}
	}
}

// TestBoxCode: the label that is shown is read as the box it stands on.
func TestBoxCode(t *testing.T) {
	const id retail.TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"
	text, err := transferring.BoxCode(id, 3)
	if err != nil {
		t.Fatal(err)
	}
	if c := scanner.Classify(text, scanner.Options{}); c.Kind != scanner.KindBox || c.Fields.ID != retail.BoxID(id, 3) {
		t.Errorf("%s is read as %+v", text, c)
	}
}
