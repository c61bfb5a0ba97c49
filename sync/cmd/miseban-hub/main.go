// Command miseban-hub is the server of a chain.
//
//	miseban-hub serve -data DIR -listen :8443
//	miseban-hub enrol -data DIR -store SHIBUYA
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // it did not work; stderr says why
	exitUsage  = 2 // the call makes no sense; stderr says how to call
)

// command is one word after miseban-hub. run gets what follows the word and
// writes its result to out.
type command struct {
	ja, en string // what it does
	run    func(ctx context.Context, args []string, out, err io.Writer) error
}

// commands is every command by its word. Files of this folder add their own.
var commands = map[string]command{}

// errUsage says that the call makes no sense; what is wrong has been written.
var errUsage = errors.New("usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run calls the command that args name and returns the exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 0 {
		usage(errs)
		return exitUsage
	}
	if args[0] == "help" || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		usage(out)
		return exitOK
	}
	c, ok := commands[args[0]]
	if !ok {
		fmt.Fprintf(errs, "miseban-hub: %q というコマンドはありません / there is no command %q\n\n", args[0], args[0])
		usage(errs)
		return exitUsage
	}
	err := c.run(ctx, args[1:], out, errs)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage):
		return exitUsage
	}
	fmt.Fprintln(errs, "miseban-hub "+args[0]+":", err)
	return exitFailed
}

func usage(w io.Writer) {
	fmt.Fprint(w, `miseban-hub: 店番のハブ（サーバー） / the hub of miseban

  miseban-hub コマンド [-フラグ 値 …] / miseban-hub COMMAND [-flag value ...]

`)
	for _, word := range slices.Sorted(maps.Keys(commands)) {
		fmt.Fprintf(w, "  %-11s %s\n  %-11s %s\n", word, commands[word].ja, "", commands[word].en)
	}
	fmt.Fprint(w, `
  各コマンドの説明: miseban-hub コマンド -h / about one command: miseban-hub COMMAND -h
  終了コード / exit codes: 0 成功 ok, 1 失敗 failed, 2 使い方の誤り usage
`)
}

// flags returns the flag set of a command; its -h shows both languages.
func flags(word string, errs io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet(word, flag.ContinueOnError)
	f.SetOutput(errs)
	f.Usage = func() {
		fmt.Fprintf(errs, "miseban-hub %s: %s\n  %s\n\n", word, commands[word].ja, commands[word].en)
		f.PrintDefaults()
	}
	return f
}

// parse reads the flags of a command that takes no further words.
func parse(f *flag.FlagSet, args []string) error {
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if f.NArg() > 0 {
		return wrong(f, "余分な引数です", "not expected here", f.Arg(0))
	}
	return nil
}

// wrong says what is wrong with a call, and how to call.
func wrong(f *flag.FlagSet, ja, en, what string) error {
	fmt.Fprintf(f.Output(), "%s: %s / %s\n\n", what, ja, en)
	f.Usage()
	return errUsage
}

// required demands a value for a flag; what is silent is looked for in the
// environment and in the settings file.
func required(f *flag.FlagSet, names ...string) error {
	for _, name := range names {
		v := f.Lookup(name).Value
		if v.String() == "" {
			if err := v.Set(elsewhere(name)); err != nil {
				return err
			}
		}
		if v.String() == "" {
			return wrong(f, "指定してください", "is needed", "-"+name)
		}
	}
	return nil
}
