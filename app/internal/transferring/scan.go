package transferring

import (
	"context"
	"slices"

	"miseban/app/retail"
	"miseban/scanner"
)

// Answer is what a scan was.
type Answer uint8

// Values of Answer.
const (
	// AnswerRight: it was counted.
	AnswerRight Answer = iota + 1
	// AnswerBox: a box of this transfer is open, or was received whole.
	AnswerBox
	// AnswerBack: it is on its shelf again.
	AnswerBack
	// AnswerOver: it was counted, and there are more than were sent.
	AnswerOver
	// AnswerForeign: it was counted, and stands on no list.
	AnswerForeign
	// AnswerEnough: there is enough of it in the box already; nothing was counted.
	AnswerEnough
	// AnswerWrong: other goods; nothing was counted.
	AnswerWrong
	// AnswerPromised: it is promised to somebody here; nothing was counted.
	AnswerPromised
	// AnswerUnknown: no product has the code. While receiving it was counted as such.
	AnswerUnknown
	// AnswerNoBox: which box it comes from is to be scanned first.
	AnswerNoBox
	// AnswerOtherBox: the box belongs to another transfer.
	AnswerOtherBox
	// AnswerNothing: the code means nothing here.
	AnswerNothing
)

// Found is a scan judged.
type Found struct {
	Answer Answer
	Kind   retail.MatchKind // of AnswerWrong: how it is wrong
	Goods  *retail.SKU      // what was in the hand, nil when no product has the code
	Needed *retail.SKU      // of AnswerWrong: what is to be picked now
	Qty    int
	Box    string
	Code   string
}

// read makes a code of typed text.
func (s *Service) read(text string) scanner.Code {
	opt := s.codes()
	opt.Source, opt.At = scanner.SourceTyped, s.clock.Now()
	return scanner.Classify(text, opt)
}

// Type is Scan of a code entered by hand, with the reason.
func (s *Service) Type(ctx context.Context, id retail.TransferID, text string, broken bool, reason retail.HandReason) (Found, error) {
	return s.scan(ctx, id, s.read(text), broken, retail.TypedIn, reason)
}

// Scan judges a scanned code by what is done with the transfer now, and books
// it: goods go into the box, out of it, or back to their shelf. broken tells that
// what is unpacked is broken.
func (s *Service) Scan(ctx context.Context, id retail.TransferID, code scanner.Code, broken bool) (Found, error) {
	return s.scan(ctx, id, code, broken, retail.Scanned, 0)
}

func (s *Service) scan(ctx context.Context, id retail.TransferID, code scanner.Code, broken bool, entry retail.Entry, reason retail.HandReason) (Found, error) {
	v, err := s.Open(ctx, id)
	if err != nil {
		return Found{}, err
	}
	f := Found{Code: code.Text, Qty: 1}
	if code.Kind == scanner.KindBox {
		return s.label(v, f, code.Fields.ID), nil
	}
	if !code.Kind.Goods() && code.Kind != scanner.KindUnknown {
		f.Answer = AnswerNothing
		return f, nil
	}
	sku, qty, err := s.goods(ctx, code)
	switch {
	case err == nil:
		f.Goods, f.Qty = &sku, qty
	case retail.CodeOf(err) != retail.CodeNotFound:
		return f, err
	}
	switch state := v.Out.State; {
	case v.Row.Sends && (state == retail.TransferApproved || state == retail.TransferPicking):
		return s.pick(ctx, v, f, entry, reason)
	case v.Row.Sends && (state == retail.TransferDeclined || state == retail.TransferCanceled):
		return s.back(ctx, v, f)
	case !v.Row.Sends:
		return s.take(ctx, v, f, broken, entry, reason)
	}
	f.Answer = AnswerNothing
	return f, nil
}

// goods finds the SKU of a code and how many pieces it stands for.
func (s *Service) goods(ctx context.Context, c scanner.Code) (retail.SKU, int, error) {
	for _, key := range []string{c.Fields.Case14, c.Fields.Key} {
		if key == "" {
			continue
		}
		sku, qty, err := s.store.SKUByGTIN(ctx, key)
		if retail.CodeOf(err) != retail.CodeNotFound {
			return sku, max(qty, 1), err
		}
	}
	return retail.SKU{}, 0, retail.E(retail.CodeNotFound, "transferring.goods", "", nil)
}

// label is the scan of a box.
func (s *Service) label(v View, f Found, label string) Found {
	f.Box = label
	tag, n, ok := retail.CutBoxID(label)
	switch {
	case !ok || tag != retail.TransferTag(v.ID):
		f.Answer = AnswerOtherBox
	case v.Row.Sends && !v.Row.State.Over():
		s.mu.Lock()
		s.box[v.ID] = n
		s.mu.Unlock()
		f.Answer = AnswerBox
	case !v.Row.Sends && v.Transfer.Box(label) != nil:
		s.mu.Lock()
		s.open[v.ID] = label
		s.mu.Unlock()
		f.Answer = AnswerBox
	default:
		f.Answer = AnswerNothing
	}
	return f
}

// pick puts goods into the box that is being filled, when they belong there.
func (s *Service) pick(ctx context.Context, v View, f Found, entry retail.Entry, reason retail.HandReason) (Found, error) {
	if f.Goods == nil {
		f.Answer = AnswerUnknown
		return f, s.mismatch(ctx, v, f, retail.MatchUnknown)
	}
	class, open := v.ClassOf(f.Goods.ID), 0
	for _, l := range v.Items {
		if l.SKU == f.Goods.ID && l.Class == class {
			open = l.Open()
		}
	}
	if v.By == v.From && open < f.Qty {
		lv, err := s.lineView(ctx, retail.TransferLine{SKU: f.Goods.ID, Class: class})
		if err != nil {
			return f, err
		}
		if lv.Free < f.Qty-open {
			f.Answer = AnswerPromised
			return f, s.mismatch(ctx, v, f, retail.MatchEnough)
		}
		open = f.Qty
	}
	if open < f.Qty {
		f.Answer, f.Kind = AnswerEnough, retail.MatchEnough
		if v.Transfer.Line(f.Goods.ID, class) == nil {
			f.Answer, f.Kind, f.Needed = AnswerWrong, retail.MatchWrongItem, nil
			s.nearMiss(v, &f)
		}
		return f, s.mismatch(ctx, v, f, f.Kind)
	}
	f.Answer, f.Box = AnswerRight, retail.BoxID(v.ID, v.Box)
	return f, s.book(ctx, v.ID, retail.KindPickTransfer, retail.PickTransfer{
		Transfer: v.ID, SKU: f.Goods.ID, Class: class, Qty: f.Qty, Box: f.Box, Code: f.Code, Entry: entry, Reason: reason,
	})
}

// nearMiss says how other goods are wrong: the size or the colour of what is
// needed.
func (s *Service) nearMiss(v View, f *Found) {
	for i := range v.Items {
		l := &v.Items[i]
		if l.Open() == 0 {
			continue
		}
		if f.Needed == nil {
			f.Needed = &l.Goods
		}
		if l.Goods.Style == "" || l.Goods.Style != f.Goods.Style {
			continue
		}
		f.Needed = &l.Goods
		switch {
		case l.Goods.Size != f.Goods.Size && l.Goods.Color.Word != f.Goods.Color.Word:
			f.Kind = retail.MatchWrongStyle
		case l.Goods.Size != f.Goods.Size:
			f.Kind = retail.MatchWrongSize
		default:
			f.Kind = retail.MatchWrongColor
		}
		return
	}
}

// mismatch writes a wrong scan down: a mistake that never left.
func (s *Service) mismatch(ctx context.Context, v View, f Found, as retail.MatchKind) error {
	b := retail.TransferMismatch{Transfer: v.ID, Code: f.Code, As: as.String()}
	if f.Goods != nil {
		b.SKU = f.Goods.ID
	}
	_, err := s.do(ctx, "transferring.Scan", retail.KindTransferMismatch, b)
	return err
}

// take counts goods that are unpacked, whatever they are.
func (s *Service) take(ctx context.Context, v View, f Found, broken bool, entry retail.Entry, reason retail.HandReason) (Found, error) {
	if len(v.Out.Boxes) > 1 && v.Opened == "" {
		f.Answer = AnswerNoBox
		return f, nil
	}
	b := retail.TakeIn{Transfer: v.ID, Box: v.Opened, Qty: f.Qty, Code: f.Code, Entry: entry, Reason: reason}
	f.Box, f.Answer = v.Opened, AnswerUnknown
	if f.Goods != nil {
		b.SKU, b.Damaged = f.Goods.ID, broken
		f.Answer = AnswerForeign
		if v.Loose() {
			f.Answer = AnswerRight
		} else if l := v.Transfer.Line(f.Goods.ID, v.ClassOf(f.Goods.ID)); l != nil && !l.Foreign() {
			f.Answer = AnswerRight
			if v.Out.State.Left() && l.Way() < f.Qty && !s.boxHas(v, f) {
				f.Answer = AnswerOver
			}
		}
	}
	return f, s.book(ctx, v.ID, retail.KindTakeIn, b)
}

// boxHas tells whether the piece belongs to a box that was received whole and is
// looked at once more.
func (s *Service) boxHas(v View, f Found) bool {
	if !v.Taken(v.Opened) {
		return false
	}
	listed := 0
	for _, g := range v.Transfer.Box(v.Opened).Goods {
		if g.SKU == f.Goods.ID {
			listed += g.Qty
		}
	}
	for _, x := range v.In.Scans {
		if x.Box == v.Opened && x.SKU == f.Goods.ID {
			listed -= x.Qty
		}
	}
	return listed >= f.Qty
}

// back puts goods that are not sent to their shelf again: the scan by which they
// were picked is taken back.
func (s *Service) back(ctx context.Context, v View, f Found) (Found, error) {
	f.Answer = AnswerWrong
	if f.Goods == nil {
		f.Answer = AnswerUnknown
		return f, nil
	}
	i := slices.IndexFunc(v.Out.Scans, func(x retail.TransferScan) bool { return x.SKU == f.Goods.ID })
	if i < 0 {
		return f, nil
	}
	f.Answer, f.Qty = AnswerBack, v.Out.Scans[i].Qty
	_, err := s.do(ctx, "transferring.Back", retail.KindUndoTransfer, retail.UndoTransfer{Transfer: v.ID, Scan: v.Out.Scans[i].Cmd})
	return f, err
}

// book records a scan that can be taken back.
func (s *Service) book(ctx context.Context, id retail.TransferID, kind retail.Kind, body retail.Body) error {
	c, err := s.do(ctx, "transferring.Scan", kind, body)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.last[id] = done{c.ID, c.At}
	s.mu.Unlock()
	return nil
}

// UndoLast takes the last scan back.
func (s *Service) UndoLast(ctx context.Context, id retail.TransferID) error {
	s.mu.Lock()
	d := s.last[id]
	delete(s.last, id)
	s.mu.Unlock()
	if d.cmd == "" {
		return nil
	}
	_, err := s.do(ctx, "transferring.Undo", retail.KindUndoTransfer, retail.UndoTransfer{Transfer: id, Scan: d.cmd})
	return err
}

// NextBox begins a new box and returns its number.
func (s *Service) NextBox(ctx context.Context, id retail.TransferID) (int, error) {
	t, _, err := s.store.Transfer(ctx, id)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.box[id] = s.boxOf(t) + 1
	return s.box[id], nil
}

// Dispatch says that all that was picked has left.
func (s *Service) Dispatch(ctx context.Context, id retail.TransferID) error {
	_, err := s.do(ctx, "transferring.Dispatch", retail.KindDispatch, retail.Dispatch{Transfer: id})
	return err
}

// TakeBox receives the box that is open as it stands on the list.
func (s *Service) TakeBox(ctx context.Context, id retail.TransferID, label string) error {
	return s.book(ctx, id, retail.KindTakeBox, retail.TakeBox{Transfer: id, Box: label})
}

// Finish says that nothing is left to unpack. blind tells that the list was not
// looked at.
func (s *Service) Finish(ctx context.Context, id retail.TransferID, blind bool) error {
	_, err := s.do(ctx, "transferring.Finish", retail.KindFinishTransfer, retail.FinishTransfer{Transfer: id, Blind: blind})
	return err
}

// Find returns the transfer whose box carries the label, CodeNotFound when this
// terminal knows none.
func (s *Service) Find(ctx context.Context, label string) (retail.TransferID, error) {
	tag, _, ok := retail.CutBoxID(label)
	var id retail.TransferID
	err := s.store.Transfers(ctx, func(t *retail.Transfer, _ bool) bool {
		if ok && retail.TransferTag(t.ID) == tag {
			id = t.ID
		}
		return id == ""
	})
	if err == nil && id == "" {
		err = retail.E(retail.CodeNotFound, "transferring.Find", "transfer.box.unknown", nil)
	}
	return id, err
}

// BoxCode is the text of the QR code on a box label.
func BoxCode(id retail.TransferID, n int) (string, error) { return scanner.NewBox(retail.BoxID(id, n)) }
