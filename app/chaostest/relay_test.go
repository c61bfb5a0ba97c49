package chaostest

import (
	"context"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/retail"
)

// relayProcess is the real relay of the shop as a process of its own.
type relayProcess struct {
	*hubProcess
	chain string // how it reaches the chain's hub
}

// newRelay enrols a relay whose line to the chain's hub is the cable, and brings
// the home of the shop to it.
func newRelay(t testing.TB, h *hubProcess, cable *badLine) *relayProcess {
	t.Helper()
	code, err := h.run("enrol", "-relay", "-store", string(shop), "-text")
	if err != nil {
		t.Fatal(err)
	}
	r := &relayProcess{hubProcess: &hubProcess{t: t, data: t.TempDir(), addr: "127.0.0.1:0"}}
	r.chain = (&url.URL{Scheme: "https", Host: cable.listen.Addr().String()}).String()
	r.begin("-code", strings.TrimSpace(code))
	t.Cleanup(func() {
		r.kill()
		if t.Failed() {
			t.Log("the relay's last words:\n" + r.last())
		}
	})
	h.home("relay")
	return r
}

// begin starts the relay and waits until it listens.
func (r *relayProcess) begin(more ...string) {
	r.t.Helper()
	args := append([]string{"relay", "-data", r.data, "-listen", r.addr, "-host", "127.0.0.1", "-chain", r.chain}, more...)
	cmd := exec.CommandContext(context.Background(), hubProgram(r.t), args...)
	out, err := cmd.StderrPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	r.process = startProcess(r.t, cmd, out, listening.MatchString)
	r.ready()
}

// home moves the home of the shop.
func (h *hubProcess) home(to string) {
	h.t.Helper()
	if out, err := h.run("home", "-store", string(shop), "-to", to, "-for", "20s"); err != nil {
		h.t.Fatal(out, err)
	}
}

// sights are how long it took until the neighbours saw what somebody did.
type sights struct {
	n    int
	most time.Duration
}

// spread waits until every terminal shows it.
func (s *sights) spread(t testing.TB, tablets []*tablet, what string, id retail.OrderID, shows func(*retail.Order) bool) {
	t.Helper()
	begun := time.Now()
	await(t, 10*time.Second, what, func() bool {
		for _, k := range tablets {
			if !shows(k.order(id)) {
				return false
			}
		}
		return true
	})
	s.n++
	s.most = max(s.most, time.Since(begun))
}

// everywhere waits until orders are on all terminals.
func everywhere(t testing.TB, tablets []*tablet, orders []webOrder) {
	t.Helper()
	await(t, 20*time.Second, "the orders are on all terminals", func() bool {
		for _, o := range orders {
			for _, k := range tablets {
				if !k.has(o.id()) {
					return false
				}
			}
		}
		return true
	})
}

// crew enrols three terminals of the shop, each with somebody at it. They talk to
// the relay.
func crew(t *testing.T, h *hubProcess, r *relayProcess) (tablets []*tablet) {
	t.Helper()
	for i := range 3 {
		k := newTablet(t, h)
		d, err := credential.Load(k.dir)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(d.Hub, r.addr) {
			t.Fatalf("terminal %d talks to %s, want the relay at %s", i, d.Hub, r.addr)
		}
		k.must(k.signIn(t.Context()))
		tablets = append(tablets, k)
	}
	return tablets
}

// TestStoreRelay cuts a shop with three terminals and a relay off from the
// chain: the terminals go on seeing each other's claims, stagings and handovers;
// when the line is back the chain's hub has all of it, once, and its books hold.
func TestStoreRelay(t *testing.T) {
	ctx := t.Context()
	post := openPostOffice(t)
	h := newHub(t, post.url())
	cable := newLine(t, h.addr)
	r := newRelay(t, h, cable)

	tablets := crew(t, h, r)
	web := newWebShop(9)
	all := web.orders(14)
	h.drop(web.csv(all, placed))
	everywhere(t, tablets, all)

	cable.turn(cut)
	cutAt := time.Now()
	// Meanwhile the web shop goes on: one order is canceled, one is new. Both are 仮.
	gone, late := all[12], web.orders(1)
	h.drop(web.csv([]webOrder{gone}, canceled))
	h.drop(web.csv(late, placed))

	var claims, stagings, handovers sights
	for i, o := range all[:12] {
		wait(ctx, 300*time.Millisecond) // nobody is quicker, and a terminal may ask twenty times a second
		k := tablets[i%3]
		k.must(k.Pickup.Claim(ctx, o.id(), false))
		claims.spread(t, tablets, "a claim is seen", o.id(), func(o *retail.Order) bool { return o.Claim != nil })
		k.must(k.pick(ctx, o.id()))
		k.must(k.stage(ctx, o.id(), 1))
		stagings.spread(t, tablets, "a staging is seen", o.id(), func(o *retail.Order) bool { return o.State == retail.Staged })
		if i >= 6 {
			continue
		}
		other := tablets[(i+1)%3]
		other.must(other.handOver(ctx, o.id()))
		handovers.spread(t, tablets, "a handover is seen", o.id(), func(o *retail.Order) bool { return o.State == retail.HandedOver })
	}
	// A colleague picks what the customer canceled: nobody here can know.
	k := tablets[0]
	k.must(k.pick(ctx, gone.id()))
	k.must(k.stage(ctx, gone.id(), 1))
	await(t, 10*time.Second, "the terminals show that their relay is cut off", func() bool {
		for _, k := range tablets {
			k.Agent.Recorded()
			if k.Agent.Status().Upstream.IsZero() {
				return false
			}
		}
		return true
	})
	if late := tablets[0].has(late[0].id()); late {
		t.Error("an order came through a line that is cut")
	}
	for what, s := range map[string]sights{"claims": claims, "stagings": stagings, "handovers": handovers} {
		t.Logf("cut off: %d %s, seen by all three terminals within %v", s.n, what, s.most)
	}
	// The relay's power fails too.
	r.kill()
	r.begin()
	if n := post.twice(t); n != 0 {
		t.Errorf("%d notices left through a line that is cut", n)
	}

	cable.turn(fair)
	t.Logf("cut off for %v", time.Since(cutAt).Round(time.Millisecond))
	begun := time.Now()
	everywhere(t, tablets, late)
	agrees := func() bool {
		a, err := h.audit()
		b, berr := r.audit()
		if err != nil || berr != nil {
			t.Fatal(err, berr)
		}
		return len(a.of(tablets[0].Device.ID)) == len(b.of(tablets[0].Device.ID)) && same3(tablets, a, b) && a.Orders["canceled"] == 1
	}
	await(t, 30*time.Second, "the chain's hub has all of it", agrees)
	t.Logf("the chain's hub agrees %v after the line was back", time.Since(begun).Round(time.Millisecond))
	a := h.sound()
	r.sound()
	lost, doubled := 0, 0
	for _, k := range tablets {
		k.drain(r.hubProcess)
		ids, recorded := k.outbox()
		l, d := matches(t, a, k.Device.ID, ids, recorded)
		lost, doubled = lost+l, doubled+d
	}
	if o := tablets[1].order(gone.id()); o.State != retail.Canceled {
		t.Errorf("the canceled order is %s", o.State)
	}
	// Six lie there and their customers are told, once each, now that mail can leave.
	await(t, 30*time.Second, "the customers of what lies ready were told", func() bool {
		for _, o := range all[6:12] {
			if tablets[2].order(o.id()).State != retail.Notified {
				return false
			}
		}
		return true
	})
	if n := post.twice(t); n != 6 {
		t.Errorf("%d notices, want 6", n)
	}

	back(t, h, r, tablets)
	t.Logf("%d lost, %d doubled", lost, doubled)
}

// back brings the home back: what the chain's hub then shows is what the relay
// showed, and the terminals find their way by themselves.
func back(t *testing.T, h *hubProcess, r *relayProcess, tablets []*tablet) {
	t.Helper()
	for _, k := range tablets {
		k.drain(r.hubProcess)
	}
	before := tablets[0].rows()
	h.home("hub")
	for _, k := range tablets {
		await(t, 30*time.Second, "the terminal has followed the home", func() bool {
			d, err := credential.Load(k.dir)
			return err == nil && strings.Contains(d.Hub, h.addr)
		})
		k.must(k.signIn(t.Context()))
		k.drain(h)
		same(t, before, k.rows())
	}
}

// same3 tells whether two hubs have the same number of commands of each terminal.
func same3(tablets []*tablet, a, b audit) bool {
	for _, k := range tablets {
		if len(a.of(k.Device.ID)) != len(b.of(k.Device.ID)) {
			return false
		}
	}
	return true
}
