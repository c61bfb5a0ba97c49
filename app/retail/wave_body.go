package retail

// OpenWave is the body of KindOpenWave.
type OpenWave struct {
	Wave   WaveID    `json:"wave"`
	Orders []OrderID `json:"orders"`         // in the order of their letters
	Zone   string    `json:"zone,omitempty"` // that the opener walks; empty: all
}

// JoinWave is the body of KindJoinWave: one more walks the wave, or another zone.
type JoinWave struct {
	Wave WaveID `json:"wave"`
	Zone string `json:"zone,omitempty"`
}

// AddToWave is the body of KindAddToWave.
type AddToWave struct {
	Wave   WaveID    `json:"wave"`
	Orders []OrderID `json:"orders"`
}

// LeaveWave is the body of KindLeaveWave: an order goes back to the queue.
type LeaveWave struct {
	Wave  WaveID  `json:"wave"`
	Order OrderID `json:"order"`
}

// PutInTote is the body of KindPutInTote: the pieces of some picks of an order
// lie in a tote. The first one makes the tote the order's.
type PutInTote struct {
	Order OrderID     `json:"order"`
	Wave  WaveID      `json:"wave"`
	Tote  string      `json:"tote"`
	Picks []CommandID `json:"picks"`
	Entry Entry       `json:"entry"` // TypedIn: the letter was tapped, the label not scanned
}

// PassWave is the body of KindPassWave: the terminal gave its part of a wave to
// another one, which took it as Parcel.
type PassWave struct {
	Wave   WaveID   `json:"wave"`
	Parcel string   `json:"parcel"`
	To     DeviceID `json:"to,omitempty"`
}

// TakeWave is the body of KindTakeWave: the terminal goes on with the part of
// another one. What that one had done travels with it, so that neither needs a
// line: the hub judges each of those commands once, whichever road it comes by.
type TakeWave struct {
	Wave WaveID   `json:"wave"`
	From DeviceID `json:"from"`
	// Parcel names what was shown and read; empty when a part is taken over of a
	// terminal that shows nothing any more.
	Parcel  string    `json:"parcel,omitempty"`
	Zone    string    `json:"zone,omitempty"`
	Carried []Command `json:"carried,omitempty"` // of From, in its order
	// Known and Briefs let a terminal go on that has not heard of the wave, or of
	// an order, yet. The hub does not look at them.
	Known  *Wave        `json:"known,omitempty"`
	Briefs []OrderBrief `json:"briefs,omitempty"`
}

// OrderBrief is what must be known of an order to pick it. Nobody's name is in it.
type OrderBrief struct {
	ID     OrderID     `json:"id"`
	Number string      `json:"number"`
	Lines  []BriefLine `json:"lines"`
}

// BriefLine is a line of an OrderBrief.
type BriefLine struct {
	No   int    `json:"no"`
	SKU  SKUID  `json:"sku"`
	Qty  int    `json:"qty"`
	JAN  string `json:"jan,omitempty"`
	Name string `json:"name,omitempty"` // and what follows: filled in by who reads it
	// Color, Size and Picture are as in Line.
	Color   Color  `json:"color,omitzero"`
	Size    string `json:"size,omitempty"`
	Picture string `json:"picture,omitempty"`
	Fresh          // as in Line
}

// CloseWave is the body of KindCloseWave. Orders that are not done go back to
// the queue; what is in their totes stays theirs.
type CloseWave struct {
	Wave WaveID `json:"wave"`
}

func waveRef(id WaveID) Ref { return Ref{Entity: EntityWave, ID: string(id)} }

// About returns the wave.
func (b OpenWave) About() Ref { return waveRef(b.Wave) }

// About returns the wave.
func (b JoinWave) About() Ref { return waveRef(b.Wave) }

// About returns the wave.
func (b AddToWave) About() Ref { return waveRef(b.Wave) }

// About returns the wave.
func (b LeaveWave) About() Ref { return waveRef(b.Wave) }

// About returns the order.
func (b PutInTote) About() Ref { return orderRef(b.Order) }

// About returns the wave.
func (b PassWave) About() Ref { return waveRef(b.Wave) }

// About returns the wave.
func (b TakeWave) About() Ref { return waveRef(b.Wave) }

// About returns the wave.
func (b CloseWave) About() Ref { return waveRef(b.Wave) }
