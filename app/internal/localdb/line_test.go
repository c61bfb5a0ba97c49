package localdb_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestWhoWaitsIsSealed: the customer of a 取り寄せ lies open nowhere in the file,
// is told to the hub whole, is on the hold that is made when the goods are here,
// and is gone when all is long over.
func TestWhoWaitsIsSealed(t *testing.T) {
	k := localdbtest.New(t)
	const id retail.TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"
	ask := retail.AskTransfer{
		Transfer: id, From: "S02", To: localdbtest.Store, Why: retail.ForCustomer, Lines: []retail.TransferBit{{SKU: "SK-1", Class: retail.Regular, Qty: 1}},
		For: &retail.TransferFor{
			Customer: retail.Customer{Kana: localdbtest.Kana, Phone: "08055554321"}, Days: 3,
			Goods: []retail.HoldLine{{No: 1, SKU: "SK-1", Class: retail.Regular, Name: "シャツ", Qty: 1}},
		},
	}
	give := func(kind retail.Kind, body retail.Body) {
		t.Helper()
		d, err := k.DB.Record(t.Context(), retail.RoleLead, retail.Command{
			ID: retail.CommandID(retail.UUIDv7{}.NewID()), Kind: kind, Store: localdbtest.Store, Device: localdbtest.Device, Staff: localdbtest.Staff, At: k.Now, Body: body,
		})
		if err != nil || d[0].Verdict == retail.Rejected {
			t.Fatalf("%s: %+v, %v", kind, d, err)
		}
	}
	give(retail.KindAskTransfer, ask)
	cmds, _, err := k.DB.Pending(t.Context(), 10, 1<<20)
	if err != nil || len(cmds) != 1 || !reflect.DeepEqual(cmds[0].Body, ask) {
		t.Fatalf("the hub is told %+v, %v", cmds, err)
	}
	give(retail.KindTakeIn, retail.TakeIn{Transfer: id, SKU: "SK-1", Qty: 1})
	give(retail.KindFinishTransfer, retail.FinishTransfer{Transfer: id})
	h, err := k.DB.Hold(t.Context(), retail.ArrivalHold(id))
	if err != nil || !h.Pending || h.Customer != ask.For.Customer || h.Lines[0].Name != "シャツ" || h.Lines[0].Held != 1 {
		t.Fatalf("the hold is %+v, %v", h, err)
	}
	db := k.Reopen(t)
	for _, name := range []string{localdb.WorkFile, localdb.WorkFile + "-wal"} {
		b, err := os.ReadFile(filepath.Join(k.Dir, name))
		if err == nil && (bytes.Contains(b, []byte(localdbtest.Kana)) || bytes.Contains(b, []byte("08055554321"))) {
			t.Errorf("the customer lies open in %s", name)
		}
	}
	var judged []localdb.Judged
	cmds, _, err = db.Pending(t.Context(), 10, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cmds {
		judged = append(judged, localdb.Judged{Dseq: c.Dseq, ID: c.ID, Verdict: retail.Applied})
	}
	if err := db.SaveVerdicts(t.Context(), judged, k.Now); err != nil {
		t.Fatal(err)
	}
	if _, err := db.PurgePeople(t.Context(), k.Now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	p, err := db.Outbox(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range p.Lines {
		if b, ok := l.Command.Body.(retail.AskTransfer); ok && b.For.Customer != (retail.Customer{}) {
			t.Errorf("the outbox still says %+v", b.For.Customer)
		}
	}
}
