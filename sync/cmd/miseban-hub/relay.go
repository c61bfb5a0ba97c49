package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

func init() {
	commands["relay"] = command{
		ja: "店内中継機を動かします。初回は -code で登録します。", en: "Runs the store relay of a shop; the first time -code enrols it.", run: runRelay,
	}
	commands["home"] = command{
		ja: "店の判定をどこで行うかを表示し、-to で移します。", en: "Shows who judges the commands of a shop, and moves that with -to.", run: home,
	}
}

func runRelay(ctx context.Context, args []string, _, errs io.Writer) error {
	f := flags("relay", errs)
	g := settingFlags(f)
	code := f.String("code", "", "本部ハブの enrol -relay で作った登録コード（初回のみ） / code made by enrol -relay at the chain's hub, the first time")
	chain := f.String("chain", "", "本部ハブの新しいアドレス https://host:port（引っ越したとき） / where the chain's hub is now, when it has moved")
	if err := parse(f, args); err != nil {
		return err
	}
	c, err := settle(g, errs)
	if err != nil {
		return err
	}
	if *code != "" {
		if err := hubserve.EnrolRelay(ctx, c.Data, *code); err != nil {
			return fmt.Errorf("登録できません。コードは10分間・1回限りです / cannot enrol; the code works once, for ten minutes: %w", err)
		}
	}
	log := c.logger(errs)
	c.Log, c.Clock, c.Relay, c.Chain = log, retail.ClockFunc(time.Now), true, *chain
	s, err := hubserve.Start(ctx, c.Options)
	if err != nil {
		return err
	}
	log.Info("listening", "addr", s.Addr, "url", s.URL, "pin", hex.EncodeToString(s.Pin))
	<-ctx.Done()
	log.Info("stopping")
	return s.Close()
}

func home(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("home", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	store := f.String("store", "", "店舗コード / code of the shop")
	to := f.String("to", "", "relay（店内中継機）か hub（本部） / relay or hub")
	device := f.String("device", "", "中継機の番号（複数あるとき） / which relay, where the shop has several")
	limit := f.Duration("for", time.Minute, "双方の受け渡しを待つ時間 / how long to wait for both ends to shake hands")
	lost := f.Bool("lost", false, "中継機が壊れて戻らないときだけ: 本部に戻します / only when the relay is gone for good: take the home back without it")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	if *to != "" || *lost {
		if err := required(f, "store"); err != nil {
			return err
		}
	}
	return beside(ctx, *data, func(h *hub.Hub) error {
		shop := retail.SiteID(*store)
		var err error
		switch {
		case *lost && *to != "hub":
			return wrong(f, "-to hub と一緒に使います", "goes with -to hub", "-lost")
		case *lost:
			_, err = h.LoseHome(ctx, shop)
		case *to == "":
		case *to == "hub":
			_, err = h.MoveHome(ctx, shop, "")
		case *to == "relay":
			var id retail.DeviceID
			if id, err = relayOf(ctx, h, shop, retail.DeviceID(*device)); err == nil {
				_, err = h.MoveHome(ctx, shop, id)
			}
		default:
			return wrong(f, "relay か hub です", "is relay or hub", "-to "+*to)
		}
		if err != nil {
			return err
		}
		if *to != "" && !*lost {
			if err := settled(ctx, h, shop, *limit); err != nil {
				return err
			}
		}
		return listHomes(ctx, out, h)
	})
}

// relayOf returns the relay of a shop.
func relayOf(ctx context.Context, h *hub.Hub, store retail.SiteID, want retail.DeviceID) (retail.DeviceID, error) {
	all, err := h.Store.Devices(ctx)
	if err != nil {
		return "", err
	}
	var found []retail.DeviceID
	for _, d := range all {
		if d.Kind == hub.DeviceRelay && d.Store == store && !d.Revoked && (want == "" || d.ID == want) {
			found = append(found, d.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", fmt.Errorf("店舗 %s に中継機がありません。先に enrol -relay で登録してください / shop %s has no relay; enrol one with enrol -relay first", store, store)
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("店舗 %s には中継機が %d 台あります。-device で選んでください / shop %s has %d relays; choose one with -device", store, len(found), store, len(found))
}

// settled waits until both ends have shaken hands.
func settled(ctx context.Context, h *hub.Hub, store retail.SiteID, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		m, err := h.Store.Home(ctx, store)
		if err != nil {
			return err
		}
		if m.State == wire.HomeSettled {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("中継機の応答を待っています。つながると自動で完了します / still waiting for the relay; it completes by itself when the line is there")
		case <-time.After(askEvery):
		}
	}
}

func listHomes(ctx context.Context, out io.Writer, h *hub.Hub) error {
	homes, err := h.Homes(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, m := range homes {
		who := "本部ハブ / hub"
		if m.Device != "" {
			who = "中継機 / relay " + string(m.Device)
		}
		seen := ""
		if !m.Contact.IsZero() {
			seen = m.Contact.In(retail.Japan).Format("2006-01-02 15:04:05")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t仮 / pending %d\t%s\t%s\n", m.Store, who, m.State, m.No, m.Errands-m.Done, m.Place.URL, seen)
	}
	return w.Flush()
}
