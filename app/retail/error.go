package retail

import (
	"errors"
	"fmt"
)

// Code says what kind of thing went wrong; it is numbered for logs and has a
// stable word for the wire. Screens show the message under "error." + word.
type Code uint8

// Values of Code.
const (
	// CodeInternal is a fault of ours.
	CodeInternal Code = iota + 1
	// CodeNotFound: there is no such thing here.
	CodeNotFound
	// CodeInvalid: the input cannot be used.
	CodeInvalid
	// CodeRefused: a rule says no; the hint says which.
	CodeRefused
	// CodeNotAllowed: this member of staff may not.
	CodeNotAllowed
	// CodeOffline: the hub cannot be reached.
	CodeOffline
	// CodeRevoked: the hub shut this terminal out for good.
	CodeRevoked
	// CodeLocked: too many wrong tries.
	CodeLocked
	// CodeUnsent: refused while something is unsent.
	CodeUnsent
	// CodeDiskFull: no room left to write.
	CodeDiskFull
	// CodeDamaged: stored data is damaged.
	CodeDamaged
	// CodeBusy: try again in a moment.
	CodeBusy
	// CodeUpgrade: the program is too old for the hub.
	CodeUpgrade
	// CodeUnknownTerminal: the hub has never heard of this terminal, for
	// example because it lives on an older copy of itself. Nothing is wiped.
	CodeUnknownTerminal
)

var codeWords = words{
	"internal",
	"not_found",
	"invalid",
	"refused",
	"not_allowed",
	"offline",
	"revoked",
	"locked",
	"unsent",
	"disk_full",
	"damaged",
	"busy",
	"upgrade",
	"unknown_terminal",
}

// String returns the stable word of the code.
func (c Code) String() string { return codeWords.text(uint8(c)) }

// Error is how every fault travels inside miseban: a typed code, the
// operation, a next step as a message key, and the cause for the log. Staff
// read the messages of Code and Hint, never Error().
type Error struct {
	Code Code
	Op   string // package and function, "pickup.Scan"
	Hint string // message key of the next step, may be empty
	Err  error  // the cause, for the log only
}

// E makes an Error.
func E(code Code, op, hint string, err error) *Error {
	return &Error{Code: code, Op: op, Hint: hint, Err: err}
}

// Error renders the fault for the log.
func (e *Error) Error() string {
	s := e.Op + ": " + e.Code.String()
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	if e.Err != nil {
		s += fmt.Sprintf(": %v", e.Err)
	}
	return s
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in the chain, CodeInternal for
// any other error, and 0 for nil.
func CodeOf(err error) Code {
	if err == nil {
		return 0
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// HintOf returns the hint of the first Error in the chain that has one.
func HintOf(err error) string {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return ""
		}
		if e.Hint != "" {
			return e.Hint
		}
		err = e.Err
	}
	return ""
}
