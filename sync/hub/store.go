package hub

import (
	"context"
	"io"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Store is what the hub asks of its database. hubdb fills it for SQLite and
// PostgreSQL; hubtest is the contract. Faults are retail.Errors: CodeInvalid
// for data that the engine will never take, CodeNotFound, CodeBusy, CodeDiskFull,
// CodeDamaged, CodeInternal.
type Store interface {
	// Update runs f in one transaction that locks the scopes, in ascending
	// order, and returns where every scope stands that moved. When f or the
	// commit fails nothing has happened; f may run more than once.
	Update(ctx context.Context, scopes []wire.Scope, f func(Tx) error) ([]wire.Hint, error)

	// Epoch names this life of the database; a restored copy gets a new one.
	Epoch() string
	// Life returns how this life began; the zero Life when it began empty.
	Life(ctx context.Context) (Life, error)
	// BeginLife gives the database a new epoch, and notes when it began, where
	// its past ends and where every terminal stood. Nothing happens when the
	// present life is not called lost; an empty lost is the present one. l.Epoch
	// and, when it is zero, l.Copied are filled in.
	BeginLife(ctx context.Context, lost string, l Life) (began bool, err error)
	// Marks returns where every terminal stood when this life began.
	Marks(ctx context.Context) ([]Mark, error)
	// Late returns the commands of a device behind dseq that were given before
	// the instant.
	Late(ctx context.Context, device retail.DeviceID, dseq int64, before time.Time) (Late, error)
	// Heads returns where every scope stands.
	Heads(ctx context.Context) ([]wire.Hint, error)
	// Page returns what changed after the cursor, at least one transaction and
	// at the most about limit changes, as of one instant. Device is whose
	// last dseq stands in the end line; one that is revoked as of that instant
	// gets CodeRevoked. Wrong cursors are ErrEpoch, ErrRewound and ErrCompacted; a
	// shop whose home is another hub as of that instant is ErrElsewhere.
	Page(ctx context.Context, scope wire.Scope, after wire.Cursor, limit int, device retail.DeviceID) (wire.Page, error)
	// Snapshot hands over every row of a scope as of one instant, then where
	// the scope stood.
	Snapshot(ctx context.Context, scope wire.Scope, device retail.DeviceID, put func(wire.Change) error) (wire.PageEnd, error)

	// Compact forgets, from the oldest on, the changes of every feed that were made
	// before the instant, and those that are not among its newest keep. Only whole
	// transactions go; rows, heads and chain stay. It returns how many went.
	Compact(ctx context.Context, before time.Time, keep int64) (int64, error)

	// Digest returns what the rows of a scope come to, and where the scope stood
	// then.
	Digest(ctx context.Context, scope wire.Scope) (wire.Digest, int64, error)

	// Row reads one row of a feed into into, a pointer, and tells whether it
	// is there.
	Row(ctx context.Context, scope wire.Scope, entity retail.Entity, key string, into any) (bool, error)
	// Rows hands over the JSON of every row of an entity in key order.
	Rows(ctx context.Context, scope wire.Scope, entity retail.Entity, each func(key string, data []byte) error) error
	// Order returns an order with the customer's e-mail, nil when there is none.
	Order(ctx context.Context, id retail.OrderID) (*retail.Order, error)
	// OrdersByNotice returns orders whose notice stands so, oldest first.
	OrdersByNotice(ctx context.Context, state retail.NoticeState) ([]retail.Order, error)
	// OrdersPastDeadline returns up to limit orders in the state whose deadline
	// lies before the instant.
	OrdersPastDeadline(ctx context.Context, state retail.OrderState, before time.Time, limit int) ([]OrderRef, error)
	// OrdersToRemind returns up to limit orders whose customers were told by mail, with a
	// deadline between the instants of which they were not reminded; the nearest first.
	OrdersToRemind(ctx context.Context, after, before time.Time, limit int) ([]OrderDue, error)
	// OrdersOutOfCold returns up to limit orders with goods that are out of the cold since
	// before the instant, and of which nobody was told, the longest first.
	OrdersOutOfCold(ctx context.Context, before time.Time, limit int) ([]OrderRef, error)
	// OrdersToOwe returns up to limit orders of which something is owed that was held until
	// the instant, or before; the oldest first.
	OrdersToOwe(ctx context.Context, until time.Time, limit int) ([]OrderRef, error)
	// OrdersToRetire returns up to limit orders in a feed that ended before the
	// instant.
	OrdersToRetire(ctx context.Context, before time.Time, limit int) ([]OrderRef, error)
	// OrdersToPurge returns up to limit orders out of the feeds that ended
	// before the instant and still say who ordered.
	OrdersToPurge(ctx context.Context, before time.Time, limit int) ([]OrderRef, error)
	// SKUByCode returns the SKU with the 14-digit code, CodeNotFound.
	SKUByCode(ctx context.Context, gtin string) (retail.SKUID, error)

	// Device returns a terminal or the hub's own device, CodeNotFound.
	Device(ctx context.Context, id retail.DeviceID) (Device, error)
	// Heard writes when terminals were last heard of, what they hold unsent and
	// which program they run, unless a push said more since.
	Heard(ctx context.Context, devices []Device) error
	// Census counts what waits for somebody in the shops, as of one instant.
	Census(ctx context.Context, shops []retail.SiteID) (Census, error)
	// Size returns the bytes of the database and of its log.
	Size(ctx context.Context) (data, log int64, err error)
	// Devices returns every terminal.
	Devices(ctx context.Context) ([]Device, error)
	// DevicesOf returns every terminal and relay of a shop.
	DevicesOf(ctx context.Context, store retail.SiteID) ([]Device, error)
	// Command returns what was judged under a dseq, also when it is an alias
	// (see Tx.Alias), CodeNotFound.
	Command(ctx context.Context, device retail.DeviceID, dseq int64) (Record, error)
	// Books reads everything that an audit compares, as of one instant.
	Books(ctx context.Context, b Books) error
	// UseNonce tells whether the nonce was never used, and remembers it up to the
	// instant, for every process on the database.
	UseNonce(ctx context.Context, nonce string, now, until time.Time) (fresh bool, err error)
	// Say tells the other processes on the database, within some 20 ms and only
	// while Listen runs.
	Say(n News)
	// Listen hands over what other processes say until ctx ends, and reports when
	// that is interrupted. An embedded database has no other processes.
	Listen(ctx context.Context, hear func(News), lost func(error))
	RelayStore
	LetterStore
	GoodsStore
	FigureStore
	PublishStore
	HoldStore
	RefundStore
	OrderNewsStore
	WaiterStore
	PhotoStore
	Bulk
	// Close closes the database.
	io.Closer
}

// Tx is one transaction of the hub. What it reads includes what it wrote.
type Tx interface {
	BulkTx
	PromiseTx
	// Ahead lets the database answer in one go what is going to be asked for one by
	// one. It changes nothing else.
	Ahead(a Ahead) error
	// Row reads one row of a feed into into, a pointer.
	Row(scope wire.Scope, entity retail.Entity, key string, into any) (bool, error)
	// Kept reads a row as Row does, also one that was taken out of its feed: what a
	// late fact is about.
	Kept(scope wire.Scope, entity retail.Entity, key string, into any) (bool, error)
	// Put writes a row of a feed and tells whether it is new or different.
	Put(scope wire.Scope, entity retail.Entity, key string, row any, by retail.CommandID) (bool, error)
	// Del ends a row of a feed: terminals forget it, the hub keeps it.
	Del(scope wire.Scope, entity retail.Entity, key string, by retail.CommandID) error

	// Order returns an order of any shop with the customer's e-mail, nil when
	// there is none. The caller owns it.
	Order(id retail.OrderID) (*retail.Order, error)
	// PutOrder writes an order; the e-mail goes beside the feed, never into it.
	PutOrder(o *retail.Order, by retail.CommandID) error
	// Source returns the fingerprint of what was last taken in for the order
	// and how often something was; empty and 0 for an unknown order.
	Source(id retail.OrderID) (mark string, times int, err error)
	// SetSource records it for an order that was put.
	SetSource(id retail.OrderID, mark string, times int) error
	// Forget removes who ordered from an order that is out of its feed: from its
	// row, its e-mail, from every change of the feed and from what was taken in.
	// The rest stays as it is, and so do the feed's numbers and its chain. An
	// order that is in its feed, or unknown, is left alone.
	Forget(id retail.OrderID) error
	// EarlyCancel returns the cancel of an order that had not come in.
	EarlyCancel(id retail.OrderID) (why string, at time.Time, ok bool, err error)
	// KeepCancel remembers one, the first of each order, and forgets those that
	// were heard of before the last instant.
	KeepCancel(id retail.OrderID, why string, at, now, before time.Time) error
	// NumberTaken tells whether an open order of the shop has the number.
	NumberTaken(store retail.SiteID, number string) (bool, error)
	// OpenOrders counts the open orders of the shop.
	OpenOrders(store retail.SiteID) (int, error)

	// Level returns a stock level, a blank one when there is none.
	Level(key retail.StockKey) (retail.StockLevel, error)
	// PutLevel writes a stock level.
	PutLevel(l retail.StockLevel, by retail.CommandID) error
	// Move appends a movement to the ledger.
	Move(m retail.Movement) error
	// Told keeps a movement that another hub booked for Moves; it is in no sum.
	Told(m retail.Movement) error
	// Moves returns the movements of a level at or after the instant.
	Moves(key retail.StockKey, since time.Time) ([]retail.Movement, error)
	// Unpicked returns the orders of the shop that are received, being picked or
	// short. The caller owns them.
	Unpicked(store retail.SiteID) ([]*retail.Order, error)
	// SetCodes replaces the scan codes of a SKU in the index.
	SetCodes(id retail.SKUID, codes []retail.ItemCode) error

	// Device returns a terminal or the hub's own device, locked until the end.
	Device(id retail.DeviceID) (Device, error)
	// Devices returns every terminal that is not revoked.
	Devices() ([]Device, error)
	// PutDevice writes a terminal.
	PutDevice(d Device) error
	// Known returns the record under the id, or under the dseq, CodeNotFound. Of
	// an alias it is the record of the command itself.
	KnownID(id retail.CommandID) (Record, error)
	KnownDseq(device retail.DeviceID, dseq int64) (Record, error)
	// Record keeps a judged command; its Seq is filled at the end.
	Record(r *Record) error
	// Alias notes that a known command came again under another dseq, or from
	// another device: nothing was judged there, and no number is missing.
	Alias(device retail.DeviceID, dseq int64, id retail.CommandID) error

	// Wait notes that a recorded command waits for its order to come in.
	Wait(order retail.OrderID, device retail.DeviceID, dseq int64) error
	// Waited returns the shop's commands that wait for the order by device and
	// dseq, and lets them wait no longer. Those of this transaction are not among
	// them.
	Waited(order retail.OrderID, store retail.SiteID) ([]Record, error)

	// PutEnrolCode keeps the hash of a one-time code for a device of the kind.
	PutEnrolCode(hash string, store retail.SiteID, kind DeviceKind, expires time.Time) error
	// UseEnrolCode burns the code and returns its shop; CodeNotFound when it is
	// unknown, used, out of time or for another kind.
	UseEnrolCode(hash string, kind DeviceKind, now time.Time) (retail.SiteID, error)

	// Keys returns what staff sign in with.
	Keys() ([]StaffKeys, error)
	// PutKeys writes what a member of staff signs in with.
	PutKeys(k StaffKeys) error

	RelayTx
	LetterTx
	HoldTx
	WaiterTx
	PhotoTx
}

// Ahead is what a transaction is going to ask for.
type Ahead struct {
	Device   retail.DeviceID
	Store    retail.SiteID // for its home
	Commands []retail.CommandID
	Orders   []retail.OrderID
	Staff    []retail.StaffID
}

// DeviceKind tells terminals from store relays.
type DeviceKind string

// Values of DeviceKind; the words are stored.
const (
	// DeviceTerminal is a terminal.
	DeviceTerminal DeviceKind = ""
	// DeviceRelay is a store relay.
	DeviceRelay DeviceKind = wire.KindRelay
)

// Device is an enrolled terminal or relay as the hub knows it.
type Device struct {
	ID       retail.DeviceID
	Kind     DeviceKind
	Store    retail.SiteID
	Name     string
	Model    string
	App      string
	Public   []byte // Ed25519
	Secret   []byte // 32 bytes, see wire.EnrolReply
	Revoked  bool
	LastDseq int64
	Stable   int64 // up to here its commands are in a finished copy of the database; written by none of Tx
	Left     int   // unsent on the terminal behind LastDseq, as it last said
	LastSeen time.Time
	Unsent   int           // all that it holds unsent, as it said at LastSeen
	Skew     time.Duration // how far its clock is ahead of the hub's, as it last said
	Astray   int           // how often its rows were not the hub's: see wire.HeaderAstray
	AstrayAt time.Time     // when that was last
}

// StaffKeys is what a member of staff signs in with, before it is bound to a
// device.
type StaffKeys struct {
	Staff retail.StaffID
	Salt  []byte
	PIN   []byte // credential.PINKey
	Badge string
}

// Record is a command as it was judged: a line of the hub's audit.
type Record struct {
	Device   retail.DeviceID
	Dseq     int64
	ID       retail.CommandID
	Kind     string // stable word, also of kinds nobody knows
	Store    retail.SiteID
	At       time.Time // corrected: the terminal's own word is in Raw
	Received time.Time
	Verdict  retail.Verdict
	Code     retail.VerdictCode
	Seq      int64  // where the transaction ended in the store's feed
	Raw      []byte // the command as it came
}

// Result returns the record as the terminal hears it.
func (r Record) Result() wire.Result {
	return wire.Result{Dseq: r.Dseq, ID: r.ID, Verdict: r.Verdict, Code: r.Code, Seq: r.Seq}
}

// Alias is a number of a device under which a known command came again.
type Alias struct {
	Device retail.DeviceID
	Dseq   int64
	ID     retail.CommandID // of the command
}

// OrderRef names an order and its shop.
type OrderRef struct {
	ID    retail.OrderID
	Store retail.SiteID
}

// OrderDue names an order, its shop and its deadline.
type OrderDue struct {
	OrderRef
	Deadline time.Time
}

// cursorError is why a cursor cannot be followed.
type cursorError string

// Error names the fault.
func (e cursorError) Error() string { return "hub: cursor: " + string(e) }

// Faults of a cursor; each but the last ends in a snapshot.
const (
	// ErrEpoch: the cursor belongs to another life of the database.
	ErrEpoch = cursorError("epoch changed")
	// ErrRewound: the cursor does not lie on this database's past.
	ErrRewound = cursorError("rewound")
	// ErrCompacted: what lies behind the cursor is no longer kept.
	ErrCompacted = cursorError("compacted")
	// ErrElsewhere: the home of the shop is another hub; this is its copy.
	ErrElsewhere = cursorError("home elsewhere")
)
