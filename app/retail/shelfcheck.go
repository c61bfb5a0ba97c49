package retail

import "time"

// ShelfTime is how long a shop has to look at its shelf for another one: a
// customer stands there.
const ShelfTime = 10 * time.Minute

// ShelfCheckID names a ShelfCheck, a UUIDv7 made on the terminal that asks.
type ShelfCheckID string

// ShelfAnswer is what somebody found who looked at a shelf.
type ShelfAnswer uint8

// Values of ShelfAnswer; the words are stable, they are stored and sent.
const (
	// ShelfHas: あり.
	ShelfHas ShelfAnswer = iota + 1
	// ShelfNone: なし: the place is empty.
	ShelfNone
	// ShelfLost: 見つからない: it should be there, and nobody knows where.
	ShelfLost
)

var shelfAnswerWords = words{
	"has",
	"none",
	"not_found",
}

// String returns the stable word of the answer.
func (v ShelfAnswer) String() string { return shelfAnswerWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v ShelfAnswer) MarshalText() ([]byte, error) { return shelfAnswerWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *ShelfAnswer) UnmarshalText(b []byte) error {
	n, err := shelfAnswerWords.parse(b)
	*v = ShelfAnswer(n)
	return err
}

// ShelfAnswers returns every value in order.
func ShelfAnswers() []ShelfAnswer { return allOf[ShelfAnswer](len(shelfAnswerWords)) }

// ShelfCheck is that one shop asks another to look whether goods really lie there
// (棚の確認). Each of the two keeps a copy, under one ID.
type ShelfCheck struct {
	ID         ShelfCheckID `json:"id"`
	From       SiteID       `json:"from"` // who asks
	To         SiteID       `json:"to"`   // who looks
	SKU        SKUID        `json:"sku"`
	Seen       int          `json:"seen"` // what the asking shop was shown
	AskedAt    time.Time    `json:"asked_at"`
	AskedBy    StaffID      `json:"asked_by,omitempty"`
	Due        time.Time    `json:"due"` // in To: ShelfTime after it arrived there
	Answer     ShelfAnswer  `json:"answer,omitempty"`
	Qty        int          `json:"qty,omitempty"` // of ShelfHas
	AnsweredAt time.Time    `json:"answered_at,omitzero"`
	AnsweredBy StaffID      `json:"answered_by,omitempty"`
	Pending    bool         `json:"-"` // on a terminal: the shop's home has not heard of it yet (仮)
}

// Open tells whether nobody has answered.
func (k ShelfCheck) Open() bool { return k.Answer == 0 }

// Late tells whether it should have been answered by the instant.
func (k ShelfCheck) Late(now time.Time) bool { return k.Open() && now.After(k.Due) }

// shelfKept is how long a check is of use to anybody.
const shelfKept = 24 * time.Hour

// Stale tells whether the check may be forgotten.
func (k ShelfCheck) Stale(now time.Time) bool { return now.After(k.AskedAt.Add(shelfKept)) }

// AskShelf is the body of KindAskShelf.
type AskShelf struct {
	Check ShelfCheckID `json:"check"`
	To    SiteID       `json:"to"`
	SKU   SKUID        `json:"sku"`
	Seen  int          `json:"seen"`
}

// ShelfAsked is the body of KindShelfAsked, the letter that asks.
type ShelfAsked struct {
	Check ShelfCheck `json:"check"`
}

// AnswerShelf is the body of KindAnswerShelf. SKU is the check's.
type AnswerShelf struct {
	Check  ShelfCheckID `json:"check"`
	SKU    SKUID        `json:"sku"`
	Answer ShelfAnswer  `json:"answer"`
	Qty    int          `json:"qty,omitempty"`
}

// ShelfAnswered is the body of KindShelfAnswered, the letter that answers.
type ShelfAnswered struct {
	Check  ShelfCheckID `json:"check"`
	Answer ShelfAnswer  `json:"answer"`
	Qty    int          `json:"qty,omitempty"`
	At     time.Time    `json:"at"`
	Staff  StaffID      `json:"staff,omitempty"`
}

func shelfRef(id ShelfCheckID) Ref { return Ref{Entity: EntityShelfCheck, ID: string(id)} }

// About returns the check.
func (b AskShelf) About() Ref { return shelfRef(b.Check) }

// About returns the check.
func (b ShelfAsked) About() Ref { return shelfRef(b.Check.ID) }

// About returns the check.
func (b AnswerShelf) About() Ref { return shelfRef(b.Check) }

// About returns the check.
func (b ShelfAnswered) About() Ref { return shelfRef(b.Check) }

// decideAskShelf notes the question and writes it to the other shop.
func decideAskShelf(st State, c Command, b AskShelf) Decision {
	switch {
	case st.Check != nil:
		return rejected(AlreadySo)
	case b.Check == "" || b.SKU == "" || b.To == "" || b.To == c.Store:
		return rejected(WrongState)
	}
	k := ShelfCheck{ID: b.Check, From: c.Store, To: b.To, SKU: b.SKU, Seen: b.Seen, AskedAt: c.At, AskedBy: c.Staff, Due: c.At.Add(ShelfTime)}
	d := Decision{Verdict: Applied, Check: &k}
	d.write(c, b.To, KindShelfAsked, ShelfAsked{Check: k})
	return d
}

// decideShelfAsked makes the task in the shop that looks: its ten minutes begin
// when it hears of it.
func decideShelfAsked(st State, c Command, b ShelfAsked) Decision {
	k := b.Check
	if st.Check != nil || k.ID == "" || k.SKU == "" || k.From == "" {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	k.To, k.Due, k.Answer = c.Store, st.now(c).Add(ShelfTime), 0
	return Decision{Verdict: Applied, Check: &k}
}

// decideAnswerShelf notes the first answer and writes it back. Goods that are
// booked and do not lie there are promised to nobody until somebody has counted.
func decideAnswerShelf(st State, c Command, b AnswerShelf) Decision {
	d := Decision{Verdict: Applied}
	switch {
	case st.Check == nil || st.Check.To != c.Store || b.Answer == 0 || b.Qty < 0:
		d.clash(st, c, ExStateClash, 0, b.Qty)
		return d
	case !st.Check.Open():
		d.Code = AlreadySo
		return d
	}
	k := *st.Check
	k.Answer, k.Qty, k.AnsweredAt, k.AnsweredBy = b.Answer, b.Qty, c.At, c.Staff
	d.Check = &k
	d.write(c, k.From, KindShelfAnswered, ShelfAnswered{Check: k.ID, Answer: k.Answer, Qty: k.Qty, At: c.At, Staff: c.Staff})
	if b.Answer == ShelfHas || st.Level == nil || st.Level.SKU != k.SKU || st.Level.OnHand-st.Level.Picked <= 0 {
		return d
	}
	key := st.Level.StockKey
	d.Moves = []Movement{{Cmd: c.ID, Key: key, Kind: MoveDoubt, Doubt: true, Staff: c.Staff, Device: c.Device, At: c.At}}
	d.raise(st, c, ExRecount, 0, 0)
	d.Raise[0].ID, d.Raise[0].SKU = recountTask(key), k.SKU
	return d
}

// decideShelfAnswered brings the answer home. A check that was forgotten
// meanwhile needs none.
func decideShelfAnswered(st State, _ Command, b ShelfAnswered) Decision {
	if st.Check == nil || !st.Check.Open() {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	k := *st.Check
	k.Answer, k.Qty, k.AnsweredAt, k.AnsweredBy = b.Answer, b.Qty, b.At, b.Staff
	return Decision{Verdict: Applied, Check: &k}
}
