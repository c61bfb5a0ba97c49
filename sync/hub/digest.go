package hub

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// digests keeps the last digest of each scope. Many terminals of a shop ask
// about the same instant, and the catalogue stands still for hours.
type digests struct {
	mu sync.Mutex // one is worked out at a time: nobody waits for it but a check
	at map[wire.Scope]digestAt
}

type digestAt struct {
	epoch  string
	head   int64
	digest wire.Digest
}

// summed adds the digest to the last page. When the scope moves on meanwhile the
// page is read again, a few times: a busy shop is compared later.
func (h *Hub) summed(ctx context.Context, p pull, page wire.Page, id retail.DeviceID) (wire.Page, error) {
	for range 3 {
		if page.End.More {
			break
		}
		sum, err := h.digest(ctx, p.scope, page.End.End)
		if page.End.Digest = sum; err != nil || sum != nil {
			return page, err
		}
		if page, err = h.Store.Page(ctx, p.scope, p.after, p.limit, id); err != nil {
			return page, err
		}
	}
	return page, nil
}

// digest returns what the rows of a scope come to at the head, nil when the
// scope has moved on since.
func (h *Hub) digest(ctx context.Context, scope wire.Scope, head int64) (wire.Digest, error) {
	d := &h.digests
	d.mu.Lock()
	defer d.mu.Unlock()
	if have, ok := d.at[scope]; ok && have.head == head && have.epoch == h.Store.Epoch() {
		return have.digest, nil
	}
	epoch := h.Store.Epoch()
	sum, at, err := h.Store.Digest(ctx, scope)
	if err != nil {
		return nil, err
	}
	if d.at == nil {
		d.at = map[wire.Scope]digestAt{}
	}
	d.at[scope] = digestAt{epoch, at, sum}
	if at != head {
		return nil, nil //nolint:nilnil // nothing to compare this time
	}
	return sum, nil
}

// astray notes that a terminal found its rows of a scope to be others than the
// hub's, and takes them again. Its disk, this program or a person's hand did
// it: somebody should look.
func (h *Hub) astray(r *http.Request, d Device, scope wire.Scope) error {
	kinds := r.Header.Get(wire.HeaderAstray)
	if kinds == "" {
		return nil
	}
	words := strings.FieldsFunc(kinds, func(c rune) bool { return (c < 'a' || c > 'z') && c != '_' })
	h.Log.Error("hub: a terminal's rows were not the hub's", "device", d.ID, "scope", scope, "kinds", words[:min(len(words), 20)])
	_, err := h.Store.Update(r.Context(), nil, func(tx Tx) error {
		now, err := tx.Device(d.ID)
		if err != nil {
			return err
		}
		now.Astray++
		now.AstrayAt = h.Clock.Now()
		return tx.PutDevice(now)
	})
	return err
}
