package terminal

import (
	"encoding/json"
	"log/slog"
	"os"
	"sync"

	"miseban/scanner"
)

// scanLog writes every code that comes in as a line of JSON, for whoever looks
// into a scanner. It is off unless the flag -scanlog names a file: codes may be
// customers' own.
type scanLog struct {
	mu   sync.Mutex
	file *os.File
	log  *slog.Logger
}

// scanLine is a line of it.
type scanLine struct {
	Raw, Text, AIM string
	Kind           scanner.Kind
	Fault          string
	Source         scanner.Source
	End            scanner.Ending
	Micros         int64 // from the first character to the last
}

// openScanLog opens the file to append to; an empty path writes nothing.
func openScanLog(path string, log *slog.Logger) (*scanLog, error) {
	l := &scanLog{log: log}
	if path == "" {
		return l, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	l.file = f
	return l, err
}

func (l *scanLog) note(c scanner.Code) {
	if l.file == nil {
		return
	}
	b, err := json.Marshal(scanLine{
		Raw: c.Raw, Text: c.Text, AIM: c.AIM, Kind: c.Kind, Fault: c.Fault.String(), Source: c.Source, End: c.Typing.End,
		Micros: c.Typing.Took.Microseconds(),
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		_, err = l.file.Write(append(b, '\n'))
	}
	if err != nil {
		l.log.Error("terminal: scan log", "err", err)
	}
}

func (l *scanLog) close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}
