package scanner

import (
	"slices"
	"strings"
	"time"
)

// Pairer makes one event of two rows of bars that belong together: the two rows
// on a Japanese book (978 or 979 above, 192 below), and tags with a price row
// that a Template calls Lower. The upper row names the goods; the lower row
// alone is never goods. It has no clock and no goroutine: whoever owns it calls
// Flush every 20 to 40 ms while Pending is true.
//
// A joined Code is the upper row with the lower row's text in Fields.LowerRow
// and its price in Fields.Value. Nobody waits longer than Wait for an answer: an
// upper row is then given out by itself, and only once; when its lower row comes
// later, that one carries the upper row in Fields.UpperRow, so that a screen can
// stay calm about it. A lower row is given out by itself too, for a screen to ask
// for the other one, which is joined with it when it comes within Window.
type Pairer struct {
	// Wait is how long a row is held back for the other. 80 ms if zero: a camera
	// and a scanner that reads two rows need less, and nobody notices it.
	// Negative: not at all.
	Wait time.Duration
	// Window is how long two rows still belong together; 3 s if zero.
	Window time.Duration
	// Tags also holds goods other than books back, for shops with a Template
	// that is Lower.
	Tags bool

	upper   *Code  // held back
	lowers  []Code // held back, oldest first
	told    []Code // lower rows given out by themselves, which may still be joined
	widowed []Code // upper rows given out without a lower row
	joined  []Code // upper rows given out with one
}

func (p *Pairer) wait() time.Duration {
	if p.Wait == 0 {
		return 80 * time.Millisecond
	}
	return max(0, p.Wait)
}

func (p *Pairer) window() time.Duration {
	if p.Window <= 0 {
		return 3 * time.Second
	}
	return p.Window
}

// Pending reports whether a row is held back.
func (p *Pairer) Pending() bool { return p.upper != nil || len(p.lowers) > 0 }

// Take takes a code, whose At is the time of the call, and returns what is ready,
// in order; often c itself.
func (p *Pairer) Take(c Code) []Code {
	out := p.Flush(c.At)
	switch {
	case lowerRow(c):
		return append(out, p.takeLower(c)...)
	case p.isUpper(c):
		return append(out, p.takeUpper(c)...)
	}
	// Anything else ends the wait: what staff scanned first comes first.
	return append(append(out, p.release()...), c)
}

func (p *Pairer) takeLower(c Code) []Code {
	if p.upper != nil && partners(*p.upper, c) {
		u := *p.upper
		p.upper = nil
		return p.join(u, c)
	}
	for i, u := range p.widowed {
		if partners(u, c) {
			p.widowed = slices.Delete(p.widowed, i, i+1)
			c.Fields.UpperRow = u.Text
			return []Code{c}
		}
	}
	for _, u := range p.joined {
		if u.Fields.LowerRow == c.Text && u.Source == c.Source {
			c.Fields.UpperRow = u.Text
			return []Code{c} // seen again: it must not wait for the next book
		}
	}
	if slices.ContainsFunc(p.lowers, func(l Code) bool { return l.Text == c.Text && l.Source == c.Source }) {
		return nil // the same row, seen again while it waits
	}
	p.lowers = append(p.lowers, c)
	if p.wait() == 0 {
		return p.Flush(c.At)
	}
	return nil
}

func (p *Pairer) takeUpper(c Code) []Code {
	out := p.release()
	for _, list := range []*[]Code{&p.lowers, &p.told} {
		for i, l := range *list {
			if partners(c, l) {
				*list = slices.Delete(*list, i, i+1)
				return append(out, p.join(c, l)...)
			}
		}
	}
	p.upper = &c
	if p.wait() == 0 {
		out = append(out, p.release()...)
	}
	return out
}

// release gives the held upper row out by itself.
func (p *Pairer) release() []Code {
	if p.upper == nil {
		return nil
	}
	u := *p.upper
	p.upper = nil
	p.widowed = append(p.widowed, u)
	return []Code{u}
}

// Flush returns the rows whose partner did not come in time: an upper row as the
// goods it is, a lower row as KindBookPrice or KindTagPrice.
func (p *Pairer) Flush(now time.Time) []Code {
	var out []Code
	if p.upper != nil && now.Sub(p.upper.At) >= p.wait() {
		out = p.release()
	}
	late := func(c Code) bool { return now.Sub(c.At) >= p.wait() }
	for _, l := range p.lowers {
		if late(l) {
			p.told = append(slices.DeleteFunc(p.told, func(c Code) bool { return c.Text == l.Text }), l)
			out = append(out, l)
		}
	}
	p.lowers = slices.DeleteFunc(p.lowers, late)
	old := func(c Code) bool { return now.Sub(c.At) >= p.window() }
	for _, list := range []*[]Code{&p.told, &p.widowed, &p.joined} {
		*list = slices.DeleteFunc(*list, old)
	}
	return out
}

// Reset gives out at once what waits, for a page that closes.
func (p *Pairer) Reset() []Code {
	out := append(p.release(), p.lowers...)
	p.lowers, p.told, p.widowed, p.joined = nil, nil, nil, nil
	return out
}

func lowerRow(c Code) bool { return c.Kind == KindBookPrice || c.Kind == KindTagPrice }

// isUpper tells the rows that may have another below them.
func (p *Pairer) isUpper(c Code) bool {
	return book(c) || p.Tags && (c.Kind == KindGTIN || c.Kind == KindInStore) && c.Fields.Value == 0
}

func book(c Code) bool {
	return c.Kind == KindGTIN && (strings.HasPrefix(c.Fields.Key, "0978") || strings.HasPrefix(c.Fields.Key, "0979"))
}

// partners reports whether the rows may stand on one thing. They must come from
// the same source: two people do not scan one book.
func partners(upper, lower Code) bool {
	return upper.Source == lower.Source && book(upper) == (lower.Kind == KindBookPrice)
}

func (p *Pairer) join(upper, lower Code) []Code {
	upper.Fields.LowerRow = lower.Text
	upper.Fields.Value, upper.Fields.ValueUnit = lower.Fields.Value, lower.Fields.ValueUnit
	if lower.At.After(upper.At) {
		upper.At = lower.At
	}
	p.joined = append(p.joined, upper)
	return []Code{upper}
}
