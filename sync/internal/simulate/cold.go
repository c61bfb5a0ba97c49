package simulate

import (
	"fmt"
	"slices"
	"strings"

	"miseban/app/retail"
)

// zoned is the tote for goods of the line's temperature. One in five goes into that of
// other goods, as with terminals of a program that knew of no temperatures.
func (t *terminal) zoned(tote string, l *retail.Line) string {
	if !l.Temp.Cold() || t.cools.one(5) {
		return tote
	}
	return tote + "-" + l.Temp.String()
}

// coldLast takes what is about cold goods out of the inbox; staff look at it now and then.
// Its dice are its own.
func (t *terminal) coldLast(by retail.Staff, list []retail.Exception) []retail.Exception {
	var rest, cold []retail.Exception
	for _, x := range list {
		if x.Kind == retail.ExColdLong || x.Kind == retail.ExToteZones {
			cold = append(cold, x)
		} else {
			rest = append(rest, x)
		}
	}
	if len(cold) > 0 && t.cools.one(3) {
		x := pick(t.cools, cold)
		t.do(by, retail.KindSettle, retail.Settle{Exception: x.ID, Kind: x.Kind, How: retail.RemedyCold.String()})
		t.w.counts["cold goods looked at"]++
	}
	return rest
}

// cooled checks what a hub makes of cold goods: those that left their shelf are on their way
// until they lie where it is cold enough, or are the shop's no more; a way that took too
// long is told as soon as it is known, and so is a tote in which goods of two temperatures
// lie.
func (b *books) cooled(st retail.State, c retail.Command, d retail.Decision) {
	if d.Order == nil {
		return
	}
	o := d.Order
	raised := func(k retail.ExceptionKind) bool {
		return slices.ContainsFunc(d.Raise, func(x retail.Exception) bool { return x.Kind == k })
	}
	if put, ok := c.Body.(retail.PutInTote); ok && mixedTote(o, put.Tote) && !mixedTote(st.Order, put.Tote) && !raised(retail.ExToteZones) {
		b.w.fail("tote %s of %s has goods of two temperatures, and nobody is told", put.Tote, b.w.web.name(o.ID))
	}
	if st.Order == nil {
		return
	}
	for _, t := range []retail.Temperature{retail.Chilled, retail.Frozen} {
		out := 0
		for _, l := range o.Lines {
			if l.Temp == t {
				out += max(0, l.Picked-l.PutBack-l.Gone)
			}
		}
		if slices.ContainsFunc(o.BagsHere(), func(g retail.Bag) bool { return !slices.Contains(g.Warm, t) }) {
			out = 0
		}
		s := o.Spell(t)
		was := st.Order.Spell(t)
		switch {
		case s != nil && s.Late && (was == nil || was.N != s.N || !was.Late) && !raised(retail.ExColdLong):
			b.w.fail("%v goods of %s are out of the cold for too long, and nobody is told", t, b.w.web.name(o.ID))
		case (s != nil && s.Open()) != (out > 0):
			b.w.fail("%d %v pieces of %s are out of the cold, and the books say %+v", out, t, b.w.web.name(o.ID), s)
		case s != nil && !s.Open() && s.Over(st.Cold, s.To) != s.Late:
			b.w.fail("%v goods of %s were out of the cold from %v to %v, told: %v", t, b.w.web.name(o.ID), s.From, s.To, s.Late)
		}
	}
}

// mixedTote tells whether goods of two temperatures lie in a tote of the order.
func mixedTote(o *retail.Order, tote string) bool {
	if o == nil {
		return false
	}
	for _, l := range o.Lines {
		for _, p := range l.Picks {
			if p.Tote == tote && o.ToteTemp(tote) != l.Temp.Or() {
				return true
			}
		}
	}
	return false
}

// checkCold: every way out of the cold that took too long is, or was, somebody's.
func (w *world) checkCold() error {
	for _, s := range w.shops {
		list, err := w.inbox(s)
		if err != nil {
			return err
		}
		told := map[string]bool{}
		for _, x := range list {
			if x.Kind != retail.ExColdLong {
				continue
			}
			told[string(x.ID)] = true
			if x.Assignee == "" && x.Open() {
				return fmt.Errorf("%s is nobody's", x.ID)
			}
		}
		for i := range w.web.sent {
			sent := &w.web.sent[i].order
			if sent.Store != s.site.ID {
				continue
			}
			o, err := w.hub.store().Order(w.ctx, retail.OrderIDFor(sent.Channel, sent.External))
			if err != nil || o == nil {
				return err
			}
			for _, c := range o.Cold {
				id := strings.Join([]string{"cold", string(o.ID), c.Temp.String(), fmt.Sprint(c.N)}, "-")
				if c.Late && !told[id] && w.now.Sub(c.From) < retireAfter {
					return fmt.Errorf("%v goods of %s were out of the cold too long, and nobody was told", c.Temp, w.web.name(o.ID))
				}
				w.counts["ways out of the cold"]++
			}
		}
	}
	return nil
}

// without is the decision without entries of a kind.
func without(d retail.Decision, k retail.ExceptionKind) retail.Decision {
	d.Raise = slices.DeleteFunc(d.Raise, func(x retail.Exception) bool { return x.Kind == k })
	if len(d.Raise) == 0 && d.Verdict == retail.AppliedException {
		d.Verdict, d.Code = retail.Applied, 0
	}
	return d
}

// silentTote leaves a mixed tote to nobody.
func silentTote(st retail.State, c retail.Command) retail.Decision {
	return without(retail.Decide(st, c), retail.ExToteZones)
}

// silentCold leaves what was out of the cold for too long to nobody.
func silentCold(st retail.State, c retail.Command) retail.Decision {
	return without(retail.Decide(st, c), retail.ExColdLong)
}
