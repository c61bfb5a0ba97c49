package hubdb

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
)

// The keys find the orders, and never the rows of a whole chain.
func TestOrdersAreFoundByTheirKeys(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "hub.db"), retail.ClockFunc(time.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, where := range []string{
		"WHERE k.notice = 'queued' ORDER BY k.deadline, k.id", "AND e.live = 1 WHERE k.ended > 0 AND k.purged = 0 AND k.ended < 9 LIMIT 9",
	} {
		err := d.query(t.Context(), func(rows scanner) error {
			var id, parent, unused int
			var step string
			err := rows.Scan(&id, &parent, &unused, &step)
			if strings.HasPrefix(step, "SCAN e") {
				t.Errorf("%s: %s", where, step)
			}
			return err
		}, "EXPLAIN QUERY PLAN SELECT k.id, e.data FROM order_key k "+rowsOfOrders+" "+where)
		if err != nil {
			t.Fatal(err)
		}
	}
}
