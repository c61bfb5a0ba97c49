package retail

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// AreaLease is how long a terminal counts in an area without another word of it
// before the others need not wait for it.
const AreaLease = 30 * time.Minute

// StocktakeID names one stocktake of a shop, see StocktakeIDFor.
type StocktakeID string

// StocktakeIDFor returns the one name of the run-th stocktake of a kind on a day
// of the shop; area only with AreaCount. Terminals that begin the same one
// without a line come to the same name, so that their figures add up.
func StocktakeIDFor(kind StocktakeKind, day time.Time, area string, run int) StocktakeID {
	id := kind.String() + "-" + day.In(Japan).Format("20060102")
	if area != "" {
		id += "-" + area
	}
	return StocktakeID(fmt.Sprintf("%s-%d", id, run))
}

// Stocktake is one counting of a shop or a part of it (棚卸): its areas, who
// counts there, and what it came to. The figures are in a CountLine for each
// SKU.
type Stocktake struct {
	ID       StocktakeID    `json:"id"`
	Store    SiteID         `json:"store"`
	Kind     StocktakeKind  `json:"kind"`
	State    StocktakeState `json:"state"`
	OpenedAt time.Time      `json:"opened_at"`
	OpenedBy StaffID        `json:"opened_by,omitempty"`
	ClosedAt time.Time      `json:"closed_at,omitzero"`
	ClosedBy StaffID        `json:"closed_by,omitempty"`
	Areas    []CountArea    `json:"areas"`
	// Targets are the SKUs of a cycle count; empty: all that lies in its areas.
	Targets []CountTarget `json:"targets,omitempty"`
	Totals  CountTotals   `json:"totals"`
	// Asked is when the inbox last asked who ends it.
	Asked time.Time `json:"asked,omitzero"`
}

// CountTarget is a SKU that the list of the day asks for.
type CountTarget struct {
	SKU  SKUID       `json:"sku"`
	Area string      `json:"area"`
	Why  CycleReason `json:"why"`
}

// CountArea is one area of a stocktake (エリア) and who counts there.
type CountArea struct {
	Code  string     `json:"code"` // zone and aisle as on shelf labels: A-01; empty where no shelf is known
	State AreaState  `json:"state"`
	Parts []AreaPart `json:"parts,omitempty"`
}

// AreaPart is what one terminal counts of an area, and until when the others
// wait for it.
type AreaPart struct {
	Device DeviceID  `json:"device"`
	Staff  StaffID   `json:"staff"`
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until"`
	Done   bool      `json:"done,omitempty"`
}

// Live tells whether the others should wait for it.
func (p AreaPart) Live(now time.Time) bool { return !p.Done && now.Before(p.Until) }

// CountTotals is what a stocktake came to, in SKUs and pieces.
type CountTotals struct {
	Lines    int `json:"lines"`               // SKUs booked
	Right    int `json:"right"`               // of them those where shelf and books agreed
	Pieces   int `json:"pieces"`              // that the books had of them
	Off      int `json:"off"`                 // pieces too many and too few, both counted up
	OffTaxIn Yen `json:"off_tax_in"`          // the same, at the price on the tag
	Again    int `json:"again"`               // SKUs that another person counted again
	Moved    int `json:"moved"`               // SKUs to be counted again because others moved goods
	Unnamed  int `json:"unnamed,omitempty"`   // unknown codes that are left
	LeftOpen int `json:"left_open,omitempty"` // SKUs left without a decision
}

// areaNext is the one table of which area state may follow which. An area that
// is done is counted again when somebody goes back to it.
var areaNext = map[AreaState][]AreaState{
	AreaWaiting:  {AreaCounting, AreaDone},
	AreaCounting: {AreaDone},
	AreaDone:     {AreaCounting},
}

// CanBecome tells whether next may follow s.
func (s AreaState) CanBecome(next AreaState) bool { return contains(areaNext[s], next) }

// stocktakeNext is the one table of which state of a stocktake may follow which.
var stocktakeNext = map[StocktakeState][]StocktakeState{
	StocktakeOpen:   {StocktakeClosed},
	StocktakeClosed: {},
}

// CanBecome tells whether next may follow s.
func (s StocktakeState) CanBecome(next StocktakeState) bool { return contains(stocktakeNext[s], next) }

// lineNext is the one table of which state of a line may follow which.
var lineNext = map[LineState][]LineState{
	LineCounted: {LineBooked, LineMoved, LineNamed},
	LineBooked:  {LineMoved}, // pieces came in late
	LineMoved:   {},
	LineNamed:   {},
}

// CanBecome tells whether next may follow s.
func (s LineState) CanBecome(next LineState) bool { return contains(lineNext[s], next) }

// Clone returns a copy that shares nothing.
func (s *Stocktake) Clone() *Stocktake {
	c := *s
	c.Targets = slices.Clone(s.Targets)
	c.Areas = slices.Clone(s.Areas)
	for i := range c.Areas {
		c.Areas[i].Parts = slices.Clone(s.Areas[i].Parts)
	}
	return &c
}

// Area returns the area with the code, nil when there is none.
func (s *Stocktake) Area(code string) *CountArea {
	if i := slices.IndexFunc(s.Areas, func(a CountArea) bool { return a.Code == code }); i >= 0 {
		return &s.Areas[i]
	}
	return nil
}

// add returns the area, a new one when there is none.
func (s *Stocktake) add(code string) *CountArea {
	if a := s.Area(code); a != nil {
		return a
	}
	s.Areas = append(s.Areas, CountArea{Code: code, State: AreaWaiting})
	return &s.Areas[len(s.Areas)-1]
}

// Done counts the areas that are done.
func (s *Stocktake) Done() (n int) {
	for _, a := range s.Areas {
		if a.State == AreaDone {
			n++
		}
	}
	return n
}

// Asks tells whether a SKU belongs to what is counted: everything does where
// there is no list.
func (s *Stocktake) Asks(sku SKUID) bool {
	return len(s.Targets) == 0 || slices.ContainsFunc(s.Targets, func(t CountTarget) bool { return t.SKU == sku })
}

// Part returns what a terminal counts here, nil when it does not.
func (a *CountArea) Part(d DeviceID) *AreaPart {
	if i := slices.IndexFunc(a.Parts, func(p AreaPart) bool { return p.Device == d }); i >= 0 {
		return &a.Parts[i]
	}
	return nil
}

// Others returns the terminals besides d that still count here.
func (a *CountArea) Others(d DeviceID, now time.Time) (out []AreaPart) {
	for _, p := range a.Parts {
		if p.Device != d && p.Live(now) {
			out = append(out, p)
		}
	}
	return out
}

// AreaOf is the area of a shelf: its zone and aisle, A-01 of A-01-2. A code in
// another form is an area of its own.
func AreaOf(shelf string) string {
	if parts := strings.SplitN(shelf, "-", 3); len(parts) == 3 {
		return parts[0] + "-" + parts[1]
	}
	return shelf
}

// CountLine is the figure of one SKU in one stocktake, added up from what each
// terminal counted in each area; or of a code that nobody knows.
type CountLine struct {
	Stocktake  StocktakeID `json:"stocktake"`
	SKU        SKUID       `json:"sku,omitempty"` // of an unknown code: what somebody said it is
	Class      StockClass  `json:"class,omitempty"`
	Code       string      `json:"code,omitempty"` // as it was read, when no SKU has it
	PriceTaxIn Yen         `json:"price_tax_in,omitempty"`
	State      LineState   `json:"state"`
	Parts      []LinePart  `json:"parts,omitempty"`
	Again      *CountedTwo `json:"again,omitempty"`
	// Expected is what the books say lay there at the time of the count; Unsure is
	// how many movements there were of which nobody can tell.
	Expected int         `json:"expected"`
	Unsure   int         `json:"unsure,omitempty"`
	Booked   *CountVoted `json:"booked,omitempty"`
	Near     []NearScan  `json:"near,omitempty"` // of an unknown code: where it lay
}

// LinePart is what one member of staff counted of a SKU on one terminal in one
// area.
type LinePart struct {
	Area   string   `json:"area"`
	Device DeviceID `json:"device"`
	Staff  StaffID  `json:"staff"`
	Code   string   `json:"code,omitempty"` // the unknown code under which it was scanned
	// Journal is which journal of the terminal it is of: one that lost its database
	// begins another, and what the old one had still counts.
	Journal int64     `json:"journal,omitempty"`
	Qty     int       `json:"qty"`
	N       int64     `json:"n"` // last entry of the journal that is in it
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
	Stray   bool      `json:"stray,omitempty"` // its own shelf is elsewhere
}

// CountedTwo is what another person counted.
type CountedTwo struct {
	Staff  StaffID   `json:"staff"`
	Device DeviceID  `json:"device"`
	Qty    int       `json:"qty"`
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
}

// CountVoted is who approved a figure, and why it differs.
type CountVoted struct {
	Staff  StaffID        `json:"staff"`
	At     time.Time      `json:"at"`
	Qty    int            `json:"qty"`
	Off    int            `json:"off"`
	Reason VarianceReason `json:"reason,omitempty"`
}

// NearScan is what was scanned before and after an unknown code, so that its
// place can be found again.
type NearScan struct {
	Device DeviceID `json:"device"`
	Area   string   `json:"area"`
	Before SKUID    `json:"before,omitempty"`
	After  SKUID    `json:"after,omitempty"`
}

// LineRef is the name of a line within its stocktake: a SKU of a class, or an
// unknown code.
func LineRef(sku SKUID, class StockClass, code string) string {
	if code != "" {
		return "code/" + code
	}
	return LevelRef(sku, class)
}

// Ref is the line's name within its stocktake.
func (l CountLine) Ref() string { return LineRef(l.SKU, l.Class, l.Code) }

// Key is the line's name in the shop's feed.
func (l CountLine) Key() string { return LineKey(l.Stocktake, l.Ref()) }

// LineKey is the name of a line in the shop's feed.
func LineKey(id StocktakeID, ref string) string { return string(id) + "/" + ref }

// clone returns a copy that shares nothing.
func (l CountLine) clone() CountLine {
	l.Parts, l.Near = slices.Clone(l.Parts), slices.Clone(l.Near)
	return l
}

// Qty is how many were counted: by the other person when there was one, else
// the sum of the parts.
func (l CountLine) Qty() (n int) {
	if l.Again != nil {
		return l.Again.Qty
	}
	for _, p := range l.Parts {
		n += p.Qty
	}
	return n
}

// First is how many the first ones counted.
func (l CountLine) First() (n int) {
	l.Again = nil
	return l.Qty()
}

// Off is the difference 差異, counted − booked, in pieces.
func (l CountLine) Off() int { return l.Qty() - l.Expected }

// OffTaxIn is what the difference is worth, at the price on the tag, never
// below zero.
func (l CountLine) OffTaxIn() Yen { return Yen(abs(l.Off())) * l.PriceTaxIn }

// Stray tells whether the goods were only met where they do not belong: what
// lies on their own shelf was not counted.
func (l CountLine) Stray() bool {
	return len(l.Parts) > 0 && !slices.ContainsFunc(l.Parts, func(p LinePart) bool { return !p.Stray })
}

// CountedBy tells whether a member of staff counted it, not as the second one.
func (l CountLine) CountedBy(s StaffID) bool {
	return slices.ContainsFunc(l.Parts, func(p LinePart) bool { return p.Staff == s && p.Qty > 0 })
}

// Window is from when to when the pieces were counted. Where there were none it
// is the time during which somebody looked.
func (l CountLine) Window() (first, last time.Time) {
	if l.Again != nil {
		return l.Again.First, l.Again.Last
	}
	some := slices.ContainsFunc(l.Parts, func(p LinePart) bool { return p.Qty != 0 })
	for _, p := range l.Parts {
		if some && p.Qty == 0 {
			continue
		}
		if first.IsZero() || p.First.Before(first) {
			first = p.First
		}
		if p.Last.After(last) {
			last = p.Last
		}
	}
	return first, last
}

// Decided tells whether nothing more is to be done about it.
func (l CountLine) Decided() bool {
	return l.State != LineCounted || len(l.Parts) == 0 || l.Code == "" && l.Stray()
}

func abs(n int) int { return max(n, -n) }

// CountPolicy is from what difference on somebody else counts again, and who
// may approve which. What is zero is as in CountPolicyDefault.
type CountPolicy struct {
	AgainTaxIn  Yen `json:"again_tax_in,omitempty"` // from this value on
	AgainPieces int `json:"again_pieces,omitempty"` // or from so many pieces on
	LeadTaxIn   Yen `json:"lead_tax_in,omitempty"`  // up to this value a lead may approve, above a manager
}

// CountPolicyDefault is the policy of a chain that says nothing.
var CountPolicyDefault = CountPolicy{AgainTaxIn: 5_000, AgainPieces: 3, LeadTaxIn: 20_000}

// Full is the policy with what it does not say.
func (p CountPolicy) Full() CountPolicy {
	return CountPolicy{
		AgainTaxIn: cmp.Or(p.AgainTaxIn, CountPolicyDefault.AgainTaxIn), AgainPieces: cmp.Or(p.AgainPieces, CountPolicyDefault.AgainPieces),
		LeadTaxIn: cmp.Or(p.LeadTaxIn, CountPolicyDefault.LeadTaxIn),
	}
}

// NeedsAgain tells whether another person is to count a line before anybody may
// approve it.
func (p CountPolicy) NeedsAgain(l CountLine) bool {
	return l.Again == nil && l.Off() != 0 && (abs(l.Off()) >= p.AgainPieces || l.OffTaxIn() >= p.AgainTaxIn)
}

// Approver is the least role that may approve a line.
func (p CountPolicy) Approver(l CountLine) Role {
	switch {
	case l.Off() == 0:
		return RoleStaff
	case l.OffTaxIn() <= p.LeadTaxIn:
		return RoleLead
	}
	return RoleManager
}

// SortAreas puts areas in the order in which somebody walks.
func SortAreas(list []string) {
	slices.SortFunc(list, func(a, b string) int {
		if (a == "") != (b == "") {
			return cmp.Compare(b, a) // what has no shelf comes last
		}
		return cmp.Compare(a, b)
	})
}
