package retail

import (
	"database/sql/driver"
	"time"
)

// PrintID names a label that a terminal prints; a UUIDv7 made there.
type PrintID string

// PrintJob is one label on its way to paper. It belongs to the terminal that
// prints it and to nobody else.
type PrintJob struct {
	ID     PrintID
	Title  string // what it is, naming nobody: 袋 1/2・4821
	Label  []byte // what stands on it, in the words of package label
	State  PrintState
	Cause  PrintCause // why it waits, or why nobody knows
	Tries  int        // how often bytes were sent, or the printer not reached
	MadeAt time.Time
	At     time.Time // of the state
}

// PrintState is how far a label has come. A printer says little: what it was
// sent and did not confirm may lie on the counter or not, and only somebody who
// looks can tell. Such a label is never sent a second time by itself, for two
// bags with the same label are two orders for one customer.
type PrintState uint8

// Values of PrintState; the words are stable, they are stored.
const (
	// PrintQueued: nothing of it was sent.
	PrintQueued PrintState = iota + 1
	// PrintSending: written down before the first byte leaves.
	PrintSending
	// PrintPrinted: the printer said so, or somebody saw it.
	PrintPrinted
	// PrintUnknown: 印刷できたか不明.
	PrintUnknown
	// PrintFailed: the printer was not reached or not ready. Nothing was
	// printed, so it is tried again.
	PrintFailed
	// PrintDropped: nobody wants it any more.
	PrintDropped
)

var printStateWords = words{"queued", "sending", "printed", "unknown", "failed", "dropped"}

// String returns the stable word of the value.
func (v PrintState) String() string { return printStateWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v PrintState) MarshalText() ([]byte, error) { return printStateWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *PrintState) UnmarshalText(b []byte) error {
	n, err := printStateWords.parse(b)
	*v = PrintState(n)
	return err
}

// Scan reads the stable word from a database.
func (v *PrintState) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v PrintState) Value() (driver.Value, error) { return printStateWords.value(uint8(v)) }

// PrintStates returns every value in order.
func PrintStates() []PrintState { return allOf[PrintState](len(printStateWords)) }

// printTransitions is the one table of which state of a label may follow which.
// Nothing leads from sending back to the queue, and nothing from unknown.
var printTransitions = map[PrintState][]PrintState{
	PrintQueued:  {PrintSending, PrintFailed, PrintDropped},
	PrintFailed:  {PrintSending, PrintFailed, PrintDropped},
	PrintSending: {PrintPrinted, PrintUnknown},
	PrintUnknown: {PrintPrinted, PrintDropped},
	PrintPrinted: {},
	PrintDropped: {},
}

// CanBecome tells whether next may follow v.
func (v PrintState) CanBecome(next PrintState) bool { return contains(printTransitions[v], next) }

// Waits tells whether the label is still to be sent.
func (v PrintState) Waits() bool { return v == PrintQueued || v == PrintFailed }

// PrintCause says why a label waits or why nobody knows of it.
type PrintCause uint8

// Values of PrintCause; the words are stable, they are stored.
const (
	// PrintNoPrinter: no printer is set on this terminal.
	PrintNoPrinter PrintCause = iota + 1
	// PrintUnreached: nothing answers at its address.
	PrintUnreached
	// PrintPaper: it has no paper.
	PrintPaper
	// PrintCover: its cover or head is open.
	PrintCover
	// PrintFault: it is paused or reports an error.
	PrintFault
	// PrintLineLost: the line broke while it was sent.
	PrintLineLost
	// PrintNoAnswer: it was sent, and the printer did not say that it is done.
	PrintNoAnswer
	// PrintStopped: the terminal stopped while it was sent.
	PrintStopped
	// PrintSeen: somebody saw the label.
	PrintSeen
	// PrintAgain: it was printed a second time instead.
	PrintAgain
	// PrintNotDrawn: it does not fit the paper.
	PrintNotDrawn
)

var printCauseWords = words{
	"no_printer", "unreached", "paper", "cover", "fault", "line_lost", "no_answer", "stopped", "seen", "again", "not_drawn",
}

// String returns the stable word of the value.
func (v PrintCause) String() string { return printCauseWords.text(uint8(v)) }

// MarshalText writes the stable word; the zero value is empty.
func (v PrintCause) MarshalText() ([]byte, error) { return printCauseWords.marshal(uint8(v)) }

// UnmarshalText reads the stable word.
func (v *PrintCause) UnmarshalText(b []byte) error {
	n, err := printCauseWords.parse(b)
	*v = PrintCause(n)
	return err
}

// Scan reads the stable word from a database.
func (v *PrintCause) Scan(src any) error {
	b, err := scanWord(src)
	if err != nil {
		return err
	}
	return v.UnmarshalText(b)
}

// Value gives the stable word to a database.
func (v PrintCause) Value() (driver.Value, error) { return printCauseWords.value(uint8(v)) }

// PrintCauses returns every value in order.
func PrintCauses() []PrintCause { return allOf[PrintCause](len(printCauseWords)) }
