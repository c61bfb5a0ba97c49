package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"strings"
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
	o := hubserve.Options{}
	hosts := ""
	f.StringVar(&o.Data, "data", "", "鍵とデータのフォルダー / folder of keys and data")
	f.StringVar(&o.Listen, "listen", ":8443", "待ち受けるアドレス / address to listen on")
	f.StringVar(&o.DB, "db", "", "SQLiteのファイルか postgres://…（既定: DIR/hub.db） / SQLite file or postgres://… (default DIR/hub.db)")
	f.StringVar(&o.Inbox, "inbox", "", "CSVを受け取るフォルダー / folder watched for CSV files")
	f.BoolVar(&o.Sample, "sample", false, "見本のチェーンを読み込み、注文を流します / load the sample chain and let orders arrive")
	f.StringVar(&o.SMTP, "smtp", "", "受け取り案内の送信 smtp://user:pass@host:port / where ready notices are sent")
	f.DurationVar(&o.Keep, "keep-people", 30*24*time.Hour, "注文の終了後、お客様の情報を残す時間 / how long customers' data stays after an order's end")
	f.StringVar(&hosts, "host", "", "端末から見た名前かIP、カンマ区切り（先頭を登録コードに使用） / names or addresses terminals use, comma separated; the first stands in enrolment codes")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	for h := range strings.SplitSeq(hosts, ",") {
		if h = strings.TrimSpace(h); h != "" {
			o.Hosts = append(o.Hosts, h)
		}
	}
	log := slog.New(slog.NewTextHandler(errs, nil))
	o.Log, o.Clock = log, retail.ClockFunc(time.Now)
	s, err := hubserve.Start(ctx, o)
	if err != nil {
		return err
	}
	log.Info("listening", "addr", s.Addr, "url", s.URL, "pin", hex.EncodeToString(s.Pin))
	<-ctx.Done()
	log.Info("stopping")
	return s.Close()
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
