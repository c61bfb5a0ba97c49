package hub_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestOverview: terminals that speak, are away, are missed for three days and
// are shut out; what a terminal at which nothing is done says of itself reaches
// the database, and with it every other process.
func TestOverview(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		here, idle, lost, stolen := w.enrol(shibuya), w.enrol(shibuya), w.enrol(shinjuku), w.enrol(shibuya)
		w.order(shibuya, "1")
		w.push(lost.Device, 3, w.command(1, retail.KindSignIn, retail.SignIn{}))
		if err := w.h.Revoke(ctx, stolen.Device); err != nil {
			t.Fatal(err)
		}
		w.push(here.Device, 0, w.command(1, retail.KindPick, retail.PickItem{Order: "gone", Line: 1, Qty: 1, Code: "1", Entry: retail.Scanned})) // an exception
		w.clock.Advance(4 * 24 * time.Hour)
		ask := httptest.NewRequest(http.MethodGet, wire.PathChanges+"?scope="+string(wire.ScopeOrg), nil)
		ask.Header.Set(wire.HeaderAccess, "Bearer "+w.h.Access(idle.Device))
		ask.Header.Set(wire.HeaderUnsent, "7")
		ask.Header.Set(wire.HeaderApp, "1.2.3")
		answer := httptest.NewRecorder()
		if w.h.Handler().ServeHTTP(answer, ask); answer.Code != http.StatusOK {
			t.Fatal(answer.Code, answer.Body)
		}
		w.push(here.Device, 0)
		v, err := w.h.Overview(ctx)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[retail.DeviceID]hub.TerminalView{}
		for _, s := range v.Shops {
			for _, d := range s.Terminals {
				seen[d.ID] = d
			}
		}
		for id, want := range map[retail.DeviceID]hub.Contact{here.Device: hub.Here, idle.Device: hub.Here, lost.Device: hub.Missing, stolen.Device: hub.Revoked} {
			if seen[id].State != want {
				t.Errorf("%+v, want %s", seen[id], want)
			}
		}
		if d := seen[idle.Device]; d.Unsent != 7 || d.App != "1.2.3" {
			t.Errorf("idle: %+v", d)
		}
		if v.Unsent != 10 || v.Inbox.Open != 1 || v.Inbox.Late != 1 || v.Orders != 1 || v.Shops[0].ID != shibuya || v.Shops[0].Inbox.Open != 1 || v.Shops[1].Unsent != 3 {
			t.Errorf("%+v", v)
		}

		// Another process sees it once it is written down.
		if err := w.h.KeepContacts(ctx); err != nil {
			t.Fatal(err)
		}
		d, err := w.s.Device(ctx, idle.Device)
		if err != nil || d.Unsent != 7 || d.App != "1.2.3" || !d.LastSeen.Equal(w.clock.Now()) {
			t.Errorf("kept: %+v, %v", d, err)
		}
		w.clock.Advance(10 * time.Minute)
		if v, err = w.h.Overview(ctx); err != nil || v.States[hub.Away.String()] != 2 {
			t.Errorf("%+v, %v", v.States, err)
		}
		if strings.Contains(v.Epoch, " ") || len(v.Heads) == 0 {
			t.Errorf("%+v", v)
		}
	})
}
