package hub

import (
	"context"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// DueHolds returns the holds whose customers may be told now that what they waited
// for lies ready, by the rules of DueNotices.
func (h *Hub) DueHolds(ctx context.Context) ([]retail.Hold, error) {
	queued, err := h.Store.HoldsByNotice(ctx, retail.NoticeQueued)
	if err != nil || len(queued) == 0 {
		return nil, err
	}
	life, err := h.lifeNow(ctx)
	if err != nil {
		return nil, err
	}
	mayLeave, err := h.quiet(ctx, life)
	if err != nil {
		return nil, err
	}
	due := queued[:0]
	for _, k := range queued {
		if !k.Announced() {
			continue
		}
		if life.Restored() {
			if state := h.past(life, retail.NoticeKey(k.ID), k.Notice); state != retail.NoticeQueued {
				_, err := h.ApplyAt(ctx, k.Store, retail.KindHoldNoticed, retail.HoldNoticed{Hold: k.ID, MessageID: k.Notice.MessageID, State: state})
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		switch ok, err := mayLeave(k.Store, k.Notice); {
		case err != nil:
			return nil, err
		case ok:
			due = append(due, k)
		}
	}
	return due, nil
}

// StuckHolds returns the holds whose notice was started and never ended.
func (h *Hub) StuckHolds(ctx context.Context) ([]retail.Hold, error) {
	return h.Store.HoldsByNotice(ctx, retail.NoticeSending)
}

// ApplyAt gives a command of the hub itself about something in the books of a shop
// that is no order, see Apply.
func (h *Hub) ApplyAt(ctx context.Context, store retail.SiteID, kind retail.Kind, body retail.Body) (wire.Result, error) {
	return h.Tell(ctx, retail.Command{ID: retail.CommandID(h.IDs.NewID()), Kind: kind, At: h.Clock.Now(), Store: store, Body: body})
}
