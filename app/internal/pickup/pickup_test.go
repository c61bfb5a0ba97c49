package pickup_test

import (
	"crypto/ed25519"
	"slices"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/scanner"
)

func TestQueueSortsByTimeLeftAndCounts(t *testing.T) {
	w := newWorld(t,
		order("4825", "ワタナベ ケン", 58*time.Minute, knit),
		order("4819", "タナカ ユイ", -6*time.Minute, shirtM),
		order("4821", "ヤマダ タロウ", 14*time.Minute, shirtM, knit, tea),
	)
	q, err := w.svc.Queue(ctx, pickup.TabReceived)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range q.Rows {
		got = append(got, r.Number)
	}
	if want := []string{"4819", "4821", "4825"}; !slices.Equal(got, want) {
		t.Errorf("order of the queue %v, want %v", got, want)
	}
	if q.Rows[0].Urgency != pickup.Late || q.Rows[0].Minutes != 6 || q.Rows[1].Urgency != pickup.Soon || q.Rows[1].Minutes != 14 || q.Rows[2].Urgency != pickup.OnTime {
		t.Errorf("times %+v", q.Rows)
	}
	if q.New != 3 || q.Pieces != 5 || q.Counts[pickup.TabReceived] != 3 || q.Rows[0].Name != "タナカ" || !slices.Equal(q.Rows[0].Places, []string{"売場 2階"}) {
		t.Errorf("queue %+v", q)
	}
	for _, text := range []string{"4821", "やまだ", "ﾔﾏﾀﾞ", "EC-4821", "ec-48 21"} {
		rows, err := w.svc.Search(ctx, text)
		if err != nil || len(rows) != 1 || rows[0].Number != "4821" {
			t.Errorf("search %q found %v, %v", text, rows, err)
		}
	}
}

func TestClaimOfAColleagueAsksFirst(t *testing.T) {
	o := order("4822", "サトウ", time.Hour, shirtM)
	o.State, o.Claim = retail.Picking, &retail.Claim{Staff: "s-2", Device: "d-2", Until: w0.Add(10 * time.Minute)}
	w := newWorld(t, o)
	err := w.svc.Claim(ctx, o.ID, false)
	if retail.CodeOf(err) != retail.CodeRefused || retail.HintOf(err) != "verdict.claimed_by" {
		t.Fatalf("claim without asking: %v", err)
	}
	q, _ := w.svc.Queue(ctx, pickup.TabReceived)
	if r := q.Rows[0]; r.Urgency != pickup.Taken || r.Claimer != "鈴木" || r.ClaimerEn != "Suzuki" || r.Mine {
		t.Errorf("row %+v", r)
	}
	if err := w.svc.Claim(ctx, o.ID, true); err != nil {
		t.Fatal(err)
	}
	w.Now = w.Now.Add(retail.ClaimLease + time.Minute)
	q, _ = w.svc.Queue(ctx, pickup.TabReceived)
	if q.Rows[0].Claimed != "" {
		t.Error("the claim of a dead device did not run out")
	}
}

// TestClaimIsWrittenDownOnce: the queue claims, and the page it opens does too.
func TestClaimIsWrittenDownOnce(t *testing.T) {
	o := order("4822", "サトウ", time.Hour, shirtM)
	w := newWorld(t, o)
	claims := func(want int) {
		t.Helper()
		p, err := w.DB.Outbox(ctx, 0)
		if err != nil || p.Recorded != want {
			t.Errorf("%d claims are written down, want %d, %v", p.Recorded, want, err)
		}
	}
	for range 2 {
		if err := w.svc.Claim(ctx, o.ID, false); err != nil {
			t.Fatal(err)
		}
	}
	claims(1)
	w.Now = w.Now.Add(2 * time.Minute)
	if err := w.svc.Claim(ctx, o.ID, false); err != nil {
		t.Fatal(err)
	}
	claims(2) // an old one is renewed
	if err := w.svc.Release(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.svc.Claim(ctx, o.ID, false); err != nil {
		t.Fatal(err)
	}
	claims(4)
}

var w0 = time.Date(2026, 11, 21, 10, 0, 0, 0, time.FixedZone("JST", 9*3600))

func TestScanTellsHowItIsWrong(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM, knit)
	w := newWorld(t, o, order("4830", "イトウ", time.Hour, tea))
	for _, tc := range []struct {
		code string
		kind retail.MatchKind
	}{
		{shirtL.JAN, retail.MatchWrongSize},
		{tea.JAN, retail.MatchOtherOrder},
		{"4999000000058", retail.MatchUnknown},
		{w.place("A-01-2").Raw, retail.MatchNotAnItem},
		{knit.JAN, retail.MatchOtherLine},
		{knit.JAN, retail.MatchEnough},
		{shirtM.JAN, retail.MatchRight},
	} {
		f := w.scan(o.ID, tc.code)
		if f.Kind != tc.kind {
			t.Errorf("%s: %v, want %v", tc.code, f.Kind, tc.kind)
		}
		switch tc.kind {
		case retail.MatchWrongSize:
			if f.Side != pickup.SideLeft || f.Needed.Size != "M" || f.Got.Size != "L" {
				t.Errorf("wrong size: %+v", f)
			}
		case retail.MatchOtherOrder:
			if f.For != "4830" {
				t.Errorf("other order %q", f.For)
			}
		}
	}
	v, err := w.svc.Pick(ctx, o.ID)
	if err != nil || v.Done != 2 || v.Total != 2 || v.Now() != nil {
		t.Errorf("after both scans: %+v, %v", v, err)
	}
}

func TestCaseCountsItsContentAndNeverTooMuch(t *testing.T) {
	o := order("4828", "コバヤシ", time.Hour, tea)
	o.Lines[0].Qty, o.Lines[0].Alloc = 13, 13
	w := newWorld(t, o)
	if f := w.scan(o.ID, "14999000000048"); f.Kind != retail.MatchRight || f.Qty != 12 || f.Pick.Done != 12 {
		t.Errorf("case of twelve: %v, %d pieces, %d done", f.Kind, f.Qty, f.Pick.Done)
	}
	if f := w.scan(o.ID, "14999000000048"); f.Kind != retail.MatchTooMany {
		t.Errorf("a second case for one open piece: %v", f.Kind)
	}
}

func TestUndoOnlyForTenSeconds(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	w := newWorld(t, o)
	w.scan(o.ID, shirtM.JAN)
	w.Now = w.Now.Add(9 * time.Second)
	v, err := w.svc.UndoLast(ctx, o.ID)
	if err != nil || v.Done != 0 {
		t.Fatalf("undo: %+v, %v", v, err)
	}
	w.scan(o.ID, shirtM.JAN)
	w.Now = w.Now.Add(11 * time.Second)
	if _, err := w.svc.UndoLast(ctx, o.ID); retail.CodeOf(err) != retail.CodeRefused {
		t.Errorf("undo after eleven seconds: %v", err)
	}
}

// TestExpiredIsRefused: the right goods past their day are not booked, and the
// record says why; on their last day they are.
func TestExpiredIsRefused(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	w := newWorld(t, o)
	element := func(key string, day time.Time) string {
		return "]C101" + retail.PadGTIN(shirtM.JAN) + key + day.In(retail.Japan).Format("060102")
	}
	for _, key := range []string{"17", "15"} {
		f, err := w.svc.Scan(ctx, o.ID, scanner.Classify(element(key, w.Now.AddDate(0, 0, -1)), scanner.Options{}))
		if err != nil || f.Kind != retail.MatchExpired || f.Pick.Done != 0 || f.Last.IsZero() {
			t.Fatalf("%s: %v, %d picked, %v", key, f.Kind, f.Pick.Done, err)
		}
	}
	if got, err := w.DB.Order(ctx, o.ID); err != nil || got.PickedPieces() != 0 {
		t.Errorf("%+v %v", got.Lines, err)
	}
	f, err := w.svc.Scan(ctx, o.ID, scanner.Classify(element("17", w.Now), scanner.Options{}))
	if err != nil || f.Kind != retail.MatchRight || f.Pick.Done != 1 {
		t.Errorf("on its last day: %v, %d picked, %v", f.Kind, f.Pick.Done, err)
	}
}

func TestShortageShowsRealNumbers(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM, knit)
	w := newWorld(t, o)
	v, err := w.svc.Shortage(ctx, o.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := map[retail.ShortReason][2]int{retail.NotFound: {2, 2}, retail.DamagedGoods: {2, 1}, retail.DisplayOnly: {2, 1}, retail.SoldOut: {2, 2}, retail.ScrapGoods: {2, 1}, retail.WrongGoods: {2, 2}}
	for _, c := range v.Choices {
		if want[c.Reason] != [2]int{c.Before, c.After} {
			t.Errorf("%v: %d → %d", c.Reason, c.Before, c.After)
		}
	}
	if _, err := w.svc.Short(ctx, o.ID, 1, retail.DamagedGoods); err != nil {
		t.Fatal(err)
	}
	l, err := w.DB.Stock(ctx, shirtM.ID)
	if err != nil || l.OnHand != 1 {
		t.Errorf("stock after damage %+v, %v", l, err)
	}
	w.scan(o.ID, knit.JAN)
	if got, _ := w.DB.Order(ctx, o.ID); got.State != retail.Short {
		t.Errorf("state %v, want short", got.State)
	}
}

func TestStagingWantsPlaceThenEveryBag(t *testing.T) {
	o, other := order("4821", "ヤマダ", time.Hour, shirtM), order("4819", "タナカ", time.Hour, knit)
	w := newWorld(t, o, other)
	w.scan(other.ID, knit.JAN)
	w.stage(other.ID, "B-01", "X1")
	w.scan(o.ID, shirtM.JAN)
	v, err := w.svc.SetBags(ctx, o.ID, 2)
	if err != nil || v.Slot.Code != "B-02" {
		t.Fatalf("suggested %+v, %v; want the nearest free place B-02", v.Slot, err)
	}
	for i, tc := range []struct {
		code   string
		answer pickup.StageAnswer
	}{
		{w.bag("A1").Raw, pickup.StageSlotFirst},
		{w.place("B-01").Raw, pickup.StageSlotTaken},
		{w.place("Z-99").Raw, pickup.StageSlotUnknown},
		{shirtM.JAN, pickup.StageNotHere},
		{w.place("B-03").Raw, pickup.StageSlot},
		{w.bag("X1").Raw, pickup.StageBagTaken},
		{w.bag("A1").Raw, pickup.StageBagIn},
		{w.bag("A1").Raw, pickup.StageBagTwice},
		{w.bag("A2").Raw, pickup.StageDone},
		{w.bag("A3").Raw, pickup.StageOrderOver},
	} {
		got, err := w.svc.ScanStage(ctx, o.ID, w.code(tc.code))
		if err != nil || got.Answer != tc.answer {
			t.Fatalf("scan %d: %v, %v; want %v", i, got.Answer, err, tc.answer)
		}
	}
	got, err := w.DB.Order(ctx, o.ID)
	if err != nil || got.State != retail.Staged || got.Slot != "B-03" || len(got.Bags) != 2 || got.Notice.State != retail.NoticeQueued {
		t.Errorf("staged as %+v, %v", got, err)
	}
}

// TestStagingBrokenOff goes on after a restart between two bags, after fewer
// bags than said, and after a bag that moved to another place.
func TestStagingBrokenOff(t *testing.T) {
	for name, tc := range map[string]struct {
		between func(w *world, id retail.OrderID)
		codes   func(w *world) []scanner.Code
		answers []pickup.StageAnswer
		bags    int
	}{
		"restarted, one bag after all": {
			func(w *world, _ retail.OrderID) { w.restart() },
			func(w *world) []scanner.Code { return []scanner.Code{w.place("B-03"), w.bag("A1")} },
			[]pickup.StageAnswer{pickup.StageSlot, pickup.StageDone},
			1,
		},
		"restarted, then the second bag": {
			func(w *world, _ retail.OrderID) { w.restart() },
			func(w *world) []scanner.Code { return []scanner.Code{w.place("B-03"), w.bag("A2")} },
			[]pickup.StageAnswer{pickup.StageSlot, pickup.StageDone},
			2,
		},
		"one bag is enough": {
			func(w *world, id retail.OrderID) {
				if _, err := w.svc.SetBags(ctx, id, 1); err != nil {
					w.t.Fatal(err)
				}
			},
			func(w *world) []scanner.Code { return []scanner.Code{w.bag("A1")} },
			[]pickup.StageAnswer{pickup.StageDone},
			1,
		},
		"a bag that moves is no second bag": {
			func(*world, retail.OrderID) {},
			func(w *world) []scanner.Code { return []scanner.Code{w.place("B-04"), w.bag("A1"), w.bag("A2")} },
			[]pickup.StageAnswer{pickup.StageSlot, pickup.StageBagIn, pickup.StageDone},
			2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := order("4821", "ヤマダ", time.Hour, shirtM)
			w := newWorld(t, o)
			w.scan(o.ID, shirtM.JAN)
			if _, err := w.svc.SetBags(ctx, o.ID, 2); err != nil {
				t.Fatal(err)
			}
			for _, code := range []scanner.Code{w.place("B-03"), w.bag("A1")} {
				if _, err := w.svc.ScanStage(ctx, o.ID, code); err != nil {
					t.Fatal(err)
				}
			}
			tc.between(w, o.ID)
			for i, code := range tc.codes(w) {
				got, err := w.svc.ScanStage(ctx, o.ID, code)
				if err != nil || got.Answer != tc.answers[i] {
					t.Fatalf("scan %d: %v, %v; want %v", i, got.Answer, err, tc.answers[i])
				}
			}
			got, err := w.DB.Order(ctx, o.ID)
			if err != nil || got.State != retail.Staged || len(got.Bags) != tc.bags || got.Bags[tc.bags-1].No != tc.bags {
				t.Errorf("staged as %+v, %v", got, err)
			}
		})
	}
}

// ready returns an order that is staged with two bags.
func (w *world) ready(o retail.Order) {
	w.t.Helper()
	for _, l := range o.Lines {
		w.scan(o.ID, l.JAN)
	}
	if got := w.stage(o.ID, "B-05", "A1", "A2"); got.Answer != pickup.StageDone {
		w.t.Fatalf("staging came to %v", got.Answer)
	}
}

func TestHandoverOffline(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	w := newWorld(t, o, order("4819", "タナカ", time.Hour, knit))
	w.ready(o)
	qr := w.token(o, 77, o.Deadline, key)
	s, err := w.svc.Present(ctx, qr)
	if err != nil || s.View.Answer != retail.PickupOK || s.View.Slot != "B-05" || !s.View.Paid || !s.View.May() {
		t.Fatalf("presented: %+v, %v", s, err)
	}
	if _, err := w.svc.HandOver(ctx, s.View); retail.HintOf(err) != "hint.bags" {
		t.Errorf("without a bag: %v", err)
	}
	for _, tc := range []struct {
		bag  string
		want pickup.CounterAnswer
	}{{"A1", pickup.CounterBag}, {"A1", pickup.CounterBagTwice}, {"ZZ", pickup.CounterBagUnknown}, {"A2", pickup.CounterBag}} {
		if s, err = w.svc.ScanAtCounter(ctx, s.View, w.bag(tc.bag)); err != nil || s.Answer != tc.want {
			t.Fatalf("bag %s: %v, %v; want %v", tc.bag, s.Answer, err, tc.want)
		}
	}
	v, err := w.svc.HandOver(ctx, s.View)
	if err != nil || v.Order.State != retail.HandedOver || v.Order.Handover.Proof != retail.ByCode {
		t.Fatalf("handed over: %+v, %v", v, err)
	}
	again, err := w.svc.Present(ctx, qr)
	if err != nil || again.View.Answer != retail.PickupUsed || again.View.UsedBy != "佐藤" || again.View.UsedOn != "ハンディ1" {
		t.Errorf("used code: %+v, %v", again.View, err)
	}
	last := again.View.Record[len(again.View.Record)-1]
	if last.Kind != retail.KindCodeShown {
		t.Errorf("the record ends with %v, want that the code was shown again", last.Kind)
	}
	if l, _ := w.DB.Stock(ctx, shirtM.ID); l.OnHand != 1 || l.Picked != 0 {
		t.Errorf("stock after the handover %+v", l)
	}
}

func TestPickupCodesAreRefusedEachInItsWay(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	w := newWorld(t, o)
	w.ready(o)
	forger := ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))
	cut := w.token(o, 77, o.Deadline, key).Raw
	for name, tc := range map[string]struct {
		code string
		want retail.PickupAnswer
	}{
		"forged":  {w.token(o, 77, o.Deadline, forger).Raw, retail.PickupForged},
		"cut":     {cut[:100], retail.PickupForged},
		"foreign": {w.token(o, 78, o.Deadline, key).Raw, retail.PickupForeign},
		"expired": {w.token(o, 77, w.Now.Add(-time.Hour), key).Raw, retail.PickupExpired},
		"unknown": {w.token(order("9999", "x", 0), 77, o.Deadline, key).Raw, retail.PickupUnknown},
	} {
		s, err := w.svc.Present(ctx, w.code(tc.code))
		if err != nil || s.View.Answer != tc.want || s.View.May() {
			t.Errorf("%s: %v, %v; want %v", name, s.View.Answer, err, tc.want)
		}
	}
	if err := w.DB.SeenHub(ctx, o.Deadline.Add(time.Hour), 0); err != nil {
		t.Fatal(err)
	}
	if s, _ := w.svc.Present(ctx, w.token(o, 77, o.Deadline, key)); s.View.Answer != retail.PickupExpired {
		t.Errorf("a clock that was put back: %v, want expired", s.View.Answer)
	}
}

func TestHandoverByNameNeedsIdentityAndPayment(t *testing.T) {
	o := order("4822", "サトウ", time.Hour, shirtM)
	o.Pay = retail.Payment{State: retail.PayAtPickup, TotalTaxIn: 1000, DueTaxIn: 1000}
	w := newWorld(t, o)
	w.ready(o)
	v, err := w.svc.Open(ctx, o.ID)
	if err != nil || v.Due != 1000 || v.May() {
		t.Fatalf("%+v, %v", v, err)
	}
	for _, b := range []string{"A1", "A2"} {
		s, err := w.svc.ScanAtCounter(ctx, v, w.bag(b))
		if err != nil {
			t.Fatal(err)
		}
		v = s.View
	}
	if _, err := w.svc.HandOver(ctx, v); retail.HintOf(err) != "hint.unpaid" {
		t.Errorf("unpaid: %v", err)
	}
	if v, err = w.svc.Collect(ctx, v, "R-1"); err != nil || v.Due != 0 {
		t.Fatal(v.Due, err)
	}
	if _, err := w.svc.HandOver(ctx, v); retail.HintOf(err) != "hint.identity" {
		t.Errorf("nobody looked who it is: %v", err)
	}
	if v, err = w.svc.HandOver(ctx, w.svc.Identify(v, retail.NameAndPhone, 0, false)); err != nil || v.Order.Handover.Identity != retail.NameAndPhone {
		t.Errorf("%+v, %v", v.Order.Handover, err)
	}
}

func TestTypedDigitsAreCounted(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	w := newWorld(t, o)
	w.ready(o)
	digits := w.code("P")
	digits.Kind, digits.Fields.ID = kindDigits, "12344821"
	if s, err := w.svc.Present(ctx, digits); err != nil || s.View.Answer != retail.PickupOK || s.View.Proof != retail.ByDigits {
		t.Fatalf("%+v, %v", s, err)
	}
	digits.Fields.ID = "00000000"
	wrong := func(want pickup.CounterAnswer, wait time.Duration) {
		t.Helper()
		if s, err := w.svc.Present(ctx, digits); err != nil || s.Answer != want || s.Wait != wait {
			t.Fatalf("%v, wait %v: %v", s.Answer, s.Wait, err)
		}
	}
	for range retail.MaxCodeTries - 1 {
		wrong(pickup.CounterDigitsWrong, 0)
		w.restart() // who starts the program anew gains nothing
	}
	wrong(pickup.CounterLocked, time.Minute)
	digits.Fields.ID = "12344821"
	w.restart()
	wrong(pickup.CounterLocked, time.Minute) // the right one is not told from others
	w.Now = w.Now.Add(-24 * time.Hour)
	wrong(pickup.CounterLocked, time.Minute)
	w.Now = w.Now.Add(40 * time.Second)
	wrong(pickup.CounterLocked, 20*time.Second)
	w.Now = w.Now.Add(24*time.Hour - 20*time.Second)
	if s, err := w.svc.Present(ctx, digits); err != nil || s.View.Answer != retail.PickupOK {
		t.Errorf("after the wait: %v, %v", s.View.Answer, err)
	}
	if token, err := w.svc.Present(ctx, w.code("P")); err != nil || token.Answer == pickup.CounterLocked {
		t.Errorf("a scanned code waits: %v %v", token.Answer, err)
	}
}

// TestManagerLetsCodesBeTyped: a manager's word ends the wait, and both stand in the log.
func TestManagerLetsCodesBeTyped(t *testing.T) {
	o := order("4821", "ヤマダ", time.Hour, shirtM)
	w := newWorld(t, o)
	w.ready(o)
	digits := w.code("P")
	digits.Kind, digits.Fields.ID = kindDigits, "00000000"
	for range retail.MaxCodeTries {
		if _, err := w.svc.Present(ctx, digits); err != nil {
			t.Fatal(err)
		}
	}
	digits.Fields.ID = "12344821"
	if err := w.svc.AllowCodes(ctx, w.who.Staff); retail.CodeOf(err) != retail.CodeNotAllowed {
		t.Errorf("a part-timer: %v", err)
	}
	if s, err := w.svc.Present(ctx, digits); err != nil || s.Answer != pickup.CounterLocked {
		t.Fatalf("%v %v", s.Answer, err)
	}
	if err := w.svc.AllowCodes(ctx, retail.Staff{ID: "tencho", Role: retail.RoleManager}); err != nil {
		t.Fatal(err)
	}
	if s, err := w.svc.Present(ctx, digits); err != nil || s.View.Answer != retail.PickupOK {
		t.Errorf("after the manager's word: %v, %v", s.View.Answer, err)
	}
	var log []retail.Lockout
	cmds, _, err := w.DB.Pending(ctx, 100, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cmds {
		if b, ok := c.Body.(retail.Lockout); ok {
			log = append(log, b)
		}
	}
	if want := []retail.Lockout{{Codes: true}, {Codes: true, Approver: "tencho"}}; !slices.Equal(log, want) {
		t.Errorf("the log says %+v", log)
	}
}

func TestCancelWhilePickingStopsAndPutsBack(t *testing.T) {
	o := order("4825", "ワタナベ", time.Hour, shirtM, knit)
	w := newWorld(t, o)
	w.scan(o.ID, shirtM.JAN)
	got, err := w.DB.Order(ctx, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	d := retail.Decide(retail.State{Order: got, Role: retail.RoleHub}, retail.Command{ID: "x", Kind: retail.KindCancel, At: w.Now, Store: o.Store, Body: retail.Cancel{Order: o.ID}})
	w.FeedUpTo(t, 1<<40, put(*d.Order))
	if err := w.svc.Changed(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	if f := w.scan(o.ID, knit.JAN); !f.Stop {
		t.Error("the pick went on after the cancel")
	}
	v, err := w.svc.PutBack(ctx, o.ID)
	if err != nil || v.Pieces != 1 || v.Lines[0].Shelf != "A-01-2" {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := w.svc.PutBackDone(ctx, o.ID, 1, "", 0); retail.HintOf(err) != "hint.scan_shelf" {
		t.Errorf("back without a scan: %v", err)
	}
	if v, err = w.svc.PutBackDone(ctx, o.ID, 1, "A-01-2", 0); err != nil || v.Pieces != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}
