package hubtest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"miseban/sync/hub"
)

// nonces: each works once, also when many show it at the same moment, and again
// when its time is over.
func nonces(t *testing.T, s hub.Store, clock *Clock) {
	use := func(nonce string) bool {
		fresh, err := s.UseNonce(t.Context(), nonce, clock.Now(), clock.Now().Add(time.Minute))
		if err != nil {
			t.Error(err)
		}
		return fresh
	}
	var n atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if use("a") {
				n.Add(1)
			}
		})
	}
	wg.Wait()
	if n.Load() != 1 || !use("b") || use("a") {
		t.Errorf("worked %d times at once, or another one did not, or it worked again", n.Load())
	}
	clock.Advance(2 * time.Minute)
	if !use("a") {
		t.Error("it is remembered for ever")
	}
}
