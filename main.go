// Command miseban is the staff terminal of a shop: web orders are picked,
// verified, staged and handed over here, with or without the network.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	fyneapp "fyne.io/fyne/v2/app"

	"miseban/app/retail"
	"miseban/app/terminal"
	"miseban/sync/hubserve"
)

func main() {
	time.Local = retail.Japan // whatever the device was set to: shops live by the shop's clock
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		exit(err)
	}
}

// exit ends the process, and says what went wrong.
func exit(err error) {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		os.Exit(0)
	}
	fmt.Fprintln(os.Stderr, terminal.Plain(err))
	os.Exit(1)
}

func run(ctx context.Context, args []string) error {
	o, solo, err := terminal.Flags(args, os.Stderr)
	if err != nil {
		return err
	}
	if err := terminal.CheckDisplay(os.Getenv); err != nil {
		return err
	}
	app := fyneapp.NewWithID("jp.miseban.terminal")
	if err := terminal.BypassInputMethod(&o, app.Preferences(), os.Setenv); err != nil {
		return err
	}
	o.Exit = exit
	if solo {
		server, err := hubserve.Start(ctx, hubserve.Options{
			Data: filepath.Join(o.Data, "hub"), Listen: "127.0.0.1:0", Hosts: []string{"127.0.0.1"},
			Inbox: filepath.Join(o.Data, "inbox"), Sample: o.Sample, Log: slog.Default(),
		})
		if err != nil {
			return err
		}
		defer server.Close()
		o.Exit = func(err error) { exit(errors.Join(err, server.Close())) }
		if o.Hub, o.Enrol, err = hubserve.Solo(ctx, server); err != nil {
			return err
		}
	}
	return terminal.Run(ctx, app, o)
}
