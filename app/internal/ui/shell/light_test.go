package shell_test

import (
	"testing"
	"time"

	"miseban/app/internal/ui/widgets"
)

// TestTheTimeOfflineRuns: the light of a screen that loads nothing tells the
// time too, and is left alone while it says the same.
func TestTheTimeOfflineRuns(t *testing.T) {
	r := newRig(t)
	r.light = widgets.SyncData{Kind: widgets.SyncOffline, Detail: "3秒"}
	tick := func() int {
		before := r.top().synced
		r.clock.Advance(time.Second)
		r.pump.Run()
		return r.top().synced - before
	}
	if n := tick(); n != 1 {
		t.Errorf("shown %d times", n)
	}
	if n := tick(); n != 0 {
		t.Errorf("shown %d times although nothing changed", n)
	}
	r.light.Detail = "4秒"
	if n := tick(); n != 1 {
		t.Errorf("shown %d times after a second", n)
	}
	r.light = widgets.SyncData{Kind: widgets.SyncConnected}
	if n := tick(); n != 0 {
		t.Error("the agent tells of a connection, the clock does not")
	}
}
