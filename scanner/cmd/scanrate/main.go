// Command scanrate measures how well codes are read: ours beside gozxing, and
// beside zxing-cpp and zbar where their tools are installed, on the same pixels
// in one run. It prints Markdown.
//
//	scanrate pictures MANIFEST...      right %, wrong reads and CPU ms by family
//	scanrate sequences [-mix NAME]     what is accepted by frame 1, 3, 5 and 12
//	scanrate reach                     up to which distance codes are read
//	scanrate make DIR                  draws a set of pictures for "pictures"
//
// A manifest is a file of lines path, family, expected text, with tabs between
// and a line of headings; paths are relative to it. A text is right with or
// without leading zeros, an NW-7 with or without its start and stop letters, the
// lower row of a Japanese book as well as its ISBN, line ends either way; expected texts joined by |
// are right each for itself, and one with "+12345" at its end needs that add-on. Whatever else is read in a
// picture counts as wrong. Family "negative" expects nothing.
//
// All engines get the same brightness: pictures are decoded once, and handed to
// ZXingReader and zbarimg (Debian packages zxing-cpp-tools and zbar-tools) as
// PGM files, one process for a whole batch. Their CPU time is the time of that
// process less that of a run over the same files which looks for nothing.
// Engines are restricted to the format of the family; the column "default set"
// is ours with the formats of decode.Product for every picture. Times are CPU
// milliseconds of one core, garbage collection included.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

func main() {
	runtime.GOMAXPROCS(1) // one core, so that the process's CPU time is the work's
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "scanrate:", err)
		}
		os.Exit(1)
	}
}

// verbs are the ways to call the command.
var verbs = map[string]func(args []string, out, errs io.Writer) error{
	"pictures": pictures, "sequences": sequences, "reach": reach, "make": makeSet,
}

func run(args []string, out, errs io.Writer) error {
	if len(args) == 0 || verbs[args[0]] == nil {
		return errors.New("usage: scanrate pictures|sequences|reach|make, each with -h")
	}
	return verbs[args[0]](args[1:], out, errs)
}

// flags returns a flag set for a verb.
func flags(verb string, errs io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet("scanrate "+verb, flag.ContinueOnError)
	fs.SetOutput(errs)
	return fs
}

// row writes one row of a Markdown table.
func row(out io.Writer, cells ...string) { fmt.Fprintln(out, "| "+strings.Join(cells, " | ")+" |") }

// rule writes the line below the headings.
func rule(out io.Writer, columns int) { fmt.Fprintln(out, "|"+strings.Repeat("---|", columns)) }
