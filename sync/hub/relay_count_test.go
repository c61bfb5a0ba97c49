package hub_test

import (
	"testing"
	"time"

	"miseban/app/retail"
)

// A count that comes in late, at a relay that has become home meanwhile, is held
// against what the chain's hub booked before: a sale after it was not missed.
func TestLateCountAtANewHome(t *testing.T) {
	eachPair(t, func(t *testing.T, p *pair) {
		counter := p.seller()
		counted := p.clock.Now()
		p.clock.Advance(time.Hour)
		p.sale("sold", p.clock.Now(), 3)
		p.clock.Advance(time.Hour)
		p.move()
		there := &seller{w: p.below, dev: counter.dev}
		if r := there.at(counted, retail.KindCount, count(10)); r.Verdict != retail.Applied {
			t.Errorf("the count of 10: %+v", r)
		}
		if l := p.below.level(); l.OnHand != 7 {
			t.Errorf("%d on hand: 10 were counted, and 3 sold afterwards", l.OnHand)
		}
		p.up()
		p.agree()
	})
}
