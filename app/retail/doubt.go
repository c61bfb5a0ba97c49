package retail

import "time"

// Doubt is how far a figure of another site may be relied on.
type Doubt uint8

// Values of Doubt, the least first.
const (
	// DoubtNone: say it to the customer.
	DoubtNone Doubt = iota
	// DoubtSome: likely still so.
	DoubtSome
	// DoubtGreat: ask the shop before anybody sets out.
	DoubtGreat
)

// How long a single piece stays believable while the shop is open. Each further
// piece up to doubtPieces adds as much: the last one is sold first.
const (
	doubtSome   = 30 * time.Minute
	doubtGreat  = 2 * time.Hour
	doubtPieces = 4
)

// BelieveStock says how far what a site was said to have may be relied on. seen
// is when the figure was read, heard when the site was last heard of (zero:
// nobody says): what a silent shop sold since then nobody knows, so the older of
// the two counts. Only hours in which the site is open make a figure older. It
// returns the pieces that one should count on, never more than the figure, and
// the doubt; it grows with time and never falls.
func BelieveStock(s Site, pieces int, seen, heard, now time.Time) (sure int, d Doubt) {
	from := seen
	if !heard.IsZero() && heard.Before(from) {
		from = heard
	}
	age := s.OpenFor(from, now)
	patience := time.Duration(max(1, min(pieces, doubtPieces)))
	switch {
	case pieces <= 0:
		return 0, doubtOf(age, 1)
	default:
		d = doubtOf(age, patience)
	}
	switch d {
	case DoubtSome:
		return max(1, pieces-1), d
	case DoubtGreat:
		return pieces / 2, d
	case DoubtNone:
	}
	return pieces, d
}

func doubtOf(age, patience time.Duration) Doubt {
	switch {
	case age >= doubtGreat*patience:
		return DoubtGreat
	case age >= doubtSome*patience:
		return DoubtSome
	}
	return DoubtNone
}

// openDays is how many days OpenFor looks back: older is old anyway.
const openDays = 14

// OpenFor returns how long the site was open between two instants, at the most
// what the last two weeks hold.
func (s Site) OpenFor(from, to time.Time) time.Duration {
	if first := to.Add(-openDays * 24 * time.Hour); from.Before(first) {
		from = first
	}
	var sum time.Duration
	for n := 0; n <= openDays+1; n++ {
		opens, closes, ok := s.OpenOn(from.Add(time.Duration(n) * 24 * time.Hour))
		if !ok {
			continue
		}
		if opens.After(to) {
			break
		}
		a, b := opens, closes
		if a.Before(from) {
			a = from
		}
		if b.After(to) {
			b = to
		}
		if b.After(a) {
			sum += b.Sub(a)
		}
	}
	return sum
}
