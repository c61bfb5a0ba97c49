package agent

import (
	"slices"
	"testing"
	"time"

	"miseban/sync/wire"
)

// TestRowsAreCompared: each scope once an hour, and one whose rows are not the
// hub's is taken again, that one alone, and told.
func TestRowsAreCompared(t *testing.T) {
	m, h := newMemory(), newFakeHub()
	h.head[shop] = 3
	run(t, m, h, nil, func(a *Agent) {
		h.set(func() { h.head[wire.ScopeOrg], h.head["device:d-1"], h.head[wire.ScopeCatalog] = 1, 1, 1 })
		wait(24 * time.Hour)
		if h.sums < 4*22 || h.sums > 4*25 {
			t.Errorf("%d comparisons in a day of four scopes", h.sums)
		}
		n, _ := h.count("GET " + wire.PathSnapshot)
		if n != 5 || a.Status().Astray != 0 {
			t.Errorf("%d snapshots, status %+v", n, a.Status())
		}
		m.mu.Lock()
		m.sum[shop] = "damaged"
		m.mu.Unlock()
		m.record(1)
		wait(checkEvery + pollEvery)
		if n, _ := h.count("GET " + wire.PathSnapshot + string(shop)); n != 2 || !slices.Equal(h.astray, []string{"store:S01 site"}) {
			t.Errorf("%d snapshots of the shop, confessed %q", n, h.astray)
		}
		if n, _ := h.count("GET " + wire.PathSnapshot); n != 6 || a.Status().Astray != 1 || len(m.out) != 1 {
			t.Errorf("%d snapshots in all, status %+v, outbox of %d", n, a.Status(), len(m.out))
		}
		h.set(func() { h.sum = "the hub is wrong" }) // and a snapshot does not help
		wait(4*checkEvery + pollEvery)
		if n, _ := h.count("GET " + wire.PathSnapshot); n > 6+4*5 {
			t.Errorf("%d snapshots in four hours", n-6)
		}
		if a.Status().Line != Online {
			t.Errorf("status %+v", a.Status())
		}
	})
}
