package retail

import (
	"slices"
	"strings"
	"time"
)

// OpenCount is the body of KindOpenCount: a stocktake begins.
type OpenCount struct {
	Stocktake StocktakeID   `json:"stocktake"`
	Kind      StocktakeKind `json:"count"`
	Areas     []string      `json:"areas"`
	Targets   []CountTarget `json:"targets,omitempty"`
}

// CountLeft is the body of KindCountLeft: nobody has done anything about a stocktake
// for long.
type CountLeft struct {
	Stocktake StocktakeID `json:"stocktake"`
	Undecided int         `json:"undecided"` // figures that nobody approved, and codes that nobody named
}

// Tally is the body of KindTally: what a terminal has counted so far of the
// SKUs in Lines in one area. Figures are sums, not differences: a Tally that
// comes twice counts once.
type Tally struct {
	Stocktake StocktakeID   `json:"stocktake"`
	Kind      StocktakeKind `json:"count"` // opens it where nobody has heard of it
	Area      string        `json:"area"`
	Lines     []TallyLine   `json:"lines,omitempty"`
	Done      bool          `json:"done,omitempty"` // this terminal has ended its part
}

// TallyLine is what was counted of one SKU, or of one unknown code, by one
// member of staff. Times are milliseconds before the command's: the hub
// corrects that.
type TallyLine struct {
	SKU        SKUID      `json:"sku,omitempty"`
	Class      StockClass `json:"class,omitempty"`
	Code       string     `json:"code,omitempty"`
	Staff      StaffID    `json:"staff,omitempty"` // who counted, when it was not the command's
	Journal    int64      `json:"journal,omitempty"`
	Qty        int        `json:"qty"`
	N          int64      `json:"n"`
	FirstMS    int64      `json:"first_ms"`
	LastMS     int64      `json:"last_ms"`
	PriceTaxIn Yen        `json:"price_tax_in,omitempty"`
	Stray      bool       `json:"stray,omitempty"`
	Gone       bool       `json:"gone,omitempty"` // every scan of it was taken back
	Before     SKUID      `json:"before,omitempty"`
	After      SKUID      `json:"after,omitempty"`
}

// Ref is the name of the line that it belongs to.
func (l TallyLine) Ref() string { return LineRef(l.SKU, l.Class, l.Code) }

// CountAgain is the body of KindCountAgain: another person counted all pieces
// of a SKU, from FirstMS before the command's time on.
type CountAgain struct {
	Stocktake StocktakeID `json:"stocktake"`
	SKU       SKUID       `json:"sku"`
	Class     StockClass  `json:"class"`
	Qty       int         `json:"qty"`
	FirstMS   int64       `json:"first_ms"`
}

// ApproveCount is the body of KindApproveCount: the figure goes into the books.
// Qty and Off are what the approver saw: what has become another since is not
// approved.
type ApproveCount struct {
	Stocktake StocktakeID    `json:"stocktake"`
	SKU       SKUID          `json:"sku"`
	Class     StockClass     `json:"class"`
	Qty       int            `json:"qty"`
	Off       int            `json:"off"`
	Reason    VarianceReason `json:"reason,omitempty"`
}

// NameCode is the body of KindNameCode: an unknown code is this SKU, or, with
// none, nothing to be counted.
type NameCode struct {
	Stocktake  StocktakeID `json:"stocktake"`
	Code       string      `json:"code"`
	SKU        SKUID       `json:"sku,omitempty"`
	Class      StockClass  `json:"class,omitempty"`
	PriceTaxIn Yen         `json:"price_tax_in,omitempty"`
}

// CloseCount is the body of KindCloseCount: the stocktake is over. LeftOpen and
// Unnamed are what is left without a decision.
type CloseCount struct {
	Stocktake StocktakeID `json:"stocktake"`
	LeftOpen  int         `json:"left_open,omitempty"`
	Unnamed   int         `json:"unnamed,omitempty"`
}

func aboutCount(id StocktakeID) Ref { return Ref{Entity: EntityStocktake, ID: string(id)} }

// About returns the stocktake.
func (b CountLeft) About() Ref {
	return Ref{Entity: EntityStocktake, ID: string(b.Stocktake)}
}

// About returns the stocktake.
func (b OpenCount) About() Ref { return aboutCount(b.Stocktake) }

// About returns the stocktake.
func (b Tally) About() Ref { return aboutCount(b.Stocktake) }

// About returns the stocktake.
func (b CountAgain) About() Ref { return aboutCount(b.Stocktake) }

// About returns the stocktake.
func (b ApproveCount) About() Ref { return aboutCount(b.Stocktake) }

// About returns the stocktake.
func (b NameCode) About() Ref { return aboutCount(b.Stocktake) }

// About returns the stocktake.
func (b CloseCount) About() Ref { return aboutCount(b.Stocktake) }

// CountRefs returns the lines that a command is about, by LineRef.
func (c Command) CountRefs() []string {
	switch b := c.Body.(type) {
	case Tally:
		out := make([]string, 0, len(b.Lines))
		for _, l := range b.Lines {
			if !slices.Contains(out, l.Ref()) {
				out = append(out, l.Ref())
			}
		}
		return out
	case CountAgain:
		return []string{LevelRef(b.SKU, b.Class)}
	case ApproveCount:
		return []string{LevelRef(b.SKU, b.Class)}
	case NameCode:
		out := []string{LineRef("", 0, b.Code)}
		if b.SKU != "" {
			out = append(out, LevelRef(b.SKU, b.Class))
		}
		return out
	}
	return nil
}

// CountBooks is what a rule about a stocktake may look at besides the
// stocktake: its lines, the levels of their SKUs, and on the hub what moved
// since CountSince.
type CountBooks struct {
	Lines  map[string]CountLine // by LineRef; what is missing is not there
	Levels map[string]StockLevel
	Moves  map[string][]Movement // hub
}

// LoadCount fills the books of a command about a stocktake. line and level read
// what is there; moves may be nil where nobody knows them.
func LoadCount(c Command, line func(ref string) (CountLine, bool, error), level func(StockKey) (StockLevel, error), moves func(StockKey, time.Time) ([]Movement, error)) (CountBooks, error) {
	b := CountBooks{Lines: map[string]CountLine{}, Levels: map[string]StockLevel{}, Moves: map[string][]Movement{}}
	keys := map[string]StockKey{}
	refs := c.CountRefs()
	for i := 0; i < len(refs); i++ { // grows: a code leads to the SKU that it is
		l, ok, err := line(refs[i])
		if err != nil {
			return b, err
		}
		if ok {
			b.Lines[refs[i]] = l
			if ref := LevelRef(l.SKU, l.Class); l.SKU != "" && !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
		if sku, class, ok := levelOf(refs[i]); ok {
			keys[refs[i]] = StockKey{Site: c.Store, SKU: sku, Class: class}
		}
	}
	since := c.countSince(b.Lines)
	for ref, k := range keys {
		var err error
		if b.Levels[ref], err = level(k); err != nil {
			return b, err
		}
		if moves == nil {
			continue
		}
		if b.Moves[ref], err = moves(k, since); err != nil {
			return b, err
		}
	}
	return b, nil
}

// levelOf takes a LineRef apart; not that of an unknown code.
func levelOf(ref string) (SKUID, StockClass, bool) {
	i := strings.LastIndexByte(ref, '/')
	var class StockClass
	if i < 0 || strings.HasPrefix(ref, "code/") || class.UnmarshalText([]byte(ref[i+1:])) != nil {
		return "", 0, false
	}
	return SKUID(ref[:i]), class, true
}

// countSince is from when on movements matter to what is counted.
func (c Command) countSince(lines map[string]CountLine) time.Time {
	at := c.At
	earlier := func(t time.Time) {
		if !t.IsZero() && t.Before(at) {
			at = t
		}
	}
	for _, l := range lines {
		first, _ := l.Window()
		earlier(first)
	}
	switch b := c.Body.(type) {
	case Tally:
		for _, l := range b.Lines {
			earlier(ago(c.At, l.FirstMS))
		}
	case CountAgain:
		earlier(ago(c.At, b.FirstMS))
	}
	return at.Add(-CountWindow)
}

// maxCounting is the longest that anybody counts: what says more is not
// believed.
const maxCounting = 7 * 24 * time.Hour

func ago(at time.Time, ms int64) time.Time {
	return at.Add(-min(max(0, time.Duration(min(ms, maxCounting.Milliseconds()))*time.Millisecond), maxCounting))
}
