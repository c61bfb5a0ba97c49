package wave

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// Share is how much of a stop an order needs.
type Share struct {
	Letter string
	Order  retail.OrderID
	Number string
	Line   int
	Qty    int
	// Instead: the customer takes it in the place of something that was not found.
	Instead bool
}

// Stop is one SKU at one shelf, summed over the orders of the round.
type Stop struct {
	SKU     retail.SKUID
	Name    string
	Color   retail.Color
	Size    string
	Picture string
	Temp    retail.Temperature // how it is kept
	Shelf   string             // empty when nobody knows
	Place   string             // 売場 2階・左奥の棚
	// Seen is the shelf beside which it was last picked, when Shelf is empty.
	Seen   string
	Qty    int
	For    []Share // by letter
	OnHand int
	AsOf   time.Time
	Known  bool
}

// ToteView is an order of the round as the row of totes shows it.
type ToteView struct {
	Letter string
	Order  retail.OrderID
	Number string
	Name   string // family name in kana
	Totes  []string
	Done   int // pieces in hand or tote
	Total  int // pieces to find
	Short  int
	Ended  bool   // canceled or declined meanwhile
	Back   int    // pieces to bring back to their shelves
	Free   bool   // nothing was picked for it in this round: it may leave
	Lost   bool   // a colleague has it now
	By     string // who
}

// Hand is what was scanned and lies in no tote yet.
type Hand struct {
	Letter string
	Order  retail.OrderID
	Number string
	Name   string
	Line   retail.Line
	Qty    int
	More   int      // pieces of the same SKU that the same order still needs
	Totes  []string // the order's, for goods kept as cold as these; empty: any free tote
	Zones  bool     // the order has goods of several temperatures: each has a tote of its own
	picks  []retail.CommandID
	lies   map[string]retail.Temperature // what lies in the totes of the order
}

// Cold is goods of the round that are out of the cold now.
type Cold struct {
	Letter string // of the order
	Temp   retail.Temperature
	From   time.Time     // since when
	Limit  time.Duration // for how long they may be; 0: for ever
}

// View is a round as its walker sees it: one question at a time.
type View struct {
	Wave   retail.Wave
	Zone   string // that is walked here; empty: all
	Mine   bool   // this terminal walks it
	Stops  []Stop // still to be walked, in walking order
	Totes  []ToteView
	Hand   *Hand
	Done   int
	Total  int
	Others []Part   // who walks it too
	Zones  []string // where what is still to be walked stands, of the whole wave
	Cold   *Cold    // what must be put away soonest; nil: nothing is out of the cold
}

// Now is the stop in hand, or nil when nothing is left here.
func (v View) Now() *Stop {
	if len(v.Stops) == 0 {
		return nil
	}
	return &v.Stops[0]
}

// Going is how many orders of the round are walked still.
func (v View) Going() int {
	n := 0
	for _, t := range v.Totes {
		if !t.Ended && !t.Lost {
			n++
		}
	}
	return n
}

// Tote returns the order with the letter, or nil.
func (v View) Tote(id retail.OrderID) *ToteView {
	for i := range v.Totes {
		if v.Totes[i].Order == id {
			return &v.Totes[i]
		}
	}
	return nil
}

// View returns a wave as it stands.
func (s *Service) View(ctx context.Context, id retail.WaveID) (View, error) {
	w, err := s.store.Wave(ctx, id)
	if err != nil {
		return View{}, err
	}
	v := View{Wave: w}
	me := s.me()
	if k := w.Walker(me); k != nil {
		v.Mine, v.Zone = true, k.Zone
	}
	v.Others = s.parts(ctx, w, me)
	stops := map[retail.SKUID]*Stop{}
	for _, m := range w.Orders {
		o, err := s.store.Order(ctx, m.Order)
		if retail.CodeOf(err) == retail.CodeNotFound {
			continue
		}
		if err != nil {
			return v, err
		}
		if t, ok := s.tote(ctx, w, m, o); ok {
			v.Totes = append(v.Totes, t)
			v.Done += t.Done
			v.Total += t.Total
		}
		if o.Wave != w.ID || o.State.Over() || o.State.Waiting() {
			continue
		}
		if err := s.need(ctx, stops, m, o); err != nil {
			return v, err
		}
		v.hold(m, o, me)
		if err := s.cold(ctx, &v, m, o); err != nil {
			return v, err
		}
	}
	v.Zones = zonesOf(stops)
	for _, st := range stops {
		if s.walked(w, v.Zone, st.Shelf, me) {
			v.Stops = append(v.Stops, *st)
		}
	}
	return v, s.order(ctx, &v)
}

// cold finds which goods of the round are out of the cold and may be so for the
// shortest time.
func (s *Service) cold(ctx context.Context, v *View, m retail.WaveOrder, o *retail.Order) error {
	if !slices.ContainsFunc(o.Cold, retail.ColdSpell.Open) {
		return nil
	}
	chain, err := s.store.Chain(ctx)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	for _, w := range o.Cold {
		x := Cold{Letter: m.Letter, Temp: w.Temp, From: w.From, Limit: chain.Cold.Limit(w.Temp)}
		if w.Open() && (v.Cold == nil || x.before(*v.Cold)) {
			v.Cold = &x
		}
	}
	return nil
}

// before tells whether goods must be put away sooner than others.
func (x Cold) before(y Cold) bool {
	if (x.Limit == 0) != (y.Limit == 0) {
		return x.Limit > 0
	}
	return x.From.Add(x.Limit).Before(y.From.Add(y.Limit))
}

// SetAside notes that the walker has put the tote of an ended order aside, so that
// no page says it again before this program ends.
func (s *Service) SetAside(order retail.OrderID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.aside[order] = true
}

// Aside tells whether the tote of an ended order was put aside.
func (s *Service) Aside(order retail.OrderID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.aside[order]
}

// walked tells whether a shelf is in the part that is walked here: its zone, or
// one that nobody walks when it is the first walker's.
func (s *Service) walked(w retail.Wave, zone, shelf string, me retail.DeviceID) bool {
	z := retail.ShelfZone(shelf)
	if zone == "" || z == zone {
		return zone != "" || !slices.Contains(w.Zones(me), z) || z == ""
	}
	if slices.Contains(w.Zones(me), z) {
		return false
	}
	for _, k := range w.Walkers { // what is nobody's is walked by the first who has all, else by the first
		if k.Left.IsZero() && k.Zone == "" {
			return false
		}
	}
	for _, k := range w.Walkers {
		if k.Left.IsZero() {
			return k.Device == me
		}
	}
	return false
}

// tote is an order of the round; false when it left before anything was picked.
func (s *Service) tote(ctx context.Context, w retail.Wave, m retail.WaveOrder, o *retail.Order) (ToteView, bool) {
	t := ToteView{Letter: m.Letter, Order: o.ID, Number: o.Number, Name: o.Customer.CallName(), Totes: o.Totes, Short: o.Missing()}
	for _, l := range o.Lines {
		t.Done += min(l.Picked-l.PutBack, l.Qty)
		t.Total += l.Qty - l.Short
	}
	switch {
	case o.Wave == w.ID && (o.State == retail.Canceled || o.State == retail.Declined):
		t.Ended, t.Done, t.Total = true, 0, 0
		for _, l := range o.Lines {
			t.Back += l.ToPutBack()
		}
		return t, true
	case o.Wave == w.ID:
		t.Free = untouched(o, w.ID)
		return t, true
	case o.State.Waiting() || o.State.Over() || o.Wave == "":
		return t, false
	}
	t.Lost = true
	if o.Claim != nil {
		t.By = s.name(ctx, o.Claim.Staff)
	}
	return t, t.Done > 0
}

// untouched tells whether nothing was picked for the order in the wave.
func untouched(o *retail.Order, w retail.WaveID) bool {
	for _, l := range o.Lines {
		for _, p := range l.Picks {
			if p.Wave == w {
				return false
			}
		}
	}
	return true
}

// need adds what an order still needs to the stops.
func (s *Service) need(ctx context.Context, stops map[retail.SKUID]*Stop, m retail.WaveOrder, o *retail.Order) error {
	for _, l := range o.Lines {
		if l.Open() == 0 {
			continue
		}
		st := stops[l.SKU]
		if st == nil {
			st = &Stop{SKU: l.SKU, Name: l.Name, Color: l.Color, Size: l.Size, Picture: l.Picture, Temp: l.Temp.Or()}
			level, err := s.store.Stock(ctx, l.SKU)
			switch {
			case err == nil:
				st.Shelf, st.Place, st.AsOf, st.Known, st.OnHand = level.Shelf, level.Place, level.AsOf, true, level.OnHand-level.Picked
			case retail.CodeOf(err) != retail.CodeNotFound:
				return err
			}
			stops[l.SKU] = st
		}
		st.Qty += l.Open()
		st.For = append(st.For, Share{Letter: m.Letter, Order: o.ID, Number: o.Number, Line: l.No, Qty: l.Open(), Instead: l.Of > 0})
	}
	return nil
}

// hold finds what lies in the hand of this terminal, or of one whose part it has.
func (v *View) hold(m retail.WaveOrder, o *retail.Order, me retail.DeviceID) {
	if v.Hand != nil || !v.Mine {
		return
	}
	for _, l := range o.Lines {
		h := Hand{Letter: m.Letter, Order: o.ID, Number: o.Number, Name: o.Customer.CallName(), Line: l, More: l.Open()}
		for _, p := range l.Picks {
			if p.Wave == v.Wave.ID && p.Tote == "" && v.own(p.Staff, me) {
				h.Qty += p.Qty
				h.picks = append(h.picks, p.Cmd)
			}
		}
		if h.Qty > 0 {
			h.zone(o)
			v.Hand = &h
			return
		}
	}
}

// zone finds which totes of the order are for what is in the hand: what lies in one
// already is kept as cold, or nothing lies in it any more.
func (h *Hand) zone(o *retail.Order) {
	h.lies, h.Zones = map[string]retail.Temperature{}, len(o.Temps()) > 1
	for _, code := range o.Totes {
		t := o.ToteTemp(code)
		if h.lies[code] = t; t == 0 || t == h.Line.Temp.Or() {
			h.Totes = append(h.Totes, code)
		}
	}
}

// own tells whether what somebody holds is in the hands that hold this terminal:
// theirs, or those of somebody who walks the wave no more.
func (v *View) own(staff retail.StaffID, me retail.DeviceID) bool {
	for _, k := range v.Wave.Walkers {
		if k.Staff == staff && k.Left.IsZero() && k.Device != me {
			return false
		}
	}
	return true
}

// order puts the stops into walking order: the shortest way, but what is kept cold
// after the rest and what is frozen last, and those skipped at the end.
func (s *Service) order(ctx context.Context, v *View) error {
	skips, err := s.store.LoadSkips(ctx)
	if err != nil {
		return err
	}
	legs, err := s.learn(ctx)
	if err != nil {
		return err
	}
	slices.SortFunc(v.Stops, func(a, b Stop) int { return cmp.Compare(a.SKU, b.SKU) })
	at := make([]string, 0, len(v.Stops))
	for i := range v.Stops {
		st := &v.Stops[i]
		if st.Shelf == "" {
			st.Seen = s.lastSeen(st.SKU)
		}
		at = append(at, cmp.Or(st.Shelf, st.Seen))
	}
	place := map[string]int{}
	for i, shelf := range Route(at, s.lastShelf(ctx, v.Wave.ID), legs) {
		place[shelf] = i
	}
	key := func(st Stop) (skip int, temp retail.Temperature, at int) {
		return slices.Index(skips[v.Wave.ID], st.SKU), st.Temp, place[cmp.Or(st.Shelf, st.Seen)]
	}
	slices.SortStableFunc(v.Stops, func(a, b Stop) int {
		as, at, ap := key(a)
		bs, bt, bp := key(b)
		return cmp.Or(cmp.Compare(as, bs), cmp.Compare(at, bt), cmp.Compare(ap, bp))
	})
	return nil
}

// name is what a member of staff is called, or the code when nobody knows.
func (s *Service) name(ctx context.Context, id retail.StaffID) string {
	st, err := s.store.StaffNamed(ctx, id)
	if err != nil || st.Name == "" {
		return string(id)
	}
	return st.Name
}
