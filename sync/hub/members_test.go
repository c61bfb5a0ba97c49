package hub_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestRevokedReadsNothing: a terminal that asks for pages all the time is
// refused with the next one, whether it was shut out here or by another process
// that told nobody.
func TestRevokedReadsNothing(t *testing.T) {
	for name, revoke := range map[string]func(*world, *caller) error{
		"here": func(w *world, c *caller) error { return w.h.Revoke(w.t.Context(), c.id) },
		"elsewhere": func(w *world, c *caller) error {
			_, err := w.s.Update(w.t.Context(), nil, func(tx hub.Tx) error {
				d, err := tx.Device(c.id)
				d.Revoked = true
				return errors.Join(err, tx.PutDevice(d))
			})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				door := w.h.Handler()
				c, other := newCaller(w, door), newCaller(w, door)
				path := wire.PathChanges + "?" + url.Values{"scope": {string(wire.StoreScope(shibuya))}}.Encode()
				for range 3 {
					for _, c := range []*caller{c, other} {
						if rec := c.do(http.MethodGet, path, nil); rec.Code != http.StatusOK {
							t.Fatal(rec.Code, rec.Body)
						}
					}
				}
				if err := revoke(w, c); err != nil {
					t.Fatal(err)
				}
				if rec := c.do(http.MethodGet, path, nil); rec.Code != http.StatusForbidden || !strings.Contains(rec.Body.String(), wire.ProblemRevoked) {
					t.Errorf("%d %s", rec.Code, rec.Body)
				}
				if rec := other.do(http.MethodGet, path, nil); rec.Code != http.StatusOK {
					t.Errorf("its neighbour: %d %s", rec.Code, rec.Body)
				}
			})
		})
	}
}
