package hub

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Books takes what Store.Books reads. Each func is called row by row; an error
// of one ends the reading.
type Books struct {
	Device  func(Device) error            // every terminal and the hub's own device
	Alias   func(Alias) error             // of commands that are there, before them
	Command func(Record) error            // by device and dseq
	Double  func(retail.CommandID) error  // an id that stands more than once
	Order   func(*retail.Order) error     // also those out of their feed
	Hold    func(*retail.Hold) error      // of the goods of each shop, in its feed; nil reads none
	Level   func(retail.StockLevel) error // the levels as they stand
	// Transfer is every transfer as the site has it, also those out of their feed;
	// nil: nobody asks.
	Transfer func(t *retail.Transfer, site retail.SiteID) error
	Moved    func(retail.Movement) error      // the sum of all movements of a key
	Orphan   func(cmd retail.CommandID) error // moved stock for a command that nobody knows
	Scope    func(s ScopeAudit) error         // every feed, walked through
}

// Audit tells whether the hub's books hold together, as of one instant.
type Audit struct {
	Devices  []DeviceAudit      `json:"devices"`
	Doubles  []retail.CommandID `json:"doubles"` // ids that were judged twice
	Orphans  []retail.CommandID `json:"orphans"` // moved stock, but were never judged
	Orders   map[string]int     `json:"orders"`  // by word of state
	Notices  map[string]int     `json:"notices"` // by word of state
	Levels   int                `json:"levels"`
	Stock    []StockFault       `json:"stock_faults"`
	Scopes   []ScopeAudit       `json:"scopes"`
	Commands []CommandAudit     `json:"commands,omitempty"` // when asked for
	Sound    bool               `json:"sound"`
}

// DeviceAudit is the commands of one device.
type DeviceAudit struct {
	ID       retail.DeviceID `json:"id"`
	Name     string          `json:"name,omitempty"`
	Store    retail.SiteID   `json:"store,omitempty"`
	Last     int64           `json:"last_dseq"`
	Left     int             `json:"left"` // unsent on the terminal, as it last said
	Verdicts map[string]int  `json:"verdicts"`
	Again    int             `json:"again,omitempty"` // dseqs under which a known command came again
	Gaps     []int64         `json:"gaps"`            // dseqs up to Last without a command
}

// CommandAudit is one judged command.
type CommandAudit struct {
	Device  retail.DeviceID    `json:"device"`
	Dseq    int64              `json:"dseq"`
	ID      retail.CommandID   `json:"id"`
	Kind    string             `json:"kind"`
	Order   retail.OrderID     `json:"order,omitempty"`
	Verdict retail.Verdict     `json:"verdict"`
	Code    retail.VerdictCode `json:"code,omitempty"`
}

// Figures are the booked figures of a stock level, in pieces.
type Figures struct {
	OnHand    int `json:"on_hand"`
	Allocated int `json:"allocated"`
	Held      int `json:"held,omitempty"`
	Picked    int `json:"picked"`
	Incoming  int `json:"incoming,omitempty"`
}

// StockFault is a stock level that its books do not bear out.
type StockFault struct {
	Key    retail.StockKey `json:"key"`
	Level  Figures         `json:"level"`
	Moved  Figures         `json:"moved"`  // what all its movements come to
	Orders Figures         `json:"orders"` // what orders, holds and transfers have promised and picked of it, and what is on its way; OnHand is not theirs
}

// ScopeAudit is one feed: where it stands, and where a walk over all of its
// changes ends.
type ScopeAudit struct {
	Scope  wire.Scope `json:"scope"`
	Head   int64      `json:"head"`
	From   int64      `json:"from,omitempty"` // changes up to here are no longer kept; the walk begins behind it
	Chain  string     `json:"chain"`
	Walked string     `json:"walked"` // the chain hash computed anew
	Purged int        `json:"purged"` // changes that people were removed from
	Gaps   int        `json:"gaps"`   // numbers that are missing up to Head
	Astray []string   `json:"astray"` // rows that are not as their last change left them
	Broken *Break     `json:"broken,omitempty"`
}

// Break is where the chain of a feed first does not hold: Seq is the first change
// that is missing, that is not what it was when it was written, or whose link was
// changed. A row of the feed that is not as it was told is no break.
type Break struct {
	Seq    int64  `json:"seq"`
	Lost   bool   `json:"lost"` // the number is missing
	Entity string `json:"entity,omitempty"`
	Key    string `json:"key,omitempty"`
}

// Sound tells whether the feed is whole.
func (s ScopeAudit) Sound() bool {
	return s.Chain == s.Walked && s.Gaps == 0 && len(s.Astray) == 0 && s.Broken == nil
}

// AuditOf reads all books of a hub and compares them. It changes nothing.
// commands asks for the list of every command too.
func AuditOf(ctx context.Context, s Store, commands bool) (Audit, error) {
	w := auditor{
		Audit: Audit{Orders: map[string]int{}, Notices: map[string]int{}}, commands: commands,
		at: map[retail.DeviceID]int{}, alias: map[retail.DeviceID]map[int64]bool{}, seen: map[retail.DeviceID]int64{}, stock: map[retail.StockKey]*StockFault{},
	}
	err := s.Books(ctx, Books{
		Device: w.device, Alias: w.again, Command: w.command, Order: w.order, Transfer: w.transfer, Hold: w.hold, Level: w.level, Moved: w.moved,
		Double: func(id retail.CommandID) error { w.Doubles = append(w.Doubles, id); return nil },
		Orphan: func(id retail.CommandID) error { w.Orphans = append(w.Orphans, id); return nil },
		Scope:  func(s ScopeAudit) error { w.Scopes = append(w.Scopes, s); return nil },
	})
	if err != nil {
		return Audit{}, err
	}
	return w.end(), nil
}

// auditor adds up what it is told.
type auditor struct {
	Audit
	commands bool
	at       map[retail.DeviceID]int // index into Devices
	seen     map[retail.DeviceID]int64
	alias    map[retail.DeviceID]map[int64]bool
	stock    map[retail.StockKey]*StockFault
}

func (w *auditor) device(d Device) error {
	w.at[d.ID] = len(w.Devices)
	w.Devices = append(w.Devices, DeviceAudit{
		ID: d.ID, Name: d.Name, Store: d.Store, Last: d.LastDseq, Left: d.Left, Verdicts: map[string]int{}, Gaps: []int64{},
	})
	return nil
}

// of returns the device, also one that nobody named before.
func (w *auditor) of(id retail.DeviceID) (*DeviceAudit, error) {
	i, known := w.at[id]
	if !known {
		if err := w.device(Device{ID: id}); err != nil {
			return nil, err
		}
		i = w.at[id]
	}
	return &w.Devices[i], nil
}

func (w *auditor) again(a Alias) error {
	d, err := w.of(a.Device)
	if err != nil {
		return err
	}
	if w.alias[a.Device] == nil {
		w.alias[a.Device] = map[int64]bool{}
	}
	w.alias[a.Device][a.Dseq] = true
	d.Again++
	return nil
}

func (w *auditor) command(r Record) error {
	d, err := w.of(r.Device)
	if err != nil {
		return err
	}
	d.Verdicts[r.Verdict.String()]++
	d.missing(w.seen[r.Device], r.Dseq, w.alias[r.Device])
	w.seen[r.Device] = r.Dseq
	if w.commands {
		w.Commands = append(w.Commands, CommandAudit{
			Device: r.Device, Dseq: r.Dseq, ID: r.ID, Kind: r.Kind, Order: orderOf(r), Verdict: r.Verdict, Code: r.Code,
		})
	}
	return nil
}

// maxGaps is how many missing numbers are listed of one device.
const maxGaps = 100

// missing notes the numbers between two of a device under which nothing came.
func (d *DeviceAudit) missing(before, next int64, again map[int64]bool) {
	for n := before + 1; n < next && len(d.Gaps) < maxGaps; n++ {
		if !again[n] {
			d.Gaps = append(d.Gaps, n)
		}
	}
}

// orderOf reads the order out of a command as it came: of a terminal it stands
// in the body, of the hub itself the body alone is kept.
func orderOf(r Record) retail.OrderID {
	var c struct {
		Order json.RawMessage `json:"order"`
		Body  struct {
			Order json.RawMessage `json:"order"`
		} `json:"body"`
	}
	if json.Unmarshal(r.Raw, &c) != nil {
		return "" // set aside as it came: it may be anything
	}
	var id retail.OrderID
	if json.Unmarshal(append(c.Body.Order, c.Order...), &id) != nil {
		return ""
	}
	return id
}

func (w *auditor) order(o *retail.Order) error {
	w.Orders[o.State.String()]++
	if o.Notice.State != 0 {
		w.Notices[o.Notice.State.String()]++
	}
	for _, l := range o.Lines {
		f := w.fault(retail.StockKey{Site: o.Store, SKU: l.SKU, Class: retail.Regular})
		f.Orders.Allocated += l.Alloc
		f.Orders.Picked += l.Picked - l.PutBack - l.Gone
	}
	return nil
}

func (w *auditor) transfer(t *retail.Transfer, site retail.SiteID) error {
	for _, l := range t.Books(site) {
		f := w.fault(l.StockKey)
		f.Orders.Allocated += l.Allocated
		f.Orders.Picked += l.Picked
		f.Orders.Incoming += l.Incoming
	}
	return nil
}

func (w *auditor) hold(h *retail.Hold) error {
	for _, l := range h.Lines {
		f := w.fault(retail.StockKey{Site: h.Store, SKU: l.SKU, Class: l.Class})
		f.Orders.Held += l.Held
		f.Orders.Picked += l.Aside()
	}
	return nil
}

func (w *auditor) level(l retail.StockLevel) error {
	w.Levels++
	w.fault(l.StockKey).Level = Figures{l.OnHand, l.Allocated, l.Held, l.Picked, l.Incoming}
	return nil
}

func (w *auditor) moved(m retail.Movement) error {
	w.fault(m.Key).Moved = Figures{m.OnHand, m.Allocated, m.Held, m.Picked, m.Incoming}
	return nil
}

func (w *auditor) fault(k retail.StockKey) *StockFault {
	f := w.stock[k]
	if f == nil {
		f = &StockFault{Key: k}
		w.stock[k] = f
	}
	return f
}

// sound tells whether the three books of a level say the same.
func (f *StockFault) sound() bool {
	orders := f.Orders
	orders.OnHand = f.Level.OnHand
	if f.Level != f.Moved {
		return false
	}
	return f.Level == orders
}

func (w *auditor) end() Audit {
	for _, f := range w.stock {
		if !f.sound() {
			w.Stock = append(w.Stock, *f)
		}
	}
	slices.SortFunc(w.Stock, func(a, b StockFault) int {
		return cmp.Or(cmp.Compare(a.Key.Site, b.Key.Site), cmp.Compare(a.Key.SKU, b.Key.SKU), cmp.Compare(a.Key.Class, b.Key.Class))
	})
	w.Sound = len(w.Doubles) == 0 && len(w.Orphans) == 0 && len(w.Stock) == 0
	for i := range w.Devices {
		d := &w.Devices[i]
		again := w.alias[d.ID]
		d.missing(w.seen[d.ID], d.Last+1, again)
		highest := w.seen[d.ID]
		for n := range again {
			highest = max(highest, n)
		}
		w.Sound = w.Sound && len(d.Gaps) == 0 && highest == d.Last
	}
	for _, s := range w.Scopes {
		w.Sound = w.Sound && s.Sound()
	}
	return w.Audit
}

// Judged is how many commands the device has, whatever became of them.
func (d DeviceAudit) Judged() int {
	n := 0
	for v := range maps.Values(d.Verdicts) {
		n += v
	}
	return n
}
