package notice

import (
	"context"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// subject is what a notice tells of, an order or a hold, as the worker treats both.
type subject struct {
	key     retail.NoticeKey
	store   retail.SiteID
	email   string
	notice  retail.Notice
	compose func(context.Context, retail.Site) (Message, error)
	start   func(messageID string) step
	result  func(messageID string, state retail.NoticeState) step
}

// step is a command that books how far a notice came.
type step struct {
	store retail.SiteID // of a hold; empty: an order, of which the hub knows the shop
	kind  retail.Kind
	body  retail.Body
}

func (w *Worker) apply(ctx context.Context, s step) (wire.Result, error) {
	if s.store != "" {
		return w.Desk.ApplyAt(ctx, s.store, s.kind, s.body)
	}
	return w.Desk.Apply(ctx, s.kind, s.body)
}

// subjects lists orders, then holds.
func (w *Worker) subjects(ctx context.Context, orders func(context.Context) ([]retail.Order, error), holds func(context.Context) ([]retail.Hold, error)) ([]subject, error) {
	of, err := orders(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := holds(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]subject, 0, len(of)+len(kept))
	for _, o := range of {
		out = append(out, w.order(o))
	}
	for _, h := range kept {
		out = append(out, w.held(h))
	}
	return out, nil
}

func (w *Worker) order(o retail.Order) subject {
	return subject{
		key: retail.NoticeKey(o.ID), store: o.Store, email: o.Customer.Email, notice: o.Notice,
		compose: func(ctx context.Context, site retail.Site) (Message, error) {
			code, err := w.Desk.PickupCode(ctx, o.ID)
			if err != nil {
				return Message{}, err
			}
			return Compose(Letter{Order: o, Site: site, Chain: w.Chain, Code: code.Token, Digits: code.Digits, Page: code.Page, Zone: w.zone()})
		},
		start: func(id string) step {
			return step{"", retail.KindNoticeStart, retail.NoticeStart{Order: o.ID, MessageID: id}}
		},
		result: func(id string, state retail.NoticeState) step {
			return step{"", retail.KindNoticeResult, retail.NoticeResult{Order: o.ID, MessageID: id, State: state}}
		},
	}
}

func (w *Worker) held(h retail.Hold) subject {
	return subject{
		key: retail.NoticeKey(h.ID), store: h.Store, email: h.Customer.Email, notice: h.Notice,
		compose: func(_ context.Context, site retail.Site) (Message, error) {
			return ComposeHold(HoldLetter{Hold: h, Site: site, Chain: w.Chain, Zone: w.zone()})
		},
		start: func(id string) step {
			return step{h.Store, retail.KindHoldNotice, retail.HoldNotice{Hold: h.ID, MessageID: id}}
		},
		result: func(id string, state retail.NoticeState) step {
			return step{h.Store, retail.KindHoldNoticed, retail.HoldNoticed{Hold: h.ID, MessageID: id, State: state}}
		},
	}
}
