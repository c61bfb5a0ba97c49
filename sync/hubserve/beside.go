package hubserve

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
)

// Beside opens the database of the hub in a data folder for a command that
// runs beside it, or without it, and calls f. A running hub tells its terminals
// within two seconds of what f changed. CodeNotFound: no hub has run there.
func Beside(ctx context.Context, data string, f func(*hub.Hub) error) error {
	return beside(ctx, data, func(h *hub.Hub, _ *hubdb.DB, _ retail.Clock) error { return f(h) })
}

func beside(ctx context.Context, data string, f func(*hub.Hub, *hubdb.DB, retail.Clock) error) error {
	r, err := load(data)
	if err != nil {
		return err
	}
	k, err := openKeys(cmp.Or(r.Keys, data), nil)
	if err != nil {
		return err
	}
	self, err := isRelay(data)
	if err != nil {
		return err
	}
	clock := retail.ClockFunc(time.Now)
	store, err := hubdb.Open(ctx, r.DB, clock)
	if err != nil {
		return err
	}
	h, err := hub.Build(ctx, hub.Options{
		Store: store, Clock: clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: k.secret,
		PickupKey: k.pickup.Key, PickupID: k.pickup.ID, Next: k.pickup.Next, Dropped: k.pickup.Dropped, Pins: [][]byte{k.pin}, Log: slog.New(slog.DiscardHandler), Self: self,
	})
	if err == nil {
		err = f(h, store, clock)
	}
	return errors.Join(err, store.Close())
}
