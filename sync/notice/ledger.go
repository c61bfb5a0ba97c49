package notice

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"miseban/app/retail"
)

// Ledger is a file, outside of the hub's database, of every notice that was
// started and how it ended: lines of JSON, appended and on the disk before the
// mail leaves. A database that is put back has forgotten what it sent since its
// copy was made; the ledger of the same disk has not. It holds the ids of orders,
// holds and messages, and nothing about customers.
type Ledger struct {
	id   string
	path string

	mu    sync.Mutex
	f     *os.File
	lines int
	beat  int64
	told  map[retail.NoticeKey][]entry // oldest first
}

// entry is a line of the ledger: the first one names it, others are a beat, or
// how far a notice got.
type entry struct {
	Ledger  string             `json:"ledger,omitempty"`
	Beat    int64              `json:"beat,omitempty"`
	Order   retail.NoticeKey   `json:"order,omitempty"` // or a hold
	From    retail.DeviceID    `json:"from,omitempty"`
	Dseq    int64              `json:"dseq,omitempty"`
	Message string             `json:"message,omitempty"`
	State   retail.NoticeState `json:"state,omitempty"`
	At      time.Time          `json:"at,omitzero"`
	Remind  time.Time          `json:"remind,omitzero"` // of which deadline it reminded
}

const (
	ledgerKeep  = 90 * 24 * time.Hour // how long a notice stays in the ledger
	ledgerLines = 20_000              // at so many lines it is written anew
	// ledgerSkew is how far the time of a terminal may be from the hub's.
	ledgerSkew = 5 * time.Minute
)

// OpenLedger opens the ledger, or begins one. A last line that was cut off by
// the loss of power was not on the disk when anything left, and is dropped.
// CodeDamaged: another line cannot be read.
func OpenLedger(path string, now time.Time) (*Ledger, error) {
	const op = "notice.OpenLedger"
	l := &Ledger{path: path, told: map[retail.NoticeKey][]entry{}}
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, retail.E(retail.CodeRefused, op, "", err)
	}
	if end := bytes.LastIndexByte(b, '\n'); end < len(b)-1 {
		b = b[:end+1]
	}
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		var e entry
		if err := json.Unmarshal(s.Bytes(), &e); err != nil {
			return nil, retail.E(retail.CodeDamaged, op, "", err)
		}
		l.take(e)
	}
	if l.id == "" {
		l.id = uuid.NewString()
	}
	return l, l.rewrite(now)
}

// ID names the ledger: a new file has a new one.
func (l *Ledger) ID() string { return l.id }

func (l *Ledger) take(e entry) {
	switch {
	case e.Ledger != "":
		l.id = e.Ledger
	case e.Beat != 0:
		l.beat = max(l.beat, e.Beat)
	case e.Order != "":
		of := l.told[e.Order]
		for i := range of {
			if of[i].Message == e.Message && of[i].From == e.From && of[i].Dseq == e.Dseq {
				of[i].State = e.State
				return
			}
		}
		l.told[e.Order] = append(of, e)
	}
}

// rewrite writes the ledger without what is too old.
func (l *Ledger) rewrite(now time.Time) error {
	const op = "notice.Ledger"
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	all := []entry{{Ledger: l.id}}
	if l.beat != 0 {
		all = append(all, entry{Beat: l.beat})
	}
	for order, of := range l.told {
		kept := of[:0]
		for _, e := range of {
			if now.Sub(e.At) < ledgerKeep {
				kept = append(kept, e)
			}
		}
		if l.told[order] = kept; len(kept) == 0 {
			delete(l.told, order)
		}
		all = append(all, kept...)
	}
	for _, e := range all {
		if err := enc.Encode(e); err != nil {
			return retail.E(retail.CodeInternal, op, "", err)
		}
	}
	tmp := l.path + ".part"
	err := writeSynced(tmp, b.Bytes())
	if err == nil {
		err = os.Rename(tmp, l.path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(l.path))
	}
	if l.f != nil {
		err = errors.Join(err, l.f.Close())
		l.f = nil
	}
	if err == nil {
		l.f, err = os.OpenFile(l.path, os.O_WRONLY|os.O_APPEND, 0o600)
	}
	if err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	l.lines = len(all)
	return nil
}

func writeSynced(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncFolder makes a new name in a folder last. Windows knows no such thing.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrPermission) && !errors.Is(err, fs.ErrInvalid) {
		return errors.Join(err, d.Close())
	}
	return d.Close()
}

// add appends a line and returns when it is on the disk.
func (l *Ledger) add(e entry, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, err := json.Marshal(e)
	if err != nil {
		return retail.E(retail.CodeInternal, "notice.Ledger", "", err)
	}
	l.take(e)
	if l.f == nil || l.lines >= ledgerLines {
		return l.rewrite(now) // e is in it
	}
	_, err = l.f.Write(append(b, '\n'))
	if err == nil {
		err = l.f.Sync()
	}
	if err != nil {
		// Half a line may be there: the next one begins with a whole file.
		_ = l.f.Close()
		l.f = nil
		return retail.E(retail.CodeRefused, "notice.Ledger", "", err)
	}
	l.lines++
	return nil
}

// Note writes down how far the notice of an order or a hold got.
func (l *Ledger) Note(about retail.NoticeKey, queued retail.Notice, message string, state retail.NoticeState, at time.Time) error {
	return l.add(entry{Order: about, From: queued.From, Dseq: queued.Dseq, Message: message, State: state, At: at.UTC(), Remind: queued.Remind.UTC()}, at)
}

// Beat writes a sign of life, Unix milliseconds.
func (l *Ledger) Beat(at int64) error { return l.add(entry{Beat: at}, time.UnixMilli(at)) }

// LastBeat returns the newest sign of life, 0 before the first.
func (l *Ledger) LastBeat() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.beat
}

// Notice returns how far a notice got that was queued so. See hub.Ledger: a
// command that came again has the number that it had, unless its terminal had to
// number anew, or another terminal had staged the order too and its word came back
// first: of a first notice everything counts that left before the restore. One
// that staff asked for again had left before; of it counts what left since.
func (l *Ledger) Notice(about retail.NoticeKey, queued retail.Notice, restored time.Time) retail.NoticeState {
	l.mu.Lock()
	defer l.mu.Unlock()
	var known retail.NoticeState
	for _, e := range l.told[about] {
		if !e.Remind.Equal(queued.Remind) {
			continue // another letter
		}
		if !e.Remind.IsZero() {
			known = e.State // there is one for each deadline, whoever queued it
			continue
		}
		same := e.From == queued.From && e.Dseq == queued.Dseq
		first := queued.Attempt == 0
		since := queued.At.Before(restored) && (first || !e.At.Before(queued.At.Add(-ledgerSkew)))
		if same || since {
			known = e.State
		}
	}
	return known
}

// Close closes the file.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.f == nil {
		return nil
	}
	f := l.f
	l.f = nil
	return f.Close()
}
