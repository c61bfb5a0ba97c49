package hub_test

import (
	"encoding/json"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestTimesAreCorrected: the hub finds out when a thing happened although the
// terminal's clock was set in between, and knows of clocks that are off. What
// is first stays first: nothing is ordered by a terminal's clock.
func TestTimesAreCorrected(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shibuya).Device
		now := w.clock.Now()
		made := func(dseq int64, at time.Time, s retail.Stamp) json.RawMessage {
			c := w.command(dseq, retail.KindSignIn, retail.SignIn{})
			c.At, c.Stamp = at, s
			b, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		hour := time.Hour.Milliseconds()
		want := []time.Time{
			now.Add(-2 * time.Hour),    // by the machine's own run, whatever its clock said
			now.Add(-time.Hour),        // likewise, with a clock that was set forward
			now.Add(-90 * time.Minute), // another run: its own word
			now,                        // nothing is made in the future
			now.Add(-5 * time.Minute),  // of no run that it can name: likewise
			now,                        // a machine that counts backwards measures nothing
			now.Add(-3 * time.Hour),    // it knew nothing of the hub's clock then: as measured since
		}
		b := hub.Batch{Left: 0, Sent: &wire.Moment{Boot: "b7", MonoMS: 10 * hour, OffMS: 2 * hour}, Commands: []json.RawMessage{
			made(1, now.AddDate(-6, 0, 0), retail.Stamp{Boot: "b7", MonoMS: 8 * hour}),
			made(2, now.Add(3*time.Hour), retail.Stamp{Boot: "b7", MonoMS: 9 * hour, OffMS: 99}),
			made(3, want[2], retail.Stamp{Boot: "b6", MonoMS: 1, OffMS: 99}),
			made(4, now.Add(time.Minute), retail.Stamp{}),
			made(5, want[4], retail.Stamp{OffMS: -99}),
			made(6, now.Add(time.Hour), retail.Stamp{Boot: "b7", MonoMS: 11 * hour}),
			made(7, now.Add(-5*time.Hour), retail.Stamp{Boot: "b6", MonoMS: 1}),
		}}
		reply, err := w.h.Take(t.Context(), dev, b)
		if err != nil || reply.Last != 7 {
			t.Fatalf("%+v, %v", reply, err)
		}
		for i, at := range want {
			r, err := w.s.Command(t.Context(), dev, int64(i+1))
			if err != nil || !r.At.Equal(at) {
				t.Errorf("command %d was made at %v, %v; want %v", i+1, r.At, err, at)
			}
		}
		d, err := w.s.Device(t.Context(), dev)
		if err != nil || d.Skew != -2*time.Hour || !d.ClockWrong() {
			t.Errorf("device %+v, %v; want two hours behind", d, err)
		}
		w.push(dev, 0) // an older program says nothing of its clock
		if d, _ = w.s.Device(t.Context(), dev); d.Skew != -2*time.Hour {
			t.Errorf("skew %v after a push that says nothing", d.Skew)
		}
		if _, err := w.h.Take(t.Context(), dev, hub.Batch{Sent: &wire.Moment{OffMS: 250}}); err != nil {
			t.Fatal(err)
		}
		if d, _ = w.s.Device(t.Context(), dev); d.Skew != -250*time.Millisecond || d.ClockWrong() {
			t.Errorf("skew %v after the clock was set", d.Skew)
		}
	})
}
