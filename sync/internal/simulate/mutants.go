package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/notice"
	"miseban/sync/wire"
)

// Mutants returns every planted fault.
func Mutants() []Mutant {
	return []Mutant{
		{Name: "no-dedupe", Says: "the hub does not know a command again by its id", Store: txStore(func(tx hub.Tx) hub.Tx { return forgetful{tx} })},
		{Name: "dseq-only", Says: "the hub knows commands by their number alone", Handler: byNumber, Scene: lostWork},
		{Name: "lww-handover", Says: "the last handover of an order wins", Rule: lastHandover},
		{Name: "cursor-unchecked", Says: "a page is taken in wherever it begins", Answer: anyPage},
		{Name: "ack-trim", Says: "a terminal keeps nothing that was acknowledged", Terminal: func(s agent.Store) agent.Store { return &trimming{Store: s} }},
		{Name: "no-epoch", Says: "a restored hub does not say so, and believes every cursor", KeepEpoch: true, Store: believing(true), Scene: overtaken},
		{Name: "no-flush", Says: "a terminal's commits may be gone after a loss of power", NoFlush: true},
		{
			Name: "chain-unchecked", Says: "the hub does not compare the hash of a cursor, and nothing else shows that it was put back",
			KeepEpoch: true, Store: believing(false), Scene: overtaken,
		},
		{Name: "claim-ignored", Says: "a claim is given although a colleague has it", Rule: claimForAll},
		{Name: "purge-skipped", Says: "who ordered is never forgotten", Store: txStore(func(tx hub.Tx) hub.Tx { return keeping{tx} })},
		{Name: "fork-not-renumbered", Says: "a terminal that lost commands keeps its numbers", Terminal: func(s agent.Store) agent.Store { return stubborn{s} }, Scene: lostWork},
		{Name: "gap-accepted", Says: "the hub takes a command although earlier ones are missing", Handler: overGaps},
		{Name: "overlay-dropped", Says: "a terminal forgets its own work when it is acknowledged", Terminal: func(s agent.Store) agent.Store { return &hasty{Store: s} }},
		{Name: "notice-resent", Says: "a notice that was being sent when the hub died is sent again", Desk: func(d notice.Desk) notice.Desk { return resending{d} }},
		{Name: "clash-unowned", Says: "a double handover is not put into the inbox", Rule: silentClash},
		{Name: "fact-refused", Says: "what happened is turned down when it does not fit", Rule: refusing},
		{Name: "count-absolute", Says: "a count is what there is, whatever moved meanwhile", Rule: countAbsolute},
		{Name: "count-alone", Says: "one person's count is booked however large the difference is", Rule: countAlone},
		{Name: "late-move", Says: "what comes in after a count that had seen it is booked once more", Store: txStore(func(tx hub.Tx) hub.Tx { return uncounted{tx} })},
		{Name: "lease-ignored", Says: "any terminal may hand over without a line", Rule: leaseless},
		{
			Name: "relay-no-epoch", Says: "the home of a shop moves without a new epoch, and every cursor is believed",
			Relays: true, OneEpoch: true, Store: believing(true),
		},
		{Name: "two-homes", Says: "the chain's hub judges for a shop whose home is a relay", Relays: true, Chain: txStore(func(tx hub.Tx) hub.Tx { return usurper{tx} })},
		{Name: "relay-judges-on", Says: "a relay judges on when it has handed the home back", Relays: true, Lost: wire.PathRelayMirror, Relay: txStore(func(tx hub.Tx) hub.Tx { return stayer{tx} })},
		{Name: "errand-missed", Says: "what waits for a relay is left out now and then", Relays: true, Chain: func(s hub.Store) hub.Store { return &idler{Store: s} }},
		{
			Name: "mail-twice", Says: "the chain's hub does not know which letters of a relay have left", Relays: true, Lost: wire.PathRelayMail,
			Chain: txStore(func(tx hub.Tx) hub.Tx { return mailer{tx} }),
		},
		{Name: "hold-unseen", Says: "what is held counts as free for the next hold", Rule: heldFree},
		{Name: "hold-ends-twice", Says: "a hold that has ended ends once more", Rule: endsAgain},
		{Name: "hold-short-trusted", Says: "goods that nobody found for a hold are promised to the next customer", Rule: trustsShelf},
		{Name: "hold-money-kept", Says: "nobody owes the money of a paid hold that has ended", Rule: keepsMoney},
		{Name: "hold-break-unowned", Says: "nobody is told of a hold that was sold at the till", Rule: silentBreak},
		{
			Name: "hold-answer-lost", Says: "a shop is not told how the hold stands that it asked another one for",
			Store: txStore(func(tx hub.Tx) hub.Tx { return &mute{Tx: tx} }),
		},
		{Name: "refund-forgotten", Says: "what a web shop owes is forgotten", Rule: unpaid},
		{Name: "tote-mixed-unowned", Says: "nobody is told of a tote with goods of two temperatures", Rule: silentTote},
		{Name: "cold-unowned", Says: "nobody is told of goods that were out of the cold for too long", Rule: silentCold},
		{Name: "age-unowned", Says: "nobody is told of goods with an age that were given without a look at it", Rule: silentAge},
		{Name: "weight-unpaid", Says: "what is due does not follow what packs weigh", Rule: unweighed},
		{Name: "proxy-unowned", Says: "nobody is told of goods that a proxy has whom the customer had taken back", Rule: silentProxy},
		{Name: "change-missed", Says: "the feed leaves a change out now and then", Store: func(s hub.Store) hub.Store { return &leaky{Store: s} }},
	}
}

// spoilt is a Store whose transactions are not what they seem.
type spoilt struct {
	hub.Store
	tx func(hub.Tx) hub.Tx
}

func txStore(tx func(hub.Tx) hub.Tx) func(hub.Store) hub.Store {
	return func(s hub.Store) hub.Store { return spoilt{s, tx} }
}

// Update runs f on a spoilt transaction.
func (s spoilt) Update(ctx context.Context, scopes []wire.Scope, f func(hub.Tx) error) ([]wire.Hint, error) {
	return s.Store.Update(ctx, scopes, func(tx hub.Tx) error { return f(s.tx(tx)) })
}

// forgetful knows no command by its id.
type forgetful struct{ hub.Tx }

// KnownID finds nothing.
func (forgetful) KnownID(retail.CommandID) (hub.Record, error) {
	return hub.Record{}, retail.E(retail.CodeNotFound, "mutant", "", nil)
}

// fresh is an id under which nothing stands yet.
func (f forgetful) fresh(id retail.CommandID) retail.CommandID {
	for _, err := f.Tx.KnownID(id); err == nil; _, err = f.Tx.KnownID(id) {
		id += "+"
	}
	return id
}

// Record keeps it beside the first one.
func (f forgetful) Record(r *hub.Record) error {
	r.ID = f.fresh(r.ID)
	return f.Tx.Record(r)
}

// Move books it once more.
func (f forgetful) Move(m retail.Movement) error {
	m.Cmd = f.fresh(m.Cmd)
	return f.Tx.Move(m)
}

// keeping never forgets anybody.
type keeping struct{ hub.Tx }

// Forget does nothing.
func (keeping) Forget(retail.OrderID) error { return nil }

// push is a push as a mutant rewrites it.
type push struct {
	Commands []map[string]any `json:"commands"`
	Left     int              `json:"left"`
}

// rewrite lets change alter a push before the hub sees it; what the hub says of
// a command is told under the id and the number that the terminal gave it.
func rewrite(next http.Handler, change func(c map[string]any, i int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != wire.PathCommands {
			next.ServeHTTP(w, r)
			return
		}
		var p push
		dec := json.NewDecoder(unpacked(r))
		dec.UseNumber()
		if err := dec.Decode(&p); err != nil {
			panic(err)
		}
		type name struct {
			id   any
			dseq json.Number
		}
		names := make([]name, len(p.Commands))
		for i, c := range p.Commands {
			dseq, _ := c["dseq"].(json.Number)
			names[i] = name{c["id"], dseq}
			change(c, i)
		}
		if p.Commands == nil {
			p.Commands = []map[string]any{}
		}
		body := encode(p)
		r.Body, r.ContentLength = newBody(body), int64(len(body))
		a := &answer{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(a, r)
		var reply map[string]any
		if json.Unmarshal(a.body.Bytes(), &reply) == nil {
			if results, ok := reply["results"].([]any); ok {
				for i, v := range results {
					if one, ok := v.(map[string]any); ok {
						one["id"], one["dseq"] = names[i].id, names[i].dseq
					}
				}
				a.body.Reset()
				a.body.Write(encode(reply))
			}
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body.Bytes())
	})
}

// unpacked is the body of a request with its encoding undone.
func unpacked(r *http.Request) io.Reader {
	if r.Header.Get("Content-Encoding") != "zstd" {
		return r.Body
	}
	r.Header.Del("Content-Encoding")
	z, err := zstd.NewReader(r.Body, zstd.WithDecoderConcurrency(1))
	if err != nil {
		panic(err)
	}
	return z
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// known returns what a device's command with the number is on the hub.
func known(r context.Context, s hub.Store, c map[string]any) (hub.Record, bool) {
	device, _ := c["device"].(string)
	dseq, err := c["dseq"].(json.Number).Int64()
	if err != nil {
		return hub.Record{}, false
	}
	rec, err := s.Command(r, retail.DeviceID(device), dseq)
	return rec, err == nil
}

// byNumber takes a command for the one that it knows under its number.
func byNumber(next http.Handler, s hub.Store) http.Handler {
	return rewrite(next, func(c map[string]any, _ int) {
		if rec, ok := known(context.Background(), s, c); ok {
			clear(c)
			dec := json.NewDecoder(bytes.NewReader(rec.Raw))
			dec.UseNumber()
			_ = dec.Decode(&c) // it was read once
			c["id"] = string(rec.ID)
		}
	})
}

// overGaps gives a push the numbers that the hub awaits.
func overGaps(next http.Handler, s hub.Store) http.Handler {
	shift := int64(0)
	return rewrite(next, func(c map[string]any, i int) {
		dseq, err := c["dseq"].(json.Number).Int64()
		if err != nil {
			return
		}
		if i == 0 {
			shift = 0
			device, _ := c["device"].(string)
			if d, err := s.Device(context.Background(), retail.DeviceID(device)); err == nil && dseq > d.LastDseq+1 {
				shift = dseq - d.LastDseq - 1
			}
		}
		c["dseq"] = dseq - shift
	})
}

// lastHandover forgets that an order was handed over.
func lastHandover(st retail.State, c retail.Command) retail.Decision {
	if c.Kind == retail.KindHandover && st.Order != nil && st.Order.State == retail.HandedOver {
		st.Order = st.Order.Clone()
		st.Order.State = retail.Staged
	}
	return retail.Decide(st, c)
}

// claimForAll takes every claim for one that takes over.
func claimForAll(st retail.State, c retail.Command) retail.Decision {
	if b, ok := c.Body.(retail.ClaimOrder); ok {
		b.TakeOver = true
		c.Body = b
	}
	return retail.Decide(st, c)
}

// countAbsolute sees no movement around a count.
func countAbsolute(st retail.State, c retail.Command) retail.Decision {
	if c.Kind == retail.KindCount {
		st.Moves = nil
	}
	return retail.Decide(st, c)
}

// leaseless takes every handover for one with a line.
func leaseless(st retail.State, c retail.Command) retail.Decision {
	if b, ok := c.Body.(retail.HandOver); ok {
		b.Offline = false
		c.Body = b
	}
	return retail.Decide(st, c)
}

// uncounted does not remember when a level was counted.
type uncounted struct{ hub.Tx }

// Level forgets the last count.
func (u uncounted) Level(key retail.StockKey) (retail.StockLevel, error) {
	l, err := u.Tx.Level(key)
	l.CountedAt, l.CountedFrom, l.CountedBy, l.CountedDseq = time.Time{}, time.Time{}, "", 0
	return l, err
}

// silentClash tells nobody of a double handover.
func silentClash(st retail.State, c retail.Command) retail.Decision {
	d := retail.Decide(st, c)
	if c.Kind == retail.KindHandover && st.Order != nil && st.Order.State == retail.HandedOver {
		d.Raise, d.Verdict, d.Code = nil, retail.Applied, retail.AlreadySo
	}
	return d
}

// refusing turns a fact down that makes a clash.
func refusing(st retail.State, c retail.Command) retail.Decision {
	d := retail.Decide(st, c)
	if d.Verdict == retail.AppliedException && c.Kind != retail.KindHandover {
		return retail.Decision{Verdict: retail.Rejected, Code: retail.WrongState}
	}
	return d
}

// anyPage lets every page begin where the terminal asked it to.
func anyPage(r *http.Request, body []byte) []byte {
	q := r.URL.Query()
	head, rest, found := bytes.Cut(body, []byte("\n"))
	var h map[string]any
	if !q.Has("after") || !found || json.Unmarshal(head, &h) != nil {
		return body
	}
	h["from"], h["epoch"], h["h"] = json.Number(q.Get("after")), q.Get("epoch"), q.Get("h")
	return append(append(encode(h), '\n'), rest...)
}

// credulous follows cursors that lie on no past of its own.
type credulous struct {
	hub.Store
	ahead bool // also those beyond its head
}

func believing(ahead bool) func(hub.Store) hub.Store {
	return func(s hub.Store) hub.Store { return credulous{s, ahead} }
}

// Page follows any cursor.
func (s credulous) Page(ctx context.Context, scope wire.Scope, after wire.Cursor, limit int, id retail.DeviceID) (wire.Page, error) {
	p, err := s.Store.Page(ctx, scope, after, limit, id)
	if !errors.Is(err, hub.ErrRewound) {
		return p, err
	}
	at := wire.Cursor{Epoch: s.Epoch()}
	for {
		p, perr := s.Store.Page(ctx, scope, at, 1, id)
		if perr != nil {
			return p, perr
		}
		at.Seq, at.H = p.End.End, p.End.H
		if at.Seq >= after.Seq {
			break
		}
		if !p.End.More {
			if s.ahead {
				p.Head.From, p.Head.H, p.Changes = after.Seq, after.H, nil
				p.End.End, p.End.H = after.Seq, after.H
				return p, nil
			}
			return p, err
		}
	}
	p, err = s.Store.Page(ctx, scope, at, limit, id)
	p.Head.From, p.Head.H = after.Seq, after.H
	return p, err
}

// BeginLife does not believe that anything was lost either.
func (credulous) BeginLife(context.Context, string, hub.Life) (bool, error) {
	return false, nil
}

// leaky leaves out the last of many changes.
type leaky struct {
	hub.Store
	n int
}

// Page leaves one change in forty out.
func (s *leaky) Page(ctx context.Context, scope wire.Scope, after wire.Cursor, limit int, id retail.DeviceID) (wire.Page, error) {
	p, err := s.Store.Page(ctx, scope, after, limit, id)
	if s.n += len(p.Changes); err == nil && len(p.Changes) > 0 && s.n >= 40 {
		s.n = 0
		p.Changes = p.Changes[:len(p.Changes)-1]
	}
	return p, err
}

// trimming keeps no command that the hub has acknowledged.
type trimming struct {
	agent.Store
	acked []wire.Result
}

// SaveVerdicts remembers what is gone.
func (s *trimming) SaveVerdicts(ctx context.Context, results []wire.Result, at time.Time) error {
	s.acked = append(s.acked, results...)
	return s.Store.SaveVerdicts(ctx, results, at)
}

// Rewind cannot bring back what is gone.
func (s *trimming) Rewind(ctx context.Context, last int64) error {
	if err := s.Store.Rewind(ctx, last); err != nil {
		return err
	}
	return s.Store.SaveVerdicts(ctx, s.acked, start)
}

// stubborn keeps its numbers.
type stubborn struct{ agent.Store }

// Renumber does nothing.
func (stubborn) Renumber(context.Context, int64) error { return nil }

// hasty takes the hub's word for the hub's state.
type hasty struct {
	agent.Store
	scope wire.Scope
}

// ApplySnapshot notes which scope is the shop's.
func (s *hasty) ApplySnapshot(ctx context.Context, head wire.PageHead, rows iter.Seq2[wire.Change, error], end func() wire.PageEnd) error {
	if strings.HasPrefix(string(head.Scope), "store:") {
		s.scope = head.Scope
	}
	return s.Store.ApplySnapshot(ctx, head, rows, end)
}

// SaveVerdicts drops what it stands for.
func (s *hasty) SaveVerdicts(ctx context.Context, results []wire.Result, at time.Time) error {
	if err := s.Store.SaveVerdicts(ctx, results, at); err != nil || s.scope == "" || len(results) == 0 {
		return err
	}
	c, err := s.Cursor(ctx, s.scope)
	if err != nil || c == (wire.Cursor{}) {
		return err
	}
	return s.ApplyPage(ctx, c, wire.Page{
		Head: wire.PageHead{Scope: s.scope, Epoch: c.Epoch, From: c.Seq, H: c.H},
		End:  wire.PageEnd{End: c.Seq, H: c.H, DeviceLast: results[len(results)-1].Dseq},
	})
}

// resending takes a notice that may have left for one that did not.
type resending struct{ notice.Desk }

// StuckNotices lets them leave again.
func (d resending) StuckNotices(ctx context.Context) ([]retail.Order, error) {
	list, err := d.Desk.StuckNotices(ctx)
	for _, o := range list {
		if err == nil {
			_, err = d.Apply(ctx, retail.KindNoticeResult, retail.NoticeResult{Order: o.ID, MessageID: o.Notice.MessageID, State: retail.NoticeQueued})
		}
	}
	return nil, err
}
