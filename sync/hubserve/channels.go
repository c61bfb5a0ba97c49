package hubserve

import (
	"context"
	"errors"
	"fmt"
	"time"

	"miseban/app/retail"
	"miseban/sync/bridge/channel"
	"miseban/sync/hub"
)

// ChannelsSample is a file of channels to begin with, in which nobody is told
// anything.
const ChannelsSample = channel.Sample

// channelSpecs are the channels of the file.
func (o Options) channelSpecs() ([]channel.Spec, error) {
	if o.Channels == "" {
		return nil, nil
	}
	list, bad := channel.Read(o.Channels)
	var errs []error
	for _, f := range bad {
		errs = append(errs, fmt.Errorf("%s: %s / %s", o.Channels, f.Ja, f.En))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, retail.E(retail.CodeInvalid, "hubserve.Start", "", err)
	}
	return list, nil
}

// channels checks the file of channels.
func (c *checker) channels() {
	if c.o.Channels == "" {
		return
	}
	list, bad := channel.Read(c.o.Channels)
	for _, f := range bad {
		c.bad(c.o.Channels, f.Ja, f.En)
	}
	for _, s := range list {
		if s.Token != "" && c.o.Admin == "" {
			c.bad(c.o.Channels, s.Name+" が取りに来るには admin のアドレスが要ります", s.Name+" fetches its figures from the admin address, and there is none")
		}
		if s.HoldToken != "" && c.o.Admin == "" {
			c.bad(c.o.Channels, s.Name+" が取り置き予約を送るには admin のアドレスが要ります", s.Name+" asks for holds at the admin address, and there is none")
		}
		if s.RefundToken != "" && c.o.Admin == "" {
			c.bad(c.o.Channels, s.Name+" が返金を取りに来るには admin のアドレスが要ります", s.Name+" asks for refunds at the admin address, and there is none")
		}
		if s.NewsToken != "" && c.o.Admin == "" {
			c.bad(c.o.Channels, s.Name+" が注文の状況を取りに来るには admin のアドレスが要ります", s.Name+" asks what became of its orders at the admin address, and there is none")
		}
		if len(s.SaleKey) > 0 && c.o.Admin == "" {
			c.bad(c.o.Channels, s.Name+" が売上を送るには admin のアドレスが要ります", s.Name+" sends sales to the admin address, and there is none")
		}
		if len(s.DeliveryKey) > 0 && c.o.Admin == "" {
			c.bad(c.o.Channels, s.Name+" が入荷予定を送るには admin のアドレスが要ります", s.Name+" sends deliveries to the admin address, and there is none")
		}
		if s.Dir != "" {
			if err := writable(s.Dir); err != nil {
				c.bad(c.o.Channels, s.Dir+" に書けません", "cannot write to "+s.Dir)
			}
		}
	}
}

// toldSoon is how soon a web shop is to hear of money that it owes, and of its orders.
const toldSoon = time.Hour

// untold says which money no web shop has heard of that owes it: its channel does not
// answer, or none is set up; and of how many orders it has not heard what became of them.
func (s *Server) untold(ctx context.Context) {
	before := s.opts.Clock.Now().Add(-toldSoon)
	waits, err := s.store.RefundsUntold(ctx, before)
	if err != nil && ctx.Err() == nil {
		s.opts.Log.Error("hubserve: refunds", "err", err)
	}
	for channel, n := range waits {
		s.opts.Log.Warn("hubserve: no web shop has heard of these refunds; see refunds in channels", "orders of", channel, "refunds", n)
	}
	waits, err = s.store.OrderNewsUntold(ctx, before)
	if err != nil && ctx.Err() == nil {
		s.opts.Log.Error("hubserve: order news", "err", err)
	}
	for channel, n := range waits {
		s.opts.Log.Warn("hubserve: a web shop has not heard what became of these orders; see news in channels", "orders of", channel, "orders", n)
	}
}

// tellChannels keeps what channels are told in line with stock and brings it to
// those that do not fetch it.
func (s *Server) tellChannels(ctx context.Context, h *hub.Hub) {
	var list []hub.Channel
	var news []string
	for _, c := range s.channels {
		if c.Told() {
			list = append(list, c.Channel)
		}
		if c.News() {
			news = append(news, c.Orders...)
		}
	}
	settled := false
	settle := func() { // whose orders are told from now on; tried until it is known
		if err := h.TellOrdersOf(ctx, news); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: order news", "err", err)
		} else {
			settled = true
		}
	}
	settle()
	out := &channel.Sender{Channels: s.channels, Source: h, Refunds: h, Orders: h, Told: h.Store.Told, Clock: s.opts.Clock, Log: s.opts.Log}
	h.RunPublish(ctx, list, func(ctx context.Context) {
		if !settled {
			settle()
		}
		out.Turn(ctx)
	})
}
