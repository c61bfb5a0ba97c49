package retail

import "database/sql/driver"

// AgeProof is how the counter made sure that whoever takes goods is old enough for
// them (年齢確認). No number and no date of birth is asked for or kept.
type AgeProof uint8

// Values of AgeProof; the words are stable, they are stored and sent.
const (
	// AgeDocument: the date of birth on a document, see DocumentKind.
	AgeDocument AgeProof = iota + 1
	// AgeSight: nobody could take them for younger (見た目で明らか), where the chain
	// lets that do.
	AgeSight
)

var ageProofWords = words{"document", "sight"}

// String returns the stable word of the value.
func (v AgeProof) String() string { return ageProofWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v AgeProof) MarshalText() ([]byte, error) { return ageProofWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *AgeProof) UnmarshalText(b []byte) error {
	n, err := ageProofWords.parse(b)
	*v = AgeProof(n)
	return err
}

// Scan reads the stable word from a database.
func (v *AgeProof) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v AgeProof) Value() (driver.Value, error) { return ageProofWords.value(uint8(v)) }

// AgeProofs returns every value in order.
func AgeProofs() []AgeProof { return allOf[AgeProof](len(ageProofWords)) }

// MaxAge is the most years that goods may ask for.
const MaxAge = 99

// AgeNeeded is how many years whoever takes the goods that lie ready must have; later
// are pieces that stay here. 0: anybody may have them.
func (o *Order) AgeNeeded(later []Portion) int {
	years := 0
	for _, l := range o.Lines {
		n := l.ToGive()
		for _, p := range later {
			if p.Line == l.No {
				n -= p.Qty
			}
		}
		if n > 0 {
			years = max(years, l.MinAge)
		}
	}
	return years
}

// AgeMet tells whether what was looked at is enough for goods that ask for so many
// years: a document whose kind is known or, where the chain lets it do, a look.
func (p PickupPolicy) AgeMet(years int, how AgeProof, doc DocumentKind) bool {
	return years <= 0 || how == AgeDocument && doc != 0 || how == AgeSight && p.AgeBySight
}

// ageless raises a question when goods left for which nobody made sure of the age. It
// is about the first line of those that ask for the most years.
func (d *Decision) ageless(o *Order, st State, c Command, b HandOver, gave []Given) {
	line, n, years := 0, 0, 0
	for _, g := range gave {
		if l := o.Line(g.Line); g.Qty > 0 && l.MinAge > years {
			line, n, years = l.No, g.Qty, l.MinAge
		}
	}
	if !st.Pickups.AgeMet(years, b.Age, b.Document) {
		d.clash(st, c, ExAgeUnchecked, line, n)
	}
}

// HandoverAt returns the handover, or the part of one, that a step of the record tells
// of; nil when it tells of none.
func (o *Order) HandoverAt(s Step) *Handover {
	if s.Kind != KindHandover {
		return nil
	}
	if h := o.Handover; h != nil && h.At.Equal(s.At) && h.Device == s.Device {
		return h
	}
	for i := range o.Parts {
		if h := &o.Parts[i]; h.At.Equal(s.At) && h.Device == s.Device {
			return h
		}
	}
	return nil
}
