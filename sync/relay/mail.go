package relay

import (
	"context"
	"errors"
	"time"

	"miseban/app/retail"
	"miseban/sync/notice"
	"miseban/sync/wire"
)

// Mailer hands ready notices to the chain's hub, which has the mail server. It
// is a notice.Mailer.
type Mailer struct{ *Relay }

var _ notice.Mailer = Mailer{}

// sender stands for the chain's own address, which only its hub knows.
const sender = "relay@miseban.invalid"

// From is a stand-in: the chain's hub puts its own address in its place.
func (Mailer) From() string { return sender }

// errCut says that the chain's hub is out of reach.
var errCut = errors.New("relay: the chain's hub is out of reach; notices wait")

// Open tells whether notices can leave: while the shop is cut off they stay
// queued.
func (m Mailer) Open(context.Context) (notice.Session, error) {
	if !m.CutSince().IsZero() {
		return nil, errCut
	}
	return mailSession{m.Relay}, nil
}

// mailSession hands over one mail after the other.
type mailSession struct{ r *Relay }

// Close has nothing to end.
func (mailSession) Close() error { return nil }

// askAgain is how long to wait before the chain's hub is asked again what became
// of a mail.
const askAgain = 5 * time.Second

// Send hands a mail over. When the line breaks before the answer is here it asks
// again until there is one: the chain's hub sends a Message-ID once and answers
// it the same ever after, so asking is safe. Only when ctx ends before that
// nobody knows whether it left.
func (s mailSession) Send(ctx context.Context, msg notice.Message) error {
	req := wire.MailRequest{
		ID: msg.ID, Sender: msg.Sender, To: msg.To, Subject: msg.Subject, Date: msg.Date, Text: msg.Text, QR: msg.QR, QRName: msg.QRName,
		Order: msg.About, From: msg.Notice.From, Dseq: msg.Notice.Dseq, Attempt: msg.Notice.Attempt, Queued: msg.Notice.At, Remind: msg.Notice.Remind,
	}
	for {
		var reply wire.MailReply
		err := s.r.do(ctx, "POST", wire.PathRelayMail, req, &reply)
		switch p, answered := s.r.Problem(err); {
		case err == nil:
			return outcome(reply.Outcome)
		case answered && p.Code == wire.ProblemInvalid:
			return &notice.SendError{Outcome: notice.Refused, Step: "relay"}
		case !answered && retail.CodeOf(err) != retail.CodeOffline && ctx.Err() == nil:
			s.r.Log.Error("relay: mail", "err", err)
		}
		if !s.r.Pause(ctx, askAgain) {
			return &notice.SendError{Outcome: notice.Unknown, Step: "relay"}
		}
	}
}

func outcome(o wire.MailOutcome) error {
	switch o {
	case wire.MailSent:
		return nil
	case wire.MailNot:
		return &notice.SendError{Outcome: notice.NotSent, Step: "relay"}
	case wire.MailRefused:
		return &notice.SendError{Outcome: notice.Refused, Step: "relay"}
	case wire.MailUnknown:
	}
	return &notice.SendError{Outcome: notice.Unknown, Step: "relay"}
}
