package hub_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

const (
	shibuya  = retail.SiteID("SHIBUYA")
	shinjuku = retail.SiteID("SHINJUKU")
)

// world is a hub with two shops, one member of staff and some stock.
type world struct {
	t     testing.TB
	h     *hub.Hub
	s     hub.Store
	clock *hubtest.Clock
	pub   ed25519.PublicKey
}

func newWorld(t testing.TB, s hub.Store, clock *hubtest.Clock) *world {
	t.Helper()
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	h, err := hub.Build(ctx, hub.Options{
		Store: s, Clock: clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: make([]byte, 32),
		PickupKey: key, PickupID: 1, Public: "https://pickup.example.com", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, h: h, s: s, clock: clock, pub: pub}
	w.must(h.PutSites(ctx, []retail.Site{
		{ID: shibuya, No: 1, Kind: retail.Shop, Name: "渋谷店"}, {ID: shinjuku, No: 2, Kind: retail.Shop, Name: "新宿店"},
	}))
	w.must(h.PutStaff(ctx, []hub.StaffRow{
		{Staff: retail.Staff{ID: "s1", Name: "佐藤", Role: retail.RoleManager, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "1234", Badge: "ST-1"},
	}))
	w.must(h.SetStock(ctx, []hub.StockRow{{Site: shibuya, SKU: "SK-1", OnHand: 10, Shelf: "A-01-1"}}))
	return w
}

func (w *world) must(_ int, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// enrol makes a terminal of the shop.
func (w *world) enrol(shop retail.SiteID) wire.EnrolReply {
	w.t.Helper()
	once, err := w.h.NewEnrolOnce(context.Background(), shop)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := w.h.Enrol(context.Background(), wire.EnrolRequest{Code: hex.EncodeToString(once[:]), Public: w.pub})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// draft is an order that was not taken in yet.
func (w *world) draft(shop retail.SiteID, external string) retail.Order {
	o := *hubtest.Order(external, w.clock)
	o.Store = shop
	return o
}

// order takes an order in for the shop.
func (w *world) order(shop retail.SiteID, external string) retail.Order {
	w.t.Helper()
	out, err := w.h.ReceiveOrders(context.Background(), []retail.Order{w.draft(shop, external)})
	if err != nil || out[0].Result == hub.Refused {
		w.t.Fatal(out, err)
	}
	return w.load(out[0].Order)
}

func (w *world) load(id retail.OrderID) retail.Order {
	w.t.Helper()
	o, err := w.h.Order(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

// command is one command of staff s1.
func (w *world) command(dseq int64, kind retail.Kind, body retail.Body) retail.Command {
	return retail.Command{
		ID: retail.CommandID(retail.UUIDv7{}.NewID()), Dseq: dseq, V: 1, Kind: kind, At: w.clock.Now(), Store: shibuya,
		Staff: "s1", Auth: retail.AuthPIN, Body: body,
	}
}

func (w *world) push(dev retail.DeviceID, left int, cmds ...retail.Command) wire.PushReply {
	w.t.Helper()
	raws := make([]json.RawMessage, len(cmds))
	for i, c := range cmds {
		b, err := json.Marshal(c)
		if err != nil {
			w.t.Fatal(err)
		}
		raws[i] = b
	}
	return w.pushRaw(dev, left, raws...)
}

func (w *world) pushRaw(dev retail.DeviceID, left int, raws ...json.RawMessage) wire.PushReply {
	w.t.Helper()
	r, err := w.h.Push(context.Background(), dev, raws, left)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) level() retail.StockLevel {
	var l retail.StockLevel
	if _, err := w.s.Row(context.Background(), wire.StoreScope(shibuya), retail.EntityStock, "SK-1/regular", &l); err != nil {
		w.t.Fatal(err)
	}
	return l
}

func (w *world) exceptions(shop retail.SiteID) []retail.Exception {
	var out []retail.Exception
	err := w.s.Rows(context.Background(), wire.StoreScope(shop), retail.EntityException, func(_ string, data []byte) error {
		var x retail.Exception
		err := json.Unmarshal(data, &x)
		out = append(out, x)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// each runs a test in a world on each engine.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	hubtest.Each(t, func(t *testing.T, s hub.Store, clock *hubtest.Clock) { f(t, newWorld(t, s, clock)) })
}

// flow is the commands that bring an order from the queue into the bag place.
func (w *world) flow(o retail.Order, from int64) []retail.Command {
	return []retail.Command{
		w.command(from, retail.KindClaim, retail.ClaimOrder{Order: o.ID}),
		w.command(from+1, retail.KindPick, retail.PickItem{Order: o.ID, Line: 1, SKU: "SK-1", Qty: 1, Code: "4901234567894", Entry: retail.Entry(1)}),
		w.command(from+2, retail.KindStageBag, retail.StageBag{Order: o.ID, Slot: "B-1", Label: "BG-1", No: 1}),
		w.command(from+3, retail.KindStage, retail.StageOrder{Order: o.ID}),
	}
}

func TestPushIsJudgedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shibuya).Device
		o := w.order(shibuya, "A-4821")
		cmds := w.flow(o, 1)
		cmds = append(cmds, w.command(5, retail.KindHandover, retail.HandOver{Order: o.ID, Proof: retail.Proof(1), Bags: []string{"BG-1"}}))
		first := w.push(dev, 0, cmds...)
		if first.Last != 5 || len(first.Results) != 5 || first.Gap || first.Fork {
			t.Fatalf("reply %+v", first)
		}
		for _, r := range first.Results {
			if r.Verdict != retail.Applied {
				t.Errorf("dseq %d: %s %s", r.Dseq, r.Verdict, r.Code)
			}
		}
		after := w.load(o.ID)
		if after.State != retail.HandedOver {
			t.Errorf("order %s", after.State)
		}
		if l := w.level(); l.OnHand != 9 || l.Allocated != 0 || l.Picked != 0 {
			t.Errorf("level %+v", l)
		}
		head := w.head(wire.StoreScope(shibuya))
		again := w.push(dev, 0, cmds...) // the reply got lost
		if fmt.Sprint(again.Results) != fmt.Sprint(first.Results) || again.Last != 5 {
			t.Errorf("again %+v, want %+v", again.Results, first.Results)
		}
		if now := w.head(wire.StoreScope(shibuya)); now != head {
			t.Errorf("a repeat moved the feed from %d to %d", head, now)
		}
		if l := w.level(); l.OnHand != 9 {
			t.Errorf("a repeat moved the stock: %+v", l)
		}
	})
}

func (w *world) head(scope wire.Scope) int64 {
	heads, err := w.s.Heads(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, h := range heads {
		if h.Scope == scope {
			return h.Head
		}
	}
	return 0
}

func TestPushGapAndFork(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shibuya).Device
		signIn := func(dseq int64) retail.Command { return w.command(dseq, retail.KindSignIn, retail.SignIn{}) }
		one, two, three := signIn(1), signIn(2), signIn(3)
		r := w.push(dev, 0, one, three)
		if !r.Gap || r.Fork || len(r.Results) != 1 || r.Last != 1 {
			t.Errorf("after a gap: %+v", r)
		}
		if r = w.push(dev, 0, two, three); r.Gap || len(r.Results) != 2 || r.Last != 3 {
			t.Errorf("gap filled: %+v", r)
		}
		other := signIn(2)
		if r = w.push(dev, 0, other); !r.Fork || r.Gap || len(r.Results) != 0 || r.Last != 3 {
			t.Errorf("known dseq, other id: %+v", r)
		}
		other.Dseq, three.Dseq = 5, 4 // renumbered; the hub has three already
		if r = w.push(dev, 0, three, other); len(r.Results) != 2 || r.Last != 5 || r.Results[0].Dseq != 4 {
			t.Errorf("renumbered: %+v", r)
		}
	})
}

func TestPushNeverWedges(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shibuya).Device
		o := w.order(shinjuku, "B-1")
		envelope := func(dseq int, kind, body string) json.RawMessage {
			return json.RawMessage(fmt.Sprintf(`{"id":"id-%d","dseq":%d,"v":1,"kind":%q,"at":"2026-11-21T10:00:00+09:00","store":"SHINJUKU","staff":"s1","auth":"pin","body":%s}`, dseq, dseq, kind, body))
		}
		r := w.pushRaw(dev, 0,
			envelope(1, "teleport", `{"to":"moon"}`),
			envelope(2, "claim", `{"order":7}`),
			json.RawMessage(`{"id":"id-3","dseq":3,"kind":"sign_in","auth":"iris","body":{}}`),
			envelope(4, "reveal", `{"order":"a\u0000b"}`),
			envelope(5, "receive", `{"order":{"id":"x"}}`),
			envelope(6, "claim", `{"order":"`+string(o.ID)+`"}`),
			envelope(7, "pick", `{"order":"`+string(o.ID)+`","line":1,"sku":"SK-1","qty":1,"code":"1","entry":"scanned"}`),
			envelope(8, "claim", `{"order":"nobody knows"}`),
			envelope(9, "pick", `{"order":"nobody knows","line":1,"sku":"SK-1","qty":1,"code":"1"}`),
			envelope(10, "sign_in", `{}`),
			json.RawMessage(`{"id":"id \u65e5 11","dseq":11,"kind":"sign_out","at":"2026-11-21T10:00:00Z","store":"x","body":{}}`),
		)
		want := []string{
			"quarantined unknown_command", "quarantined unknown_command", "quarantined unknown_command", "quarantined unknown_command",
			"quarantined not_allowed", "rejected foreign_store", "", "rejected unknown_order", "quarantined unknown_order", "applied ", "applied ",
		}
		if len(r.Results) != len(want) || r.Last != int64(len(want)) {
			t.Fatalf("%d results up to %d: %+v", len(r.Results), r.Last, r)
		}
		for i, got := range r.Results {
			text := got.Verdict.String() + " " + got.Code.String()
			if want[i] != "" && text != want[i] {
				t.Errorf("dseq %d: %s, want %s", got.Dseq, text, want[i])
			}
		}
		if v := r.Results[6]; v.Verdict == retail.Applied || v.Verdict == retail.Rejected {
			t.Errorf("a fact about another shop's order: %s %s", v.Verdict, v.Code)
		}
		if other := w.load(o.ID); other.PickedPieces() != 0 || len(w.exceptions(shinjuku)) != 0 {
			t.Error("the other shop's books were touched")
		}
		if n := len(w.exceptions(shibuya)); n != 7 {
			t.Errorf("%d exceptions, want 7: nothing may vanish silently", n)
		}
		kept, err := w.s.Command(t.Context(), dev, 1)
		if err != nil || kept.Kind != "teleport" || string(kept.Raw) != string(envelope(1, "teleport", `{"to":"moon"}`)) {
			t.Errorf("kept %+v, %v: want it byte for byte", kept, err)
		}
	})
}

func TestRolesAreTheHubsOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dev := w.enrol(shinjuku).Device // s1 does not work there
		o := w.order(shinjuku, "B-1")
		cmds := w.flow(o, 1)[:2]
		r := w.push(dev, 0, cmds...)
		if got := r.Results[0]; got.Verdict != retail.Rejected || got.Code != retail.NotAllowed {
			t.Errorf("claim by a stranger: %s %s", got.Verdict, got.Code)
		}
		if got := r.Results[1]; got.Verdict != retail.AppliedException {
			t.Errorf("pick by a stranger: %s %s, want applied_exception", got.Verdict, got.Code)
		}
	})
}

func TestReceive(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		base := *hubtest.Order("EC-100-4821", w.clock)
		base.Number = ""
		receive := func(o retail.Order) hub.ReceiveOutcome {
			t.Helper()
			out, err := w.h.ReceiveOrders(ctx, []retail.Order{o})
			if err != nil || len(out) != 1 {
				t.Fatal(out, err)
			}
			return out[0]
		}
		two := base
		two.Lines = []retail.Line{base.Lines[0]}
		two.Lines[0].Qty = 2
		if out := receive(base); out.Result != hub.New {
			t.Fatalf("first: %+v", out)
		}
		o := w.load(retail.OrderIDFor("ec", "EC-100-4821"))
		if o.Number != "4821" || o.Pickup.Handover.IsZero() || !o.Pickup.Expires.Equal(o.Deadline) || o.Customer.Email == "" {
			t.Errorf("order %+v", o)
		}
		for i, step := range []struct {
			in    retail.Order
			want  hub.ReceiveResult
			alloc int
		}{{base, hub.Unchanged, 1}, {two, hub.Changed, 2}, {two, hub.Unchanged, 2}, {base, hub.Changed, 1}, {two, hub.Changed, 2}} {
			if out := receive(step.in); out.Result != step.want {
				t.Errorf("step %d: %s, want %s", i, out.Result, step.want)
			}
			if l := w.level(); l.Allocated != step.alloc {
				t.Errorf("step %d: %d allocated, want %d", i, l.Allocated, step.alloc)
			}
		}
		same := base
		same.External = "EC-200-4821" // the same last digits
		if out := receive(same); out.Result != hub.New || w.load(out.Order).Number != "4822" {
			t.Errorf("second number %s (%s)", w.load(out.Order).Number, out.Result)
		}
		for hint, bad := range map[string]func(o *retail.Order){
			"hint.order_store_unknown":   func(o *retail.Order) { o.Store = "MOON" },
			"hint.order_number_missing":  func(o *retail.Order) { o.External = "" },
			"hint.order_empty":           func(o *retail.Order) { o.Lines = nil },
			"hint.order_promise_missing": func(o *retail.Order) { o.PromisedAt = time.Time{} },
			"hint.order_other_store":     func(o *retail.Order) { o.Store = shinjuku },
			"hint.order_line":            func(o *retail.Order) { o.Lines = []retail.Line{{SKU: "SK-1"}} },
		} {
			o := base
			bad(&o)
			if out := receive(o); out.Result != hub.Refused || retail.HintOf(out.Err) != hint {
				t.Errorf("%s: %s %v", hint, out.Result, out.Err)
			}
		}
		if err := w.h.CancelOrder(ctx, "ec", "EC-100-4821", "お客様都合", w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		if err := w.h.CancelOrder(ctx, "ec", "EC-100-4821", "お客様都合", w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		if o := w.load(o.ID); o.State != retail.Canceled || len(o.Steps) != 2 {
			t.Errorf("canceled twice: %s, %d steps", o.State, len(o.Steps))
		}
		if err := w.h.CancelOrder(ctx, "ec", "nothing", "", w.clock.Now()); retail.CodeOf(err) != retail.CodeNotFound {
			t.Errorf("cancel of nothing: %v", err)
		}
	})
}

func TestNoticeWaitsForTheTerminal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		dev := w.enrol(shibuya).Device
		o := w.order(shibuya, "A-1")
		due := func() int {
			t.Helper()
			list, err := w.h.DueNotices(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		w.push(dev, 1, w.flow(o, 1)...) // one more waits on the terminal: perhaps the handover
		if n := due(); n != 0 {
			t.Errorf("%d notices due while something is unsent", n)
		}
		w.push(dev, 0)
		if n := due(); n != 1 {
			t.Fatalf("%d notices due, want 1", n)
		}
		start := retail.NoticeStart{Order: o.ID, MessageID: "<1@hub>"}
		if r, err := w.h.Apply(ctx, retail.KindNoticeStart, start); err != nil || r.Verdict != retail.Applied {
			t.Fatalf("start: %+v, %v", r, err)
		}
		if r, err := w.h.Apply(ctx, retail.KindNoticeStart, start); err != nil || r.Verdict != retail.Rejected {
			t.Errorf("second start: %+v, %v: want rejected", r, err)
		}
		if stuck, err := w.h.StuckNotices(ctx); err != nil || len(stuck) != 1 {
			t.Errorf("stuck %v, %v", stuck, err)
		}
		if _, err := w.h.Apply(ctx, retail.KindNoticeResult, retail.NoticeResult{Order: o.ID, MessageID: "<1@hub>", State: retail.NoticeSent}); err != nil {
			t.Fatal(err)
		}
		if got := w.load(o.ID); got.State != retail.Notified || due() != 0 {
			t.Errorf("order %s, %d due", got.State, due())
		}
		code, err := w.h.PickupCode(ctx, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		p, err := retail.ParsePickupToken(code.Token)
		if err != nil {
			t.Fatal(err)
		}
		var c retail.Chain
		if _, err := w.s.Row(ctx, wire.ScopeOrg, retail.EntityChain, "chain", &c); err != nil {
			t.Fatal(err)
		}
		o = w.load(o.ID)
		if a := retail.CheckPickup(p, c.PickupKeys, 1, &o, w.clock.Now()); a != retail.PickupOK {
			t.Errorf("pickup code: %s", a)
		}
		if len(code.Digits) != 9 || retail.DigitsHash(o.Pickup.Handover, code.Digits[:8]) != o.Pickup.Digits {
			t.Errorf("digits %s do not fit the order", code.Digits)
		}
		w.clock.Advance(8 * 24 * time.Hour)
		if n, err := w.h.Overdue(ctx); n != 1 || err != nil || w.load(o.ID).State != retail.Expired {
			t.Errorf("overdue %d, %v, %s", n, err, w.load(o.ID).State)
		}
		if _, err := w.h.Apply(ctx, retail.KindCancel, retail.Cancel{Order: o.ID}); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(49 * time.Hour)
		if n, err := w.h.Retire(ctx, w.clock.Now().Add(-48*time.Hour)); n != 1 || err != nil {
			t.Errorf("retired %d, %v", n, err)
		}
	})
}

// Files overtake each other: an order that was canceled before it came must not
// be picked.
func TestCancelBeforeTheOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		at := w.clock.Now()
		for range 2 {
			if err := w.h.CancelOrder(ctx, "ec", "EC-7", "web_shop", at); retail.CodeOf(err) != retail.CodeNotFound {
				t.Fatalf("cancel of an order to come: %v", err)
			}
		}
		w.clock.Advance(time.Hour)
		o, other := w.order(shibuya, "EC-7"), w.order(shibuya, "EC-8")
		if o.State != retail.Canceled || other.State != retail.Received {
			t.Errorf("canceled before it came: %s, the other %s", o.State, other.State)
		}
		if l := w.level(); l.Allocated != 1 {
			t.Errorf("%d allocated, want 1 of the other", l.Allocated)
		}
		if again := w.order(shibuya, "EC-7"); again.State != retail.Canceled || len(again.Steps) != 2 {
			t.Errorf("taken in again: %s with %d steps", again.State, len(again.Steps))
		}
		if err := w.h.CancelOrder(ctx, "ec", "EC-7", "web_shop", at); err != nil {
			t.Errorf("canceled again: %v", err)
		}
		if a, err := hub.AuditOf(ctx, w.s, false); err != nil || !a.Sound {
			t.Errorf("the books: %+v, %v", a, err)
		}
	})
}

// What happened while the hub was down it hears first: a notice that was queued
// then may be for goods that the customer has taken home.
func TestNoticeWaitsForTheShopAfterARestart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		staged, counter, broken := w.enrol(shibuya).Device, w.enrol(shibuya).Device, w.enrol(shibuya).Device
		o := w.order(shibuya, "A-1")
		w.push(counter, 0)
		w.push(staged, 0, w.flow(o, 1)...)
		due := func(w *world) int {
			t.Helper()
			list, err := w.h.DueNotices(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		w.clock.Advance(time.Minute)
		again := newWorld(t, w.s, w.clock) // the same database, another life of the process
		if n := due(again); n != 0 {
			t.Errorf("%d notices due before anybody was heard", n)
		}
		again.push(staged, 0)
		again.push(counter, 2)
		if n := due(again); n != 0 {
			t.Errorf("%d notices due while the counter holds something unsent", n)
		}
		again.push(counter, 0)
		if n := due(again); n != 0 {
			t.Errorf("%d notices due before the third terminal was heard", n)
		}
		again.clock.Advance(time.Minute)
		if n := due(again); n != 1 {
			t.Errorf("%d notices due, want 1: a broken terminal holds up nobody for long (%s)", n, broken)
		}
	})
}

func TestStaffSecrets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e := w.enrol(shibuya)
		secret := func(id retail.StaffID) (s retail.StaffSecret, ok bool) {
			t.Helper()
			ok, err := w.s.Row(t.Context(), wire.DeviceScope(e.Device), retail.EntitySecret, string(id), &s)
			if err != nil {
				t.Fatal(err)
			}
			return s, ok
		}
		s, ok := secret("s1")
		if !ok || !credential.CheckPIN(e.Secret, "1234", s.Salt, s.PIN) || credential.CheckPIN(e.Secret, "4321", s.Salt, s.PIN) {
			t.Error("the PIN of a member of staff from before the enrolment does not open the terminal")
		}
		if string(s.Badge) != string(credential.BadgeKey(e.Secret, "ST-1")) {
			t.Error("the badge does not open the terminal")
		}
		row := hub.StaffRow{Staff: retail.Staff{ID: "s2", Name: "鈴木", Role: retail.RoleStaff, Active: true}, PIN: "5678"}
		w.must(w.h.PutStaff(t.Context(), []hub.StaffRow{row}))
		if s, ok := secret("s2"); !ok || !credential.CheckPIN(e.Secret, "5678", s.Salt, s.PIN) {
			t.Error("the PIN of a member of staff from after the enrolment does not open the terminal")
		}
		row.PIN, row.Staff.Active = "", false
		w.must(w.h.PutStaff(t.Context(), []hub.StaffRow{row}))
		if _, ok := secret("s2"); ok {
			t.Error("who has left can still sign in")
		}
		if _, err := w.h.Enrol(t.Context(), wire.EnrolRequest{Code: "00112233445566778899", Public: w.pub}); retail.CodeOf(err) != retail.CodeNotAllowed {
			t.Errorf("a code that nobody made: %v", err)
		}
	})
}
