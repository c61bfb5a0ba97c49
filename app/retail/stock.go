package retail

import "time"

// StockKey names a stock level: one SKU of one class at one site.
type StockKey struct {
	Site  SiteID     `json:"site"`
	SKU   SKUID      `json:"sku"`
	Class StockClass `json:"class"`
}

// StockLevel is what is booked for a StockKey, in pieces. OnHand is always the
// sum of movements. Shelf and Place say where the goods are at this site.
type StockLevel struct {
	StockKey
	OnHand    int       `json:"on_hand"`
	Allocated int       `json:"allocated"`          // promised to orders (引当済)
	Held      int       `json:"held"`               // promised to holds (取り置き中)
	Picked    int       `json:"picked"`             // of OnHand: in a tote or a staging place, not on the shelf
	Safety    int       `json:"safety"`             // never promised (安全在庫)
	Incoming  int       `json:"incoming,omitempty"` // on the way here from another site (移動中)
	Doubt     bool      `json:"doubt,omitempty"`
	Shelf     string    `json:"shelf,omitempty"` // zone-aisle-shelf as printed: A-01-2
	Place     string    `json:"place,omitempty"` // in words: 売場 2階・左奥の棚
	Backroom  bool      `json:"backroom,omitempty"`
	AsOf      time.Time `json:"as_of,omitzero"`      // when the figure was last moved
	CountedAt time.Time `json:"counted_at,omitzero"` // of the last count, see Count
	CountedBy DeviceID  `json:"counted_by,omitempty"`
	// CountedFrom is when that count began.
	CountedFrom time.Time `json:"counted_from,omitzero"`
	CountedDseq int64     `json:"counted_dseq,omitempty"` // its place among what CountedBy did
	// EmptyAt is when a pick took the last piece from the shelf by the books;
	// zero once somebody looked, or something lies there again.
	EmptyAt time.Time `json:"empty_at,omitzero"`
}

// Available is what may be promised now (販売可能): OnHand − Allocated − Held
// − Safety, never below zero, and nothing while the figure is in doubt.
func (l StockLevel) Available() int {
	if l.Doubt {
		return 0
	}
	return max(0, l.OnHand-l.Allocated-l.Held-l.Safety)
}

// SiteStock is what one site has of a SKU in regular class, in pieces.
type SiteStock struct {
	Site      SiteID    `json:"site"`
	OnHand    int       `json:"on_hand"`
	Available int       `json:"available"`      // may be promised, see StockLevel.Available
	Moved     time.Time `json:"moved,omitzero"` // when it was last moved, to the minute; zero never
	Heard     time.Time `json:"heard,omitzero"` // when the site was last heard of, zero: nobody says
}

// Movement is a change of one stock level (在庫の動き): a fact that is never
// edited. All figures are differences, in pieces.
type Movement struct {
	Cmd       CommandID  `json:"cmd"`
	N         int        `json:"n"` // 0, 1, … within the command
	Key       StockKey   `json:"key"`
	Kind      MoveKind   `json:"kind"`
	OnHand    int        `json:"on_hand,omitempty"`
	Allocated int        `json:"allocated,omitempty"`
	Held      int        `json:"held,omitempty"`
	Picked    int        `json:"picked,omitempty"`
	Incoming  int        `json:"incoming,omitempty"`
	Doubt     bool       `json:"doubt,omitempty"` // raises the doubt, never lowers it
	Order     OrderID    `json:"order,omitempty"`
	Hold      HoldID     `json:"hold,omitempty"`
	Transfer  TransferID `json:"transfer,omitempty"`
	Staff     StaffID    `json:"staff,omitempty"`
	Device    DeviceID   `json:"device,omitempty"`
	From      time.Time  `json:"from,omitzero"` // of MoveCount: when the count began
	Dseq      int64      `json:"-"`             // of MoveCount: of its command
	At        time.Time  `json:"at"`
}

// Shelf is what the movement did to the pieces that lie on the shelf: what was
// picked is still on hand, but elsewhere.
func (m Movement) Shelf() int { return m.OnHand - m.Picked }

// Apply returns the level after the movement. A count ends the doubt.
func (l StockLevel) Apply(m Movement) StockLevel {
	l.OnHand += m.OnHand
	l.Allocated += m.Allocated
	l.Held += m.Held
	l.Picked += m.Picked
	l.Incoming += m.Incoming
	l.Doubt = l.Doubt || m.Doubt
	if m.Kind == MoveCount {
		l.Doubt, l.CountedAt, l.CountedFrom, l.CountedBy, l.CountedDseq = false, m.At, m.From, m.Device, m.Dseq
	}
	switch bare := l.OnHand <= l.Picked; {
	case m.Kind == MoveCount || !bare:
		l.EmptyAt = time.Time{}
	case m.Kind == MovePick && m.Picked > 0:
		l.EmptyAt = m.At
	}
	if m.At.After(l.AsOf) {
		l.AsOf = m.At
	}
	return l
}
