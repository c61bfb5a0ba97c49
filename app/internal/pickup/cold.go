package pickup

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/scanner"
)

// ColdView is goods of an order that are out of the cold now.
type ColdView struct {
	Temp  retail.Temperature
	From  time.Time     // since when
	Limit time.Duration // for how long they may be; 0: for ever
	Slot  string        // the place that is suggested for them, empty when none has room
}

// ends is when the goods are out of the cold for too long.
func (v ColdView) ends() time.Time {
	if v.Limit == 0 {
		return v.From.AddDate(1, 0, 0)
	}
	return v.From.Add(v.Limit)
}

// ToteView is the tote (かご) into which the next goods of an order are laid.
type ToteView struct {
	Code string
	Temp retail.Temperature // of what lies in it; 0: nothing does
}

// cold adds to a pick what is out of the cold, the most urgent first, and the tote in
// hand.
func (s *Service) cold(ctx context.Context, v *PickView) error {
	o, now := v.Order, s.clock.Now()
	v.Zones = len(o.Temps()) > 1
	if code := s.toteOf(o); code != "" {
		v.Tote = ToteView{Code: code, Temp: o.ToteTemp(code)}
	}
	if !slices.ContainsFunc(o.Cold, retail.ColdSpell.Open) {
		return nil
	}
	chain, err := s.store.Chain(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	slots, err := s.store.Slots(ctx)
	if err != nil {
		return err
	}
	if err := s.load(ctx); err != nil {
		return err
	}
	load := s.loads()
	for _, w := range o.Cold {
		if !w.Open() {
			continue
		}
		c := ColdView{Temp: w.Temp, From: w.From, Limit: chain.Cold.Limit(w.Temp)}
		if i := retail.SuggestSlot(slots, load, w.Temp.SlotKind(), o, now); i >= 0 {
			c.Slot = slots[i].Code
		}
		v.Cold = append(v.Cold, c)
	}
	slices.SortStableFunc(v.Cold, func(a, b ColdView) int { return a.ends().Compare(b.ends()) })
	return nil
}

// toteOf is the tote in hand: the one scanned last, or the one that the last piece went
// into before this program was started. An order of goods that are all kept alike needs
// none.
func (s *Service) toteOf(o *retail.Order) string {
	s.mu.Lock()
	code, scanned := s.totes[o.ID]
	s.mu.Unlock()
	if scanned || len(o.Temps()) < 2 {
		return code
	}
	var last time.Time
	for _, l := range o.Lines {
		for _, p := range l.Picks {
			if !p.At.Before(last) {
				last, code = p.At, p.Tote
			}
		}
	}
	return code
}

// takeTote takes a tote in hand for the goods that come next. One with another order's
// goods is turned down; one with goods of this order is for goods kept alike.
func (s *Service) takeTote(ctx context.Context, f *Found) error {
	o, code := f.Pick.Order, f.Code.Fields.ID
	x, err := s.store.Tote(ctx, code)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	if err == nil && x.Order != o.ID {
		other, err := s.store.Order(ctx, x.Order)
		if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
			return err
		}
		if err == nil && other.HoldsTote() {
			f.Kind, f.For = retail.MatchForeignTote, other.Number
			return nil
		}
	}
	s.mu.Lock()
	s.totes[o.ID] = code
	s.mu.Unlock()
	f.Kind = retail.MatchTote
	f.Pick.Tote = ToteView{Code: code, Temp: o.ToteTemp(code)}
	return nil
}

// mixes tells whether goods of a line must not be laid into the tote in hand.
func mixes(t ToteView, l *retail.Line) bool {
	return t.Temp != 0 && l != nil && t.Temp != l.Temp.Or()
}

// stagedTote takes up which goods of the order are put away next: those in the tote that
// was scanned. A tote that holds none of them says nothing.
func (s *Service) stagedTote(ctx context.Context, o *retail.Order, v StageView, code scanner.Code) (Staged, error) {
	t := o.ToteTemp(code.Fields.ID)
	if t == 0 {
		return Staged{Answer: StageNotHere, View: v}, nil
	}
	s.mu.Lock()
	st := s.stage[o.ID]
	if kind := t.SlotKind(); v.Need.Or() != kind {
		st.slot = "" // it goes elsewhere
	}
	st.temp, st.bags = t, len(o.Bags)
	s.stage[o.ID] = st
	s.mu.Unlock()
	v, err := s.stageView(ctx, o)
	return Staged{Answer: StageTote, View: v}, err
}
