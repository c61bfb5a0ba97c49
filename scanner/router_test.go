package scanner

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

func TestRouterTopOnly(t *testing.T) {
	var got []string
	take := func(name string, takes bool) Handler {
		return HandlerFunc(func(c Code) bool { got = append(got, name+c.Raw); return takes })
	}
	r := NewRouter(func(c Code) { got = append(got, "fallback"+c.Raw) }, nil)
	r.Deliver(Code{Raw: "1"})
	popA := r.Push(take("a", true))
	popB := r.Push(take("b", false))
	r.Deliver(Code{Raw: "2"})
	popA() // a page under the top goes away
	popA()
	r.Deliver(Code{Raw: "3"})
	popB()
	r.Deliver(Code{Raw: "4"})
	want := []string{"fallback1", "b2", "fallback2", "b3", "fallback3", "fallback4"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRouterHoldBetweenPages(t *testing.T) {
	var got []string
	page := func(name string) Handler {
		return HandlerFunc(func(c Code) bool { got = append(got, name+c.Raw); return true })
	}
	r := NewRouter(nil, nil)
	r.Push(page("root"))
	pop := r.Push(page("pick"))
	release := r.Hold()
	pop()
	r.Deliver(Code{Raw: "1"})
	r.Deliver(Code{Raw: "2"})
	r.Push(page("stage"))
	if len(got) != 0 {
		t.Fatalf("delivered during the change: %v", got)
	}
	release()
	release()
	r.Deliver(Code{Raw: "3"})
	if want := []string{"stage1", "stage2", "stage3"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A handler that opens a page, delivers and pops from inside, and one that
// panics, neither block the router nor lose what follows.
func TestRouterReentrant(t *testing.T) {
	var got []string
	r := NewRouter(func(c Code) { got = append(got, "fallback"+c.Raw) }, nil)
	var pop func()
	pop = r.Push(HandlerFunc(func(c Code) bool {
		got = append(got, "first"+c.Raw)
		pop()
		r.Push(HandlerFunc(func(c Code) bool { got = append(got, "second"+c.Raw); return true }))
		r.Deliver(Code{Raw: "2"})
		return true
	}))
	r.Deliver(Code{Raw: "1"})
	if want := []string{"first1", "second2"}; !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	popBad := r.Push(HandlerFunc(func(Code) bool { panic("page is broken") }))
	func() {
		defer func() { _ = recover() }()
		r.Deliver(Code{Raw: "3"})
	}()
	popBad()
	r.Deliver(Code{Raw: "4"})
	if got[len(got)-1] != "second4" {
		t.Errorf("after a panic: %v", got)
	}
}

func TestRouterLosesNothing(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]int{}
	note := func(c Code) { mu.Lock(); seen[c.Raw]++; mu.Unlock() }
	r := NewRouter(note, nil)
	const feeds, each = 4, 500
	var wg sync.WaitGroup
	for f := range feeds {
		wg.Go(func() {
			for i := range each {
				r.Deliver(Code{Raw: fmt.Sprintf("%d-%d", f, i)})
			}
		})
	}
	wg.Go(func() {
		for range 500 {
			release := r.Hold()
			pop := r.Push(HandlerFunc(func(c Code) bool { note(c); return true }))
			release()
			pop()
		}
	})
	wg.Wait()
	for f := range feeds {
		for i := range each {
			if n := seen[fmt.Sprintf("%d-%d", f, i)]; n != 1 {
				t.Fatalf("scan %d-%d arrived %d times", f, i, n)
			}
		}
	}
}

// Deliveries carried to another goroutine keep their order.
func TestRouterRunsElsewhere(t *testing.T) {
	jobs := make(chan func(), 100)
	var got []string
	done := make(chan struct{})
	r := NewRouter(func(c Code) { got = append(got, c.Raw) }, func(f func()) { jobs <- f })
	go func() {
		for f := range jobs {
			f()
		}
		close(done)
	}()
	for i := range 50 {
		r.Deliver(Code{Raw: fmt.Sprint(i)})
	}
	close(jobs)
	<-done
	for i, g := range got {
		if g != fmt.Sprint(i) {
			t.Fatalf("order: %v", got)
		}
	}
	if len(got) != 50 {
		t.Fatalf("%d of 50", len(got))
	}
}
