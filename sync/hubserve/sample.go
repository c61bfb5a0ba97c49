package hubserve

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/sync/hub"
)

const (
	fileSample   = "sample.txt" // the instant that the sample chain lies around
	sampleSeed   = 1
	sampleOrders = 24
	sampleFor    = 12 * time.Hour   // then it begins anew around the present
	sampleBack   = 30 * time.Minute // of missed events that are made up for after a start
)

// sample loads the sample chain and returns what lets its web shop run. The
// same data folder goes on where it stopped.
func (s *Server) sample(ctx context.Context) (func(context.Context, *hub.Hub), error) {
	now := s.opts.Clock.Now()
	at, err := s.sampleInstant()
	if err != nil {
		return nil, err
	}
	if at.IsZero() || now.Sub(at) > sampleFor || at.After(now) {
		at = now.Truncate(time.Second)
		if err := loadSample(ctx, s.Hub, sample.New(sampleSeed, at)); err != nil {
			return nil, err
		}
		if err := write(s.opts.Data, fileSample, []byte(at.Format(time.RFC3339))); err != nil {
			return nil, err
		}
	}
	world := sample.New(sampleSeed, at)
	return func(ctx context.Context, h *hub.Hub) { s.runSample(ctx, h, world) }, nil
}

func (s *Server) sampleInstant() (time.Time, error) {
	b, err := os.ReadFile(filepath.Join(s.opts.Data, fileSample))
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, retail.E(retail.CodeRefused, "hubserve.sample", "", err)
	}
	at, err := time.Parse(time.RFC3339, string(b))
	if err != nil {
		return time.Time{}, nil //nolint:nilerr // the chain is made anew
	}
	return at, nil
}

// loadSample fills a hub with the sample chain.
func loadSample(ctx context.Context, h *hub.Hub, w *sample.World) error {
	staff := make([]hub.StaffRow, len(w.Staff))
	for i, p := range w.Staff {
		staff[i] = hub.StaffRow{Staff: p.Staff, PIN: p.PIN, Badge: p.Badge}
	}
	stock := make([]hub.StockRow, len(w.Stock))
	for i, l := range w.Stock {
		stock[i] = hub.StockRow{
			Site: l.Site, SKU: l.SKU, Class: l.Class, OnHand: l.OnHand, Safety: l.Safety,
			Shelf: l.Shelf, Place: l.Place, Backroom: l.Backroom,
		}
	}
	counted := func(f func() (int, error)) func() error {
		return func() error { _, err := f(); return err }
	}
	for _, step := range []func() error{
		func() error { return h.PutChain(ctx, w.Chain) },
		counted(func() (int, error) { return h.PutSites(ctx, w.Sites) }),
		counted(func() (int, error) { return h.PutSlots(ctx, w.Slots) }),
		counted(func() (int, error) { return h.PutStaff(ctx, staff) }),
		counted(func() (int, error) { return h.PutSKUs(ctx, w.SKUs) }),
		counted(func() (int, error) { return h.PutPostal(ctx, w.Postal) }),
		counted(func() (int, error) { return h.SetStock(ctx, stock) }),
		func() error {
			out, err := h.ReceiveOrders(ctx, w.Orders(sampleOrders))
			for _, r := range out {
				err = errors.Join(err, r.Err)
			}
			return err
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// runSample lets orders arrive and be cancelled when their time comes.
func (s *Server) runSample(ctx context.Context, h *hub.Hub, w *sample.World) {
	back := sampleBack
	if life, err := s.store.Life(ctx); err == nil && life.Restored() { // what the copy lacks comes again
		back = max(back, min(s.opts.Clock.Now().Sub(life.Copied), sampleFor))
	}
	for i := 0; ; i++ {
		e := w.Next(i)
		now := s.opts.Clock.Now()
		if e.At.Before(now.Add(-back)) {
			continue
		}
		if wait := e.At.Sub(now); wait > 0 && !pause(ctx, wait) {
			return
		}
		if err := sampleEvent(ctx, h, e); err != nil {
			if ctx.Err() != nil {
				return
			}
			s.opts.Log.Error("hubserve: sample", "err", err)
		}
	}
}

func sampleEvent(ctx context.Context, h *hub.Hub, e sample.Event) error {
	if e.Order == nil {
		_, err := h.Apply(ctx, retail.KindCancel, retail.Cancel{Order: e.Cancel, Why: e.Why})
		if retail.CodeOf(err) == retail.CodeNotFound {
			return nil // of an order before the hub's time
		}
		return err
	}
	_, err := h.ReceiveOrders(ctx, []retail.Order{*e.Order})
	return err
}
