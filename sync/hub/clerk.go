package hub

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/scanner"
	"miseban/sync/wire"
)

// PickupCode returns the pickup code of an order for the ready notice: the
// text of its QR, the nine digits that can be typed instead, the last of them a
// check digit, and the address of the order's page, see Visit.
func (h *Hub) PickupCode(ctx context.Context, id retail.OrderID) (wire.CodeReply, error) {
	o, err := h.Order(ctx, id)
	if err != nil {
		return wire.CodeReply{}, err
	}
	if h.relay() {
		return h.Upstream.PickupCode(ctx, o)
	}
	return h.sign(ctx, o)
}

// sign makes the pickup code of an order.
func (h *Hub) sign(ctx context.Context, o retail.Order) (wire.CodeReply, error) {
	return h.signFor(ctx, o, 0)
}

// signFor makes the pickup code of whoever has the page: the customer, with delegation 0,
// or the proxy of a delegation, who has no digits to type.
func (h *Hub) signFor(ctx context.Context, o retail.Order, delegation uint8) (wire.CodeReply, error) {
	var site retail.Site
	ok, err := h.Store.Row(ctx, wire.ScopeOrg, retail.EntitySite, string(o.Store), &site)
	if err != nil {
		return wire.CodeReply{}, err
	}
	if !ok {
		return wire.CodeReply{}, retail.E(retail.CodeNotFound, "hub.PickupCode", "", nil)
	}
	page, err := h.visitPage(o, delegation)
	if err != nil {
		return wire.CodeReply{}, err
	}
	s := h.signer.Load()
	t := retail.PickupToken{
		KeyID: s.ID, Store: site.No, Handover: o.Pickup.Handover, Reissue: o.Pickup.Reissue, Expires: o.Pickup.Expires,
		Delegation: delegation,
	}
	if delegation > 0 {
		return wire.CodeReply{Token: t.Sign(s.Key), Page: page}, nil
	}
	return wire.CodeReply{Token: t.Sign(s.Key), Digits: h.digits(o.Pickup.Handover, o.Pickup.Reissue), Page: page}, nil
}

// handover returns what the pickup code of an order names. It follows from the
// hub's secret: an order that comes in again, after its hub was restored, has
// the code that its customer was sent.
func (h *Hub) handover(id retail.OrderID) retail.HandoverID {
	m := hmac.New(sha256.New, h.Secret)
	m.Write([]byte("miseban-handover-v1\x00"))
	m.Write([]byte(id))
	return retail.HandoverID(m.Sum(nil))
}

// digits returns the typed form of a pickup code. It follows from the hub's
// secret, so it need not be kept anywhere.
func (h *Hub) digits(id retail.HandoverID, reissue uint8) string {
	for n := uint32(0); ; n++ {
		m := hmac.New(sha256.New, h.Secret)
		m.Write([]byte("miseban-digits-v1\x00"))
		m.Write(id[:])
		m.Write(binary.BigEndian.AppendUint32([]byte{reissue}, n))
		// More than half of all numbers would look like goods; the next one will do.
		if code, err := scanner.NewPickupDigits(uint32(binary.BigEndian.Uint64(m.Sum(nil)) % 100_000_000)); err == nil {
			return code
		}
	}
}

// DueNotices returns the orders whose ready notice may leave now: queued,
// still waiting for the customer, and nothing unsent on the terminal that
// staged them (see wire.PushRequest.Left) or on another of its shop: what was
// not sent yet may be that the customer already has the goods. A hub that just
// began, or was just restored, first hears the terminals that were at work
// before; and what a restored hub may have sent before goes nowhere by itself.
func (h *Hub) DueNotices(ctx context.Context) ([]retail.Order, error) {
	queued, err := h.Store.OrdersByNotice(ctx, retail.NoticeQueued)
	if err != nil || len(queued) == 0 {
		return nil, err
	}
	life, err := h.lifeNow(ctx)
	if err != nil {
		return nil, err
	}
	if queued, err = h.notBefore(ctx, life, queued); err != nil {
		return nil, err
	}
	mayLeave, err := h.quiet(ctx, life)
	if err != nil {
		return nil, err
	}
	due := queued[:0]
	for _, o := range queued {
		if o.State != retail.Staged && o.State != retail.Notified {
			continue
		}
		switch ok, err := mayLeave(o.Store, o.Notice); {
		case err != nil:
			return nil, err
		case ok:
			due = append(due, o)
		}
	}
	return due, nil
}

// quiet returns a check whether nothing is unsent that may forbid a notice, see
// DueNotices.
func (h *Hub) quiet(ctx context.Context, life Life) (func(retail.SiteID, retail.Notice) (bool, error), error) {
	holding, err := h.holding(ctx, life, noticesWait)
	if err != nil {
		return nil, err
	}
	devices := map[retail.DeviceID]Device{}
	return func(store retail.SiteID, n retail.Notice) (bool, error) {
		if holding[store] {
			return false, nil
		}
		d, known := devices[n.From]
		if !known {
			var err error
			d, err = h.Store.Device(ctx, n.From)
			if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
				return false, err
			}
			devices[n.From] = d
		}
		gone := d.ID == "" || d.Revoked // nothing will come from it any more
		return gone || d.Left == 0 && d.LastDseq >= n.Dseq, nil
	}, nil
}

// past is what became of a queued notice in a life of the database that was lost.
func (h *Hub) past(life Life, about retail.NoticeKey, n retail.Notice) retail.NoticeState {
	known := retail.NoticeState(0)
	if h.Ledger != nil {
		known = h.Ledger.Notice(about, n, life.Began)
	}
	return retail.NoticeAfterRestore(n, life.Began, life.Ledger, known)
}

// notBefore returns the queued notices that certainly did not leave in a life of
// the database that was lost; of the others it books what is known.
func (h *Hub) notBefore(ctx context.Context, life Life, queued []retail.Order) ([]retail.Order, error) {
	if !life.Restored() {
		return queued, nil
	}
	var out []retail.Order
	for _, o := range queued {
		state := h.past(life, retail.NoticeKey(o.ID), o.Notice)
		if state == retail.NoticeQueued {
			out = append(out, o)
			continue
		}
		_, err := h.Apply(ctx, retail.KindNoticeResult, retail.NoticeResult{Order: o.ID, MessageID: o.Notice.MessageID, State: state})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// StuckNotices returns the orders whose notice was started and never ended:
// after a start of the hub nobody knows whether they left.
func (h *Hub) StuckNotices(ctx context.Context) ([]retail.Order, error) {
	return h.Store.OrdersByNotice(ctx, retail.NoticeSending)
}

// sweep is how many orders one round of Overdue or Retire takes.
const sweep = 500

// Overdue expires the orders and holds whose deadline has passed and returns how many. It
// waits for a shop in which a terminal may hold a handover, a day long after the
// hub was restored.
func (h *Hub) Overdue(ctx context.Context) (int, error) {
	life, err := h.lifeNow(ctx)
	if err != nil {
		return 0, err
	}
	holding, err := h.holding(ctx, life, expiryWaits)
	if err != nil {
		return 0, err
	}
	n, err := h.expireHolds(ctx, holding)
	if err != nil {
		return n, err
	}
	for _, state := range []retail.OrderState{retail.Staged, retail.Notified} {
		refs, err := h.Store.OrdersPastDeadline(ctx, state, h.Clock.Now(), sweep)
		if err != nil {
			return n, err
		}
		for _, ref := range refs {
			if holding[ref.Store] {
				continue
			}
			r, err := h.Apply(ctx, retail.KindExpire, retail.Expire{Order: ref.ID})
			if err != nil {
				return n, err
			}
			if r.Verdict == retail.Applied {
				n++
			}
		}
	}
	return n, nil
}

// Retire takes orders and transfers that ended before the instant, exceptions
// settled before it, what was counted before it, and checks of shelves that are of
// no use any more, out of the feeds. Their rows stay on the hub. It returns how many
// it took.
func (h *Hub) Retire(ctx context.Context, before time.Time) (int, error) {
	refs, err := h.Store.OrdersToRetire(ctx, before, sweep)
	if err != nil {
		return 0, err
	}
	gone := map[retail.SiteID][]retail.Ref{}
	for _, r := range refs {
		gone[r.Store] = append(gone[r.Store], retail.Ref{Entity: retail.EntityOrder, ID: string(r.ID)})
	}
	sites, err := h.Sites(ctx)
	if err != nil {
		return 0, err
	}
	for _, s := range sites {
		if m, err := h.Store.Home(ctx, s.ID); err != nil {
			return 0, err
		} else if !h.judges(m) {
			continue
		}
		err := h.Store.Rows(ctx, wire.StoreScope(s.ID), retail.EntityException, func(key string, data []byte) error {
			var x retail.Exception
			if err := json.Unmarshal(data, &x); err != nil {
				return retail.E(retail.CodeDamaged, "hub.Retire", "", err)
			}
			if !x.Open() && x.ClosedAt.Before(before) {
				gone[s.ID] = append(gone[s.ID], retail.Ref{Entity: retail.EntityException, ID: key})
			}
			return nil
		})
		if err == nil {
			err = h.oldTransfers(ctx, s.ID, before, func(id string) {
				gone[s.ID] = append(gone[s.ID], retail.Ref{Entity: retail.EntityTransfer, ID: id})
			})
		}
		if err == nil {
			err = h.Store.Rows(ctx, wire.StoreScope(s.ID), retail.EntityShelfCheck, func(key string, data []byte) error {
				var k retail.ShelfCheck
				if err := json.Unmarshal(data, &k); err != nil {
					return retail.E(retail.CodeDamaged, "hub.Retire", "", err)
				}
				if k.Stale(h.Clock.Now()) {
					gone[s.ID] = append(gone[s.ID], retail.Ref{Entity: retail.EntityShelfCheck, ID: key})
				}
				return nil
			})
		}
		if err == nil {
			err = h.oldStaffCalls(ctx, s.ID, func(id string) {
				gone[s.ID] = append(gone[s.ID], retail.Ref{Entity: retail.EntityStaffCall, ID: id})
			})
		}
		if err != nil {
			return 0, err
		}
		if err := h.leftCounts(ctx, s.ID); err != nil {
			return 0, err
		}
		counts, err := h.countsToRetire(ctx, s.ID, before)
		if err != nil {
			return 0, err
		}
		gone[s.ID] = append(gone[s.ID], counts...)
		waves, err := h.wavesToRetire(ctx, s.ID, before)
		if err != nil {
			return 0, err
		}
		gone[s.ID] = append(gone[s.ID], waves...)
	}
	n, err := h.retireHolds(ctx, before)
	if err != nil {
		return n, err
	}
	for _, store := range sortedKeys(gone) {
		scope := wire.StoreScope(store)
		took := 0
		err := h.update(ctx, []wire.Scope{scope}, func(tx Tx) error {
			took = 0
			for _, ref := range gone[store] {
				if still, err := settled(tx, scope, ref, before); err != nil {
					return err
				} else if !still {
					continue
				}
				if err := tx.Del(scope, ref.Entity, ref.ID, ""); err != nil {
					return err
				}
				took++
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		n += took
	}
	return n, nil
}

// oldTransfers names the transfers of a shop that ended before the instant, with
// nothing of them off its shelf.
func (h *Hub) oldTransfers(ctx context.Context, store retail.SiteID, before time.Time, each func(id string)) error {
	return h.Store.Rows(ctx, wire.StoreScope(store), retail.EntityTransfer, func(key string, data []byte) error {
		var t retail.Transfer
		if err := json.Unmarshal(data, &t); err != nil {
			return retail.E(retail.CodeDamaged, "hub.Retire", "", err)
		}
		if t.EndedBefore(store, before) {
			each(key)
		}
		return nil
	})
}

// settled looks again, inside the transaction, at an exception or a transfer that
// was found outside of it: one that was opened again meanwhile must not vanish.
func settled(tx Tx, scope wire.Scope, ref retail.Ref, before time.Time) (bool, error) {
	if ref.Entity == retail.EntityTransfer {
		var t retail.Transfer
		ok, err := tx.Row(scope, ref.Entity, ref.ID, &t)
		store := retail.SiteID(strings.TrimPrefix(string(scope), string(wire.StoreScope(""))))
		return ok && t.EndedBefore(store, before), err
	}
	if ref.Entity != retail.EntityException {
		return true, nil
	}
	var x retail.Exception
	ok, err := tx.Row(scope, ref.Entity, ref.ID, &x)
	return ok && !x.Open() && x.ClosedAt.Before(before), err
}
