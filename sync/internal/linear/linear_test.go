package linear_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

const (
	shop     = retail.SiteID("SHIBUYA")
	clients  = 8
	perOne   = 60 // operations of a client
	claimed  = 3  // orders that are fought over while they are picked
	waiting  = 40 // orders that lie ready: each is given out once
	patience = 30 * time.Second
)

// ask is what a client wants.
type ask struct {
	kind   retail.Kind
	about  string // order, or the lease
	client int
}

// got is what the hub said of it.
type got struct {
	verdict retail.Verdict
	code    retail.VerdictCode
}

// free is the state of a thing that nobody holds.
const free = -1

// held is a thing that one client at a time holds: a claim, or the lease.
var held = porcupine.Model{
	Partition: byThing,
	Init:      func() any { return free },
	Step: func(state, input, output any) (bool, any) {
		who, in, out := state.(int), input.(ask), output.(got)
		mine := who == free || who == in.client
		switch in.kind { //nolint:exhaustive // the others are not asked for here
		case retail.KindClaim, retail.KindTakeCounter:
			if out.verdict == retail.Applied {
				return mine, in.client
			}
			return !mine && (out.code == retail.ClaimedBy || out.code == retail.CounterHeld), who
		case retail.KindRelease:
			if out.verdict == retail.Applied {
				return mine, free
			}
			return !mine && out.code == retail.ClaimedBy, who
		case retail.KindLeaveCounter:
			if who == in.client {
				return out.verdict == retail.Applied && out.code == 0, free
			}
			return out.code == retail.AlreadySo, who
		}
		return false, who
	},
}

// given is an order that lies ready: the first handover is accepted, every
// further one is an exception.
var given = porcupine.Model{
	Partition: byThing,
	Init:      func() any { return false },
	Step: func(state, _, output any) (bool, any) {
		first := output.(got).verdict == retail.Applied
		return first != state.(bool), true
	},
}

func byThing(history []porcupine.Operation) [][]porcupine.Operation {
	at := map[string][]porcupine.Operation{}
	var names []string
	for _, op := range history {
		name := op.Input.(ask).about
		if at[name] == nil {
			names = append(names, name)
		}
		at[name] = append(at[name], op)
	}
	var out [][]porcupine.Operation
	for _, name := range names {
		out = append(out, at[name])
	}
	return out
}

// terminal is an enrolled client and its connection.
type terminal struct {
	n      int
	url    string
	device retail.DeviceID
	key    ed25519.PrivateKey
	access string
	dseq   int64
}

func post(url, access string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set(wire.HeaderProto, wire.Proto)
	if access != "" {
		req.Header.Set(wire.HeaderAccess, "Bearer "+access)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(out)
}

// chain is a hub on a port, its terminals, and a history of what they did.
type chain struct {
	hub     *hub.Hub
	all     []*terminal
	claims  []retail.OrderID
	ready   []retail.OrderID
	tick    atomic.Int64
	mu      sync.Mutex
	history []porcupine.Operation
}

func open(t *testing.T, s hub.Store, clock *hubtest.Clock, rule func(retail.State, retail.Command) retail.Decision) *chain {
	t.Helper()
	ctx := t.Context()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	check(t, err)
	h, err := hub.Build(ctx, hub.Options{
		Store: s, Clock: clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: make([]byte, 32), PickupKey: key, PickupID: 1,
		Log: slog.New(slog.DiscardHandler), Rule: rule, Limits: hub.Limits{DeviceRate: 1e6, DeviceBurst: 1 << 20},
	})
	check(t, err)
	_, err = h.PutSites(ctx, []retail.Site{{ID: shop, No: 1, Kind: retail.Shop, Name: "渋谷店"}})
	check(t, err)
	server := httptest.NewServer(h.Handler())
	t.Cleanup(server.Close)
	c := &chain{hub: h}
	var staff []hub.StaffRow
	for n := range clients {
		staff = append(staff, hub.StaffRow{Staff: retail.Staff{ID: who(n), Name: "係", Role: retail.RoleStaff, Active: true}})
	}
	_, err = h.PutStaff(ctx, staff)
	check(t, err)
	for n := range clients {
		c.all = append(c.all, c.enrol(t, n, server.URL))
	}
	for i := range claimed + waiting {
		o := *hubtest.Order(fmt.Sprintf("L-%d", i), clock)
		o.Store, o.Pay = shop, retail.Payment{State: retail.Prepaid, TotalTaxIn: 1000}
		out, err := h.ReceiveOrders(ctx, []retail.Order{o})
		check(t, err)
		check(t, out[0].Err)
		if i < claimed {
			c.claims = append(c.claims, out[0].Order)
			continue
		}
		c.ready = append(c.ready, out[0].Order)
		c.makeReady(t, out[0].Order)
	}
	return c
}

func who(n int) retail.StaffID { return retail.StaffID(fmt.Sprint("s", n)) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (c *chain) enrol(t *testing.T, n int, url string) *terminal {
	t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	check(t, err)
	once, err := c.hub.NewEnrolOnce(t.Context(), shop)
	check(t, err)
	e, err := c.hub.Enrol(t.Context(), wire.EnrolRequest{Code: hex.EncodeToString(once[:]), Public: public})
	check(t, err)
	k := &terminal{n: n, url: url, device: e.Device, key: key}
	req := wire.TokenRequest{Device: e.Device, TS: c.hub.Clock.Now(), Nonce: rand.Text()}
	req.Sig = ed25519.Sign(key, req.SigningInput())
	var reply wire.TokenReply
	check(t, post(url+wire.PathToken, "", req, &reply))
	k.access = reply.Access
	return k
}

// makeReady picks and stages an order, so that it may be handed over.
func (c *chain) makeReady(t *testing.T, id retail.OrderID) {
	t.Helper()
	o, err := c.hub.Order(t.Context(), id)
	check(t, err)
	k := c.all[0]
	for _, l := range o.Lines {
		_, err := k.do(c, retail.KindPick, retail.PickItem{Order: id, Line: l.No, SKU: l.SKU, Qty: l.Qty, Entry: retail.Scanned})
		check(t, err)
	}
	_, err = k.do(c, retail.KindStageBag, retail.StageBag{Order: id, Slot: "A-1", Label: "b-" + string(id), No: 1})
	check(t, err)
	_, err = k.do(c, retail.KindStage, retail.StageOrder{Order: id})
	check(t, err)
}

// do sends one command and returns the hub's word.
func (k *terminal) do(c *chain, kind retail.Kind, body retail.Body) (got, error) {
	k.dseq++
	cmd := retail.Command{
		ID: retail.CommandID(retail.UUIDv7{}.NewID()), Dseq: k.dseq, V: kind.Version(), Kind: kind, At: c.hub.Clock.Now(), Store: shop,
		Device: k.device, Staff: who(k.n), Auth: retail.AuthPIN, Body: body,
	}
	var reply wire.PushReply
	if err := post(k.url+wire.PathCommands, k.access, wire.PushRequest{Commands: []retail.Command{cmd}}, &reply); err != nil {
		return got{}, err
	}
	if len(reply.Results) != 1 {
		return got{}, fmt.Errorf("%d verdicts on one command", len(reply.Results))
	}
	return got{reply.Results[0].Verdict, reply.Results[0].Code}, nil
}

// work lets every client ask for what ask says, all at once, and keeps what was
// said with the order of calls and answers.
func (c *chain) work(t *testing.T, next func(d *mathrand.Rand, client int) (ask, retail.Body)) []porcupine.Operation {
	t.Helper()
	c.history = nil
	var wg sync.WaitGroup
	for _, k := range c.all {
		wg.Go(func() {
			d := mathrand.New(mathrand.NewPCG(7, uint64(k.n)))
			for range perOne {
				in, body := next(d, k.n)
				call := c.tick.Add(1)
				out, err := k.do(c, in.kind, body)
				back := c.tick.Add(1)
				if err != nil {
					t.Error(err)
					return
				}
				c.mu.Lock()
				c.history = append(c.history, porcupine.Operation{ClientId: k.n, Input: in, Call: call, Output: out, Return: back})
				c.mu.Unlock()
			}
		})
	}
	wg.Wait()
	return c.history
}

func (c *chain) claim(d *mathrand.Rand, client int) (ask, retail.Body) {
	id := c.claims[d.IntN(len(c.claims))]
	if d.IntN(2) == 0 {
		return ask{retail.KindClaim, string(id), client}, retail.ClaimOrder{Order: id}
	}
	return ask{retail.KindRelease, string(id), client}, retail.Release{Order: id}
}

func (c *chain) counter(d *mathrand.Rand, client int) (ask, retail.Body) {
	if d.IntN(2) == 0 {
		return ask{retail.KindTakeCounter, "counter", client}, retail.TakeCounter{}
	}
	return ask{retail.KindLeaveCounter, "counter", client}, retail.LeaveCounter{}
}

func (c *chain) handOver(d *mathrand.Rand, client int) (ask, retail.Body) {
	id := c.ready[d.IntN(len(c.ready))]
	return ask{retail.KindHandover, string(id), client}, retail.HandOver{Order: id, Proof: retail.ByCode, Bags: []string{"b-" + string(id)}}
}

// TestOneOrderForAll: what many terminals ask for at once is granted as if one
// after the other had asked.
func TestOneOrderForAll(t *testing.T) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		c := open(t, s, clock, nil)
		for _, part := range []struct {
			name  string
			next  func(*mathrand.Rand, int) (ask, retail.Body)
			model porcupine.Model
		}{{"claims", c.claim, held}, {"counter lease", c.counter, held}, {"handovers", c.handOver, given}} {
			history := c.work(t, part.next)
			if r := porcupine.CheckOperationsTimeout(part.model, history, patience); r != porcupine.Ok {
				t.Errorf("%s: %d operations are %s", part.name, len(history), r)
			}
			t.Logf("%s: %d operations of %d clients", part.name, len(history), clients)
		}
	})
}

// TestPlantedFaultsAreFound holds the test to its word: a hub that now and then
// accepts a second handover, or gives a claim twice, is found out.
func TestPlantedFaultsAreFound(t *testing.T) {
	var n atomic.Int64
	spoilt := func(st retail.State, c retail.Command) retail.Decision {
		if o := st.Order; o != nil && n.Add(1)%5 == 0 {
			switch {
			case c.Kind == retail.KindHandover && o.State == retail.HandedOver:
				st.Order = o.Clone()
				st.Order.State, st.Order.Handover = retail.Staged, nil
				for i := range st.Order.Lines {
					st.Order.Lines[i].Gone = 0
				}
			case c.Kind == retail.KindClaim:
				st.Order = o.Clone()
				st.Order.Claim = nil
			}
		}
		return retail.Decide(st, c)
	}
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) {
		c := open(t, s, clock, spoilt)
		if r := porcupine.CheckOperationsTimeout(given, c.work(t, c.handOver), patience); r != porcupine.Illegal {
			t.Errorf("a second handover was accepted, and the history is %s", r)
		}
		if r := porcupine.CheckOperationsTimeout(held, c.work(t, c.claim), patience); r != porcupine.Illegal {
			t.Errorf("a claim was given twice, and the history is %s", r)
		}
	})
}
