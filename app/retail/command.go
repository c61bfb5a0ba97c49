package retail

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Command is something that somebody wants (an intent) or that happened (a
// fact). Everything that changes shared state is one. Terminals make them,
// the hub judges them in one total order per shop.
type Command struct {
	ID   CommandID
	Dseq int64 // 1, 2, … on its device, without gaps
	V    int   // version of the body
	Kind Kind
	// At is when: on a terminal by the hub's clock as the terminal knew it, on
	// the hub as the hub corrected it by Stamp. Nothing is ordered by it.
	At     time.Time
	Stamp  Stamp
	Base   Base
	Store  SiteID
	Device DeviceID
	Staff  StaffID
	Auth   Auth
	Body   Body
}

// Stamp is what a terminal knew of the time when it made a command, so that the
// hub can tell when it was although the terminal's clock was wrong or was set
// meanwhile. Terminals of an older program leave it empty.
type Stamp struct {
	Boot   string // names the run of the machine that MonoMS counts in, empty: unknown
	MonoMS int64  // milliseconds of that run, asleep or awake
	OffMS  int64  // what the terminal corrected its own clock by to come to At, milliseconds
}

// Base is what of its shop's feed a terminal had seen when it made a command.
type Base struct {
	Epoch string `json:"epoch"` // life of the hub's database
	Seq   int64  `json:"seq"`
}

// Body is the typed content of a command.
type Body interface {
	// About returns what the command changes.
	About() Ref
}

// Entity is a kind of thing that commands change and feeds carry.
type Entity uint8

// Values of Entity.
const (
	// EntityOrder is an Order.
	EntityOrder Entity = iota + 1
	// EntityException is an Exception.
	EntityException
	// EntityStock is a StockLevel.
	EntityStock
	// EntitySlot is a StagingSlot.
	EntitySlot
	// EntitySKU is a SKU.
	EntitySKU
	// EntitySite is a Site.
	EntitySite
	// EntityStaff is a Staff.
	EntityStaff
	// EntityTerminal is a Terminal.
	EntityTerminal
	// EntityChain is the Chain.
	EntityChain
	// EntitySecret is a StaffSecret.
	EntitySecret
	// EntityLease is a Lease.
	EntityLease
	// EntityStockCut is an instant at which the figures of all sites were known.
	EntityStockCut
	// EntityCodes is the rules of the chain's own codes, in the form of package
	// scanner.
	EntityCodes
	// EntityStocktake is a Stocktake.
	EntityStocktake
	// EntityCountLine is a CountLine.
	EntityCountLine
	// EntityTransfer is a Transfer.
	EntityTransfer
	// EntityShelfCheck is a ShelfCheck.
	EntityShelfCheck
	// EntityHold is a Hold.
	EntityHold
	// EntityWave is a Wave.
	EntityWave
	// EntityTote is a Tote, keyed by its code.
	EntityTote
	// EntityPostal is a PostalDistrict, keyed by its three digits.
	EntityPostal
	// EntityStaffCall is a StaffCall, keyed by its tablet.
	EntityStaffCall
)

var entityWords = words{
	"order",
	"exception",
	"stock",
	"slot",
	"sku",
	"site",
	"staff",
	"terminal",
	"chain",
	"secret",
	"lease",
	"stock_cut",
	"codes",
	"stocktake",
	"count_line",
	"transfer",
	"shelf_check",
	"hold",
	"wave",
	"tote",
	"postal",
	"staff_call",
}

// String returns the stable word of the entity.
func (e Entity) String() string { return entityWords.text(uint8(e)) }

// MarshalText writes the stable word.
func (e Entity) MarshalText() ([]byte, error) { return entityWords.marshal(uint8(e)) }

// UnmarshalText reads the stable word.
func (e *Entity) UnmarshalText(b []byte) error {
	n, err := entityWords.parse(b)
	*e = Entity(n)
	return err
}

// Ref names one thing.
type Ref struct {
	Entity Entity
	ID     string
}

// UnknownBody keeps the content of a command of a kind or shape that this
// program does not know, byte for byte.
type UnknownBody struct {
	Word string
	V    int
	Raw  json.RawMessage
}

// About returns no reference: nobody knows what it is about.
func (UnknownBody) About() Ref { return Ref{} }

type commandJSON struct {
	ID     CommandID       `json:"id"`
	Dseq   int64           `json:"dseq"`
	V      int             `json:"v"`
	Kind   string          `json:"kind"`
	At     time.Time       `json:"at"`
	MonoMS int64           `json:"mono_ms,omitempty"`
	Boot   string          `json:"boot,omitempty"`
	OffMS  int64           `json:"off_ms,omitempty"`
	Base   Base            `json:"base,omitzero"`
	Store  SiteID          `json:"store"`
	Device DeviceID        `json:"device,omitempty"`
	Staff  StaffID         `json:"staff,omitempty"`
	Auth   Auth            `json:"auth,omitempty"`
	Body   json.RawMessage `json:"body"`
}

// MarshalJSON writes the command as SYNC protocol v1 has it.
func (c Command) MarshalJSON() ([]byte, error) {
	j := commandJSON{
		ID: c.ID, Dseq: c.Dseq, V: c.V, Kind: c.Kind.String(), At: c.At, MonoMS: c.Stamp.MonoMS, Boot: c.Stamp.Boot,
		OffMS: c.Stamp.OffMS, Base: c.Base, Store: c.Store, Device: c.Device, Staff: c.Staff, Auth: c.Auth,
	}
	if u, ok := c.Body.(UnknownBody); ok {
		j.Kind, j.Body = u.Word, u.Raw
		return plain(j)
	}
	b, err := plain(c.Body)
	if err != nil {
		return nil, err
	}
	j.Body = b
	return plain(j)
}

// plain is json.Marshal that leaves < > & as they are, for what is not
// understood is passed on as it came.
func plain(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// UnmarshalJSON reads a command. A kind or body that this program does not
// understand is kept in an UnknownBody; only a broken envelope is an error.
func (c *Command) UnmarshalJSON(data []byte) error {
	var j commandJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*c = Command{
		ID: j.ID, Dseq: j.Dseq, V: j.V, At: j.At, Stamp: Stamp{Boot: j.Boot, MonoMS: j.MonoMS, OffMS: j.OffMS}, Base: j.Base,
		Store: j.Store, Device: j.Device, Staff: j.Staff, Auth: j.Auth,
	}
	c.Kind, c.Body = decodeBody(j.Kind, j.V, j.Body)
	return nil
}

// decodeBody reads a body. A version later than ours may mean something else
// by the same words, so it is not guessed at.
func decodeBody(word string, version int, raw json.RawMessage) (Kind, Body) {
	var k Kind
	if err := k.UnmarshalText([]byte(word)); err == nil && k != 0 && version <= rules[k].version && string(raw) != "null" {
		if b, err := rules[k].decode(raw); err == nil {
			return k, b
		}
	}
	return 0, UnknownBody{Word: word, V: version, Raw: append(json.RawMessage(nil), raw...)}
}

// State is what a rule may look at: the thing the command is about, as it
// stands before, and who acts. Nil means that there is no such thing. What
// only the hub can know is empty on a terminal: a rule then judges as well as
// it can, and the hub's verdict stands.
type State struct {
	Order     *Order
	Exception *Exception
	Role      Role // of the command's staff, or RoleHub
	Lease     *Lease
	Level     *StockLevel
	Moves     []Movement  // hub: of Level, those from Command.CountedSince on
	Promised  []*Order    // hub: orders of the shop that Level is promised to, see Sale
	Sends     []*Transfer // hub: of the shop, that Level is promised to
	InHand    []*Order    // hub: open orders of the shop that a device has claimed, see Revoke
	Approver  Role        // hub: of HandOver.Approver
	Stocktake *Stocktake  // that the command is about
	Count     CountBooks  // of Stocktake
	Now       time.Time   // hub: its clock, zero on a terminal
	Transfer  *Transfer
	Levels    []StockLevel // those of Command.TransferLevels or HoldLevels
	Check     *ShelfCheck
	Call      *StaffCall

	Hold   *Hold
	Holds  []*Hold // hub: of the shop, with the goods of a Sale or of Hold
	Site   Site    // the shop
	Policy HoldPolicy

	Walk    WaveBooks // of commands about waves, see LoadWave
	Pickups PickupPolicy
	Shorts  ShortPolicy
	Counts  CountPolicy
	Cold    ColdPolicy
}

// Decision is what became of a command. Order, Exception and Lease are the new
// states, or nil when nothing changed. Hosts store all of it in one
// transaction and decide nothing themselves.
type Decision struct {
	Verdict   Verdict
	Code      VerdictCode
	Order     *Order
	Others    []*Order // further orders that changed
	Exception *Exception
	Lease     *Lease
	Transfer  *Transfer
	Sends     []*Transfer // further transfers that changed
	Check     *ShelfCheck
	Call      *StaffCall
	Moves     []Movement
	Raise     []Exception
	Close     []ExceptionID
	Revoke    DeviceID // this terminal is shut out from now on
	Holds     []*Hold  // as they are now
	Letters   []Letter // to other shops; only the home of the shop sends them
	// Stocktake and CountLines are the new states of what was counted.
	Stocktake  *Stocktake
	CountLines []CountLine
	Wave       *Wave
	Totes      []Tote // as they are now
}

// Changes tells whether there is anything to be stored but the verdict.
func (d *Decision) Changes() bool {
	return d.Order != nil || d.Exception != nil || d.Lease != nil || d.Transfer != nil || d.Revoke != "" || d.Stocktake != nil || d.Check != nil || d.Call != nil || d.Wave != nil ||
		len(d.Others)+len(d.Moves)+len(d.Raise)+len(d.Close)+len(d.Letters)+len(d.CountLines)+len(d.Holds)+len(d.Totes)+len(d.Sends) > 0
}

// Decide applies the rule of the command's kind. It is pure: the same state
// and command give the same decision on the terminal, on the hub and in the
// simulator. It never changes what st points to.
func Decide(st State, c Command) Decision {
	r, ok := rules[c.Kind]
	if !ok {
		return quarantine(c)
	}
	if r.role == RoleHub && st.Role < RoleHub { // no terminal can know these things
		d := quarantine(c)
		d.Code = NotAllowed
		d.Raise[0].Kind = ExNotAllowed
		if o := st.Order; o != nil {
			d.Raise[0].Order, d.Raise[0].Number = o.ID, o.Number
		}
		if r.nature == Intent {
			return rejected(NotAllowed)
		}
		return d
	}
	d := r.decide(st, c)
	d.own(st, c)
	d.late(st, c)
	if st.Role < r.role {
		if r.nature == Intent {
			return Decision{Verdict: Rejected, Code: NotAllowed}
		}
		if d.Verdict == Applied || d.Verdict == AppliedException {
			d.raise(st, c, ExNotAllowed, 0, 0)
		}
	}
	return d
}

func quarantine(c Command) Decision {
	d := Decision{Verdict: Quarantined, Code: UnknownCommand}
	d.Raise = []Exception{{
		ID: ExceptionIDFor(c.ID, 0), Store: c.Store, Kind: ExUnknown, OpenedAt: c.At, Due: c.At.Add(exceptionDue),
		People: []Step{{Kind: c.Kind, At: c.At, Staff: c.Staff, Device: c.Device}},
	}}
	return d
}

// exceptionDue is how long an exception may stay open before it is late.
const exceptionDue = 24 * time.Hour

// raise opens an exception about the command and turns the verdict.
func (d *Decision) raise(st State, c Command, kind ExceptionKind, line, qty int) {
	o := d.Order
	if o == nil {
		o = st.Order
	}
	x := Exception{
		ID: ExceptionIDFor(c.ID, len(d.Raise)), Store: c.Store, Kind: kind, Line: line, Qty: qty,
		OpenedAt: c.At, Due: c.At.Add(exceptionDue),
		People: []Step{{Kind: c.Kind, At: c.At, Staff: c.Staff, Device: c.Device}},
	}
	if o != nil {
		x.Order, x.Number, x.Store = o.ID, o.Number, o.Store
		if l := o.Line(line); l != nil {
			x.SKU = l.SKU
		}
		if h := o.Handover; h != nil && h.Cmd != c.ID {
			x.People = append([]Step{{Kind: KindHandover, At: h.At, Staff: h.Staff, Device: h.Device}}, x.People...)
		}
	}
	d.Raise = append(d.Raise, x)
	d.Verdict = AppliedException
}

// clash raises an exception about something that should not have happened.
func (d *Decision) clash(st State, c Command, kind ExceptionKind, line, qty int) {
	d.raise(st, c, kind, line, qty)
	d.Code = Clashed
}

func (d *Decision) move(c Command, o *Order, l *Line, kind MoveKind, class StockClass, onHand, alloc, picked int) {
	d.Moves = append(d.Moves, Movement{
		Cmd: c.ID, N: len(d.Moves), Key: StockKey{Site: o.Store, SKU: l.SKU, Class: class},
		Kind: kind, OnHand: onHand, Allocated: alloc, Picked: picked, Order: o.ID, Staff: c.Staff, Device: c.Device, At: c.At,
	})
}

// rejected is the decision of an intent that the rule turns down.
func rejected(code VerdictCode) Decision { return Decision{Verdict: Rejected, Code: code} }

// String renders a command for logs without its body: bodies hold personal data.
func (c Command) String() string {
	return fmt.Sprintf("%s %s dseq=%d device=%s", c.Kind, c.ID, c.Dseq, c.Device)
}
