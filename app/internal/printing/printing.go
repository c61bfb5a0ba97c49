// Package printing brings labels onto paper: a queue on the terminal, and lines
// to printers that speak ESC/POS or ZPL on TCP port 9100.
//
// A printer says little. So a label is written down as being sent before its
// first byte leaves, and as printed only when the printer said so; whatever
// happens in between (the line breaks, the terminal dies, no answer comes) it is
// 印刷できたか不明, which only somebody who looks can settle. It is never sent a
// second time by itself. A printer that was not reached printed nothing, so the
// label waits and is tried again.
package printing

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"time"

	"miseban/app/internal/label"
	"miseban/app/retail"
)

// Store is what the service asks of the terminal's database.
type Store interface {
	// AddPrints puts labels into the queue, all or none.
	AddPrints(ctx context.Context, jobs ...retail.PrintJob) error
	// NextPrint returns the oldest that is to be sent, CodeNotFound when none is.
	NextPrint(ctx context.Context) (retail.PrintJob, error)
	// Print returns one, CodeNotFound when there is none.
	Print(ctx context.Context, id retail.PrintID) (retail.PrintJob, error)
	// Prints returns the newest, newest first.
	Prints(ctx context.Context, limit int) ([]retail.PrintJob, error)
	// MovePrint brings one into its next state, CodeRefused when it cannot follow.
	MovePrint(ctx context.Context, id retail.PrintID, next retail.PrintState, cause retail.PrintCause, at time.Time) error
	// PrintAgain queues a copy of one under the ID as.
	PrintAgain(ctx context.Context, id, as retail.PrintID, at time.Time) error
	// BreakPrints makes those unknown that were being sent.
	BreakPrints(ctx context.Context, at time.Time) (int64, error)
	// LoadPrinter reads a Config into v, CodeNotFound when none was stored.
	LoadPrinter(ctx context.Context, v any) error
	// StorePrinter keeps a Config.
	StorePrinter(ctx context.Context, v any) error
}

// Service holds the queue and sends from it. One terminal has one.
type Service struct {
	store Store
	clock retail.Clock
	ids   retail.IDs
	log   *slog.Logger
	after After
	wake  chan struct{}
}

// After is time.NewTimer: the channel that tells when the time is over, and what
// stops it. Tests take another.
type After func(time.Duration) (<-chan time.Time, func() bool)

func realTime(d time.Duration) (<-chan time.Time, func() bool) {
	t := time.NewTimer(d)
	return t.C, t.Stop
}

// New builds the service. Run sends what is queued.
func New(store Store, clock retail.Clock, ids retail.IDs, log *slog.Logger) *Service {
	return &Service{store: store, clock: clock, ids: ids, log: log, wake: make(chan struct{}, 1), after: realTime}
}

// In counts time by other timers, for tests.
func (s *Service) In(after After) *Service {
	s.after = after
	return s
}

// Config returns the printer of this terminal; none when nobody set one.
func (s *Service) Config(ctx context.Context) (Config, error) {
	var c Config
	if err := s.store.LoadPrinter(ctx, &c); err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return c, err
	}
	return c.usual(), nil
}

// SetConfig chooses the printer. The address is read as ParseAddress does.
func (s *Service) SetConfig(ctx context.Context, c Config) error {
	address, err := ParseAddress(c.Address)
	if err != nil {
		return err
	}
	c.Address = address
	if err := s.store.StorePrinter(ctx, c.usual()); err != nil {
		return err
	}
	s.Wake()
	return nil
}

// Add puts labels into the queue. Once it returns they outlive a loss of power.
func (s *Service) Add(ctx context.Context, labels ...label.Label) error {
	const op = "printing.Add"
	var jobs []retail.PrintJob
	for _, l := range labels {
		b, err := json.Marshal(l)
		if err != nil {
			return retail.E(retail.CodeInvalid, op, "", err)
		}
		jobs = append(jobs, retail.PrintJob{ID: retail.PrintID(s.ids.NewID()), Title: l.Title(), Label: b, MadeAt: s.clock.Now()})
	}
	if err := s.store.AddPrints(ctx, jobs...); err != nil {
		return err
	}
	s.Wake()
	return nil
}

// NewBag returns an ID for a bag that no other label has (scanner.NewBag).
func (s *Service) NewBag() string {
	id := s.ids.NewID()
	return "B" + strings.ToUpper(id[len(id)-10:])
}

// Job is a label in the list.
type Job struct {
	retail.PrintJob
	Kind label.Kind
}

// mostJobs is how many labels the list shows.
const mostJobs = 100

// Queue is the printer and its labels.
type Queue struct {
	Config  Config
	Jobs    []Job // newest first
	Waiting int
	Unknown int               // nobody knows of them yet
	Sending bool              // one is on the line now
	Cause   retail.PrintCause // why the first one waits, 0 when none was tried
}

// Queue returns how the printing stands.
func (s *Service) Queue(ctx context.Context) (Queue, error) {
	c, err := s.Config(ctx)
	if err != nil {
		return Queue{}, err
	}
	list, err := s.store.Prints(ctx, mostJobs)
	if err != nil {
		return Queue{}, err
	}
	q := Queue{Config: c}
	for _, j := range list {
		row := Job{PrintJob: j}
		var l label.Label
		if json.Unmarshal(j.Label, &l) == nil { // sealed with a lost key: a row without a picture
			row.Kind = l.Kind
		}
		q.Jobs = append(q.Jobs, row)
		switch {
		case j.State.Waits():
			q.Waiting++
			q.Cause = j.Cause // the oldest comes last
		case j.State == retail.PrintUnknown:
			q.Unknown++
		case j.State == retail.PrintSending:
			q.Sending = true
		}
	}
	return q, nil
}

// Picture is a label as it comes out of the printer of this terminal.
func (s *Service) Picture(ctx context.Context, id retail.PrintID) (*label.Bitmap, error) {
	c, err := s.Config(ctx)
	if err != nil {
		return nil, err
	}
	j, err := s.store.Print(ctx, id)
	if err != nil {
		return nil, err
	}
	return draw(j, c)
}

// draw makes the dots of a queued label.
func draw(j retail.PrintJob, c Config) (*label.Bitmap, error) {
	var l label.Label
	if err := json.Unmarshal(j.Label, &l); err != nil {
		return nil, retail.E(retail.CodeDamaged, "printing.draw", "hint.print_lost", err)
	}
	return label.Draw(l, c.dots())
}

// Again prints a label once more, because somebody says so.
func (s *Service) Again(ctx context.Context, id retail.PrintID) error {
	err := s.store.PrintAgain(ctx, id, retail.PrintID(s.ids.NewID()), s.clock.Now())
	s.Wake()
	return err
}

// Seen settles an unknown label: somebody has it in hand.
func (s *Service) Seen(ctx context.Context, id retail.PrintID) error {
	return s.store.MovePrint(ctx, id, retail.PrintPrinted, retail.PrintSeen, s.clock.Now())
}

// Drop takes a label out of the queue, or settles an unknown one that nobody
// wants any more.
func (s *Service) Drop(ctx context.Context, id retail.PrintID) error {
	return s.store.MovePrint(ctx, id, retail.PrintDropped, 0, s.clock.Now())
}

// Wake tries at once what waits.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Check asks the printer of a config how it is, without printing: 0 is well.
// silent tells that it took the line and said nothing: then nobody will know by
// itself whether its labels came out. CodeInvalid: no address.
func (s *Service) Check(ctx context.Context, c Config) (cause retail.PrintCause, silent bool, err error) {
	c = c.usual()
	if c.Address, err = ParseAddress(c.Address); err != nil {
		return 0, false, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l, err := dial(ctx, c.Address, s.after)
	if err != nil {
		return retail.PrintUnreached, false, nil //nolint:nilerr // that is the answer
	}
	defer l.close()
	if cause, silent, err = speak(c.Language).ready(ctx, l); err != nil {
		return retail.PrintUnreached, false, nil //nolint:nilerr // that too
	}
	return cause, silent, nil
}
