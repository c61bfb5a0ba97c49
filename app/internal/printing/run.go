package printing

import (
	"context"
	"time"

	"miseban/app/internal/label"
	"miseban/app/retail"
)

// language is how a printer is spoken to.
type language interface {
	// encode makes the bytes of a label, in the parts in which they are sent.
	encode(b *label.Bitmap) [][]byte
	// ready asks how the printer is, before anything of a label is sent. silent
	// tells that it did not answer: many do not, and print all the same.
	ready(ctx context.Context, l *link) (cause retail.PrintCause, silent bool, err error)
	// done asks whether what was sent has come out.
	done(ctx context.Context, l *link, limit time.Duration) (retail.PrintState, retail.PrintCause)
}

func speak(l Language) language {
	if l == ZPL {
		return zpl{}
	}
	return escpos{}
}

// The time between two tries of a printer that is not reached or not ready.
const (
	retryFirst = 2 * time.Second
	retryMost  = time.Minute
)

// Run sends what is queued until ctx ends. What an earlier run was sending when
// it ended is unknown from now on.
func (s *Service) Run(ctx context.Context) error {
	if _, err := s.store.BreakPrints(ctx, s.clock.Now()); err != nil {
		return err
	}
	pause := retryFirst
	for ctx.Err() == nil {
		j, err := s.store.NextPrint(ctx)
		switch {
		case retail.CodeOf(err) == retail.CodeNotFound:
			select {
			case <-s.wake:
			case <-ctx.Done():
			}
			continue
		case err == nil:
			err = s.print(ctx, j)
		}
		if err == nil || retail.CodeOf(err) == retail.CodeRefused { // somebody dropped it meanwhile
			pause = retryFirst
			continue
		}
		if err != errWaits && ctx.Err() == nil { //nolint:errorlint // our own, never wrapped
			s.log.Error("printing: queue", "err", err)
		}
		s.sleep(ctx, pause)
		pause = min(2*pause, retryMost)
	}
	return nil
}

// sleep waits; somebody who changes the printer or adds a label ends it.
func (s *Service) sleep(ctx context.Context, d time.Duration) {
	late, cancel := s.after(d)
	defer cancel()
	select {
	case <-late:
	case <-s.wake:
	case <-ctx.Done():
	}
}

// waits is the error of a label that could not be sent and waits.
type waits struct{}

func (waits) Error() string { return "printing: the label waits" }

var errWaits = waits{}

// print sends one label and writes down what became of it. errWaits: nothing was
// printed, to be tried again.
func (s *Service) print(ctx context.Context, j retail.PrintJob) error {
	c, err := s.Config(ctx)
	if err != nil {
		return err
	}
	if !c.Set() {
		return s.put(ctx, j, retail.PrintFailed, retail.PrintNoPrinter)
	}
	b, err := draw(j, c)
	if err != nil {
		s.log.Error("printing: draw", "print", j.ID, "err", err)
		return s.put(ctx, j, retail.PrintDropped, retail.PrintNotDrawn)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l, err := dial(ctx, c.Address, s.after)
	if err != nil {
		return s.put(ctx, j, retail.PrintFailed, retail.PrintUnreached)
	}
	defer l.close()
	lang := speak(c.Language)
	cause, silent, err := lang.ready(ctx, l)
	if err != nil {
		cause = retail.PrintUnreached
	}
	if cause != 0 {
		return s.put(ctx, j, retail.PrintFailed, cause)
	}
	// From here on bytes may leave. If this cannot be written down, none does.
	if err := s.store.MovePrint(ctx, j.ID, retail.PrintSending, 0, s.clock.Now()); err != nil {
		return err
	}
	state, cause := send(ctx, l, lang, lang.encode(b), silent)
	return s.settle(ctx, j.ID, state, cause)
}

// send brings a label to the printer and asks what became of it.
func send(ctx context.Context, l *link, lang language, parts [][]byte, silent bool) (retail.PrintState, retail.PrintCause) {
	l.hush()
	for _, p := range parts {
		if err := l.write(ctx, p); err != nil {
			if ctx.Err() != nil {
				return retail.PrintUnknown, retail.PrintStopped
			}
			return retail.PrintUnknown, retail.PrintLineLost
		}
	}
	limit := doneFor
	if silent {
		limit = readyFor // it said nothing before either
	}
	return lang.done(ctx, l, limit)
}

// put writes down why a label was not sent.
func (s *Service) put(ctx context.Context, j retail.PrintJob, state retail.PrintState, cause retail.PrintCause) error {
	if ctx.Err() != nil {
		return errWaits // the program ends; the label is as it was
	}
	if err := s.store.MovePrint(ctx, j.ID, state, cause, s.clock.Now()); err != nil {
		return err
	}
	if state == retail.PrintFailed {
		return errWaits
	}
	return nil
}

// settle writes down what became of a label that was sent. A full disk is tried
// again: until then the label stays as being sent, and no other is.
func (s *Service) settle(ctx context.Context, id retail.PrintID, state retail.PrintState, cause retail.PrintCause) error {
	for {
		err := s.store.MovePrint(ctx, id, state, cause, s.clock.Now())
		if err == nil || ctx.Err() != nil || retail.CodeOf(err) == retail.CodeRefused || retail.CodeOf(err) == retail.CodeNotFound {
			return err
		}
		s.log.Error("printing: what became of a label cannot be kept", "print", id, "err", err)
		s.sleep(ctx, retryFirst)
	}
}
