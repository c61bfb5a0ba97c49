package counterui

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/shift"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/page/pagetest"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

var (
	_ Service = (*pickup.Service)(nil)
	_ Desk    = struct {
		*pickup.Desk
		*shift.Service
	}{}
)

// counter answers like the service: bags "a" and "b" belong to the order.
type counter struct {
	present pickup.Shown
	opened  pickup.CounterView
	err     error
	view    pickup.CounterView // after an undo
	calls   []string           // on the UI goroutine only: written before show, read after it
	here    []pickup.Caller
	taken   bool // by a colleague

	suggest   []pickup.Suggestion
	suggested []bool // whether they buy it
}

func (s *counter) Callers(context.Context) ([]pickup.Caller, error) { return s.here, nil }

func (s *counter) TakeCall(_ context.Context, id retail.OrderID) error {
	if s.taken {
		return retail.E(retail.CodeRefused, "pickup.TakeCall", "verdict.call_taken", nil)
	}
	s.calls = append(s.calls, "take "+string(id))
	return nil
}

func (s *counter) Present(_ context.Context, code scanner.Code) (pickup.Shown, error) {
	s.calls = append(s.calls, "present "+code.Text)
	return s.present, s.err
}

func (s *counter) Open(context.Context, retail.OrderID) (pickup.CounterView, error) {
	return s.opened, s.err
}

func (s *counter) Refresh(_ context.Context, v pickup.CounterView) (pickup.CounterView, error) {
	s.calls = append(s.calls, "refresh")
	return v, nil
}

func (s *counter) ScanAtCounter(_ context.Context, v pickup.CounterView, code scanner.Code) (pickup.Shown, error) {
	if code.Kind != scanner.KindBag {
		return s.present, s.err
	}
	out := pickup.Shown{Answer: pickup.CounterBag, View: v}
	switch {
	case code.Fields.ID == "x":
		return pickup.Shown{Answer: pickup.CounterBagForeign, Other: "4822", View: v}, nil
	case code.Fields.ID == "?":
		return pickup.Shown{Answer: pickup.CounterBagUnknown, View: v}, nil
	case code.Fields.ID == "a":
		out.Answer = pickup.CounterBagTwice
		return out, nil
	}
	out.View = allBags(v)
	return out, nil
}

func (s *counter) Identify(v pickup.CounterView, kind retail.IdentityKind, doc retail.DocumentKind, proxy bool) pickup.CounterView {
	v.Identity, v.Document, v.Proxy = kind, doc, proxy
	return v
}

func (s *counter) CheckAge(v pickup.CounterView, how retail.AgeProof, doc retail.DocumentKind) pickup.CounterView {
	s.calls = append(s.calls, fmt.Sprintf("age by %v %v", how, doc))
	return (&pickup.Service{}).CheckAge(v, how, doc)
}

func (s *counter) KeepAged(_ context.Context, v pickup.CounterView) (pickup.CounterView, error) {
	s.calls = append(s.calls, "keep aged")
	return v, s.err
}

func (s *counter) Collect(_ context.Context, v pickup.CounterView, receipt string) (pickup.CounterView, error) {
	s.calls = append(s.calls, "collect "+receipt)
	if s.err != nil {
		return v, s.err
	}
	v.Due, v.Paid = 0, true
	v.Order.Pay = retail.Payment{State: retail.Collected, TotalTaxIn: 5390, Receipt: receipt}
	return v, nil
}

func (s *counter) Suggestions(context.Context, retail.OrderID) ([]pickup.Suggestion, error) {
	return s.suggest, nil
}

func (s *counter) Suggested(_ context.Context, _ retail.OrderID, _ pickup.Suggestion, bought bool) error {
	s.suggested = append(s.suggested, bought)
	return nil
}

func (s *counter) AllowCodes(_ context.Context, manager retail.Staff) error {
	s.calls = append(s.calls, "allow "+string(manager.ID))
	return nil
}

func (s *counter) Approve(v pickup.CounterView, manager retail.Staff) pickup.CounterView {
	v.Approver = manager
	return v
}

// place is this terminal at the counter.
type place struct {
	stand pickup.Standing
	open  int
}

func (p *place) Standing(context.Context) (pickup.Standing, error) { return p.stand, nil }

func (p *place) Arrive(context.Context) error {
	p.open++
	return nil
}

func (p *place) Depart() { p.open-- }

func (p *place) Managers(context.Context) ([]shift.Person, error) {
	return []shift.Person{{Staff: retail.Staff{ID: "m", Name: "伊藤", Role: retail.RoleManager}}}, nil
}

func (p *place) Approve(_ context.Context, id retail.StaffID, pin string) (retail.Staff, error) {
	if pin != "1234" {
		return retail.Staff{}, retail.E(retail.CodeInvalid, "test", "hint.pin_wrong", nil)
	}
	return retail.Staff{ID: id, Name: "伊藤"}, nil
}

func (p *place) ApproveBadge(_ context.Context, badge string) (retail.Staff, error) {
	return retail.Staff{ID: retail.StaffID(badge), Name: "伊藤"}, nil
}

// online is a terminal with a line.
func online() *place { return &place{stand: pickup.Standing{Online: true}} }

func (s *counter) HandOver(_ context.Context, v pickup.CounterView) (pickup.CounterView, error) {
	s.calls = append(s.calls, fmt.Sprintf("hand over %s %v %v", v.Order.ID, v.Identity, v.Proxy))
	return v, s.err
}

func (s *counter) UndoHandover(_ context.Context, v pickup.CounterView) (pickup.CounterView, error) {
	s.calls = append(s.calls, fmt.Sprintf("undo %s by %s", v.Order.ID, v.Approver.ID))
	if s.err == nil {
		v = s.view
	}
	return v, s.err
}

func (s *counter) Refuse(_ context.Context, v pickup.CounterView, line, qty int, reason retail.RefuseReason) (pickup.CounterView, error) {
	s.calls = append(s.calls, fmt.Sprintf("refuse %d of %d: %v", qty, line, reason))
	return v, s.err
}

func (s *counter) Later(v pickup.CounterView, line, qty int, left []string) pickup.CounterView {
	s.calls = append(s.calls, fmt.Sprintf("later %d of %d, %v stay", qty, line, left))
	v.Later, v.Left = []retail.Portion{{Line: line, Qty: qty}}, left
	return v
}

func (s *counter) Reveal(_ context.Context, _ retail.OrderID, field string) (retail.Customer, error) {
	s.calls = append(s.calls, "reveal "+field)
	return retail.Customer{Name: "山田 花子", Phone: "09000001234"}, nil
}

var (
	customer = scanner.Code{Kind: scanner.KindPickupToken, Text: "P1"}
	bag      = func(id string) scanner.Code {
		return scanner.Code{Kind: scanner.KindBag, Fields: scanner.Fields{ID: id}}
	}
)

func shows(v pickup.CounterView) pickup.Shown {
	return pickup.Shown{Answer: pickup.CounterShown, View: v}
}

func open(t *testing.T, shape page.Shape, s *counter, r page.Handover) *pagetest.Fake {
	t.Helper()
	f := pagetest.New(t, shape, words.Ja, theme.Light)
	f.Show(func(w page.Window) page.Screen { return NewHandover(w, s, online(), r) })
	f.Settle() // the desk has answered
	return f
}

func heard(t *testing.T, f *pagetest.Fake, want ...assets.Sound) {
	t.Helper()
	if !reflect.DeepEqual(f.Played, want) {
		t.Errorf("heard %v, want %v", f.Played, want)
	}
}

func TestCodeBagsAndAway(t *testing.T) {
	for _, shape := range []page.Shape{page.Handheld, page.Counter} {
		s := &counter{present: shows(ready())}
		f := open(t, shape, s, page.Handover{})
		if !f.Sees("お客様の受取QRをスキャン") {
			t.Fatalf("the scanner says %s", f.Read())
		}
		f.Screen.Scan(customer)
		f.UntilSeen("お渡しできます")
		if !f.Sees("B-12") || !f.Sees("ヤマダ様") || !f.Sees("済") || !f.Sees("3点") {
			t.Errorf("the four answers are not there: %s", f.Read())
		}
		f.Tap("引き渡す")
		if len(s.calls) != 1 {
			t.Fatalf("handed over with a bag missing: %v", s.calls)
		}
		f.Screen.Scan(bag("b"))
		f.Until(func() bool { return !f.Sees("あと 1袋") })
		f.Tap("引き渡す")
		f.Tap("引き渡す") // a finger that trembles
		f.UntilSeen("お渡ししました")
		if want := []string{"present P1", "hand over o-4821  false"}; !reflect.DeepEqual(s.calls, want) {
			t.Errorf("asked %v, want %v", s.calls, want)
		}
		heard(t, f, assets.SoundRight, assets.SoundRight, assets.SoundDone)
		f.Clock.Advance(doneFor)
		f.UntilSeen("お客様の受取QRをスキャン")
		if len(f.Replaced) > 0 {
			t.Errorf("leaves for %v", f.Replaced)
		}
	}
}

// TestRouteIsUsedOnce: a code that came with the route is not shown again when
// the window builds the screen anew.
func TestRouteIsUsedOnce(t *testing.T) {
	s := &counter{present: shows(allBags(ready()))}
	f := open(t, page.Handheld, s, page.Handover{Code: "P1ABC"})
	f.UntilSeen("お渡しできます")
	f.Tap("引き渡す")
	f.UntilSeen("お渡ししました")
	f.Clock.Advance(doneFor)
	f.Until(func() bool { return len(f.Replaced) > 0 })
	if want := []page.Route{page.Handover{}}; !reflect.DeepEqual(f.Replaced, want) {
		t.Errorf("leaves for %v, want %v", f.Replaced, want)
	}
}

// TestNextScanIsTheNextCustomer: nobody waits for the green to go away.
func TestNextScanIsTheNextCustomer(t *testing.T) {
	s := &counter{present: shows(allBags(ready()))}
	f := open(t, page.Handheld, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("お渡しできます")
	f.Tap("引き渡す")
	f.UntilSeen("お渡ししました")
	next := ready()
	next.Name, next.Order.ID, next.Order.Number = "サトウ", "o-4822", "4822"
	s.present = shows(next)
	f.Screen.Scan(customer)
	f.UntilSeen("サトウ様")
	f.Clock.Advance(time.Minute)
	f.Pump.Run()
	if !f.Sees("サトウ様") || f.Sees("から切り替えました") {
		t.Errorf("the next customer did not stay: %s", f.Read())
	}
}

func TestForeignBagStops(t *testing.T) {
	for id, says := range map[string]string{"x": "この袋は 4822 ヤマダ様の袋ではありません", "?": "知らない袋です"} {
		s := &counter{present: shows(ready())}
		f := open(t, page.Handheld, s, page.Handover{})
		f.Screen.Scan(customer)
		f.UntilSeen("お渡しできます")
		f.Screen.Scan(bag(id))
		f.UntilSeen("わかりました")
		if !f.Sees(says) {
			t.Errorf("%s: says %s", id, f.Read())
		}
		f.Screen.Scan(bag("b")) // blocked until somebody has read it
		if f.Pump.Run() > 0 || !f.Sees("わかりました") {
			t.Error("a scan went past the wrong bag")
		}
		f.Tap("わかりました")
		if !f.Sees("あと 1袋") {
			t.Errorf("%s: the order is not there again: %s", id, f.Read())
		}
		heard(t, f, assets.SoundRight, assets.SoundWrong, assets.SoundWrong)
	}
}

func TestSameBagTwice(t *testing.T) {
	s := &counter{present: shows(ready())}
	f := open(t, page.Handheld, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("お渡しできます")
	f.Screen.Scan(bag("a"))
	f.UntilSeen("この袋はスキャン済です")
	if !f.Sees("あと 1袋") {
		t.Error("the bag counted twice")
	}
}

func TestPaidAtTheCounter(t *testing.T) {
	s := &counter{present: shows(allBags(due(ready())))}
	f := open(t, page.Handheld, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("先に お会計")
	f.Tap("お会計を済ませた")
	if !f.Sees("レシート番号を入れてください") {
		t.Fatalf("does not ask for the receipt: %s", f.Read())
	}
	f.Tap("お会計を済ませた") // not yet
	f.Tap("7")
	f.Tap("1")
	f.Tap("お会計を済ませた")
	f.UntilSeen("お渡しできます")
	if want := []string{"present P1", "collect 71"}; !reflect.DeepEqual(s.calls, want) {
		t.Errorf("asked %v, want %v", s.calls, want)
	}
}

func TestFoundByName(t *testing.T) {
	s := &counter{opened: allBags(byName(ready()))}
	f := open(t, page.Counter, s, page.Handover{Order: "o-4821"})
	f.UntilSeen("先に ご本人確認")
	f.Tap("ご本人確認をする")
	f.Tap("確認しました") // nothing was chosen
	if !f.Sees("確かめた方法をえらんでください") {
		t.Fatalf("the check was skipped: %s", f.Read())
	}
	f.Tap("委任の書面")
	f.Tap("確認しました")
	f.UntilSeen("お渡しできます")
	f.Tap("引き渡す")
	f.UntilSeen("お渡ししました")
	if want := []string{"hand over o-4821 proxy_note true"}; !reflect.DeepEqual(s.calls, want) {
		t.Errorf("asked %v, want %v", s.calls, want)
	}
}

func TestHaltsStayCalm(t *testing.T) {
	for _, a := range retail.PickupAnswers() {
		if a == retail.PickupOK {
			continue
		}
		s := &counter{present: shows(pickup.CounterView{Answer: a})}
		f := open(t, page.Handheld, s, page.Handover{})
		f.Screen.Scan(customer)
		f.UntilSeen("お渡しできません")
		heard(t, f, assets.SoundWrong)
		f.Tap("つぎのお客様")
		if !f.Sees("お客様の受取QRをスキャン") {
			t.Errorf("%v: does not go on: %s", a, f.Read())
		}
	}
}

// TestExpiredByIdentity: a code that ran out still leads to the goods on the
// shelf.
func TestExpiredByIdentity(t *testing.T) {
	old := ready()
	old.Answer, old.Order.State = retail.PickupExpired, retail.Expired
	s := &counter{present: shows(old), opened: byName(ready())}
	f := open(t, page.Counter, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("ご本人確認でお渡し")
	f.Tap("ご本人確認でお渡し")
	f.UntilSeen("先に ご本人確認")
}

// TestADocumentIsAskedFor: where the chain wants a document the code is not enough,
// and nothing but a document is; which one it was is noted.
func TestADocumentIsAskedFor(t *testing.T) {
	dear := ready()
	dear.Policy.IDFrom = 1
	dear.Order.Pay = retail.Payment{State: retail.Prepaid, TotalTaxIn: 21780}
	s := &counter{present: shows(dear)}
	f := open(t, page.Counter, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("番号は残りません")
	f.Tap("ご本人確認をする")
	f.UntilSeen("運転免許証")
	if f.Sees("お名前と電話の下4けた") {
		t.Error("offers what is not enough")
	}
	f.Tap("パスポート")
	f.Tap("確認しました")
	f.UntilSeen("お渡しできます")
	if h := f.Screen.(*handover); h.view.Identity != retail.PhotoID || h.view.Document != retail.Passport {
		t.Errorf("%v %v", h.view.Identity, h.view.Document)
	}
}

func TestAnotherCustomersCodeCanBeTakenBack(t *testing.T) {
	s := &counter{present: shows(ready())}
	f := open(t, page.Counter, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("ヤマダ様")
	other := ready()
	other.Name, other.Order.ID, other.Order.Number = "サトウ", "o-4822", "4822"
	s.present = shows(other)
	f.Screen.Scan(customer)
	f.UntilSeen("4821 ヤマダ様 から切り替えました")
	f.Tap("戻す")
	f.Until(func() bool { return f.Sees("4821") && !f.Sees("サトウ様") })
}

func TestTypedDigits(t *testing.T) {
	const digits = "123456729"
	s := &counter{present: pickup.Shown{Answer: pickup.CounterDigitsWrong}}
	f := open(t, page.Counter, s, page.Handover{})
	for _, d := range digits {
		f.Tap(string(d))
	}
	f.UntilSeen("この数字の注文はありません")
	if want := []string{"present " + digits}; !reflect.DeepEqual(s.calls, want) {
		t.Fatalf("asked %v, want %v", s.calls, want)
	}
	s.present = pickup.Shown{Answer: pickup.CounterLocked, Wait: 4 * time.Minute}
	for _, d := range digits {
		f.Tap(string(d))
	}
	f.UntilSeen("あと4分")
	f.Tap("責任者承認")
	f.UntilSeen("店長の番号")
	f.Screen.Scan(scanner.Code{Kind: scanner.KindStaff, Fields: scanner.Fields{ID: "m"}})
	f.UntilSeen("もう一度、数字を入れてください")
	if f.Sees("あと4分") || s.calls[len(s.calls)-1] != "allow m" {
		t.Fatalf("asked %v, it says %s", s.calls, f.Read())
	}
	s.present = shows(ready())
	for _, d := range digits[:8] + "0" {
		f.Tap(string(d))
	}
	if len(s.calls) != 3 {
		t.Errorf("a wrong check digit was asked for: %v", s.calls)
	}
}

func TestCodeFromAnotherScreen(t *testing.T) {
	s := &counter{present: shows(ready())}
	f := open(t, page.Handheld, s, page.Handover{Code: "P1ABC"})
	f.UntilSeen("お渡しできます")
	if want := []string{"present P1ABC"}; !reflect.DeepEqual(s.calls, want) {
		t.Errorf("asked %v, want %v", s.calls, want)
	}
}

func TestErrorsLeaveAWay(t *testing.T) {
	s := &counter{present: shows(allBags(ready()))}
	f := open(t, page.Handheld, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("お渡しできます")
	s.err = retail.E(retail.CodeDiskFull, "test", "", nil)
	f.Tap("引き渡す")
	f.Until(func() bool { return len(f.Failed) == 1 })
	s.err = nil
	f.Tap("引き渡す")
	f.UntilSeen("お渡ししました")
}

func TestBackLeadsOut(t *testing.T) {
	s := &counter{opened: byName(ready())}
	f := open(t, page.Handheld, s, page.Handover{Order: "o-4821"})
	f.UntilSeen("ヤマダ様")
	f.Tap("ご本人確認をする")
	h := f.Screen.(*handover)
	h.back()
	if h.mode != modeOrder {
		t.Errorf("back from the check leads to mode %d", h.mode)
	}
	h.back()
	if h.mode != modeScanner || f.Backs != 0 {
		t.Errorf("back from the order leads to mode %d, %d back", h.mode, f.Backs)
	}
	h.back()
	if f.Backs != 1 {
		t.Error("back from the scanner stays")
	}
}

func TestRefreshKeepsTheCheck(t *testing.T) {
	s := &counter{opened: byName(ready())}
	f := open(t, page.Handheld, s, page.Handover{Order: "o-4821"})
	f.UntilSeen("先に ご本人確認")
	f.Screen.Changed([]retail.OrderID{"o-other"})
	f.Screen.Changed([]retail.OrderID{"o-4821"})
	f.Pump.Next(t)
	if want := []string{"refresh"}; !reflect.DeepEqual(s.calls, want) {
		t.Errorf("asked %v, want %v", s.calls, want)
	}
}

// TestTapWhileTheOrderIsReadAgain: news of the hub about the bag just scanned
// must not swallow the tap that follows.
func TestTapWhileTheOrderIsReadAgain(t *testing.T) {
	s := &counter{present: shows(allBags(ready()))}
	f := open(t, page.Handheld, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("お渡しできます")
	f.Screen.Changed([]retail.OrderID{"o-4821"})
	f.Tap("引き渡す")
	f.UntilSeen("お渡ししました")
	if want := []string{"present P1", "refresh", "hand over o-4821  false"}; !reflect.DeepEqual(s.calls, want) {
		t.Errorf("asked %v, want %v", s.calls, want)
	}

	s = &counter{present: shows(due(allBags(ready())))}
	f = open(t, page.Handheld, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("先に お会計")
	f.Tap("お会計を済ませた")
	f.Tap("7")
	f.Screen.Changed([]retail.OrderID{"o-4821"})
	f.Tap("お会計を済ませた")
	f.UntilSeen("お渡しできます")
	if want := []string{"present P1", "refresh", "collect 7"}; !reflect.DeepEqual(s.calls, want) {
		t.Errorf("asked %v, want %v", s.calls, want)
	}
}

func TestGolden(t *testing.T) {
	used := ready()
	used.Answer, used.Order.State, used.UsedAt, used.UsedBy, used.UsedOn = retail.PickupUsed, retail.HandedOver, pagetest.At, "佐藤", "カウンター1"
	for name, s := range map[string]*counter{
		"order": {opened: ready()}, "pay": {opened: due(ready())}, "identity": {opened: byName(ready())}, "used": {opened: used},
		"forged": {opened: pickup.CounterView{Answer: retail.PickupForged}},
	} {
		for shape, end := range map[page.Shape]string{page.Handheld: "handheld", page.Counter: "counter"} {
			t.Run(name+"-"+end, func(t *testing.T) {
				open(t, shape, s, page.Handover{Order: "o-4821"}).Golden(name + "-" + end)
			})
		}
	}
	open(t, page.Handheld, &counter{}, page.Handover{}).Golden("scanner-handheld")
	open(t, page.Counter, &counter{}, page.Handover{}).Golden("scanner-counter")
}
