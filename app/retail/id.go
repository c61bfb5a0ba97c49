package retail

import (
	"fmt"

	"github.com/google/uuid"
)

// Identifiers. Those made on a terminal are UUIDv7 (RFC 9562), so an offline
// terminal can name things; sites, staff and SKUs carry the chain's own codes.
type (
	// CommandID names one command for ever; the hub applies it once.
	CommandID string
	// OrderID names an order; see OrderIDFor.
	OrderID string
	// DeviceID names an enrolled terminal, or the hub itself (HubDevice).
	DeviceID string
	// SiteID is the chain's code of a shop or warehouse.
	SiteID string
	// StaffID is the chain's code of a member of staff.
	StaffID string
	// SKUID is the chain's code of one colour and size of a product.
	SKUID string
	// ExceptionID names an entry of the inbox 要確認ボックス.
	ExceptionID string
)

// HubDevice is the device of commands that the hub itself gives: orders that
// arrive, cancels, notices sent, expiry.
const HubDevice DeviceID = "hub"

// IDs hands out new command identifiers.
type IDs interface {
	// NewID returns a fresh UUIDv7 in its text form.
	NewID() string
}

// UUIDv7 is the IDs of real life: random UUIDv7 values (RFC 9562).
type UUIDv7 struct{}

// NewID returns a fresh UUIDv7. It panics only when the system has no
// randomness left, in which case nothing can be signed either.
func (UUIDv7) NewID() string { return uuid.Must(uuid.NewV7()).String() }

var orderSpace = uuid.MustParse("6f1a4f0e-2c55-5c8e-9b43-8d6a2d2f3b11")

// OrderIDFor returns the one OrderID of an order of an outside channel, a
// UUIDv5 of the channel and its order number, so that reading the same export
// twice can never make two orders.
func OrderIDFor(channel, number string) OrderID {
	return OrderID(uuid.NewSHA1(orderSpace, []byte(channel+"\x00"+number)).String())
}

// DerivedCommandID returns the CommandID of a hub command that follows from
// the given parts alone (UUIDv5), so that a repeat is known as one.
func DerivedCommandID(parts ...string) CommandID {
	b := []byte{}
	for _, p := range parts {
		b = append(b, p...)
		b = append(b, 0)
	}
	return CommandID(uuid.NewSHA1(orderSpace, b).String())
}

// ExceptionIDFor returns the ExceptionID of the n-th exception that a command
// opened. Terminal and hub come to the same one.
func ExceptionIDFor(cmd CommandID, n int) ExceptionID {
	return ExceptionID(fmt.Sprintf("x-%s-%d", cmd, n))
}
