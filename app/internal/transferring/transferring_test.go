package transferring_test

import (
	"context"
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/internal/transferring"
	"miseban/app/retail"
	"miseban/scanner"
)

type store struct{ *localdb.DB }

func (store) Site(context.Context) (retail.Site, error) {
	return retail.Site{ID: localdbtest.Store, Opens: "10:00", Closes: "20:00"}, nil
}

func (store) Sites(context.Context) ([]retail.Site, error) {
	return []retail.Site{{ID: localdbtest.Store, Name: "渋谷店"}, {ID: other, Name: "新宿店"}}, nil
}

type session struct{}

func (session) Actor() (retail.Actor, bool) {
	return retail.Actor{Staff: retail.Staff{ID: localdbtest.Staff, Role: retail.RoleLead}, Device: localdbtest.Device, Auth: retail.AuthPIN}, true
}

const (
	other retail.SiteID     = "S02"
	id    retail.TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"
)

// begin is a terminal with a transfer of two pieces of one article and one of
// another, as change left it.
func begin(t *testing.T, change func(*retail.Transfer)) (*localdbtest.Kit, *transferring.Service) {
	t.Helper()
	k := localdbtest.New(t)
	k.Catalog(t, 9)
	k.Feed(t, localdbtest.Level(localdbtest.SKUID(0), 5, 0), localdbtest.Level(localdbtest.SKUID(7), 5, 0))
	if change != nil {
		tr := &retail.Transfer{
			ID: id, Number: retail.TransferNumber(id), From: other, To: localdbtest.Store, By: localdbtest.Store, Why: retail.ForShelf,
			Lines: []retail.TransferLine{
				{SKU: localdbtest.SKUID(0), Class: retail.Regular, Asked: 2, Approved: 2}, {SKU: localdbtest.SKUID(7), Class: retail.Regular, Asked: 1, Approved: 1},
			},
			Out: retail.TransferOut{State: retail.TransferApproved}, In: retail.TransferIn{State: retail.TransferAsked},
		}
		change(tr)
		k.Feed(t, localdbtest.Put(retail.EntityTransfer, string(id), tr))
	}
	s := transferring.New(store{k.DB}, session{}, retail.ClockFunc(k.Clock), retail.UUIDv7{}, func() scanner.Options { return scanner.Options{} })
	return k, s
}

// sent is a transfer on its way in one box.
func sent(tr *retail.Transfer) {
	box := retail.TransferBox{Label: retail.BoxID(id, 1), No: 1}
	for i := range tr.Lines {
		l := &tr.Lines[i]
		l.Picked, l.Sent = l.Asked, l.Asked
		box.Goods = append(box.Goods, retail.TransferBit{SKU: l.SKU, Class: l.Class, Qty: l.Asked})
	}
	tr.Out.State, tr.Out.Boxes = retail.InTransit, []retail.TransferBox{box}
}

// outgoing turns it round: this shop sends.
func outgoing(tr *retail.Transfer) { tr.From, tr.To, tr.By = localdbtest.Store, other, other }

func goods(i int) scanner.Code {
	return scanner.Code{Kind: scanner.KindGTIN, Text: localdbtest.GTIN(i), Fields: scanner.Fields{Key: localdbtest.GTIN(i)}}
}

func scan(t *testing.T, s *transferring.Service, code scanner.Code, broken bool, want transferring.Answer) {
	t.Helper()
	if f, err := s.Scan(t.Context(), id, code, broken); f.Answer != want || err != nil {
		t.Errorf("%s is answered %d, %v; want %d", code.Text, f.Answer, err, want)
	}
}

func view(t *testing.T, s *transferring.Service) transferring.View {
	t.Helper()
	v, err := s.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestUndoWhileReceiving: the last scan, and a box taken whole, can be taken back
// with one tap as long as that is offered, and only the last.
func TestUndoWhileReceiving(t *testing.T) {
	k, s := begin(t, sent)
	scan(t, s, goods(0), false, transferring.AnswerRight)
	scan(t, s, goods(0), true, transferring.AnswerRight)
	scan(t, s, goods(3), false, transferring.AnswerForeign)
	scan(t, s, goods(0), false, transferring.AnswerOver)
	l := func(i int) retail.TransferLine { return view(t, s).Lines[i] }
	if got := l(0); got.Received != 2 || got.Damaged != 1 {
		t.Fatalf("scanned: %+v", got)
	}
	if v := view(t, s); !v.Undo.Equal(k.Now.Add(transferring.UndoTime)) {
		t.Errorf("it can be taken back until %v", v.Undo)
	}
	for range 2 { // the second tap finds nothing to take back
		if err := s.UndoLast(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if got := l(0); got.Received != 1 || got.Damaged != 1 || view(t, s).Total(func(l retail.TransferLine) int { return l.Arrived() }) != 3 {
		t.Errorf("after taking one back: %+v", got)
	}
	if err := s.TakeBox(t.Context(), id, retail.BoxID(id, 1)); err != nil {
		t.Fatal(err)
	}
	if got := l(1); got.Received != 1 {
		t.Errorf("the box as a whole: %+v", got)
	}
	k.Now = k.Now.Add(transferring.UndoTime)
	if v := view(t, s); !v.Undo.IsZero() {
		t.Error("it is offered for ever")
	}
	if err := s.UndoLast(t.Context(), id); err != nil || l(1).Received != 0 {
		t.Errorf("the box taken back: %+v, %v", l(1), err)
	}
	if err := s.Finish(t.Context(), id, true); err != nil || view(t, s).State() != retail.TransferReceived {
		t.Errorf("finished: %v, %v", view(t, s).State(), err)
	}
}

// TestPickIntoBoxes: right, wrong and enough, a second box, and off they go.
func TestPickIntoBoxes(t *testing.T) {
	_, s := begin(t, outgoing)
	scan(t, s, goods(0), false, transferring.AnswerRight)
	scan(t, s, goods(3), false, transferring.AnswerWrong)
	scan(t, s, scanner.Code{Kind: scanner.KindUnknown, Text: "?"}, false, transferring.AnswerUnknown)
	scan(t, s, goods(7), false, transferring.AnswerRight)
	scan(t, s, goods(7), false, transferring.AnswerEnough)
	if err := s.UndoLast(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n, err := s.NextBox(t.Context(), id); n != 2 || err != nil {
		t.Fatalf("box %d, %v", n, err)
	}
	scan(t, s, goods(0), false, transferring.AnswerRight)
	v := view(t, s)
	if v.Box != 2 || v.Total(func(l retail.TransferLine) int { return l.Picked }) != 2 || len(v.Out.Scans) != 2 || v.Out.Scans[1].Box != retail.BoxID(id, 2) {
		t.Errorf("picked: %+v", v.Transfer)
	}
	if found, err := s.Find(t.Context(), retail.BoxID(id, 2)); found != id || err != nil {
		t.Errorf("by its box it is %q, %v", found, err)
	}
	if err := s.Dispatch(t.Context(), id); err != nil || view(t, s).State() != retail.InTransit {
		t.Errorf("sent: %v", err)
	}
}

// TestAskForACustomer: nobody waits without a name, and the goods go along by
// name.
func TestAskForACustomer(t *testing.T) {
	k, s := begin(t, nil)
	ask := transferring.Request{From: other, SKU: localdbtest.SKUID(0), Qty: 2, Why: retail.ForCustomer}
	if _, err := s.Ask(t.Context(), ask); retail.HintOf(err) != "hint.hold_name" {
		t.Errorf("for nobody: %v", err)
	}
	ask.For = &retail.TransferFor{Customer: retail.Customer{Name: "山田 花子", Phone: "08055554321"}, Days: 5}
	made, err := s.Ask(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	cmds, _, err := k.DB.Pending(t.Context(), 5, 1<<20)
	if err != nil || len(cmds) != 1 {
		t.Fatalf("%d commands, %v", len(cmds), err)
	}
	b, ok := cmds[0].Body.(retail.AskTransfer)
	if !ok || b.Transfer != made || b.For.Customer != ask.For.Customer || b.For.Days != 5 || len(b.For.Goods) != 1 || b.For.Goods[0].Name != localdbtest.Product(0).Name {
		t.Errorf("the hub is told %+v", b)
	}
	if _, err := s.Ask(t.Context(), transferring.Request{From: other, SKU: localdbtest.SKUID(0), Qty: 1, Why: retail.ForShelf}); err != nil {
		t.Errorf("for the shelf: %v", err)
	}
	board, err := s.Board(t.Context())
	if err != nil || len(board.Receive) != 2 || !board.Receive[0].Pending {
		t.Errorf("the board: %+v, %v", board, err)
	}
}

// TestReceiveWithoutAPlan: goods that nobody announced are what was scanned, and can
// be taken back; nothing of them is foreign or too many.
func TestReceiveWithoutAPlan(t *testing.T) {
	_, s := begin(t, nil)
	made, err := s.Receive(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, broken := range []bool{false, false, true} {
		if f, err := s.Scan(t.Context(), made, goods(i/2), broken); f.Answer != transferring.AnswerRight || err != nil {
			t.Errorf("scan %d is answered %d, %v", i, f.Answer, err)
		}
	}
	if err := s.UndoLast(t.Context(), made); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(t.Context(), made, false); err != nil {
		t.Fatal(err)
	}
	v, err := s.Open(t.Context(), made)
	if err != nil || v.State() != retail.TransferClosed || len(v.Differences()) != 0 || v.Total(func(l retail.TransferLine) int { return l.Received }) != 2 || v.Row.Other.ID != retail.Outside {
		t.Errorf("%+v, %+v, %v", v.Transfer, v.Row, err)
	}
}
