// Command scan prints the codes that it finds in pictures, one a line:
//
//	path <TAB> symbology <TAB> text
//
// and path, -, nothing for a picture without any. A picture that cannot be
// read is named on standard error and does not stop the others. A text is printed
// as it is; line ends and tabs in it, which would break the line, are written as
// \r, \n and \t. -json says exactly what was there.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
	"strings"
	"sync"

	"miseban/scanner/decode"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// manner is how pictures are read.
type manner struct {
	formats      decode.Format
	bench, frame bool
}

type found struct {
	Path  string  `json:"path"`
	Codes []code  `json:"codes"`
	MS    float64 `json:"ms,omitempty"`
	Err   string  `json:"error,omitempty"`
}

type code struct {
	Format string  `json:"format"`
	Text   string  `json:"text"`
	Frame  string  `json:"start_stop,omitempty"` // the letters around an NW-7
	AddOn  string  `json:"add_on,omitempty"`
	GS1    bool    `json:"gs1,omitempty"`
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
}

func run(args []string, out, errs io.Writer) int {
	fs := flag.NewFlagSet("scan", flag.ContinueOnError)
	fs.SetOutput(errs)
	formats := fs.String("formats", decode.Product.String(), "what to look for, joined by commas")
	asJSON := fs.Bool("json", false, "print one JSON object a picture")
	threads := fs.Int("threads", runtime.NumCPU(), "how many pictures at once")
	bench := fs.Bool("bench", false, "print the CPU milliseconds of each picture as well: the least of three, without those of its file")
	frame := fs.Bool("frame", false, "read pictures as frames of a camera: fast, without what only a still picture has time for")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	want, err := decode.ParseFormat(*formats)
	if err != nil {
		fmt.Fprintln(errs, "scan:", err)
		return 2
	}
	if *bench {
		*threads = 1
	}
	w := bufio.NewWriter(out)
	if err := report(all(fs.Args(), manner{want, *bench, *frame}, max(1, *threads)), w, errs, *asJSON, *bench); err != nil {
		fmt.Fprintln(errs, "scan:", err)
		return 1
	}
	return 0
}

// report writes what was found, a picture after the other.
func report(pictures iter.Seq[found], w *bufio.Writer, errs io.Writer, asJSON, bench bool) error {
	for f := range pictures {
		if f.Err != "" {
			fmt.Fprintf(errs, "scan: %s: %s\n", f.Path, f.Err)
			if !asJSON {
				continue
			}
		}
		if asJSON {
			b, err := json.Marshal(f)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%s\n", b)
			continue
		}
		tail := ""
		if bench {
			tail = fmt.Sprintf("\t%.2f", f.MS)
		}
		if len(f.Codes) == 0 {
			fmt.Fprintf(w, "%s\t-\t%s\n", f.Path, tail)
		}
		for _, c := range f.Codes {
			fmt.Fprintf(w, "%s\t%s\t%s%s\n", f.Path, c.Format, oneLine.Replace(c.Text), tail)
		}
	}
	return w.Flush()
}

// oneLine keeps a text on its line.
var oneLine = strings.NewReplacer("\t", "\\t", "\n", "\\n", "\r", "\\r")

// all reads the pictures and yields them in their order.
func all(paths []string, how manner, threads int) iter.Seq[found] {
	return func(yield func(found) bool) {
		type job struct {
			path string
			done chan found
		}
		jobs := make(chan job)
		order := make(chan chan found, threads)
		var wg sync.WaitGroup
		for range threads {
			wg.Go(func() {
				r := decode.New(how.formats)
				for j := range jobs {
					j.done <- one(&r, how, j.path)
				}
			})
		}
		go func() {
			for _, p := range paths {
				done := make(chan found, 1)
				order <- done
				jobs <- job{p, done}
			}
			close(jobs)
			close(order)
		}()
		for done := range order {
			if !yield(<-done) {
				break
			}
		}
		for range order { //nolint:revive // what is under way is let go
		}
		wg.Wait()
	}
}

// one reads a picture. A decoder of pictures or codes that panics has read
// nothing, and the reader is made anew.
func one(r **decode.Reader, how manner, path string) (f found) {
	f.Path = path
	defer func() {
		if p := recover(); p != nil {
			*r = decode.New(how.formats)
			f = found{Path: path, Err: fmt.Sprint("cannot be read: ", p)}
		}
	}()
	img, err := load(path)
	if err != nil {
		f.Err = err.Error()
		return f
	}
	luma := decode.FromImage(img)
	times := 1
	if how.bench {
		times = 3 // the least counts: other work on the machine only adds
		runtime.GC()
	}
	var codes []decode.Result
	for n := range times {
		began := cpu()
		if how.frame {
			codes = (*r).Frame(luma)
		} else {
			codes = (*r).Still(luma)
		}
		if ms := float64((cpu() - began).Microseconds()) / 1000; n == 0 || ms < f.MS {
			f.MS = ms
		}
	}
	for _, c := range codes {
		f.Codes = append(f.Codes, printed(c))
	}
	return f
}

// printed is a code as it is printed for people: an NW-7 without the letters
// that only say where it begins and ends.
func printed(c decode.Result) code {
	out := code{Format: c.Format.String(), Text: c.Text, AddOn: c.AddOn, GS1: c.GS1, X: c.X, Y: c.Y}
	if n := len(c.Text); c.Format == decode.Codabar && n > 2 {
		out.Text, out.Frame = c.Text[1:n-1], c.Text[:1]+c.Text[n-1:]
	}
	return out
}
