package chaostest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
)

// TestInboxToQueue lets EC-CUBE's export with three broken rows (CP932) land in
// the hub's watched folder: the good orders of the shop are on the terminal's
// queue, those of another shop are not, and three rows wait with their reason.
// The time it took stands in the log; the limit is one for a machine that is
// busy with other tests.
func TestInboxToQueue(t *testing.T) {
	ctx := t.Context()
	h := newHub(t, "")
	k := newTablet(t, h)
	k.must(k.signIn(ctx))
	export, err := os.ReadFile("../../sync/bridge/csvfile/testdata/eccube-orders-3-broken.csv")
	if err != nil {
		t.Fatal(err)
	}
	queue := func() map[retail.OrderID]bool {
		q, err := k.Pickup.Queue(ctx, pickup.TabReceived)
		k.must(err)
		on := map[retail.OrderID]bool{}
		for _, r := range q.Rows {
			on[r.ID] = true
		}
		return on
	}
	before := len(queue())
	good := []string{"20261124-001", "20261124-002", "20261124-003", "20261124-007", "20261124-010", "20261124-013"}

	h.drop(export)
	landed := time.Now()
	await(t, 20*time.Second, "the good orders are on the queue", func() bool {
		on := queue()
		for _, external := range good {
			if !on[retail.OrderIDFor(channel, external)] {
				return false
			}
		}
		return true
	})
	t.Logf("%d orders on the terminal's queue %v after the file landed", len(good), time.Since(landed).Round(time.Millisecond))
	if n := len(queue()) - before; n != len(good) {
		t.Errorf("%d orders are new on the queue, want %d: those of another shop and those not to be picked stay away", n, len(good))
	}

	var list string
	await(t, 20*time.Second, "three rows in quarantine", func() bool {
		list, err = h.run("quarantine", "list", "-lang", "en")
		return err == nil && strings.Count(list, "\n") == 3
	})
	t.Log("quarantine:\n" + list)
	for row, why := range map[string]string{":9 ": "4.99E+12", ":13 ": "zero", ":18 ": "4901234567894"} {
		if !strings.Contains(list, row) || !strings.Contains(list, why) {
			t.Errorf("row %s with its reason (%s) is not in quarantine", row, why)
		}
	}
	h.drop(export) // the same again, under another name
	await(t, 20*time.Second, "the second file was read", func() bool {
		_, err := os.Stat(filepath.Join(h.inbox, "orders-2.csv.report.txt"))
		return err == nil
	})
	k.drain(h)
	if n := len(queue()) - before; n != len(good) {
		t.Errorf("%d orders after the file came twice, want %d", n, len(good))
	}
}
