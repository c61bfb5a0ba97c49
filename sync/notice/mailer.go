package notice

import (
	"context"
	"errors"
	"fmt"
)

// Mailer is a way for mails to leave.
type Mailer interface {
	// Open gets ready to send: after it, only the message itself can be refused.
	// An error means that nothing was sent.
	Open(ctx context.Context) (Session, error)
	// From is the sender's address.
	From() string
}

// Session is an open line to a mail server.
type Session interface {
	// Send hands one message over. An error is a *SendError.
	Send(ctx context.Context, m Message) error
	// Close ends the line.
	Close() error
}

// Outcome is what is known of a message that was not taken.
type Outcome uint8

// Values of Outcome.
const (
	// NotSent: it certainly did not leave, another try is safe.
	NotSent Outcome = iota + 1
	// Refused: the mail server will not have it, now or later.
	Refused
	// Unknown: the line broke when the server may have had it already.
	Unknown
)

// String names the outcome for the log.
func (o Outcome) String() string {
	switch o {
	case NotSent:
		return "not sent"
	case Refused:
		return "refused"
	case Unknown:
		return "unknown"
	}
	return "?"
}

// SendError says what became of a message. Its text holds no address: what
// servers answer often does, so only their code is kept.
type SendError struct {
	Outcome Outcome
	Step    string // SMTP command, or what was being done
	Code    int    // SMTP reply code, 0 without one
}

// Error renders the error for the log.
func (e *SendError) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("notice: %s: %s, reply %d", e.Step, e.Outcome, e.Code)
	}
	return fmt.Sprintf("notice: %s: %s", e.Step, e.Outcome)
}

// outcomeOf returns what is known after an error of Send; an error of unknown
// make leaves it unknown.
func outcomeOf(err error) Outcome {
	var e *SendError
	if errors.As(err, &e) {
		return e.Outcome
	}
	return Unknown
}
