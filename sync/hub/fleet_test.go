package hub_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

// TestFleet: a terminal hears how the others of its shop stand, and nothing of
// other shops or of those that were shut out.
func TestFleet(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		w := newWorld(t, s, clock)
		l := w.listener(t)
		busy, lost := w.enrol(shibuya).Device, w.enrol(shibuya).Device
		w.enrol(shinjuku)
		o := w.order(shibuya, "W-1")
		w.push(busy, 0, w.flow(o, 1)[:3]...)
		if err := w.h.Revoke(t.Context(), lost); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Minute)
		var f wire.Fleet
		rec := l.get(wire.PathFleet, wire.HeaderUnsent, "2")
		if err := json.Unmarshal(rec.Body.Bytes(), &f); err != nil || rec.Code != http.StatusOK || !f.Now.Equal(clock.Now()) {
			t.Fatalf("%d %s %v", rec.Code, rec.Body, err)
		}
		got := map[retail.DeviceID]wire.Contact{}
		for _, c := range f.Terminals {
			got[c.Device] = c
		}
		if c := got[busy]; len(got) != 2 || c.Judged != 3 || c.Unsent != 0 || !c.Seen.Equal(clock.Now().Add(-time.Minute)) {
			t.Errorf("the other one: %+v of %d", c, len(got))
		}
		delete(got, busy)
		for id, c := range got {
			if c.Judged != 0 || c.Unsent != 2 || !c.Seen.Equal(clock.Now()) {
				t.Errorf("itself, %s: %+v", id, c)
			}
		}
	})
}
