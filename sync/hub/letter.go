package hub

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// LetterStore is what the hub asks of its database about letters; see
// retail.Letter and docs/adr/0027.
type LetterStore interface {
	// Letters returns up to limit letters that were not delivered and stand behind
	// the one given (the zero Post is before all), by shop and in the order in
	// which the shop wrote them.
	Letters(ctx context.Context, after Post, limit int) ([]Post, error)
	// TrimLetters forgets letters from before the instant, and what delivered ones
	// said. One that was not delivered stays, but on a relay, which delivers none.
	TrimLetters(ctx context.Context, before time.Time) error
}

// LetterTx is the part of a transaction that is about letters.
type LetterTx interface {
	// PutLetter keeps a letter that was written; one that is known stays as it is.
	// The transaction holds the scope of the shop From.
	PutLetter(l retail.Letter) error
	// LetterWaits tells whether the letter is still to be delivered, and keeps
	// others from doing so until the end of the transaction.
	LetterWaits(id retail.LetterID) (bool, error)
	// LetterDone notes that it was delivered; what it said is forgotten.
	LetterDone(id retail.LetterID, at time.Time) error
}

// Post is a letter with its place among those of its shop.
type Post struct {
	retail.Letter
	N int64
}

// letterPage is how many letters are looked at in one go.
const letterPage = 100

// Deliver brings every letter that was written to the shop that it is for and
// returns how many it brought. A letter is judged, or put into the row of
// errands, in the transaction that notes it as delivered: whoever dies over it
// has done nothing, and the next one begins anew. Where one cannot be brought
// now, those of its shop behind it wait for the next round, for they arrive in
// their order. A relay delivers none: its letters go up with its log.
func (h *Hub) Deliver(ctx context.Context) (int, error) {
	if h.relay() {
		return 0, nil
	}
	sites, err := h.siteMap(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	var at Post
	var faults error
	for {
		list, err := h.Store.Letters(ctx, at, letterPage)
		if err != nil || len(list) == 0 {
			return n, errors.Join(faults, err)
		}
		stuck := retail.SiteID("")
		for _, p := range list {
			at = p
			if p.From == stuck {
				continue
			}
			brought, err := h.deliver(ctx, p.Letter, sites)
			switch {
			case err != nil && ctx.Err() != nil:
				return n, errors.Join(faults, err)
			case err != nil:
				stuck, faults = p.From, errors.Join(faults, err)
			case brought:
				n++
			}
		}
		if stuck != "" {
			at.N = 1<<63 - 1 // on with the next shop
		}
	}
}

// deliver brings one letter. One that no database takes where it goes is an
// exception there; one to nowhere is an exception where it came from.
func (h *Hub) deliver(ctx context.Context, l retail.Letter, sites map[retail.SiteID]retail.Site) (bool, error) {
	_, known := sites[l.To]
	brought, err := h.bring(ctx, l, known)
	if retail.CodeOf(err) == retail.CodeInvalid && known {
		h.Log.Error("hub: letter set aside", "letter", l.ID, "kind", l.Word(), "to", l.To, "err", err)
		brought, err = h.bring(ctx, l, false)
	}
	return brought, err
}

func (h *Hub) bring(ctx context.Context, l retail.Letter, known bool) (brought bool, err error) {
	var news []wire.Hint
	to := l.To
	if !known {
		to = l.From
	}
	err = h.update(ctx, []wire.Scope{wire.StoreScope(to)}, func(tx Tx) error {
		brought, news = false, nil
		waits, err := tx.LetterWaits(l.ID)
		if err != nil || !waits {
			return err
		}
		in := intake{h: h, tx: tx, now: h.Clock.Now()}
		if err := in.begin(); err != nil {
			return err
		}
		m, err := in.home(to)
		if err != nil {
			return err
		}
		switch {
		case !known:
			err = in.returned(m, l)
		case h.defers(*m):
			err = in.post(m, l)
		default:
			err = in.open(l)
		}
		if err == nil {
			err = in.end()
		}
		if err != nil {
			return err
		}
		brought, news = true, in.hints
		return tx.LetterDone(l.ID, in.now)
	})
	if err != nil {
		return false, err
	}
	h.tell(news...)
	return brought, nil
}

// open judges a letter where it goes to, once. What the rule turns down without
// an answer would be silence: it becomes an exception.
func (in *intake) open(l retail.Letter) error {
	c := l.Command()
	c.At = notAfter(l.At, in.now)
	if _, err := in.tx.KnownID(c.ID); retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	raw, err := letterRaw(l)
	if err != nil {
		return err
	}
	d, r, err := in.do(c, raw)
	if err == nil {
		err = in.begun(c, d)
	}
	if of, ok := waits(c, d); ok && err == nil {
		err = in.tx.Wait(of, r.Device, r.Dseq)
	}
	if err != nil || d.Verdict != retail.Rejected || len(d.Letters) > 0 {
		return err
	}
	return in.lay(c, l.Word(), d.Code, raw)
}

// post puts a letter into the row of errands of the shop's relay.
func (in *intake) post(m *Home, l retail.Letter) error {
	id := string(l.CommandID())
	if n, err := in.tx.ErrandNumber(m.Store, id); err != nil || n > 0 {
		return err
	}
	e, err := errandOf(wire.ErrandLetter, id, "", l.At, l)
	if err == nil {
		err = in.h.queue(in.tx, m, e)
	}
	in.news(m)
	return err
}

// returned makes an exception of a letter where it came from, or has its relay
// make one.
func (in *intake) returned(m *Home, l retail.Letter) error {
	l.From, l.To = l.To, l.From
	raw, err := letterRaw(l)
	if err != nil {
		return err
	}
	if in.h.defers(*m) { // of a kind that no program knows: the relay lays it aside
		l.Kind, l.Body = 0, retail.UnknownBody{Word: "returned " + l.Word(), Raw: raw}
		return in.post(m, l)
	}
	c := l.Command()
	if _, err := in.tx.KnownID(c.ID); retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	c.At = notAfter(l.At, in.now)
	return in.lay(c, l.Word(), retail.UnknownCommand, raw)
}

// lay writes a command down that nothing came of, for somebody to settle.
func (in *intake) lay(c retail.Command, word string, code retail.VerdictCode, raw []byte) error {
	c.Device, c.Dseq = retail.HubDevice, in.dev.LastDseq+1
	d := setAside(c, code)
	if err := settle(in.tx, c, &d); err != nil {
		return err
	}
	in.dev.LastDseq++
	return in.tx.Record(&Record{
		Device: c.Device, Dseq: c.Dseq, ID: c.ID, Kind: word, Store: c.Store, At: c.At, Received: in.now,
		Verdict: d.Verdict, Code: d.Code, Raw: raw,
	})
}

// letterRaw is what is kept of a letter as a command: its body.
func letterRaw(l retail.Letter) ([]byte, error) {
	if u, ok := l.Body.(retail.UnknownBody); ok {
		return u.Raw, nil
	}
	raw, err := json.Marshal(l.Body)
	if err != nil {
		return nil, retail.E(retail.CodeInvalid, "hub.letterRaw", "", err)
	}
	return raw, nil
}

const (
	// letterPoll is how often letters are looked for when no hint comes.
	letterPoll = 15 * time.Second
	// letterRetry is how long a round waits after one that failed.
	letterRetry = time.Second
)

// RunLetters delivers letters as they are written, until ctx ends. One process
// of all on the database does so; two at once deliver none twice.
func (h *Hub) RunLetters(ctx context.Context) {
	written, stop := h.Watch(wire.ScopeLetters)
	defer stop()
	for ctx.Err() == nil {
		wait := letterPoll
		if _, err := h.Deliver(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("hub: letters", "err", err)
			wait = letterRetry
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-written:
		case <-t.C:
		}
		t.Stop()
	}
}
