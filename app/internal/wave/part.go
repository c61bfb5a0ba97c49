package wave

import (
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// Part is somebody who walks a wave with a terminal.
type Part struct {
	Device retail.DeviceID
	Name   string    // of the member of staff
	Zone   string    // that is walked; empty: all
	Since  time.Time // of the part
}

// Running is a wave that others walk.
type Running struct {
	Wave   retail.WaveID
	Parts  []Part
	Orders int
	Open   int      // pieces that are still to be found
	Zones  []string // where they stand
	Begun  bool     // the first item was scanned
}

// Running returns the waves that are walked now without this terminal, the
// oldest first. Those in which nothing is left are not among them.
func (s *Service) Running(ctx context.Context) ([]Running, error) {
	list, err := s.store.Waves(ctx)
	if err != nil {
		return nil, err
	}
	me := s.me()
	var out []Running
	for _, w := range list {
		if w.Walker(me) != nil {
			continue
		}
		r := Running{Wave: w.ID, Parts: s.parts(ctx, w, me), Begun: w.State == retail.WaveWalking}
		stops := map[retail.SKUID]*Stop{}
		for _, m := range w.Orders {
			o, err := s.store.Order(ctx, m.Order)
			if retail.CodeOf(err) == retail.CodeNotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			if o.Wave != w.ID || o.State.Over() || o.State.Waiting() {
				continue
			}
			r.Orders++
			if err := s.need(ctx, stops, m, o); err != nil {
				return nil, err
			}
		}
		for _, st := range stops {
			r.Open += st.Qty
		}
		if r.Zones = zonesOf(stops); r.Open > 0 {
			out = append(out, r)
		}
	}
	return out, nil
}

// parts is who walks a wave but this terminal.
func (s *Service) parts(ctx context.Context, w retail.Wave, me retail.DeviceID) []Part {
	var out []Part
	for _, k := range w.Walkers {
		if k.Device != me && k.Left.IsZero() {
			out = append(out, Part{Device: k.Device, Name: s.name(ctx, k.Staff), Zone: k.Zone, Since: k.Since})
		}
	}
	return out
}

// zonesOf is the zones in which shelves of the stops stand, in order.
func zonesOf(stops map[retail.SKUID]*Stop) []string {
	var out []string
	for _, st := range stops {
		if z := retail.ShelfZone(st.Shelf); z != "" && !slices.Contains(out, z) {
			out = append(out, z)
		}
	}
	slices.Sort(out)
	return out
}

// Finish ends this terminal's part while others walk on: what it did not find is
// theirs. Goods in the hand must lie in a tote before, CodeRefused with a hint.
func (s *Service) Finish(ctx context.Context, id retail.WaveID) error {
	const op = "wave.Finish"
	v, err := s.View(ctx, id)
	switch {
	case err != nil:
		return err
	case v.Hand != nil:
		return retail.E(retail.CodeRefused, op, "hint.wave_hand", nil)
	case len(v.Others) == 0:
		return s.Close(ctx, id)
	}
	return s.do(ctx, op, retail.KindPassWave, retail.PassWave{Wave: id})
}
