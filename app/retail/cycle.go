package retail

import (
	"cmp"
	"database/sql/driver"
	"slices"
	"time"
)

// CycleReason is why a SKU is on the list of the day.
type CycleReason uint8

// Values of CycleReason; the words are stable, they are stored and sent.
const (
	// CycleAsked: a task to count it is open.
	CycleAsked CycleReason = iota + 1
	// CycleDoubt: it was not found where it should be.
	CycleDoubt
	// CycleNegative: by the books there is less than nothing.
	CycleNegative
	// CycleEmpty: a pick took the last piece, and nobody looked since.
	CycleEmpty
	// CycleValue: much is worth much: it is counted often.
	CycleValue
	// CycleOld: it was not counted for long, or never.
	CycleOld
)

var cycleReasonWords = words{"asked", "doubt", "negative", "empty", "value", "old"}

// String returns the stable word of the value.
func (v CycleReason) String() string { return cycleReasonWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v CycleReason) MarshalText() ([]byte, error) { return cycleReasonWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *CycleReason) UnmarshalText(b []byte) error {
	n, err := cycleReasonWords.parse(b)
	*v = CycleReason(n)
	return err
}

// Scan reads the stable word from a database.
func (v *CycleReason) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v CycleReason) Value() (driver.Value, error) { return cycleReasonWords.value(uint8(v)) }

// CycleReasons returns every value in order.
func CycleReasons() []CycleReason { return allOf[CycleReason](len(cycleReasonWords)) }

// How often goods are counted by what they are worth: the SKUs that together
// hold four fifths of the value every 30 days, those of the next 15 % every 90,
// the others every half year.
const (
	cycleA = 30 * 24 * time.Hour
	cycleB = 90 * 24 * time.Hour
	cycleC = 182 * 24 * time.Hour

	// StaleAfter is how long goods may lie unmoved and uncounted before somebody
	// asks whether they are there at all.
	StaleAfter = 90 * 24 * time.Hour
)

// CycleItem is a SKU of the list of the day.
type CycleItem struct {
	Level StockLevel
	Why   CycleReason
	Worth Yen // of what the books have, at the price on the tag
}

// CycleList returns up to n SKUs that are to be counted next, the most urgent
// first: what somebody asked for, what is in doubt, then what is overdue most by
// its worth and the age of its last count. levels are the shop's; price gives
// the price on the tag, 0 where nobody knows it. The same levels give the same
// list, in whatever order they come.
func CycleList(levels []StockLevel, price func(SKUID) Yen, asked func(SKUID) bool, now time.Time, n int) []CycleItem {
	type ranked struct {
		CycleItem
		score float64
	}
	var all []ranked
	for _, l := range levels {
		if l.Class != Regular {
			continue
		}
		all = append(all, ranked{CycleItem: CycleItem{Level: l, Worth: price(l.SKU) * Yen(max(0, l.OnHand))}})
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.Worth, a.Worth), cmp.Compare(a.Level.SKU, b.Level.SKU))
	})
	var total, sum Yen
	for _, r := range all {
		total += r.Worth
	}
	for i := range all {
		r := &all[i]
		every := cycleC
		switch {
		case sum*100 < total*80:
			every = cycleA
		case sum*100 < total*95:
			every = cycleB
		}
		sum += r.Worth
		r.Why, r.score = r.Level.urge(asked(r.Level.SKU), every, now)
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	var out []CycleItem
	for _, r := range all {
		if len(out) == n || r.score <= 0 {
			break
		}
		out = append(out, r.CycleItem)
	}
	return out
}

// urge is why and how urgently a level is to be counted; one is due, below that
// it can wait.
func (l StockLevel) urge(asked bool, every time.Duration, now time.Time) (CycleReason, float64) {
	age := now.Sub(l.CountedAt)
	if l.CountedAt.IsZero() {
		age = 2 * cycleC
	}
	late := max(0, min(4, age.Hours()/every.Hours()))
	switch {
	case asked:
		return CycleAsked, 100 + late
	case l.Doubt:
		return CycleDoubt, 90 + late
	case l.Negative():
		return CycleNegative, 80 + late
	case !l.EmptyAt.IsZero():
		return CycleEmpty, 70 + late
	case l.OnHand == 0:
		return 0, 0
	case every == cycleA:
		return CycleValue, late
	}
	return CycleOld, late
}

// Negative tells whether by the books less than nothing lies on the shelf.
func (l StockLevel) Negative() bool { return l.OnHand < l.Picked || l.OnHand < 0 }

// Stale tells whether goods lie there by the books that nobody moved or counted
// for long.
func (l StockLevel) Stale(now time.Time) bool {
	return l.OnHand > l.Picked && now.Sub(l.AsOf) > StaleAfter && now.Sub(l.CountedAt) > StaleAfter
}

// Accuracy is how right the books were of what was counted in some time.
type Accuracy struct {
	From   time.Time // its first day, a Monday in Japan
	Lines  int       // SKUs counted
	Right  int       // of them those where shelf and books agreed
	Pieces int       // that the books had
	Off    int       // pieces too many and too few
}

// Share is the share of SKUs that were right, from 0 to 1; of none it is 0.
func (a Accuracy) Share() float64 {
	if a.Lines == 0 {
		return 0
	}
	return float64(a.Right) / float64(a.Lines)
}

// AccuracyByWeek adds up what stocktakes came to, week by week, the oldest
// first, weeks weeks up to now. Weeks without a count are there, with nothing.
// One SKU counted by itself is not in it: that is done where something seems
// wrong, so it tells of doubts and not of the shop. A count of an area or of the
// list of the day takes all that lies there, right or wrong.
func AccuracyByWeek(list []Stocktake, now time.Time, weeks int) []Accuracy {
	this := monday(now)
	out := make([]Accuracy, weeks)
	for i := range out {
		out[i].From = this.AddDate(0, 0, -7*(weeks-1-i))
	}
	for _, s := range list {
		at := monday(s.OpenedAt)
		i := slices.IndexFunc(out, func(a Accuracy) bool { return a.From.Equal(at) })
		if i < 0 {
			continue
		}
		out[i].Lines += s.Totals.Lines
		out[i].Right += s.Totals.Right
		out[i].Pieces += s.Totals.Pieces
		out[i].Off += s.Totals.Off
	}
	return out
}

// monday is the beginning of the week of an instant, in Japan.
func monday(t time.Time) time.Time {
	t = t.In(Japan)
	d := (int(t.Weekday()) + 6) % 7
	return time.Date(t.Year(), t.Month(), t.Day()-d, 0, 0, 0, 0, Japan)
}

// CountScan is one entry of a terminal's journal of what was counted: a scan, a
// typed number, or one of them taken back. It is stored before it is shown.
type CountScan struct {
	N         int64 // 1, 2, … on the terminal, never used again
	Stocktake StocktakeID
	Area      string
	SKU       SKUID
	Class     StockClass
	Code      string // as it was read, when no SKU has it
	Qty       int    // pieces; below zero when Undoes is taken back
	Undoes    int64  // the entry that this one takes back
	Staff     StaffID
	At        time.Time
	From      time.Time // of a look that found none: since when somebody looked
	Price     Yen       // on the tag, as the terminal knew it
	Stray     bool      // its own shelf is elsewhere
}

// Ref is the name of the line that it belongs to.
func (s CountScan) Ref() string { return LineRef(s.SKU, s.Class, s.Code) }

// CountedHere is what this terminal counted of one SKU, or of one unknown code,
// in one area.
type CountedHere struct {
	SKU   SKUID
	Class StockClass
	Code  string
	Staff StaffID // who
	// Journal names the journal that it is in, see LinePart.
	Journal int64
	Qty     int
	N       int64 // last entry of the journal that is in it
	First   time.Time
	Last    time.Time
	Price   Yen
	Stray   bool
	Gone    bool  // every scan of it was taken back
	Before  SKUID // of an unknown code: the last goods before it and the first behind it
	After   SKUID
}

// Ref is the name of the line that it belongs to.
func (h CountedHere) Ref() string { return LineRef(h.SKU, h.Class, h.Code) }

// CountPart is what one terminal counts of one area of a stocktake.
type CountPart struct {
	Stocktake StocktakeID
	Area      string
	Kind      StocktakeKind
	Tallied   int64 // last entry of the journal that is in a tally
	Last      int64 // last entry of the journal
	Done      bool  // this terminal has ended it
}

// TallyMost is how many lines one Tally may have: a command is small.
const TallyMost = 150

// Tallies makes the tallies that carry what was counted here, each of a size
// that the hub takes. at is the command's time.
func Tallies(id StocktakeID, kind StocktakeKind, area string, list []CountedHere, at time.Time, done bool) []Tally {
	var out []Tally
	for chunk := range slices.Chunk(list, TallyMost) {
		t := Tally{Stocktake: id, Kind: kind, Area: area}
		for _, h := range chunk {
			t.Lines = append(t.Lines, TallyLine{
				SKU: h.SKU, Class: h.Class, Code: h.Code, Staff: h.Staff, Journal: h.Journal, Qty: h.Qty, N: h.N, Stray: h.Stray, Gone: h.Gone, PriceTaxIn: h.Price,
				FirstMS: max(0, at.Sub(h.First).Milliseconds()), LastMS: max(0, at.Sub(h.Last).Milliseconds()), Before: h.Before, After: h.After,
			})
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		out = []Tally{{Stocktake: id, Kind: kind, Area: area}}
	}
	out[len(out)-1].Done = done
	return out
}
