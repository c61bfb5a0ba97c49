package hub

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Life is how this life of the database began, when it began with an older copy
// of it: the zero Life is one that was never restored.
type Life struct {
	Epoch  string
	Began  time.Time // when the copy was brought in, or was noticed
	Copied time.Time // the last that the copy knows of
	Found  bool      // nobody said so: a terminal or the ledger of notices showed it
	Ledger bool      // Options.Ledger goes on from before: it knows every notice that was started
}

// Restored tells whether the database was restored at all.
func (l Life) Restored() bool { return !l.Began.IsZero() }

// lives is the present life as it was last read.
type lives struct {
	mu   sync.Mutex
	read string // the epoch that it was read for
	life Life
}

// lifeNow returns how the present life began, mostly from memory.
func (h *Hub) lifeNow(ctx context.Context) (Life, error) {
	epoch := h.Store.Epoch()
	h.lives.mu.Lock()
	defer h.lives.mu.Unlock()
	if h.lives.read == epoch {
		return h.lives.life, nil
	}
	life, err := h.Store.Life(ctx)
	if err == nil && (life.Epoch == epoch || !life.Restored()) {
		h.lives.read, h.lives.life = epoch, life
	}
	return life, err
}

// Mark is where a terminal stood in the copy that a life began with.
type Mark struct {
	Device retail.DeviceID
	Dseq   int64
	Seen   time.Time // when it had last pushed
}

// Ledger is what this hub wrote down of its notices outside of its database, so
// that it is still known after the database was put back.
type Ledger interface {
	// Notice returns how far the notice of an order or a hold got that was queued so:
	// NoticeSending when it was started and nobody knows how it ended, 0 when it
	// was never started.
	Notice(about retail.NoticeKey, queued retail.Notice, restored time.Time) retail.NoticeState
	// Note writes down how far that notice got, and returns when that outlives a
	// loss of power.
	Note(about retail.NoticeKey, queued retail.Notice, message string, state retail.NoticeState, at time.Time) error
}

// Rewound begins a new life of the database: it is an older copy of itself, as
// a terminal showed that knows more of the life called lost than it does. It is
// begun once, however many terminals show it.
func (h *Hub) Rewound(ctx context.Context, lost string, by retail.DeviceID) error {
	now := h.Clock.Now()
	if !h.blame.may(by, now) {
		return nil // it was believed a moment ago; the other terminals will tell
	}
	began, err := h.Store.BeginLife(ctx, lost, Life{Began: now, Found: true})
	if err != nil || !began {
		return err
	}
	h.blame.told(by, now)
	h.present.forget()
	h.Log.Error("hub: the database is an older copy of itself: terminals send again what it lacks", "shown_by", by, "lost", lost)
	return nil
}

// believeEvery is how often one terminal may make the hub begin a new life. One
// with a broken database must not make every other one start again and again.
const believeEvery = time.Hour

// readPage reads a page for a terminal. A cursor of this life that does not lie on
// its past shows that the database was rewound.
func (h *Hub) readPage(ctx context.Context, p pull, id retail.DeviceID) (wire.Page, error) {
	page, err := h.Store.Page(ctx, p.scope, p.after, p.limit, id)
	if errors.Is(err, ErrElsewhere) {
		if err = h.here(ctx, p.scope); err == nil { // it has just come back
			page, err = h.Store.Page(ctx, p.scope, p.after, p.limit, id)
		}
	}
	if errors.Is(err, ErrRewound) {
		if lerr := h.Rewound(ctx, p.after.Epoch, id); lerr != nil {
			return page, errors.Join(err, lerr)
		}
	}
	return page, err
}

// errOlder says that this database is an older copy of itself.
var errOlder = errors.New("hub: a terminal was told of more commands than are known")

// judgedBefore looks at how far a terminal says that the hub of this life knew
// its commands. Less is known only by an older copy: errOlder.
func (h *Hub) judgedBefore(d Device, b *Batch) error {
	if b.Epoch == "" || b.Epoch != h.Store.Epoch() || b.Last <= d.LastDseq {
		return nil
	}
	return errOlder
}

// Recovery is how far a restored hub has got its terminals' work back.
type Recovery struct {
	Life       Life
	Devices    []Return
	Exceptions []retail.Exception // opened by what was sent again
}

// Return is one terminal since the hub was restored.
type Return struct {
	Device    retail.DeviceID
	Name      string
	Store     retail.SiteID
	Heard     time.Time // last; before Life.Began it has not come back
	Back      bool      // it came back and has nothing more to send
	Recovered int       // commands from before the restore that the copy did not hold
	Left      int       // unsent on it, as it last said
}

// Missing returns the terminals that have not come back.
func (r Recovery) Missing() []Return {
	var out []Return
	for _, d := range r.Devices {
		if !d.Back {
			out = append(out, d)
		}
	}
	return out
}

// Recovery returns what came back since the hub was restored, terminals by
// device id; it is empty on a hub that never was.
func (h *Hub) Recovery(ctx context.Context) (Recovery, error) { return RecoveryOf(ctx, h.Store) }

// RecoveryOf is Recovery of a database without its hub.
func RecoveryOf(ctx context.Context, s Store) (Recovery, error) {
	life, err := s.Life(ctx)
	r := Recovery{Life: life}
	if err != nil || !life.Restored() {
		return r, err
	}
	marks, err := s.Marks(ctx)
	if err != nil {
		return r, err
	}
	copied := map[retail.DeviceID]int64{}
	for _, m := range marks {
		copied[m.Device] = m.Dseq
	}
	all, err := s.Devices(ctx)
	if err != nil {
		return r, err
	}
	for _, d := range all {
		if d.Revoked {
			continue
		}
		one := Return{Device: d.ID, Name: d.Name, Store: d.Store, Heard: d.LastSeen, Left: d.Left}
		one.Back = !d.LastSeen.Before(life.Began) && d.Left == 0 && d.Unsent == 0
		late, err := s.Late(ctx, d.ID, copied[d.ID], life.Began)
		if err != nil {
			return r, err
		}
		one.Recovered = late.Commands
		for _, id := range late.Clashes {
			if err := r.opened(ctx, s, d.Store, id); err != nil {
				return r, err
			}
		}
		r.Devices = append(r.Devices, one)
	}
	return r, nil
}

// opened adds the exceptions that a command opened.
func (r *Recovery) opened(ctx context.Context, s Store, store retail.SiteID, id retail.CommandID) error {
	for n := 0; ; n++ {
		var x retail.Exception
		ok, err := s.Row(ctx, wire.StoreScope(store), retail.EntityException, string(retail.ExceptionIDFor(id, n)), &x)
		if err != nil || !ok {
			return err
		}
		r.Exceptions = append(r.Exceptions, x)
	}
}

// MarshalJSON writes the recovery for other programs; the life in one line.
func (r Recovery) MarshalJSON() ([]byte, error) {
	type device struct {
		Device    retail.DeviceID `json:"device"`
		Name      string          `json:"name"`
		Store     retail.SiteID   `json:"store"`
		Heard     time.Time       `json:"heard,omitzero"`
		Back      bool            `json:"back"`
		Recovered int             `json:"recovered"`
		Left      int             `json:"left"`
	}
	out := struct {
		Restored   time.Time          `json:"restored,omitzero"`
		Copied     time.Time          `json:"copied,omitzero"`
		Found      bool               `json:"found"`
		Devices    []device           `json:"devices"`
		Exceptions []retail.Exception `json:"exceptions"`
	}{r.Life.Began, r.Life.Copied, r.Life.Found, []device{}, r.Exceptions}
	for _, d := range r.Devices {
		out.Devices = append(out.Devices, device(d))
	}
	return json.Marshal(out)
}

// Late is the commands of a terminal that came after a restore and were given
// before it.
type Late struct {
	Commands int
	Clashes  []retail.CommandID // of them, those that opened an exception
}
