package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"os"
	"time"

	"miseban/app/retail"
	"miseban/sync/hubserve"
)

func init() {
	commands["serve"] = command{
		ja: "ハブを動かします。止めるときは Ctrl-C か SIGTERM です。", en: "Runs the hub until Ctrl-C or SIGTERM.", run: serve,
	}
	commands["wait"] = command{
		ja: "ハブが応答するまで待ちます（スクリプト用）。", en: "Waits until the hub answers (for scripts).", run: wait,
	}
}

func serve(ctx context.Context, args []string, _, errs io.Writer) error {
	f := flags("serve", errs)
	g := settingFlags(f)
	if err := parse(f, args); err != nil {
		return err
	}
	c, err := settle(g, errs)
	if err != nil {
		return err
	}
	log := c.logger(errs)
	c.Log, c.Clock = log, retail.ClockFunc(time.Now)
	if os.Getenv("GOGC") == "" {
		go tuneGarbage(ctx)
	}
	if err := profiled(ctx, os.Getenv("MISEBAN_PROFILE"), log); err != nil {
		return err
	}
	s, err := hubserve.Start(ctx, c.Options)
	if err != nil {
		return err
	}
	log.Info("listening", "addr", s.Addr, "url", s.URL, "pin", hex.EncodeToString(s.Pin), "page", s.Page)
	tellSystemd("READY=1")
	<-ctx.Done()
	tellSystemd("STOPPING=1")
	log.Info("stopping")
	return s.Close()
}

// profiled lets whoever is on this machine take CPU profiles at the address, for
// those who measure a hub; it is nowhere when the address is empty, and on no
// other than the machine itself.
func profiled(ctx context.Context, addr string, log *slog.Logger) error {
	if addr == "" {
		return nil
	}
	at, err := netip.ParseAddrPort(addr)
	if err != nil || !at.Addr().IsLoopback() {
		return fmt.Errorf("MISEBAN_PROFILE=%q: not an address of this machine alone", addr)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	s := &http.Server{Handler: http.HandlerFunc(pprof.Profile), ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(l) }() // ends with the process
	log.Warn("profiles", "addr", addr)
	return nil
}

// askEvery is how often wait asks.
const askEvery = 100 * time.Millisecond

func wait(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("wait", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	limit := f.Duration("for", 30*time.Second, "待つ時間 / how long to wait")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *limit)
	defer cancel()
	for {
		err := hubserve.Healthy(ctx, *data)
		if err == nil {
			fmt.Fprintln(out, "ok")
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("ハブが応答しません / the hub does not answer: %w", err)
		case <-time.After(askEvery):
		}
	}
}
