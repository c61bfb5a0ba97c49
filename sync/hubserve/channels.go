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
		if s.Dir != "" {
			if err := writable(s.Dir); err != nil {
				c.bad(c.o.Channels, s.Dir+" に書けません", "cannot write to "+s.Dir)
			}
		}
	}
}

// refundsSoon is how soon a web shop is to hear of money that it owes.
const refundsSoon = time.Hour

// untold says which money no web shop has heard of that owes it: its channel does not
// answer, or none is set up.
func (s *Server) untold(ctx context.Context) {
	waits, err := s.store.RefundsUntold(ctx, s.opts.Clock.Now().Add(-refundsSoon))
	if err != nil && ctx.Err() == nil {
		s.opts.Log.Error("hubserve: refunds", "err", err)
	}
	for channel, n := range waits {
		s.opts.Log.Warn("hubserve: no web shop has heard of these refunds; see refunds in channels", "orders of", channel, "refunds", n)
	}
}

// tellChannels keeps what channels are told in line with stock and brings it to
// those that do not fetch it.
func (s *Server) tellChannels(ctx context.Context, h *hub.Hub) {
	list := make([]hub.Channel, len(s.channels))
	for i, c := range s.channels {
		list[i] = c.Channel
	}
	out := &channel.Sender{Channels: s.channels, Source: h, Refunds: h, Told: h.Store.Told, Clock: s.opts.Clock, Log: s.opts.Log}
	h.RunPublish(ctx, list, out.Turn)
}
