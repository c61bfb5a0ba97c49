package pickup

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"miseban/app/retail"
)

// Tab is a heap of the queue: what is to be done next with the orders in it.
type Tab uint8

// Values of Tab.
const (
	// TabReceived 受付: to pick.
	TabReceived Tab = iota + 1
	// TabStaged 保管: in its place, the customer not told yet.
	TabStaged
	// TabNotified お渡し: the customer was told and may come.
	TabNotified
	// TabInbox 要確認.
	TabInbox
	// TabPending 保留: goods are missing, and the customer is to be asked or waits.
	TabPending
)

// Tabs returns every tab in order.
func Tabs() []Tab { return []Tab{TabReceived, TabStaged, TabNotified, TabInbox, TabPending} }

// TabOf returns the tab an order in the state belongs to, 0 for none.
func TabOf(s retail.OrderState) Tab {
	switch s {
	case retail.Received, retail.Picking:
		return TabReceived
	case retail.Short:
		return TabPending
	case retail.Staged:
		return TabStaged
	case retail.Notified, retail.Expired:
		return TabNotified
	case retail.HandedOver, retail.Declined, retail.Canceled:
	}
	return 0
}

// Urgency is how the time left stands.
type Urgency uint8

// Values of Urgency.
const (
	// OnTime: 20 minutes or more.
	OnTime Urgency = iota + 1
	// Soon: under 20 minutes, or it must be begun now to be ready as promised.
	Soon
	// Late: the promise is past, or cannot be kept any more at the shop's own pace.
	Late
	// Taken: a colleague has it.
	Taken
)

// soon is when the time left turns amber.
const soon = 20 * time.Minute

// Row is one order as the queue shows it.
type Row struct {
	ID        retail.OrderID
	Number    string
	Name      string // family name in kana, without 様
	State     retail.OrderState
	Promised  time.Time
	Deadline  time.Time
	Minutes   int // left to the promise; positive also when late, see Urgency
	Urgency   Urgency
	Pieces    int
	Missing   int
	Picked    int
	Lines     int
	Picture   string
	Slot      string
	Claimed   retail.StaffID // live claim, or empty
	Claimer   string         // name of the colleague
	ClaimerEn string         // may be empty, as all English names
	Mine      bool           // the live claim is the acting staff's or this terminal's
	Tentative bool           // Mine, and claimed without a line: a colleague may have it too (仮担当)
	Due       retail.Yen     // with tax, to be taken at the counter
	Notice    retail.NoticeState
	Note      bool // the customer wrote something
	Gift      bool
	Places    []string  // parts of the shop to walk, in route order: 売場 1階, 売場 2階
	Longer    time.Time // until when the customer might come if the time were extended now; zero: goods do not wait
	Caller    *Caller   // the customer is in the shop; nil: not that anybody knows
	// PickBy is when picking must begin for the order to be ready as promised; zero
	// for orders that are not to be picked. Pause: the work on it rests.
	PickBy time.Time
	Pause  *retail.Pause
	// Pending: goods are missing and not settled with the customer, see TabPending.
	// Tried is how often nobody answered, Waits until when the customer waits.
	Pending bool
	Tried   int
	Waits   time.Time
}

// Queue is what the queue page shows.
type Queue struct {
	Tab    Tab
	Counts map[Tab]int
	Rows   []Row    // sorted by minutes left
	Inbox  []Entry  // of TabInbox, what is due first at the top
	New    int      // orders nobody has begun: they make themselves heard
	Here   []Caller // customers in the shop, those who ring first
	Pieces int      // pieces of the orders that may be begun
	Free   int      // orders that may be begun
	Now    time.Time
}

// board is the queue held in memory: 10,000 orders answer under a blink.
type board struct {
	loaded bool
	site   retail.Site
	chain  retail.Chain
	cards  map[retail.OrderID]*card
	counts map[Tab]int
}

// card is what the board keeps of an order.
type card struct {
	row     Row
	claim   *retail.Claim
	order   *retail.Order // where the goods may be given, else nil
	kana    string        // folded, for search
	phone4  string
	numbers string // short and outside number
	skus    []retail.SKUID
	bags    []retail.Bag
	dates   map[retail.SKUID]retail.Seen // of what was picked last, by the dates on their codes
	needs   []need                       // still to be picked
	zones   []string                     // of needs; nil until asked for
	placed  time.Time
	places  []string // nil until asked for
}

// need is an item of an order that is still to be picked.
type need struct {
	sku  retail.SKUID
	open int
}

func newBoard() *board { return &board{cards: map[retail.OrderID]*card{}, counts: map[Tab]int{}} }

func (b *board) put(o *retail.Order) {
	b.drop(o.ID)
	c := newCard(o)
	b.cards[o.ID] = c
	b.counts[TabOf(o.State)]++
}

func (b *board) drop(id retail.OrderID) {
	if c, ok := b.cards[id]; ok {
		b.counts[TabOf(c.row.State)]--
		delete(b.cards, id)
	}
}

func newCard(o *retail.Order) *card {
	r := Row{
		ID: o.ID, Number: o.Number, Name: o.Customer.CallName(), State: o.State, Promised: o.PromisedAt, Deadline: o.Deadline,
		Pieces: o.Pieces(), Missing: o.Missing(), Picked: o.PickedPieces(), Lines: len(o.Lines), Slot: o.Slot,
		Due: o.Pay.DueTaxIn, Notice: o.Notice.State, Note: o.Customer.Note != "", Gift: o.Gift,
	}
	if r.Pending = o.Pending(); r.Pending {
		for _, l := range o.Lines {
			if l.Lacking() == 0 {
				continue
			}
			n, _ := o.Tried(l.No)
			r.Tried = max(r.Tried, n)
			if a := o.Answered(l.No); a != nil && a.Choice == retail.ChooseWait {
				r.Waits = a.Until
			}
		}
	}
	if len(o.Lines) > 0 {
		r.Picture = o.Lines[0].Picture
	}
	c := &card{row: r, kana: fold(o.Customer.Kana), phone4: o.Customer.Last4(), numbers: strings.ToLower(o.Number + " " + o.External)}
	c.bags, c.dates = slices.Clone(o.BagsHere()), datesOf(o)
	if o.Claim != nil {
		cl := *o.Claim
		c.claim = &cl
	}
	if retail.ReadyAnswer(o) == retail.PickupOK {
		c.order = o.Clone()
		c.order.Steps = nil
	}
	c.placed, c.row.Pause = o.PlacedAt, o.Clone().Pause
	for _, l := range o.Lines {
		c.skus = append(c.skus, l.SKU)
		if l.Open() > 0 {
			c.needs = append(c.needs, need{l.SKU, l.Open()})
		}
	}
	return c
}

// fold makes kana comparable: NFKC, hiragana to katakana, no blanks.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'ぁ' && r <= 'ゖ':
			return r + ('ァ' - 'ぁ')
		case r == ' ', r == '\u3000', r == '・':
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

// load fills the board once; afterwards Changed keeps it.
func (s *Service) load(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.board.loaded {
		return nil
	}
	b := newBoard()
	if err := s.calendar(ctx, b); err != nil {
		return err
	}
	err := s.store.Orders(ctx, func(o *retail.Order) bool { b.put(o); return true })
	if err != nil {
		return err
	}
	b.loaded = true
	s.board = b
	return nil
}

// Changed tells the service that orders changed underneath it, for example
// because the hub sent news. No ids means: everything may have.
func (s *Service) Changed(ctx context.Context, ids ...retail.OrderID) error {
	if len(ids) == 0 {
		s.mu.Lock()
		s.board = newBoard()
		s.mu.Unlock()
		s.names.Clear()
		return s.load(ctx)
	}
	for _, id := range ids {
		if err := s.reread(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// reread puts an order on the board as it stands. The lock is held from before
// the reading: else what staff did meanwhile would be overwritten with what was
// read before it.
func (s *Service) reread(ctx context.Context, id retail.OrderID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.store.Order(ctx, id)
	switch {
	case err == nil:
		s.board.put(o)
	case retail.CodeOf(err) == retail.CodeNotFound:
		s.board.drop(id)
	default:
		return err
	}
	return nil
}

// Queue returns the rows of a tab, most urgent first.
func (s *Service) Queue(ctx context.Context, tab Tab) (Queue, error) {
	if err := s.load(ctx); err != nil {
		return Queue{}, err
	}
	inbox, err := s.entries(ctx)
	if err != nil {
		return Queue{}, err
	}
	if tab == TabReceived {
		if err := s.learnPace(ctx); err != nil {
			return Queue{}, err
		}
	}
	now := s.clock.Now()
	a, _ := s.session.Actor()
	q := Queue{Tab: tab, Counts: map[Tab]int{TabInbox: len(inbox)}, Now: now}
	if tab == TabInbox {
		q.Inbox = inbox
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range []Tab{TabReceived, TabStaged, TabNotified} {
		q.Counts[t] = s.board.counts[t]
	}
	for _, c := range s.board.cards {
		t := TabOf(c.row.State)
		live := c.claim.LiveAt(now)
		if t == TabReceived && !live && c.row.State != retail.Short {
			q.Free++
			q.Pieces += c.row.Pieces - c.row.Picked
			if c.row.State == retail.Received {
				q.New++
			}
		}
		if c.row.Pending {
			q.Counts[TabPending]++
		}
		if t == tab || tab == TabPending && c.row.Pending {
			q.Rows = append(q.Rows, s.row(ctx, c, a, now))
		}
		if here := s.caller(ctx, c, a, now); here != nil {
			q.Here = append(q.Here, *here)
		}
	}
	sortRows(q.Rows)
	sortCallers(q.Here)
	return q, nil
}

// sortRows puts the most urgent first, before all others those whose customers
// are here; ties go by order number.
func sortRows(rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(byCaller(a.Caller, b.Caller), a.begin().Compare(b.begin()), a.Promised.Compare(b.Promised), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
}

// begin is when the order must be begun, or is promised where nothing is to be
// picked.
func (r Row) begin() time.Time {
	if r.PickBy.IsZero() {
		return r.Promised
	}
	return r.PickBy
}

// row returns a card as it stands now.
func (s *Service) row(ctx context.Context, c *card, a retail.Actor, now time.Time) Row {
	r := c.row
	r.Places = s.places(ctx, c)
	r.Caller = s.caller(ctx, c, a, now)
	if c.order != nil {
		r.Longer = c.order.Extension(s.board.site, s.board.chain.Pickups, now)
	}
	left := r.Promised.Sub(now)
	r.Minutes = int((left + time.Minute - 1) / time.Minute)
	switch {
	case left < 0:
		r.Urgency = Late
		r.Minutes = max(1, int(-left/time.Minute))
	case left < soon:
		r.Urgency = Soon
	default:
		r.Urgency = OnTime
	}
	if r.State == retail.Received || r.State == retail.Picking {
		by, p := s.due(ctx, c, now)
		r.PickBy = by
		switch {
		case r.State == retail.Picking && len(c.needs) == 0: // all is picked, it is put away
		case p == retail.PressureLate:
			r.Urgency = Late
		case p == retail.PressureSoon && r.Urgency == OnTime:
			r.Urgency = Soon
		}
	}
	if c.claim.LiveAt(now) {
		r.Claimed = c.claim.Staff
		r.Mine = c.claim.Staff == a.Staff.ID || c.claim.Device == a.Device
		r.Claimer, r.ClaimerEn = s.staffName(ctx, c.claim.Staff)
		r.Tentative = c.claim.Device == a.Device && s.desk.unheard(c.claim.Until.Add(-retail.ClaimLease))
		if !r.Mine {
			r.Urgency = Taken
		}
	}
	return r
}

// Search finds orders by short or outside order number, kana, or the last four
// digits of the phone. Orders handed over are found too, after the others.
func (s *Service) Search(ctx context.Context, text string) ([]Row, error) {
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	q := fold(strings.TrimSpace(text))
	if q == "" {
		return nil, nil
	}
	low := strings.ToLower(q)
	now := s.clock.Now()
	a, _ := s.session.Actor()
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Row
	for _, c := range s.board.cards {
		if c.phone4 == q || strings.Contains(c.kana, q) || strings.Contains(c.numbers, low) {
			rows = append(rows, s.row(ctx, c, a, now))
		}
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(over(a)-over(b), a.Promised.Compare(b.Promised), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	return rows, nil
}

func over(r Row) int {
	if r.State.Over() {
		return 1
	}
	return 0
}

// places returns the parts of the shop an order's goods stand in.
func (s *Service) places(ctx context.Context, c *card) []string {
	if c.places != nil {
		return c.places
	}
	c.places = []string{}
	for _, id := range c.skus {
		l, err := s.store.Stock(ctx, id)
		if err != nil || l.Place == "" {
			continue
		}
		part, _, _ := strings.Cut(l.Place, "・")
		if !slices.Contains(c.places, part) {
			c.places = append(c.places, part)
		}
	}
	slices.Sort(c.places)
	return c.places
}
