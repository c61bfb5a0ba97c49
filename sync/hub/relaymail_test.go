package hub_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/notice"
	"miseban/sync/wire"
)

// TestMailOfALostLife: a relay hands over the notice of an order that came to
// it after the hub was restored, and that a life before had told the customer.
// Found by seed 365 of the simulator.
func TestMailOfALostLife(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ledger, err := notice.OpenLedger(filepath.Join(t.TempDir(), "ledger"), w.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ledger.Close() }()
		w.h.Ledger = ledger
		left := 0
		w.h.Mail = func(context.Context, wire.MailRequest) wire.MailOutcome { left++; return wire.MailSent }
		relay := hub.Device{ID: "r-1", Store: shibuya}
		queued := w.clock.Now()
		told := retail.Notice{From: "t-1", Dseq: 4, At: queued}
		for _, s := range []retail.NoticeState{retail.NoticeSending, retail.NoticeSent} {
			if err := ledger.Note("o-1", told, "<o-1.1@chain>", s, queued.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		begun := retail.Notice{From: "t-1", Dseq: 5, At: queued}
		if err := ledger.Note("o-2", begun, "<o-2.1@chain>", retail.NoticeSending, queued.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		ask := func(order retail.NoticeKey, id string, dseq int64, want wire.MailOutcome, mails int) {
			t.Helper()
			got, err := w.h.SendMail(ctx, relay, wire.MailRequest{ID: id, To: "a@example.jp", Order: order, From: "t-1", Dseq: dseq, Queued: queued})
			if err != nil || got != want || left != mails {
				t.Errorf("%s: %s, %d mails, %v; want %s, %d", id, got, left, err, want, mails)
			}
		}
		w.clock.Advance(time.Hour)
		if ok, err := w.s.BeginLife(ctx, "", hub.Life{Began: w.clock.Now(), Ledger: true}); err != nil || !ok {
			t.Fatal(ok, err)
		}
		ask("o-1", "<o-1.1@relay>", 4, wire.MailSent, 0)
		ask("o-2", "<o-2.1@relay>", 5, wire.MailUnknown, 0)
		ask("o-3", "<o-3.1@relay>", 6, wire.MailSent, 1)
		ask("o-3", "<o-3.1@relay>", 6, wire.MailSent, 1)

		// What left for the relay is written down outside of the database as well.
		w.clock.Advance(time.Hour)
		if ok, err := w.s.BeginLife(ctx, "", hub.Life{Began: w.clock.Now(), Ledger: true}); err != nil || !ok {
			t.Fatal(ok, err)
		}
		ask("o-3", "<o-3.1@other>", 6, wire.MailSent, 1)
		ask("o-4", "<o-4.1@relay>", 7, wire.MailSent, 2)

		// With a ledger that does not know everything nobody knows.
		w.clock.Advance(time.Hour)
		if ok, err := w.s.BeginLife(ctx, "", hub.Life{Began: w.clock.Now()}); err != nil || !ok {
			t.Fatal(ok, err)
		}
		ask("o-5", "<o-5.1@relay>", 8, wire.MailUnknown, 2)
	})
}
