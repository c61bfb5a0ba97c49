package retail

import "testing"

// TestArrivedForACustomer: from the first scan on nobody else may have what came
// for a customer, and once the receiver has finished a hold keeps it.
func TestArrivedForACustomer(t *testing.T) {
	const id TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"
	who := Customer{Name: "山田 太郎", Kana: "ヤマダ タロウ", Phone: "08055554321"}
	for name, c := range map[string]struct {
		take, free int
		by         *TransferFor
		held       int
	}{
		"all of it":      {3, 10, &TransferFor{Customer: who, Goods: []HoldLine{{SKU: "shirt", Name: "シャツ", Size: "M", Qty: 9}}}, 3},
		"one is missing": {2, 10, &TransferFor{Customer: who}, 2},
		"one too many":   {4, 11, &TransferFor{Customer: who}, 3},
		"nobody named":   {3, 13, nil, 0},
	} {
		w := newTwoShops(10)
		w.do(t, 0, shop, AskTransfer{Transfer: id, From: otherShop, To: shop, Why: ForCustomer, Lines: []TransferBit{bit("shirt", 3)}, For: c.by})
		w.post(t)
		w.do(t, 1, otherShop, ApproveTransfer{id, []TransferBit{bit("shirt", 3)}})
		for range 3 {
			w.do(t, 2, otherShop, PickTransfer{Transfer: id, SKU: "shirt", Class: Regular, Qty: 1})
		}
		w.do(t, 3, otherShop, Dispatch{id})
		w.post(t)
		for range c.take {
			w.do(t, 5, shop, TakeIn{Transfer: id, SKU: "shirt", Qty: 1})
		}
		if l := w.levels[StockKey{shop, "shirt", Regular}]; l.Available() != 10+c.take-min(3, c.take) {
			t.Errorf("%s: %d are free while it is unpacked", name, l.Available())
		}
		if unwanted := w.copies[shop][id].Clone(); c.held > 0 {
			unwanted.In.Canceled = true
			if d := Decide(State{Transfer: unwanted, Role: RoleStaff}, w.command(6, shop, FinishTransfer{Transfer: id})); len(d.Holds) != 0 {
				t.Errorf("%s: kept for a customer who does not want it any more", name)
			}
		}
		d := w.do(t, 6, shop, FinishTransfer{Transfer: id})
		l := w.levels[StockKey{shop, "shirt", Regular}]
		if l.Held != c.held || l.Allocated != 0 || l.Available() != c.free {
			t.Errorf("%s: %d are held and %d free: %+v", name, l.Held, l.Available(), l)
		}
		if c.held == 0 {
			if len(d.Holds) != 0 {
				t.Errorf("%s: a hold was made", name)
			}
			continue
		}
		h := d.Holds[0]
		if h.ID != ArrivalHold(id) || h.Customer != who || h.Store != shop || h.Lines[0].Qty != c.held || h.Lines[0].Held != c.held || h.Lines[0].No != 1 || !h.sensible() {
			t.Errorf("%s: %+v", name, h)
		}
		if h.Notice.State != NoticeQueued || h.Announced() {
			t.Errorf("%s: the customer is to be told once it lies ready: %+v", name, h.Notice)
		}
		if name == "all of it" && (h.Lines[0].Name != "シャツ" || h.Lines[0].Kept != 0) {
			t.Errorf("the goods are %+v", h.Lines[0])
		}
		if again := w.do(t, 7, shop, FinishTransfer{Transfer: id}); len(again.Holds)+len(again.Moves) != 0 {
			t.Errorf("%s: finished twice is %+v", name, again)
		}
	}
}

// TestArrivalTerms: the home says until when, by the chain's rule, and a terminal
// leaves it open.
func TestArrivalTerms(t *testing.T) {
	tr := &Transfer{
		ID: "t", Number: "T-0042", From: otherShop, To: shop, Customer: true, For: &TransferFor{Customer: Customer{Name: "山田"}, Days: 2},
		Lines: []TransferLine{{SKU: "shirt", Class: Regular, Asked: 1, Sent: 1, Received: 1}},
		Out:   TransferOut{State: InTransit}, In: TransferIn{State: TransferReceiving},
	}
	c := Command{ID: "c", Kind: KindFinishTransfer, Store: shop, At: noon, Body: FinishTransfer{Transfer: "t"}}
	site := Site{ID: shop, Opens: "10:00", Closes: "20:00"}
	home := Decide(State{Transfer: tr, Role: RoleStaff, Now: noon, Site: site}, c)
	if h := home.Holds[0]; h.State != HoldHeld || !h.Until.Equal(site.LastCall(noon, 2)) || h.Number != "0042" {
		t.Errorf("at the home: %s until %v", h.State, h.Until)
	}
	here := Decide(State{Transfer: tr, Role: RoleStaff}, c)
	if h := here.Holds[0]; h.State != HoldAsked || !h.Until.IsZero() {
		t.Errorf("on a terminal: %s until %v", h.State, h.Until)
	}
}

// TestNothingComesForACustomer: whoever asked for goods for a customer has to tell
// them when the goods do not come, or not all of them.
func TestNothingComesForACustomer(t *testing.T) {
	const id TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abd"
	missed := ExceptionID(ExTransferMissed.String() + "-" + string(id))
	begin := func(why TransferReason) *twoShops {
		w := newTwoShops(10)
		w.do(t, 0, shop, AskTransfer{Transfer: id, From: otherShop, To: shop, Why: why, Lines: []TransferBit{bit("shirt", 3)}})
		w.post(t)
		return w
	}
	told := func(name string, w *twoShops, want int) {
		t.Helper()
		if x := w.copies[shop][id].tasks(shop); want == 0 && find(x, missed) != nil || want > 0 && (find(x, missed) == nil || find(x, missed).qty != want || find(x, missed).owner != w.copies[shop][id].Asked.Staff) {
			t.Errorf("%s: %+v, want %d", name, x, want)
		}
	}
	w := begin(ForCustomer)
	told("asked", w, 0)
	w.do(t, 1, otherShop, DeclineTransfer{Transfer: id, Why: RefusedNotFound})
	w.post(t)
	told("declined", w, 3)

	w = begin(ForCustomer)
	w.do(t, 1, shop, CancelTransfer{Transfer: id})
	told("nobody waits for it", w, 0)

	for why, want := range map[TransferReason]int{ForCustomer: 2, ForShelf: 0} {
		w = begin(why)
		w.do(t, 1, otherShop, ApproveTransfer{id, []TransferBit{bit("shirt", 3)}})
		w.do(t, 2, otherShop, PickTransfer{Transfer: id, SKU: "shirt", Class: Regular, Qty: 2})
		w.do(t, 3, otherShop, Dispatch{id})
		w.post(t)
		told("one was not sent", w, want/2)
		w.do(t, 4, shop, TakeIn{Transfer: id, SKU: "shirt", Qty: 1})
		w.do(t, 5, shop, FinishTransfer{Transfer: id})
		told("one of two came", w, want)
	}
}

func find(tasks []transferTask, id ExceptionID) *transferTask {
	for i := range tasks {
		if tasks[i].id == id {
			return &tasks[i]
		}
	}
	return nil
}
