package relay

import (
	"context"
	"encoding/json"
	"errors"

	"miseban/sync/hub"
	"miseban/sync/wire"
)

// pageBytes is about how large a page of the log is sent.
const pageBytes = 2 << 20

// Up sends what the shop did and the chain's hub does not have, and when this
// relay has stopped to judge hands the home back with the last of it.
func (r *Relay) Up(ctx context.Context) error {
	r.turn.Lock()
	defer r.turn.Unlock()
	for {
		m, err := r.Books.Home(ctx, r.Store)
		if err != nil || m.Device != r.Device || m.No == 0 {
			return err
		}
		if r.at == nil {
			if err := r.find(ctx, m); err != nil {
				return err
			}
		}
		more, err := r.page(ctx, m)
		if err != nil {
			r.at = nil
			return err
		}
		if !more {
			return r.confirmed(ctx)
		}
	}
}

// confirmed keeps how far the chain's hub has the log, and forgets what is long
// there.
func (r *Relay) confirmed(ctx context.Context) error {
	now := wire.Cursor{Epoch: r.at.epoch, Seq: r.at.mark.Seq, H: r.at.mark.H}
	if sent, err := r.Books.Cursor(ctx, sentScope); err != nil || sent == now {
		return err
	}
	if err := r.Books.SetCursor(ctx, sentScope, now); err != nil {
		return err
	}
	past := r.Clock.Now().Add(-r.Keep)
	return errors.Join(r.Books.TrimLog(ctx, now.Seq, past), r.Books.TrimLetters(ctx, past))
}

// page sends one page and tells whether there is more.
func (r *Relay) page(ctx context.Context, m hub.Home) (more bool, err error) {
	list, err := r.Books.Log(ctx, r.at.mark.Seq, wire.MaxEntries)
	if errors.Is(err, hub.ErrCompacted) {
		return true, r.whole(ctx, m, r.at.mark.Seq)
	}
	if err != nil {
		return false, err
	}
	list = fitting(list)
	last := r.at.mark
	if n := len(list); n > 0 {
		last = wire.Mark{Seq: list[n-1].Seq, H: list[n-1].H}
	}
	final := m.Closed && last == m.At
	if len(list) == 0 && !final {
		return false, nil
	}
	var reply wire.MirrorReply
	err = r.do(ctx, "POST", wire.PathRelayMirror, wire.MirrorPage{
		No: m.No, Epoch: r.at.epoch, From: r.at.mark, Entries: list, Final: final,
	}, &reply)
	if err != nil {
		return false, err
	}
	r.at.mark = last
	if final {
		home, err := r.report(ctx)
		if err != nil {
			return false, err
		}
		if home.No > m.No {
			r.Log.Info("relay: the home is back at the chain's hub", "no", home.No)
			return false, r.Hub.Gone(ctx, r.Store, home)
		}
		return false, nil
	}
	return last.Seq < m.At.Seq, nil
}

// fitting returns as many entries from the first on as fit into a page.
func fitting(list []wire.Entry) []wire.Entry {
	size := 0
	for i, e := range list {
		b, err := json.Marshal(e)
		if err != nil {
			return list // the sending says it
		}
		if size += len(b); size > pageBytes && i > 0 {
			return list[:i]
		}
	}
	return list
}

// find asks how far the chain's hub has the log. When the two have gone apart,
// because one of them was restored from a copy, it sends the whole shop.
func (r *Relay) find(ctx context.Context, m hub.Home) error {
	epoch := r.Books.Epoch()
	var reply wire.MirrorReply
	err := r.do(ctx, "POST", wire.PathRelayMirror, wire.MirrorPage{No: m.No, Epoch: epoch, From: m.At}, &reply)
	if p, ok := r.Problem(err); ok && p.Code == wire.ProblemMirror && p.Mirror != nil {
		reply, err = *p.Mirror, nil
	}
	if err != nil {
		return err
	}
	fits, err := r.follows(ctx, m, reply.At)
	if err != nil {
		return err
	}
	if reply.Epoch == epoch && fits == onLog {
		r.at = &cursor{epoch, reply.At}
		return nil
	}
	sent, err := r.Books.Cursor(ctx, sentScope)
	if err != nil {
		return err
	}
	base := min(sent.Seq, reply.At.Seq)
	switch {
	case fits == trimmed:
		base = reply.At.Seq
	case fits == apart && reply.Epoch == epoch:
		// Somebody put an older copy of these books in place and did not say so.
		if _, err := r.Books.BeginLife(ctx, epoch, hub.Life{Began: r.Clock.Now(), Found: true}); err != nil {
			return err
		}
		r.Log.Error("relay: the books are an older copy of themselves", "log", m.At.Seq, "sent", reply.At.Seq)
	}
	return r.whole(ctx, m, base)
}

// sentScope is the name under which the relay's books keep how far the chain's
// hub confirmed the log: up to there both have the same past, whatever copy is
// put in place later.
const sentScope wire.Scope = "up"

// fit is how a place lies to the log.
type fit int

const (
	onLog   fit = iota + 1 // on it, and what is behind is kept
	trimmed                // what is behind is not kept any more
	apart                  // on another past
)

// follows tells how a place lies to the log.
func (r *Relay) follows(ctx context.Context, m hub.Home, at wire.Mark) (fit, error) {
	switch {
	case at == m.At:
		return onLog, nil
	case at.Seq >= m.At.Seq:
		return apart, nil
	}
	if at.Seq > 0 {
		list, err := r.Books.Log(ctx, at.Seq-1, 1)
		switch {
		case err == nil && len(list) > 0 && list[0].H != at.H:
			return apart, nil
		case err != nil && !errors.Is(err, hub.ErrCompacted):
			return 0, err
		}
	}
	_, err := r.Books.Log(ctx, at.Seq, 1) // where the log began when the home was taken
	if errors.Is(err, hub.ErrCompacted) {
		return trimmed, nil
	}
	return onLog, err
}

// whole sends the whole shop; commands and movements only those of entries
// behind base.
func (r *Relay) whole(ctx context.Context, m hub.Home, base int64) error {
	r.Log.Warn("relay: the chain's copy of the shop cannot be followed; sending all of it", "store", r.Store, "base", base)
	epoch := r.Books.Epoch()
	var end wire.Mark
	err := r.Hub.Whole(ctx, r.Store, base, func(p wire.PackPart) error {
		end = p.Mark
		return r.do(ctx, "POST", wire.PathRelayMirror, wire.MirrorPage{No: m.No, Epoch: epoch, Pack: &p}, nil)
	})
	if err == nil {
		r.at = &cursor{epoch, end}
	}
	return err
}
