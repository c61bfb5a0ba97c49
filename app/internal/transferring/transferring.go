// Package transferring is what staff do with goods that travel between two
// shops (店間移動, 取り寄せ): ask, answer, pick into boxes, dispatch, receive,
// and settle what does not agree. It decides nothing itself: the rules are in
// retail, and every step is recorded locally before it is shown.
package transferring

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"miseban/app/internal/recording"
	"miseban/app/retail"
	"miseban/scanner"
)

// Store is what the service asks of the terminal's database.
type Store interface {
	// Record judges and stores commands and their effects in one transaction.
	Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	// Transfer returns a transfer, CodeNotFound when there is none; pending tells
	// that the hub has not answered yet (仮).
	Transfer(ctx context.Context, id retail.TransferID) (t *retail.Transfer, pending bool, err error)
	// Transfers calls yield for every transfer of the shop, until it returns false.
	Transfers(ctx context.Context, yield func(t *retail.Transfer, pending bool) bool) error
	// SKU returns a product of the catalogue, CodeNotFound when there is none.
	SKU(ctx context.Context, id retail.SKUID) (retail.SKU, error)
	// SKUByGTIN returns the SKU with the 14-digit code and how many pieces the code stands for.
	SKUByGTIN(ctx context.Context, gtin14 string) (retail.SKU, int, error)
	// StockClasses returns this shop's levels of a SKU in every class.
	StockClasses(ctx context.Context, sku retail.SKUID) ([]retail.StockLevel, error)
	// StockElsewhere returns what other sites have of a SKU, and when that was known.
	StockElsewhere(ctx context.Context, sku retail.SKUID) ([]retail.SiteStock, time.Time, error)
	// Site returns the shop of this terminal, Sites every site of the chain.
	Site(ctx context.Context) (retail.Site, error)
	Sites(ctx context.Context) ([]retail.Site, error)
	// StaffNamed returns a member of staff, CodeNotFound when there is none.
	StaffNamed(ctx context.Context, id retail.StaffID) (retail.Staff, error)
}

// Session tells who is signed in; ok is false while nobody is.
type Session interface {
	Actor() (a retail.Actor, ok bool)
}

// Service does the work on transfers.
type Service struct {
	store   Store
	session Session
	clock   retail.Clock
	ids     retail.IDs
	codes   func() scanner.Options

	mu   sync.Mutex
	box  map[retail.TransferID]int    // the box that is being filled
	open map[retail.TransferID]string // the box that is being unpacked
	last map[retail.TransferID]done   // what can be taken back
}

// done is a scan that can be taken back.
type done struct {
	cmd retail.CommandID
	at  time.Time
}

// UndoTime is how long the last scan can be taken back with one tap.
const UndoTime = 10 * time.Second

// New builds the service. codes tells how typed codes are read.
func New(store Store, session Session, clock retail.Clock, ids retail.IDs, codes func() scanner.Options) *Service {
	return &Service{
		store: store, session: session, clock: clock, ids: ids, codes: codes,
		box: map[retail.TransferID]int{}, open: map[retail.TransferID]string{}, last: map[retail.TransferID]done{},
	}
}

// do records one command of the signed-in staff. A rejected intent is an error
// that says which rule said no.
func (s *Service) do(ctx context.Context, op string, kind retail.Kind, body retail.Body) (retail.Command, error) {
	clerk := recording.Clerk{Session: s.session, Site: s.store.Site, Record: s.store.Record, Clock: s.clock, IDs: s.ids, Hint: hintOf}
	return clerk.Do(ctx, op, kind, body)
}

// hintOf says a refusal in the words of transfers: the message of a wrong state is
// about orders.
func hintOf(code retail.VerdictCode) string {
	if code == retail.WrongState {
		return "transfer.refused.state"
	}
	return "verdict." + code.String()
}

// Row is a transfer in the list.
type Row struct {
	ID       retail.TransferID
	Number   string      // of a delivery that was announced, its number in the chain's own system
	Other    retail.Site // the shop at the other end; without a name: a supplier that nobody named
	Sends    bool        // this shop is the sender
	Ours     bool        // this shop is to do the next thing
	State    retail.TransferState
	Why      retail.TransferReason
	Customer bool
	Pieces   int // asked for, or put in as yet
	Done     int // of Pieces: picked, or received
	Boxes    int
	Open     int       // pieces that do not agree
	Since    time.Time // of the state; of a delivery that is to come, when it is due
	Due      time.Time
	Pending  bool // 仮
}

// Board is the list in its two tabs, what this shop has to do first.
type Board struct {
	Send, Receive []Row
}

// Due counts what this shop has to do in a tab.
func Due(rows []Row) int {
	n := 0
	for _, r := range rows {
		if r.Ours {
			n++
		}
	}
	return n
}

// keepOver is how long what is over stays in the list.
const keepOver = 48 * time.Hour

// dueSoon is how long before it is due a delivery is looked for.
const dueSoon = 24 * time.Hour

// Board returns the transfers of this shop.
func (s *Service) Board(ctx context.Context) (Board, error) {
	var b Board
	site, err := s.store.Site(ctx)
	if err != nil {
		return b, err
	}
	names, err := s.sites(ctx)
	if err != nil {
		return b, err
	}
	now := s.clock.Now()
	err = s.store.Transfers(ctx, func(t *retail.Transfer, pending bool) bool {
		r := rowOf(t, site.ID, names)
		r.Pending = pending
		if r.State == retail.InTransit && t.Delivered() && t.Due.After(now.Add(dueSoon)) { // it was announced early
			r.Ours = false
		}
		switch {
		case r.State.Over() && now.Sub(r.Since) > keepOver:
		case r.Sends:
			b.Send = append(b.Send, r)
		default:
			b.Receive = append(b.Receive, r)
		}
		return true
	})
	for _, rows := range [][]Row{b.Send, b.Receive} {
		slices.SortFunc(rows, func(a, b Row) int {
			return cmp.Or(late(a, b), a.Since.Compare(b.Since), strings.Compare(string(a.ID), string(b.ID)))
		})
	}
	return b, err
}

// late puts what is to be done first, customers' before others', what is over last.
func late(a, b Row) int {
	rank := func(r Row) int {
		switch {
		case r.State.Over():
			return 3
		case !r.Ours:
			return 2
		case r.Customer:
			return 0
		}
		return 1
	}
	return rank(a) - rank(b)
}

func (s *Service) sites(ctx context.Context) (map[retail.SiteID]retail.Site, error) {
	all, err := s.store.Sites(ctx)
	out := make(map[retail.SiteID]retail.Site, len(all))
	for _, x := range all {
		out[x.ID] = x
	}
	return out, err
}

func rowOf(t *retail.Transfer, here retail.SiteID, names map[retail.SiteID]retail.Site) Row {
	r := Row{
		ID: t.ID, Number: t.Number, Sends: t.Sends(here), State: t.State(), Why: t.Why, Customer: t.Customer,
		Boxes: len(t.Out.Boxes), Due: t.Due, Since: t.Asked.At,
	}
	other := t.Other(here)
	if t.Delivered() {
		r.Number = cmp.Or(t.Plan, t.Number)
	}
	if r.Other = names[other]; t.Delivered() && t.Sender != "" || other == retail.Outside {
		r.Other = retail.Site{ID: other, Name: t.Sender}
	} else if r.Other.ID == "" {
		r.Other = retail.Site{ID: other, Name: string(other)}
	}
	since := []time.Time{t.Out.At, t.In.At}
	if t.Delivered() && t.In.State == retail.TransferAsked && !t.Due.IsZero() {
		since, r.Since = nil, t.Due // until then nobody waits for it
	}
	for _, at := range since {
		if at.After(r.Since) {
			r.Since = at
		}
	}
	for _, d := range t.Differences() {
		if d.Kind != retail.ExTransferDamaged {
			r.Open += d.Qty
		}
	}
	r.Pieces, r.Done = pieces(t)
	switch r.State {
	case retail.TransferAsked, retail.TransferApproved, retail.TransferPicking:
		r.Ours = r.Sends
	case retail.InTransit, retail.TransferReceiving:
		r.Ours = !r.Sends
	case retail.TransferReceived:
		r.Ours = r.Open > 0
	case retail.TransferDeclined, retail.TransferCanceled, retail.TransferClosed:
	}
	return r
}

// pieces is how many pieces a transfer is about now, and how many of them the
// shop whose turn it is has in hand.
func pieces(t *retail.Transfer) (all, done int) {
	for _, l := range t.Lines {
		switch t.State() {
		case retail.TransferApproved, retail.TransferPicking:
			all, done = all+max(l.Approved, l.Picked), done+l.Picked
		case retail.InTransit, retail.TransferReceiving, retail.TransferReceived, retail.TransferClosed:
			all, done = all+l.Sent, done+min(l.Sent, l.Arrived())
		case retail.TransferAsked, retail.TransferDeclined, retail.TransferCanceled:
			all += l.Asked
		}
	}
	return all, done
}

// LineView is one line as the pages show it.
type LineView struct {
	retail.TransferLine
	Goods retail.SKU
	Known bool   // the catalogue has the goods
	Shelf string // of this shop, empty when nobody knows
	Place string
	Free  int // promised to nobody here, in the class of the line
}

// View is a transfer as its page shows it.
type View struct {
	*retail.Transfer
	Here    retail.SiteID
	Row     Row
	Items   []LineView // in walking order while picking, else as asked
	Box     int        // number of the box that is being filled
	Opened  string     // label of the box that is being unpacked, empty for none
	Undo    time.Time  // until when the last scan can be taken back
	Owner   string     // who is to settle what is open here
	OwnerEn string
}

// Open returns a transfer, CodeNotFound when there is none.
func (s *Service) Open(ctx context.Context, id retail.TransferID) (View, error) {
	t, pending, err := s.store.Transfer(ctx, id)
	if err != nil {
		return View{}, err
	}
	site, err := s.store.Site(ctx)
	if err != nil {
		return View{}, err
	}
	names, err := s.sites(ctx)
	if err != nil {
		return View{}, err
	}
	v := View{Transfer: t, Here: site.ID, Row: rowOf(t, site.ID, names)}
	v.Row.Pending = pending
	for _, l := range t.Lines {
		lv, err := s.lineView(ctx, l)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, lv)
	}
	if v.Row.Sends && v.Row.State == retail.TransferApproved || v.Row.State == retail.TransferPicking {
		slices.SortStableFunc(v.Items, func(a, b LineView) int {
			return cmp.Or(min(b.Open(), 1)-min(a.Open(), 1), strings.Compare(a.Shelf, b.Shelf))
		})
	}
	owner := t.In.Staff
	if v.Row.Sends {
		owner = t.Out.Staff
	}
	if st, err := s.store.StaffNamed(ctx, owner); err == nil {
		v.Owner, v.OwnerEn = st.Name, st.NameEn
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v.Box = s.boxOf(t)
	v.Opened = s.openedOf(t)
	if d := s.last[id]; d.cmd != "" && s.clock.Now().Before(d.at.Add(UndoTime)) {
		v.Undo = d.at.Add(UndoTime)
	}
	return v, nil
}

func (s *Service) lineView(ctx context.Context, l retail.TransferLine) (LineView, error) {
	lv := LineView{TransferLine: l, Goods: retail.SKU{ID: l.SKU, Name: string(l.SKU)}}
	switch sku, err := s.store.SKU(ctx, l.SKU); {
	case err == nil:
		lv.Goods, lv.Known = sku, true
	case retail.CodeOf(err) != retail.CodeNotFound:
		return lv, err
	}
	levels, err := s.store.StockClasses(ctx, l.SKU)
	for _, x := range levels {
		if x.Class == l.Class {
			lv.Free = x.Available()
		}
		if lv.Shelf == "" {
			lv.Shelf, lv.Place = x.Shelf, x.Place
		}
	}
	return lv, err
}

// boxOf is the box that is being filled: the one chosen here, or the last one
// that something was put into.
func (s *Service) boxOf(t *retail.Transfer) int {
	n := max(1, s.box[t.ID])
	if s.box[t.ID] == 0 {
		for _, x := range t.Out.Scans {
			if _, no, ok := retail.CutBoxID(x.Box); ok {
				n = max(n, no)
			}
		}
	}
	return n
}

// openedOf is the box that is being unpacked: the one whose label was scanned
// here, or the only one there is.
func (s *Service) openedOf(t *retail.Transfer) string {
	if label := s.open[t.ID]; t.Box(label) != nil {
		return label
	}
	if len(t.Out.Boxes) == 1 {
		return t.Out.Boxes[0].Label
	}
	return ""
}
