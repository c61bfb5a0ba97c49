package hub

import (
	"context"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// RelayStore is what a hub asks of its database about store relays: the home of
// each shop, the row of errands, and the log that a relay sends up.
type RelayStore interface {
	// Home returns the home of a shop, the zero Home but for Store when nothing
	// is known: the chain's hub is home.
	Home(ctx context.Context, store retail.SiteID) (Home, error)
	// Homes returns every home that is known, by shop.
	Homes(ctx context.Context) ([]Home, error)
	// Errands returns up to limit errands of a shop behind the number.
	Errands(ctx context.Context, store retail.SiteID, after int64, limit int) ([]wire.Errand, error)
	// ErrandID returns the id of an errand, empty when it is not kept any more.
	ErrandID(ctx context.Context, store retail.SiteID, n int64) (string, error)
	// TrimErrands forgets errands that were done and are older than the instant.
	TrimErrands(ctx context.Context, before time.Time) error
	// Log returns up to limit entries of the log behind the number; the cause
	// ErrCompacted says that they are no longer kept.
	Log(ctx context.Context, after int64, limit int) ([]wire.Entry, error)
	// TrimLog forgets entries up to the number that are older than the instant.
	TrimLog(ctx context.Context, upTo int64, before time.Time) error
	// Pack hands over a whole shop as of one instant, in parts of a size that can
	// be sent: rows, orders also when they are out of the feed and still hold
	// people or goods, devices, what waits, and the commands of entries behind base; with
	// moves their movements too. It returns the keys of the rows in the feed and
	// what the home was.
	Pack(ctx context.Context, store retail.SiteID, base int64, moves bool, part func(wire.Entry) error) (map[retail.Entity][]string, Home, error)
	// Cursor returns how far a feed of the chain's hub was brought down to this
	// relay, the zero Cursor when not at all; SetCursor notes it.
	Cursor(ctx context.Context, scope wire.Scope) (wire.Cursor, error)
	SetCursor(ctx context.Context, scope wire.Scope, c wire.Cursor) error
	// Follow makes this the database of a relay of the shop: from now on every
	// transaction of it is logged.
	Follow(ctx context.Context, store retail.SiteID) error
}

// RelayTx is the part of a transaction that is about store relays.
type RelayTx interface {
	// Home returns the home of a shop; see RelayStore.
	Home(store retail.SiteID) (Home, error)
	// PutHome writes it. judges tells whether this hub judges the shop's commands.
	PutHome(m Home, judges bool) error
	// PutErrand appends an errand.
	PutErrand(store retail.SiteID, e wire.Errand) error
	// LastErrand returns the newest errand of a kind about an order.
	LastErrand(order retail.OrderID, kind wire.ErrandKind) (e wire.Errand, ok bool, err error)
	// ErrandNumber returns the number of an errand, 0 when it is not known.
	ErrandNumber(store retail.SiteID, id string) (int64, error)
	// ErrandDone tells whether a relay did the errand, whatever its number.
	ErrandDone(id string) (bool, error)
	// DidErrand notes it for the errand's number too, and forgets what was done
	// before the instant.
	DidErrand(e wire.Errand, at, before time.Time) error
	// KnowErrands notes that commands of hubs were judged elsewhere: asked for as
	// errands they are done.
	KnowErrands(ids []retail.CommandID, at time.Time) error
	// FirstUndone returns the number of the first errand of the shop behind the one
	// given that was not done, 0 when all were.
	FirstUndone(store retail.SiteID, after int64) (int64, error)
	// Quiet keeps this transaction out of the log.
	Quiet()
	// Entry says which entry of a relay's log the commands and movements that
	// follow belong to.
	Entry(seq int64)
	// Mirror keeps a command as a relay judged it, instead of what is known of it.
	Mirror(r *Record) error
	// Unwind takes out the commands and movements of a shop that belong to
	// entries behind base, and returns the commands in the order they were judged.
	Unwind(store retail.SiteID, base int64) ([]Record, error)
	// JudgedSince takes out what this hub judged for a shop after the instant, and
	// returns it in that order: of terminals the commands and their movements, of
	// its own the movements alone.
	JudgedSince(store retail.SiteID, since time.Time) ([]Record, error)
	// Undo takes out one command and its movements: it is judged elsewhere. Of this
	// hub's own the command stays, for its numbers have no gaps.
	Undo(id retail.CommandID) error
	// EndedElsewhere notes that an order that is out of the feed ended at another
	// hub: nothing is promised or picked for it, and who ordered is forgotten with
	// the next Purge.
	EndedElsewhere(id retail.OrderID) error
	// IsElsewhere tells whether that was noted of the order, and nothing came of it
	// since.
	IsElsewhere(id retail.OrderID) (bool, error)
	// Unbooked returns the levels of a shop that are not the sum of their
	// movements, with the difference that is missing in the ledger.
	Unbooked(store retail.SiteID) ([]retail.Movement, error)
	// LiveKeys returns the keys of the rows of a shop that are in its feed.
	LiveKeys(store retail.SiteID) (map[retail.Entity][]string, error)
	// Unwait lets the shop's commands that wait for the order wait no longer.
	Unwait(order retail.OrderID, store retail.SiteID) error

	// Mail returns what became of a mail that a relay handed over; ok is false
	// when it is new.
	Mail(id string) (o wire.MailOutcome, ok bool, err error)
	// PutMail notes it, and forgets those from before the instant.
	PutMail(id string, o wire.MailOutcome, at, before time.Time) error
}
