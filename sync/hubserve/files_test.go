package hubserve_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/bridge/csvfile"
	"miseban/sync/hubserve"
)

// eventually asks until ok or the time is up.
func eventually(t *testing.T, within time.Duration, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		if ok() {
			tick.Stop()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("not within %v: %s", within, what)
		case <-tick.C:
		}
	}
}

// TestInboxToMail: a file lands, its order is picked and staged, and the notice
// lies in the mail folder; the three broken rows wait.
func TestInboxToMail(t *testing.T) {
	data := t.TempDir()
	inbox := filepath.Join(data, "inbox")
	s, err := hubserve.Start(t.Context(), hubserve.Options{Data: data, Listen: "127.0.0.1:0", Sample: true, Inbox: inbox})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	export, err := os.ReadFile("../bridge/csvfile/testdata/eccube-orders-3-broken.csv")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(inbox, "orders.csv"), export, 0o600); err != nil {
		t.Fatal(err)
	}
	var o retail.Order
	landed := time.Now()
	eventually(t, 10*time.Second, "the order on the hub", func() bool {
		var err error
		o, err = s.Hub.OrderByExternal(t.Context(), "EC-CUBE", "20261124-001")
		return err == nil
	})
	t.Logf("on the hub %v after landing", time.Since(landed).Round(time.Millisecond))
	err = hubserve.Files(t.Context(), data, func(in *csvfile.Intake) error {
		eventually(t, 10*time.Second, "three rows in quarantine", func() bool {
			rows, err := in.Keep.BadRows(t.Context(), nil)
			return err == nil && len(rows) == 3
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	do := func(kind retail.Kind, body retail.Body) {
		t.Helper()
		if r, err := s.Hub.Apply(t.Context(), kind, body); err != nil || r.Verdict != retail.Applied {
			t.Fatal(kind, r, err)
		}
	}
	for _, l := range o.Lines {
		do(retail.KindPick, retail.PickItem{Order: o.ID, Line: l.No, SKU: l.SKU, Qty: l.Qty, Code: l.JAN, Entry: retail.Scanned})
	}
	do(retail.KindStageBag, retail.StageBag{Order: o.ID, Slot: "A-01", Label: "bag-1", No: 1})
	do(retail.KindStage, retail.StageOrder{Order: o.ID})
	eventually(t, 10*time.Second, "the notice in the mail folder", func() bool {
		files, err := filepath.Glob(filepath.Join(data, "outbox-mail", string(o.ID)+".1.eml"))
		return err == nil && len(files) == 1
	})
	eventually(t, 10*time.Second, "the order told", func() bool {
		now, err := s.Hub.Order(t.Context(), o.ID)
		return err == nil && now.State == retail.Notified && now.Notice.State == retail.NoticeSent
	})
}
