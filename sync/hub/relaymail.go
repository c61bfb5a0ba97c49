package hub

import (
	"context"
	"net/http"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// keepMails is how long it is remembered which mails left for relays.
const keepMails = 90 * 24 * time.Hour

func (h *Hub) serveMail(w http.ResponseWriter, r *http.Request, d Device) error {
	var req wire.MailRequest
	if err := receive(w, r, 1<<20, &req); err != nil {
		return err
	}
	deadline(w, 2*time.Minute)
	outcome, err := h.SendMail(r.Context(), d, req)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, wire.MailReply{Outcome: outcome})
	return nil
}

// SendMail sends a mail for a relay, once for each id whatever happens: that it
// is about to leave is written down first, in the database and outside of it.
// One that was begun and never ended is MailUnknown for good, and so is one that
// may have left in a life of the database that was lost.
func (h *Hub) SendMail(ctx context.Context, d Device, req wire.MailRequest) (wire.MailOutcome, error) {
	const op = "hub.SendMail"
	if h.Mail == nil {
		return "", retail.E(retail.CodeOffline, op, "", nil)
	}
	if req.ID == "" || len(req.ID) > 300 || strings.ContainsAny(req.ID, "\x00\r\n") {
		return "", retail.E(retail.CodeInvalid, op, "", nil)
	}
	before, err := h.leftBefore(ctx, req)
	if err != nil {
		return "", err
	}
	id := string(d.ID) + " " + req.ID
	now := h.Clock.Now()
	var known wire.MailOutcome
	begin := func(tx Tx) error {
		o, ok, err := tx.Mail(id)
		if known = o; err != nil || ok {
			return err
		}
		known = before
		if before != "" {
			return tx.PutMail(id, before, now, now.Add(-keepMails))
		}
		return tx.PutMail(id, wire.MailUnknown, now, now.Add(-keepMails))
	}
	if _, err := h.Store.Update(ctx, nil, begin); err != nil || known != "" {
		return known, err
	}
	outcome := wire.MailNot // nothing has left: another try cannot double it
	if err := h.noteMail(req, wire.MailUnknown); err == nil {
		outcome = h.Mail(ctx, req)
		if err := h.noteMail(req, outcome); err != nil { // the database will know; a lost one leaves it unknown
			h.Log.Error("hub: ledger of notices", "err", err)
		}
	} else {
		h.Log.Error("hub: ledger of notices", "err", err)
	}
	_, err = h.Store.Update(context.WithoutCancel(ctx), nil, func(tx Tx) error {
		return tx.PutMail(id, outcome, now, now.Add(-keepMails))
	})
	return outcome, err
}

// leftBefore tells what became of a relay's notice in a life of the database
// that was lost, empty when it did not leave then: a shop whose orders came to
// its relay after that life ended would tell its customers twice.
func (h *Hub) leftBefore(ctx context.Context, req wire.MailRequest) (wire.MailOutcome, error) {
	if req.Order == "" {
		return "", nil
	}
	life, err := h.lifeNow(ctx)
	if err != nil || !life.Restored() {
		return "", err
	}
	n := queuedNotice(req)
	switch h.past(life, req.Order, n) { //nolint:exhaustive // of all others nobody knows
	case retail.NoticeQueued:
		return "", nil
	case retail.NoticeSent, retail.NoticeTold:
		return wire.MailSent, nil
	case retail.NoticeFailed, retail.NoticeNoAddress:
		return wire.MailRefused, nil
	}
	return wire.MailUnknown, nil
}

// noteMail writes down outside of the database how far a relay's notice got.
func (h *Hub) noteMail(req wire.MailRequest, outcome wire.MailOutcome) error {
	if h.Ledger == nil || req.Order == "" {
		return nil
	}
	state := retail.NoticeSending
	switch outcome {
	case wire.MailSent:
		state = retail.NoticeSent
	case wire.MailNot:
		state = retail.NoticeQueued
	case wire.MailRefused:
		state = retail.NoticeFailed
	case wire.MailUnknown:
	}
	return h.Ledger.Note(req.Order, queuedNotice(req), req.ID, state, h.Clock.Now())
}

func queuedNotice(req wire.MailRequest) retail.Notice {
	return retail.Notice{State: retail.NoticeQueued, From: req.From, Dseq: req.Dseq, Attempt: req.Attempt, At: req.Queued, Remind: req.Remind}
}
