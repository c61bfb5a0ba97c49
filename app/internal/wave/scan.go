package wave

import (
	"context"
	"slices"

	"miseban/app/retail"
	"miseban/scanner"
)

// Answer is what a scan was in a round.
type Answer uint8

// Values of Answer.
const (
	// Taken: the right item, or another of this round: it is in the hand now.
	Taken Answer = iota + 1
	// Laid: the tote is the order's: what was in the hand lies in it.
	Laid
	// ForeignTote: the tote has another order's goods.
	ForeignTote
	// OtherTote: the order has a tote already, and this is none of its own.
	OtherTote
	// LayFirst: an item lies in the hand: its tote comes first.
	LayFirst
	// ItemFirst: a tote, and nothing in the hand.
	ItemFirst
	// Wrong: not an item of this round; Match says how.
	Wrong
	// Nothing: a code that means nothing here.
	Nothing
	// WrongZone: goods of another temperature lie in the tote, Zone.
	WrongZone
)

// Found is a scan judged.
type Found struct {
	Answer Answer
	Match  retail.MatchKind // of Wrong
	Code   scanner.Code
	Got    *retail.SKU        // nil when no product has the code
	Needed *retail.SKU        // of the stop in hand
	Stop   *Stop              // the stop it was counted on, or the one in hand
	Tote   string             // that was scanned
	Owner  string             // ForeignTote: number of the order whose goods lie in it
	Zone   retail.Temperature // WrongZone: of what lies in the tote
	// Tag is what the code said of the goods. Least and Most are the grams that they may
	// have, of MatchTooLight and MatchTooHeavy; Most is 0 where there is no limit.
	Tag         retail.Tag
	Least, Most int
	// Zero: the books say that the shelf is empty now: somebody should look.
	Zero bool
	View View
}

// Scan judges a scanned code and books it when it is right.
func (s *Service) Scan(ctx context.Context, id retail.WaveID, code scanner.Code) (Found, error) {
	return s.judge(ctx, id, code, retail.Scanned, 0, false)
}

// Type does what Scan does for a code typed by hand, with the reason.
func (s *Service) Type(ctx context.Context, id retail.WaveID, text string, reason retail.HandReason) (Found, error) {
	opt := s.codes()
	opt.Source, opt.At = scanner.SourceTyped, s.clock.Now()
	code := scanner.Classify(text, opt)
	return s.judge(ctx, id, code, retail.TypedIn, reason, false)
}

// OneMore makes a tote one more of the order in hand: the other is full.
func (s *Service) OneMore(ctx context.Context, id retail.WaveID, code scanner.Code) (Found, error) {
	return s.judge(ctx, id, code, retail.Scanned, 0, true)
}

func (s *Service) judge(ctx context.Context, id retail.WaveID, code scanner.Code, entry retail.Entry, reason retail.HandReason, more bool) (Found, error) {
	v, err := s.View(ctx, id)
	if err != nil {
		return Found{}, err
	}
	f := Found{Code: code, View: v, Stop: v.Now()}
	switch {
	case !v.Mine:
		return f, retail.E(retail.CodeRefused, "wave.Scan", "verdict.claimed_by", nil)
	case code.Kind == scanner.KindTote:
		return s.lay(ctx, f, entry, more)
	case !goods(code):
		f.Answer = Nothing
		return f, nil
	}
	return s.take(ctx, f, entry, reason)
}

// lay lays what is in the hand into a tote.
func (s *Service) lay(ctx context.Context, f Found, entry retail.Entry, more bool) (Found, error) {
	h := f.View.Hand
	f.Tote = f.Code.Fields.ID
	if h == nil {
		f.Answer = ItemFirst
		return f, nil
	}
	x, err := s.store.Tote(ctx, f.Tote)
	if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
		return f, err
	}
	if err == nil && x.Order != h.Order {
		o, err := s.store.Order(ctx, x.Order)
		if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
			return f, err
		}
		if err == nil && o.HoldsTote() {
			f.Answer, f.Owner = ForeignTote, o.Number
			return f, s.mismatch(ctx, h.Order, h.Line.No, f.Code.Text, "", "foreign_tote")
		}
	}
	if t := h.lies[f.Tote]; t != 0 && t != h.Line.Temp.Or() {
		f.Answer, f.Zone = WrongZone, t
		return f, s.mismatch(ctx, h.Order, h.Line.No, f.Code.Text, "", "wrong_zone")
	}
	if !more && !slices.Contains(h.Totes, f.Tote) && s.hasTote(ctx, f.View, h) {
		f.Answer = OtherTote
		return f, s.mismatch(ctx, h.Order, h.Line.No, f.Code.Text, "", "other_tote")
	}
	b := retail.PutInTote{Order: h.Order, Wave: f.View.Wave.ID, Tote: f.Tote, Picks: h.picks, Entry: entry}
	if err := s.do(ctx, "wave.Scan", retail.KindPutInTote, b); err != nil {
		return f, err
	}
	f.Answer = Laid
	f.View, err = s.View(ctx, f.View.Wave.ID)
	return f, err
}

// hasTote tells whether the order has a tote that this walker carries: one of a
// colleague who walks another part does not count.
func (s *Service) hasTote(ctx context.Context, v View, h *Hand) bool {
	for _, code := range h.Totes {
		x, err := s.store.Tote(ctx, code)
		if err != nil || x.Order != h.Order {
			continue
		}
		if k := v.Wave.Walker(x.Device); k == nil || k.Device == s.me() {
			return true
		}
	}
	return false
}

// take takes an item into the hand.
func (s *Service) take(ctx context.Context, f Found, entry retail.Entry, reason retail.HandReason) (Found, error) {
	key := f.Code.Fields.Key
	if weighed, ok := f.Code.Weighed(); ok {
		key = weighed
	}
	sku, qty, err := s.store.SKUByGTIN(ctx, key)
	switch {
	case err == nil:
		f.Got = &sku
	case retail.CodeOf(err) != retail.CodeNotFound:
		return f, err
	}
	if h := f.View.Hand; h != nil && (f.Got == nil || f.Got.ID != h.Line.SKU || h.More == 0) {
		f.Answer = LayFirst
		return f, nil
	}
	share := s.shareOf(&f, max(qty, 1))
	if share == nil {
		return f, s.wrong(ctx, &f)
	}
	if _, over := retail.ExpiredOn(f.Code.Fields.AI, s.clock.Now()); over {
		f.Match = retail.MatchExpired
		return f, s.wrong(ctx, &f)
	}
	if ok, err := s.label(ctx, &f, share, max(qty, 1)); err != nil {
		return f, err
	} else if !ok {
		return f, s.wrong(ctx, &f)
	}
	b := retail.PickItem{
		Order: share.Order, Line: share.Line, SKU: sku.ID, Qty: max(qty, 1), Code: f.Code.Text, Entry: entry, Reason: reason, Wave: f.View.Wave.ID, Tag: f.Tag,
	}
	if err := s.do(ctx, "wave.Scan", retail.KindPick, b); err != nil {
		return f, err
	}
	f.Answer = Taken
	if level, err := s.store.Stock(ctx, sku.ID); err == nil {
		f.Zero = level.OnHand-level.Picked == 0
	}
	f.View, err = s.View(ctx, f.View.Wave.ID)
	return f, err
}

// shareOf finds the order that a scanned item is for: the one in hand, else the
// first by letter; nil when none needs so many.
func (s *Service) shareOf(f *Found, qty int) *Share {
	if f.Got == nil {
		return nil
	}
	for i := range f.View.Stops {
		st := &f.View.Stops[i]
		if st.SKU != f.Got.ID {
			continue
		}
		f.Stop = st
		for j := range st.For {
			if h := f.View.Hand; st.For[j].Qty >= qty && (h == nil || h.Order == st.For[j].Order) {
				return &st.For[j]
			}
		}
		f.Match = retail.MatchTooMany
	}
	return nil
}

// wrong says how an item is wrong, and writes it down.
func (s *Service) wrong(ctx context.Context, f *Found) error {
	f.Answer = Wrong
	now := f.View.Now()
	if now != nil {
		if needed, err := s.store.SKU(ctx, now.SKU); err == nil {
			f.Needed = &needed
		}
	}
	var order retail.OrderID
	line := 0
	if now != nil && len(now.For) > 0 {
		order, line = now.For[0].Order, now.For[0].Line
	} else if len(f.View.Wave.Orders) > 0 {
		order = f.View.Wave.Orders[0].Order
	}
	if f.Match == 0 {
		f.Match = s.matchOf(ctx, f)
	}
	var got retail.SKUID
	if f.Got != nil {
		got = f.Got.ID
	}
	return s.mismatch(ctx, order, line, f.Code.Text, got, f.Match.String())
}

// matchOf compares an item that the round does not need with the stop in hand.
func (s *Service) matchOf(ctx context.Context, f *Found) retail.MatchKind {
	if f.Got == nil {
		return retail.MatchUnknown
	}
	for _, m := range f.View.Wave.Orders {
		o, err := s.store.Order(ctx, m.Order)
		if err != nil || o.Wave != f.View.Wave.ID {
			continue
		}
		for _, l := range o.Lines {
			if l.SKU == f.Got.ID && l.Open() == 0 {
				return retail.MatchEnough
			}
		}
	}
	kind, _ := retail.Match(&retail.Order{}, 0, f.Needed, f.Got, 1, false)
	return kind
}

func (s *Service) mismatch(ctx context.Context, order retail.OrderID, line int, code string, sku retail.SKUID, as string) error {
	if order == "" {
		return nil
	}
	return s.do(ctx, "wave.Scan", retail.KindMismatch, retail.Mismatch{Order: order, Line: line, Code: code, SKU: sku, As: as})
}

// TapTote lays what is in the hand into the tote that the order has, by its
// letter: the label cannot be read. It is written down as typed.
func (s *Service) TapTote(ctx context.Context, id retail.WaveID) (Found, error) {
	v, err := s.View(ctx, id)
	if err != nil {
		return Found{}, err
	}
	if v.Hand == nil || len(v.Hand.Totes) == 0 {
		return Found{Answer: ItemFirst, View: v}, nil
	}
	code := scanner.Code{Kind: scanner.KindTote, Text: v.Hand.Totes[0], Fields: scanner.Fields{ID: v.Hand.Totes[0]}}
	return s.judge(ctx, id, code, retail.TypedIn, 0, false)
}

// Undo puts what is in the hand back on its shelf.
func (s *Service) Undo(ctx context.Context, id retail.WaveID) (View, error) {
	v, err := s.View(ctx, id)
	if err != nil || v.Hand == nil {
		return v, err
	}
	for _, p := range v.Hand.picks {
		if err := s.do(ctx, "wave.Undo", retail.KindUndoPick, retail.UndoPick{Order: v.Hand.Order, Line: v.Hand.Line.No, Pick: p}); err != nil {
			return v, err
		}
	}
	return s.View(ctx, id)
}
