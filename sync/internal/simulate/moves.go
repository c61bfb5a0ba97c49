package simulate

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// station is who stands at an address, nil for nobody.
func (w *world) station(host string) station {
	if host == hubHost {
		return w.hub
	}
	for _, s := range w.shops {
		for _, b := range s.boxes {
			if b.name == host {
				return b
			}
		}
	}
	return nil
}

// box is the relay of the shop that is enrolled as the device, nil for none.
func (s *shop) box(id retail.DeviceID) *relayBox {
	for _, b := range s.boxes {
		if b.dev == id {
			return b
		}
	}
	return nil
}

// home is who the chain's hub says is home of the shop.
func (s *shop) home() (hub.Home, error) { return s.w.hub.store().Home(s.w.ctx, s.site.ID) }

// books is the database of the shop's home.
func (s *shop) books() (hub.Store, error) {
	m, err := s.home()
	if b := s.box(m.Device); err == nil && b != nil && b.proc != nil {
		return b.proc.db, nil
	}
	return s.w.hub.store(), err
}

// told lets the relay that is home send up what was just done.
func (s *shop) told() {
	for _, b := range s.boxes {
		b.call(goingUp, b.dice.between(time.Second, 3*time.Minute))
	}
}

// door is the hub at which a new terminal of the shop is enrolled, and its
// address; nil while none can be.
func (s *shop) door() (*hub.Hub, string) {
	w := s.w
	if w.hub.away() {
		return nil, ""
	}
	m, err := s.home()
	if !w.must("home", err) {
		return nil, ""
	}
	if m.Device == "" || m.Place.URL == "" {
		return w.hub.hub(), "https://" + hubHost
	}
	b := s.box(m.Device)
	if b == nil || b.away() || b.cut() {
		return nil, ""
	}
	return b.proc.hub, b.url()
}

// moves plans what goes wrong with relays, and that their homes move.
func (w *world) moves(s *shop) {
	d := roll(w.o.Seed, 8)
	var again func()
	again = func() {
		if w.quiet {
			return
		}
		w.unsettle(s, d)
		w.after(d.between(30*time.Minute, 5*time.Hour), again)
	}
	w.after(d.between(time.Hour, 4*time.Hour), again)
}

// unsettle lets one thing happen to a relay of the shop.
func (w *world) unsettle(s *shop, d dice) {
	b := pick(d, s.boxes)
	switch d.IntN(12) {
	case 0, 1, 2, 3:
		s.move(pick(d, s.boxes), d)
	case 4, 5:
		w.fault("relay without power", b.name, "")
		b.restart()
		b.down = w.now.Add(d.between(0, 20*time.Minute))
	case 6:
		b.down = w.now.Add(d.between(20*time.Minute, 5*time.Hour))
		w.fault("relay away", b.name, "until %v", b.down.Format("15:04"))
	case 7, 8, 9:
		s.cutOff(d.between(20*time.Minute, 6*time.Hour))
	case 10:
		s.cutOff(s.longest(d.between(12*time.Hour, 72*time.Hour)))
	case 11:
		w.fault("relay restarted", b.name, "")
		b.restart()
	}
}

// cutOff cuts the line out of the shop: its relays and whoever of its terminals
// talks to the chain's hub have none.
func (s *shop) cutOff(d time.Duration) {
	kind := "shop cut off"
	if d > 12*time.Hour {
		kind = "shop cut off for long"
	}
	s.w.fault(kind, string(s.site.ID), "for %v", d.Round(time.Minute))
	if until := s.w.now.Add(d); until.After(s.cut) {
		s.cut = until
	}
}

// move brings the home of the shop to a relay, or back from one: both ends are
// there. From one relay to another it goes by way of the chain's hub.
func (s *shop) move(to *relayBox, d dice) {
	w := s.w
	m, err := s.home()
	if w.hub.away() || w.now.Before(s.cut) || to.away() || !w.must("home", err) || m.State == wire.HomeMoving || m.State == wire.HomeReturning {
		return
	}
	at := s.box(m.Device)
	target := to.dev
	switch {
	case at != nil && at.away():
		return
	case at != nil:
		target = ""
	}
	_, err = w.hub.hub().MoveHome(w.ctx, s.site.ID, target)
	if retail.CodeOf(err) == retail.CodeBusy {
		return // what waited for the last relay is still being done
	}
	if !w.must("move the home", err) {
		return
	}
	if at == nil {
		w.fault("home moved to a relay", string(s.site.ID), "%s", to.name)
		to.call(goingDown, d.between(time.Second, 4*time.Minute))
		return
	}
	w.fault("home moved back", string(s.site.ID), "from %s", at.name)
	at.call(goingDown, d.between(time.Second, 4*time.Minute))
	if to != at {
		w.after(d.between(5*time.Minute, time.Hour), func() { s.onTo(to, d, 5) })
	}
}

// onTo brings the home to another relay once it is back.
func (s *shop) onTo(to *relayBox, d dice, tries int) {
	w := s.w
	if w.quiet || tries == 0 {
		return
	}
	m, err := s.home()
	if m.Device == "" && err == nil && !w.hub.away() && !w.now.Before(s.cut) && !to.away() {
		w.faults["home moved from relay to relay"]++
		s.move(to, d)
		return
	}
	w.after(d.between(10*time.Minute, time.Hour), func() { s.onTo(to, d, tries-1) })
}

// knows tells whether a hub has judged a command that will be told to the chain's.
func (w *world) knows(s *shop, id retail.CommandID) bool {
	if w.hub.knows(id) {
		return true
	}
	if len(w.hub.procs) == 0 {
		return false
	}
	m, err := s.home()
	if !w.must("home", err) {
		return false
	}
	b := s.box(m.Device)
	return b != nil && b.proc != nil && judgedIn(w, b.proc.db, id)
}

// checkHomes: every home has come to rest, the relay that is home and the
// chain's hub have the same shop, and the books of every relay hold together.
func (w *world) checkHomes() error {
	for _, s := range w.shops {
		if len(s.boxes) == 0 {
			continue
		}
		m, err := s.home()
		if err != nil {
			return err
		}
		if m.State == wire.HomeMoving || m.State == wire.HomeReturning || m.Done < m.Errands {
			return fmt.Errorf("the home of %s does not come to rest: %+v", s.site.ID, m)
		}
		for _, b := range s.boxes {
			if err := sound(w, b.proc.db, b.name); err != nil {
				return err
			}
			own, err := b.proc.db.Home(w.ctx, s.site.ID)
			if err != nil {
				return err
			}
			if home := own.Device == b.dev && own.No > 0 && !own.Closed; home != (m.Device == b.dev) {
				return fmt.Errorf("%s: home by its own books: %v, by the hub's: %v", b.name, home, m.Device == b.dev)
			}
		}
		if b := s.box(m.Device); b != nil {
			if err := w.agree(s, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// agree compares the shop as its relay has it with the copy of the chain's hub.
func (w *world) agree(s *shop, b *relayBox) error {
	rows := func(store hub.Store) (map[string]string, error) {
		out := map[string]string{}
		_, err := store.Snapshot(w.ctx, s.scope(), "", func(c wire.Change) error {
			out[c.Entity.String()+" "+w.label(c.Entity, c.Key)] = string(c.Data)
			return nil
		})
		return out, err
	}
	above, err := rows(w.hub.store())
	if err != nil {
		return err
	}
	below, err := rows(b.proc.db)
	if err != nil {
		return err
	}
	if !maps.Equal(above, below) {
		for _, k := range keys(above) {
			if above[k] != below[k] {
				return fmt.Errorf("%s: %s is\n%s\nand at the chain's hub\n%s", b.name, k, below[k], above[k])
			}
		}
		for _, k := range keys(below) {
			if _, ok := above[k]; !ok {
				return fmt.Errorf("%s has %s, and the chain's hub has not", b.name, k)
			}
		}
	}
	for _, d := range w.books.all {
		if d.t.shop == s && d.lost == "" && !judgedIn(w, b.proc.db, d.cmd.ID) {
			return fmt.Errorf("%s does not know %s #%d %v", b.name, d.t.name, d.cmd.Dseq, d.cmd.Kind)
		}
	}
	w.counts["shops alike at hub and relay"]++
	return nil
}

// sound tells whether the books of a hub hold together.
func sound(w *world, s hub.Store, who string) error {
	a, err := hub.AuditOf(w.ctx, s, true)
	if err != nil || a.Sound {
		return err
	}
	a.Commands, a.Orders, a.Notices = nil, nil, nil
	a.Devices = slices.DeleteFunc(a.Devices, func(d hub.DeviceAudit) bool { return len(d.Gaps) == 0 })
	a.Scopes = slices.DeleteFunc(a.Scopes, func(s hub.ScopeAudit) bool { return s.Gaps == 0 && len(s.Astray) == 0 && s.Broken == nil })
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return fmt.Errorf("the books of the %s do not hold together: %s", who, text)
}

// calm lets what the relays of the shop ask arrive: somebody stands beside them.
func (s *shop) calm(on bool) {
	for _, b := range s.boxes {
		b.calm = on
	}
}

// longest is how long a line may be cut of a shop whose relays forget early.
func (s *shop) longest(d time.Duration) time.Duration {
	if s.keep == keepShort {
		return min(d, 14*time.Hour)
	}
	return d
}
