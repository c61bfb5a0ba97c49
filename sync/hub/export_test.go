package hub

import (
	"context"
	"encoding/json"
	"testing"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Plant puts a rule in the place of retail.Decide.
func (h *Hub) Plant(rule func(retail.State, retail.Command) retail.Decision) { h.rule = rule }

// Access is an access token of a terminal.
func (h *Hub) Access(id retail.DeviceID) string { return h.access(id, h.Clock.Now().Add(accessFor)) }

// ReadPage reads a page as a terminal asks for it over the line.
func (h *Hub) ReadPage(ctx context.Context, scope wire.Scope, after wire.Cursor, id retail.DeviceID) (wire.Page, error) {
	return h.readPage(ctx, pull{scope: scope, after: after, limit: 100}, id)
}

// JudgedBefore looks at what a terminal says of an earlier answer.
func (h *Hub) JudgedBefore(ctx context.Context, d Device, epoch string, last int64) error {
	_, err := h.Take(ctx, d.ID, Batch{Epoch: epoch, Last: last})
	return err
}

// Forget drops what terminals said since the hub began, as a new process does.
func (h *Hub) Forget() { h.present.forget() }

// PlantUpcast adds a row to the table of old versions until the test ends.
func PlantUpcast(t testing.TB, kind retail.Kind, version int, f func(json.RawMessage) (json.RawMessage, error)) {
	upcasts[step{kind, version}] = f
	t.Cleanup(func() { delete(upcasts, step{kind, version}) })
}

// Upcasts lists the versions that the table raises.
func Upcasts() map[retail.Kind][]int {
	out := map[retail.Kind][]int{}
	for s := range upcasts {
		out[s.kind] = append(out[s.kind], s.version)
	}
	return out
}

// BoundStock sets when differences of the stock feed give way to a snapshot.
func (h *Hub) BoundStock(changed int, bytes int64, cuts int) {
	h.bulk.stock = stockBounds{changed: changed, bytes: bytes, cuts: cuts}
}
