package agent

import (
	"context"
	"errors"
	"net/http"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// envelope is what a push holds besides its commands, generously.
const envelope = 1 << 10

// verdicts is the room for those of commands that are sent again.
const verdicts = 80 << 10

// pushLoop sends what is unsent until everything has a verdict, then waits for
// more.
func (a *Agent) pushLoop(ctx context.Context) {
	p := a.pusher()
	for ctx.Err() == nil {
		wait, err := p.turn(ctx)
		switch {
		case err != nil:
			sleep(ctx, wait, unlessAsked(err, a.pushAgain))
		case wait == Idle:
			select {
			case <-ctx.Done():
				return
			case <-a.pushWake:
				a.count(ctx)
			}
		}
	}
}

// pusher is the push loop between two turns. It begins with an empty push,
// which asks how far the hub knows this terminal's commands: a hub restored
// from a backup knows fewer.
type pusher struct {
	a     *Agent
	retry *backoff
	asked string // the hub's life in which it was asked
	most  int    // commands in the next push
}

func (a *Agent) pusher() *pusher {
	return &pusher{a: a, retry: a.retries(), most: wire.MaxCommands}
}

// turn asks or sends once. It returns how long to wait before the next turn: 0
// while there is more, Idle when everything has a verdict. The error has been
// dealt with.
func (p *pusher) turn(ctx context.Context) (time.Duration, error) {
	drain(p.a.pushAgain)
	more, err := false, error(nil)
	if epoch, again := p.a.knownEpoch(); again || p.asked == "" || epoch != p.asked {
		if err = p.a.reconcile(ctx); err == nil {
			p.asked, _ = p.a.knownEpoch()
		} else {
			p.asked = ""
		}
		more = true
	} else {
		more, err = p.a.pushOnce(ctx, p.most)
	}
	switch {
	case said(err, wire.ProblemTooLarge, wire.ProblemInvalid) && p.most > 1:
		p.most = max(1, p.most/4)
		return 0, nil
	case err != nil:
		return p.retry.next(p.a.failed(ctx, "push", err)), err
	}
	p.retry.reset()
	p.most = min(wire.MaxCommands, p.most*2)
	if more {
		return 0, nil
	}
	return Idle, nil
}

// knownEpoch returns the hub's life as of its last answer, and whether a feed
// told since that the hub was restored, which it then forgets.
func (a *Agent) knownEpoch() (epoch string, again bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	again, a.askAgain = a.askAgain, false
	return a.epoch, again
}

// reconcile asks how far the hub knows this terminal's commands.
func (a *Agent) reconcile(ctx context.Context) error {
	reply, err := a.push(ctx, wire.PushRequest{Commands: []retail.Command{}, Left: a.Status().Unsent})
	if err != nil {
		return err
	}
	if err := a.o.Store.Rewind(ctx, reply.Last); err != nil {
		return err
	}
	a.count(ctx)
	if reply.Ask && a.Status().Unsent == 0 { // else the next push says it
		_, err = a.push(ctx, wire.PushRequest{Commands: []retail.Command{}})
	}
	return err
}

// errStuck is the cause when the hub gives no verdict on what it was sent.
var errStuck = errors.New("agent: the hub judged nothing")

// pushOnce sends one batch and tells whether there is more.
func (a *Agent) pushOnce(ctx context.Context, most int) (more bool, err error) {
	room, resend := wire.MaxPushBytes-envelope, a.Status().ResendOf > 0
	if resend {
		room -= verdicts
	}
	cmds, left, err := a.o.Store.Pending(ctx, most, room)
	if err != nil || len(cmds) == 0 {
		return false, err
	}
	req := wire.PushRequest{Commands: cmds, Left: left}
	if resend {
		if req.Was, err = a.o.Store.Rejected(ctx, cmds[0].Dseq, cmds[len(cmds)-1].Dseq); err != nil {
			return false, err
		}
	}
	reply, err := a.push(ctx, req)
	if err != nil {
		return false, err
	}
	if err := a.o.Store.SaveVerdicts(ctx, reply.Results, a.o.Clock.Now()); err != nil {
		return false, err
	}
	switch {
	case reply.Fork:
		a.o.Log.Warn("agent: this terminal lost commands that the hub has", "last", reply.Last)
		err = a.o.Store.Renumber(ctx, reply.Last)
	case reply.Gap:
		a.o.Log.Warn("agent: the hub lost commands of this terminal", "last", reply.Last)
		err = a.o.Store.Rewind(ctx, reply.Last)
	case len(reply.Results) == 0:
		err = errStuck
	}
	a.count(ctx) // before the feed is asked, which tells the hub of it
	if len(reply.Results) > 0 {
		now := a.o.Clock.Now()
		a.board.update(func(s *Status) { s.Pushed = now })
		a.touch(wire.StoreScope(a.o.Shop))
	}
	return err == nil, err
}

func (a *Agent) push(ctx context.Context, req wire.PushRequest) (wire.PushReply, error) {
	ctx, cancel := context.WithTimeout(ctx, pushTimeout)
	defer cancel()
	var reply wire.PushReply
	now := a.o.Clock.Stamp()
	req.Sent = &wire.Moment{Boot: now.Boot, MonoMS: now.MonoMS, OffMS: now.OffMS}
	a.mu.Lock()
	req.Epoch, req.Last = a.epoch, a.last
	a.mu.Unlock()
	res, err := a.link.call(ctx, http.MethodPost, wire.PathCommands, req) //nolint:bodyclose // closed by decodeBody
	if err != nil {
		return reply, err
	}
	if err := decodeBody(res, &reply); err != nil {
		return reply, err
	}
	a.contact()
	a.mu.Lock()
	other := a.epoch != "" && a.epoch != reply.Epoch
	a.epoch, a.last = reply.Epoch, reply.Last
	a.mu.Unlock()
	if other {
		a.touchAll()
	}
	return reply, nil
}
