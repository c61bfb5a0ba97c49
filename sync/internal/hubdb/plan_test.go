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
		for _, step := range plan(t, d, "SELECT k.id, e.data FROM order_key k "+rowsOfOrders+" "+where) {
			if strings.HasPrefix(step, "SCAN e") {
				t.Errorf("%s: %s", where, step)
			}
		}
	}
	for _, state := range []string{"staged", "notified"} {
		query := "SELECT id FROM order_key WHERE state = '" + state + "' AND " + onShelf + " AND deadline < 9 ORDER BY deadline LIMIT 9"
		if steps := plan(t, d, query); len(steps) != 1 || !strings.Contains(steps[0], "INDEX order_deadline (state=? AND deadline<?)") {
			t.Errorf("%s: %q", query, steps)
		}
	}
}

// What a device did behind a number is found there, and what is forgotten by when web
// shops heard of it.
func TestFoundByNumberAndTime(t *testing.T) {
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "hub.db"), retail.ClockFunc(time.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for query, want := range map[string]string{
		strings.NewReplacer("device = ?", "device = 'd'", "?", "9").Replace(firstBehind): "cmd_seq (device=? AND seq>?)",
		"DELETE FROM refund WHERE told > 0 AND told < 9":                                 "refund_told (told>? AND told<?)",
	} {
		if steps := plan(t, d, query); len(steps) != 1 || !strings.Contains(steps[0], want) {
			t.Errorf("%s: %q", query, steps)
		}
	}
}

// plan is how SQLite finds what the query asks for, step by step.
func plan(t *testing.T, d *DB, query string) (steps []string) {
	t.Helper()
	err := d.query(t.Context(), func(rows scanner) error {
		var id, parent, unused int
		var step string
		err := rows.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	}, "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}
