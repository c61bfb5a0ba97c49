package retail

import (
	"cmp"
	"time"
)

// Pace is how long picking takes in a shop, as its own scans show it. Zeros count
// as the defaults: a shop without enough scans is no faster than those.
type Pace struct {
	// Begin is from taking an order in hand to its first scan, and putting it away.
	Begin time.Duration
	// Line is the time from one item to the next, Zones the same for items of zones
	// of which enough is known, see ShelfZone.
	Line  time.Duration
	Zones map[string]time.Duration
	// Piece is what each further piece of one item adds.
	Piece time.Duration
}

// Defaults of a Pace.
const (
	paceBegin = 4 * time.Minute
	paceLine  = 2 * time.Minute
	pacePiece = 10 * time.Second
	// paceMost is the longest time that picking one order counts for.
	paceMost = 4 * time.Hour
)

// Need is one item that is still to be picked: where, and how many.
type Need struct {
	Zone   string
	Pieces int
}

// Takes is how long picking the items takes.
func (p Pace) Takes(items []Need) time.Duration {
	sum := cmp.Or(p.Begin, paceBegin)
	for _, n := range items {
		line, known := p.Zones[n.Zone]
		if !known || line <= 0 {
			line = cmp.Or(p.Line, paceLine)
		}
		sum += line + time.Duration(max(0, n.Pieces-1))*cmp.Or(p.Piece, pacePiece)
	}
	return min(max(sum, 0), paceMost)
}

// PickBy returns when picking that takes so long must begin for an order to be
// ready as promised: counted back in the time in which the site is open (営業時間),
// days on which it is closed and holidays as Site.OpenOn has them. It is never after
// the promise, and where a site is hardly ever open no more than lookAhead days
// before it.
func (s Site) PickBy(promise time.Time, takes time.Duration) time.Time {
	if promise.IsZero() {
		return promise
	}
	left, first := max(0, takes), promise.Add(-takes)
	for n := range lookAhead {
		opens, closes, ok := s.OpenOn(day(promise, -n))
		end := closes
		if promise.Before(end) {
			end = promise
		}
		if !ok || !end.After(opens) {
			continue
		}
		have := end.Sub(opens)
		if have >= left {
			return end.Add(-left)
		}
		left -= have
		first = opens
	}
	return first
}

// Pressure is how urgent it is to begin an order.
type Pressure uint8

// Values of Pressure.
const (
	// PressureCalm: there is time.
	PressureCalm Pressure = iota + 1
	// PressureSoon: it should be begun now.
	PressureSoon
	// PressureLate: it cannot be ready as promised any more at the pace of this shop.
	PressureLate
)

// DuePolicy is when a chain's terminals make orders heard that nobody begins.
// Zeros count as the defaults.
type DuePolicy struct {
	Soon  int `json:"soon,omitempty"`  // minutes before PickBy from which an order is amber, 10
	First int `json:"first,omitempty"` // minutes after it came in until it is heard, 10
	Every int `json:"every,omitempty"` // minutes between two alerts, 3; NoAlert: none
	Rise  int `json:"rise,omitempty"`  // minutes of alerts until the manager is asked, 15
	// Quiet is when nothing rings ("12:00-13:00", local time); what is late is heard
	// all the same. While the shop is closed nothing rings ever.
	QuietFrom string `json:"quiet_from,omitempty"`
	QuietTo   string `json:"quiet_to,omitempty"`
	// Always counts back to when an order must be begun around the clock: staff work
	// before the shop opens, and after it closes.
	Always bool `json:"always,omitempty"`
}

// PickBy is Site.PickBy as the chain counts it.
func (p DuePolicy) PickBy(s Site, promise time.Time, takes time.Duration) time.Time {
	if p.Always && !promise.IsZero() {
		return promise.Add(-max(0, takes))
	}
	return s.PickBy(promise, takes)
}

// NoAlert as DuePolicy.Every makes no order heard.
const NoAlert = -1

// Full is the policy with the defaults in the place of zeros.
func (p DuePolicy) Full() DuePolicy {
	p.Soon, p.First = cmp.Or(p.Soon, 10), cmp.Or(p.First, 10)
	p.Every, p.Rise = cmp.Or(p.Every, 3), cmp.Or(p.Rise, 15)
	return p
}

// Pressure is how urgent an order is that must be begun at an instant.
func (p DuePolicy) Pressure(pickBy, now time.Time) Pressure {
	switch {
	case now.After(pickBy):
		return PressureLate
	case now.After(pickBy.Add(-time.Duration(p.Full().Soon) * time.Minute)):
		return PressureSoon
	}
	return PressureCalm
}

// Alert is how loudly an order asks to be begun.
type Alert uint8

// Values of Alert; zero: it does not.
const (
	// AlertStaff: everybody hears it.
	AlertStaff Alert = iota + 1
	// AlertManager: nobody came; the manager is asked.
	AlertManager
)

// Alert is how loudly an order asks to be begun that came in at an instant, must
// be begun at another and that nobody has begun. It begins First minutes after the
// order came in, or when the order is amber, and rises after Rise minutes, or when
// the order is late. It is silent while the site is closed, and in quiet hours
// unless the order is late.
func (p DuePolicy) Alert(s Site, came, pickBy, now time.Time) Alert {
	f := p.Full()
	minutes := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	from := s.NextOpen(came).Add(minutes(f.First))
	if soon := pickBy.Add(-minutes(f.Soon)); soon.Before(from) {
		from = soon
	}
	late := now.After(pickBy)
	switch {
	case f.Every == NoAlert || now.Before(from) || !s.OpenAt(now) || p.quiet(now) && !late:
		return 0
	case late || !now.Before(from.Add(minutes(f.Rise))):
		return AlertManager
	}
	return AlertStaff
}

// Rings tells whether anything that is asked of a site may be heard there: not while
// it is closed, nor in quiet hours, nor where the chain wants no alerts.
func (p DuePolicy) Rings(s Site, now time.Time) bool {
	return p.Every != NoAlert && s.OpenAt(now) && !p.quiet(now)
}

// quiet tells whether the instant lies in the quiet hours, which may run past
// midnight.
func (p DuePolicy) quiet(now time.Time) bool {
	from, err1 := time.Parse("15:04", p.QuietFrom)
	to, err2 := time.Parse("15:04", p.QuietTo)
	if err1 != nil || err2 != nil {
		return false
	}
	of := func(t time.Time) int { return t.Hour()*60 + t.Minute() }
	a, b, t := of(from), of(to), of(now.In(Japan))
	if a <= b {
		return t >= a && t < b
	}
	return t >= a || t < b
}
