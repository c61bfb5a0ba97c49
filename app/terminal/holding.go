package terminal

import (
	"context"

	"miseban/app/internal/holding"
	"miseban/app/internal/localdb"
	"miseban/app/retail"
)

// holdingStore is the terminal's database as the holding service asks for it.
type holdingStore struct{ *localdb.DB }

var _ holding.Store = holdingStore{}

// Holds returns every hold of the shop.
func (s holdingStore) Holds(ctx context.Context) ([]holding.Row, error) {
	list, err := s.DB.Holds(ctx)
	out := make([]holding.Row, len(list))
	for i, h := range list {
		out[i] = holding.Row{Hold: h.Hold, Pending: h.Pending}
	}
	return out, err
}

// Hold returns one.
func (s holdingStore) Hold(ctx context.Context, id retail.HoldID) (holding.Row, error) {
	h, err := s.DB.Hold(ctx, id)
	return holding.Row{Hold: h.Hold, Pending: h.Pending}, err
}

// vouch says what a handover leans on.
func (c *Core) vouch(ctx context.Context) (holding.Standing, error) {
	st, err := c.Desk.Standing(ctx)
	if err != nil || st.Online {
		return holding.Standing{}, err
	}
	return holding.Standing{Offline: true, Counter: st.May(), Lease: st.Token}, nil
}
