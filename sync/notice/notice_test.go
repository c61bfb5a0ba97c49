package notice_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"image/png"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/app/sample"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/notice"
	"miseban/sync/notice/smtptest"
	"miseban/sync/wire"
)

var noon = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

// shop is a real hub on a real SQLite file with staged orders, a worker, and a
// real mail server.
type shop struct {
	t      *testing.T
	hub    *hub.Hub
	server *smtptest.Server
	worker *notice.Worker
	log    *bytes.Buffer
	now    time.Time
	ids    []retail.OrderID
}

func open(t *testing.T, orders int) *shop {
	t.Helper()
	ctx := context.Background()
	s := &shop{t: t, log: &bytes.Buffer{}, now: noon, server: smtptest.Start(t, false)}
	clock := retail.ClockFunc(func() time.Time { return s.now })
	db, err := hubdb.Open(ctx, filepath.Join(t.TempDir(), "hub.db"), clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.hub, err = hub.Build(ctx, hub.Options{
		Store: db, Clock: clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: bytes.Repeat([]byte{7}, 32), PickupKey: key, PickupID: 1,
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	w := sample.New(4, noon)
	if _, err := s.hub.PutSites(ctx, w.Sites); err != nil {
		t.Fatal(err)
	}
	if _, err := s.hub.PutSKUs(ctx, w.SKUs); err != nil {
		t.Fatal(err)
	}
	list := w.Orders(orders)
	for i := range list {
		list[i].Customer.Email = fmt.Sprintf("hanako%d@example.jp", i)
	}
	if _, err := s.hub.ReceiveOrders(ctx, list); err != nil {
		t.Fatal(err)
	}
	for _, o := range list {
		s.ids = append(s.ids, o.ID)
		s.stage(o)
	}
	s.restart()
	return s
}

// restart is a new worker on the same hub.
func (s *shop) restart() {
	s.worker = &notice.Worker{
		Desk: s.hub, Mailer: &notice.SMTP{Host: s.server.Host, Port: s.server.Port, Sender: "shop@example.com", Roots: s.server.Roots, Timeout: 5 * time.Second},
		Clock: retail.ClockFunc(func() time.Time { return s.now }), Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Chain: "見世野",
	}
}

// do gives a command of the hub and wants it applied.
func (s *shop) do(kind retail.Kind, body retail.Body) {
	s.t.Helper()
	r, err := s.hub.Apply(context.Background(), kind, body)
	if err != nil || r.Verdict != retail.Applied {
		s.t.Fatalf("%s: %v %v %v", kind, r.Verdict, r.Code, err)
	}
}

// stage picks an order whole, but for the last line of two, and puts it by.
func (s *shop) stage(o retail.Order) {
	s.t.Helper()
	for _, l := range s.order(o.ID).Lines {
		s.do(retail.KindPick, retail.PickItem{Order: o.ID, Line: l.No, SKU: l.SKU, Qty: l.Qty, Code: l.JAN, Entry: retail.Scanned})
	}
	s.do(retail.KindStageBag, retail.StageBag{Order: o.ID, Slot: "A-01", Label: "BG-" + string(o.ID[:8]), No: 1})
	s.do(retail.KindStage, retail.StageOrder{Order: o.ID})
}

func (s *shop) order(id retail.OrderID) retail.Order {
	s.t.Helper()
	o, err := s.hub.Order(context.Background(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

func (s *shop) round() (int, error) { return s.worker.Round(context.Background()) }

// want checks where the notice and the order of every order stand.
func (s *shop) want(i int, state retail.NoticeState, order retail.OrderState) {
	s.t.Helper()
	if o := s.order(s.ids[i]); o.Notice.State != state || o.State != order {
		s.t.Errorf("order %d: notice %s, order %s; want %s, %s", i, o.Notice.State, o.State, state, order)
	}
}

func TestOneMailEach(t *testing.T) {
	s := open(t, 20)
	for range 3 {
		if _, err := s.round(); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]int{}
	for _, m := range s.server.Mails() {
		seen[m.To]++
	}
	if len(seen) != 20 || len(s.server.Mails()) != 20 || s.server.Secure() != 20 {
		t.Errorf("%d mails to %d people, %d over TLS", len(s.server.Mails()), len(seen), s.server.Secure())
	}
	for i := range s.ids {
		s.want(i, retail.NoticeSent, retail.Notified)
	}
	if text := s.log.String(); strings.Contains(text, "@example.jp") || strings.Contains(text, "hanako") {
		t.Errorf("the log holds an address: %s", text)
	}
}

// keeps lets goods come to the first shop with a transfer for a customer, and
// returns the hold that keeps them.
func (s *shop) keeps(n int, email string) retail.HoldID {
	s.t.Helper()
	ctx := context.Background()
	sites, err := s.hub.Sites(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	w := sample.New(4, noon)
	here, there := sites[0].ID, sites[1].ID
	id := retail.TransferID(fmt.Sprintf("0199aaaa-bbbb-7ccc-8ddd-%012d", n))
	at := func(site retail.SiteID, kind retail.Kind, body retail.Body) {
		s.t.Helper()
		if r, err := s.hub.ApplyAt(ctx, site, kind, body); err != nil || r.Verdict != retail.Applied {
			s.t.Fatalf("%s: %v %v %v", kind, r.Verdict, r.Code, err)
		}
	}
	bit := []retail.TransferBit{{SKU: w.SKUs[0].ID, Class: retail.Regular, Qty: 1}}
	at(there, retail.KindCount, retail.Count{SKU: bit[0].SKU, Class: retail.Regular, Qty: 9})
	at(here, retail.KindAskTransfer, retail.AskTransfer{
		Transfer: id, From: there, To: here, Why: retail.ForCustomer, Lines: bit,
		For: &retail.TransferFor{Customer: retail.Customer{Name: "山田 太郎", Email: email}},
	})
	s.post()
	at(there, retail.KindApproveTransfer, retail.ApproveTransfer{Transfer: id, Lines: bit})
	at(there, retail.KindPickTransfer, retail.PickTransfer{Transfer: id, SKU: bit[0].SKU, Class: retail.Regular, Qty: 1})
	at(there, retail.KindDispatch, retail.Dispatch{Transfer: id})
	s.post()
	at(here, retail.KindTakeIn, retail.TakeIn{Transfer: id, SKU: bit[0].SKU, Qty: 1})
	at(here, retail.KindFinishTransfer, retail.FinishTransfer{Transfer: id})
	return retail.ArrivalHold(id)
}

// post delivers the letters between the shops.
func (s *shop) post() {
	s.t.Helper()
	if _, err := s.hub.Deliver(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) putBy(id retail.HoldID) {
	s.t.Helper()
	sites, err := s.hub.Sites(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := s.hub.ApplyAt(context.Background(), sites[0].ID, retail.KindHoldKeep, retail.KeepHold{Hold: id, Line: 1, Qty: 1, Code: "4", Entry: retail.Scanned})
	if err != nil || r.Verdict != retail.Applied {
		s.t.Fatal(r, err)
	}
}

// TestHoldArrived: who waited for goods of another shop is told once, when they lie
// put by; a hub that dies over it tells nobody twice.
func TestHoldArrived(t *testing.T) {
	s := open(t, 0)
	first, second := s.keeps(1, "taro@example.jp"), s.keeps(2, "jiro@example.jp")
	nobody := s.keeps(3, "")
	if _, err := s.round(); err != nil || len(s.server.Mails()) != 0 {
		t.Fatalf("%d mails before anything lies ready: %v", len(s.server.Mails()), err)
	}
	s.putBy(first)
	s.putBy(nobody)
	for range 3 {
		if _, err := s.round(); err != nil {
			t.Fatal(err)
		}
	}
	mails := s.server.Mails()
	if len(mails) != 1 || mails[0].To != "taro@example.jp" {
		t.Fatalf("%d mails: %+v", len(mails), mails)
	}
	state := func(id retail.HoldID, want retail.NoticeState) {
		t.Helper()
		n := 0
		for _, st := range []retail.NoticeState{retail.NoticeQueued, retail.NoticeSending, want} {
			list, err := s.hub.Store.HoldsByNotice(context.Background(), st)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range list {
				if h.ID == id && h.Notice.State == want {
					n++
				}
			}
		}
		if n == 0 {
			t.Errorf("the notice of %s is not %s", id, want)
		}
	}
	state(first, retail.NoticeSent)
	state(second, retail.NoticeQueued)
	state(nobody, retail.NoticeNoAddress)
	s.putBy(second)
	s.worker.Mailer = crash{s.worker.Mailer}
	func() {
		defer func() { _ = recover() }()
		_, _ = s.round()
	}()
	state(second, retail.NoticeSending)
	s.restart()
	if err := s.worker.Recover(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.round(); err != nil || len(s.server.Mails()) != 1 {
		t.Errorf("%d mails: %v", len(s.server.Mails()), err)
	}
	state(second, retail.NoticeUnknown)
}

// TestHandedOverFirst: a notice for goods that the customer has is never sent.
func TestHandedOverFirst(t *testing.T) {
	s := open(t, 4)
	for _, i := range []int{1, 2} {
		o := s.order(s.ids[i])
		if o.Pay.State == retail.PayAtPickup {
			s.do(retail.KindCollect, retail.Collect{Order: o.ID, AmountTaxIn: o.Pay.DueTaxIn})
		}
		s.do(retail.KindHandover, retail.HandOver{Order: o.ID, Proof: retail.ByIdentity, Identity: retail.NameAndPhone, Bags: []string{o.Bags[0].Label}})
	}
	if _, err := s.round(); err != nil {
		t.Fatal(err)
	}
	for _, m := range s.server.Mails() {
		if m.To == "hanako1@example.jp" || m.To == "hanako2@example.jp" {
			t.Errorf("mail to %s", m.To)
		}
	}
	if n := len(s.server.Mails()); n != 2 {
		t.Errorf("%d mails", n)
	}
}

// slow is a desk on which something happens between the list and the start.
type slow struct {
	notice.Desk
	before func(retail.Kind)
}

func (d slow) Apply(ctx context.Context, kind retail.Kind, body retail.Body) (wire.Result, error) {
	d.before(kind)
	return d.Desk.Apply(ctx, kind, body)
}

// TestHandedOverBetween: the handover comes in after the list was made.
func TestHandedOverBetween(t *testing.T) {
	s := open(t, 1)
	once := false
	s.worker.Desk = slow{s.hub, func(kind retail.Kind) {
		if kind == retail.KindNoticeStart && !once {
			once = true
			o := s.order(s.ids[0])
			s.do(retail.KindHandover, retail.HandOver{Order: o.ID, Proof: retail.ByIdentity, Identity: retail.PhotoID, Bags: []string{o.Bags[0].Label}})
		}
	}}
	if _, err := s.round(); err != nil {
		t.Fatal(err)
	}
	if !once || len(s.server.Mails()) != 0 {
		t.Errorf("start asked: %v, mails %d", once, len(s.server.Mails()))
	}
}

var errCrash = errors.New("crash")

// crash is a mailer that dies at the moment the mail would leave.
type crash struct{ notice.Mailer }

func (c crash) Open(context.Context) (notice.Session, error) { return c, nil }
func (c crash) Send(context.Context, notice.Message) error   { panic(errCrash) }
func (c crash) Close() error                                 { return nil }

// TestCrash: the hub dies between the start and the result. Nobody knows; it is
// not sent again by itself, and is when staff ask for it.
func TestCrash(t *testing.T) {
	s := open(t, 2)
	s.worker.Mailer = crash{s.worker.Mailer}
	func() {
		defer func() {
			if r := recover(); r != any(errCrash) {
				t.Fatal(r)
			}
		}()
		_, _ = s.round()
	}()
	s.restart()
	if err := s.worker.Recover(context.Background()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := s.round(); err != nil {
			t.Fatal(err)
		}
	}
	states := map[retail.NoticeState]int{}
	var unknown retail.OrderID
	for _, id := range s.ids {
		o := s.order(id)
		states[o.Notice.State]++
		if o.Notice.State == retail.NoticeUnknown {
			unknown = id
		}
	}
	if states[retail.NoticeUnknown] != 1 || states[retail.NoticeSent] != 1 || len(s.server.Mails()) != 1 {
		t.Fatalf("states %v, mails %d", states, len(s.server.Mails()))
	}
	first := s.order(unknown).Notice.MessageID
	s.do(retail.KindNoticeResend, retail.NoticeResend{Order: unknown})
	if _, err := s.round(); err != nil {
		t.Fatal(err)
	}
	o := s.order(unknown)
	if o.Notice.State != retail.NoticeSent || o.Notice.MessageID == first || len(s.server.Mails()) != 2 {
		t.Errorf("after resend: %+v, mails %d", o.Notice, len(s.server.Mails()))
	}
}

// TestFaults fails the mail server at every step.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		step  smtptest.Step
		fault smtptest.Fault
		state retail.NoticeState
		order retail.OrderState
		mails int // taken while it failed
	}{
		{smtptest.Greeting, smtptest.Fault{}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.Hello, smtptest.Fault{}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.StartTLS, smtptest.Fault{Code: 454}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.MailFrom, smtptest.Fault{Code: 451}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.MailFrom, smtptest.Fault{Code: 550}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.MailFrom, smtptest.Fault{}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.RcptTo, smtptest.Fault{Code: 450}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.RcptTo, smtptest.Fault{Code: 550}, retail.NoticeFailed, retail.Staged, 0},
		{smtptest.RcptTo, smtptest.Fault{}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.Data, smtptest.Fault{Code: 421}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.Data, smtptest.Fault{Code: 554}, retail.NoticeFailed, retail.Staged, 0},
		{smtptest.Data, smtptest.Fault{}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.Body, smtptest.Fault{}, retail.NoticeUnknown, retail.Staged, 0},
		{smtptest.Dot, smtptest.Fault{Code: 452}, retail.NoticeQueued, retail.Staged, 0},
		{smtptest.Dot, smtptest.Fault{Code: 554}, retail.NoticeFailed, retail.Staged, 0},
		{smtptest.Dot, smtptest.Fault{}, retail.NoticeUnknown, retail.Staged, 0},
		{smtptest.Dot, smtptest.Fault{After: true}, retail.NoticeUnknown, retail.Staged, 1},
	} {
		t.Run(fmt.Sprintf("%s %d %v", c.step, c.fault.Code, c.fault.After), func(t *testing.T) {
			s := open(t, 1)
			s.server.Fail(c.step, c.fault)
			_, _ = s.round()
			_, _ = s.round() // too early for another try
			s.want(0, c.state, c.order)
			if n := len(s.server.Mails()); n != c.mails {
				t.Errorf("%d mails, want %d", n, c.mails)
			}
			s.server.Heal()
			s.now = s.now.Add(time.Hour)
			if _, err := s.round(); err != nil {
				t.Fatal(err)
			}
			if c.state == retail.NoticeQueued {
				s.want(0, retail.NoticeSent, retail.Notified)
				c.mails++
			} else {
				s.want(0, c.state, c.order)
			}
			if n := len(s.server.Mails()); n != c.mails {
				t.Errorf("afterwards %d mails, want %d", n, c.mails)
			}
			if text := s.log.String(); strings.Contains(text, "hanako") {
				t.Errorf("the log holds an address: %s", text)
			}
		})
	}
}

func TestServerAway(t *testing.T) {
	s := open(t, 3)
	s.server.Stop()
	if _, err := s.round(); err == nil {
		t.Error("no error without a mail server")
	}
	for i := range s.ids {
		s.want(i, retail.NoticeQueued, retail.Staged)
		if n := s.order(s.ids[i]).Notice.Attempt; n != 0 {
			t.Errorf("order %d: %d attempts written down though nobody was there", i, n)
		}
	}
}

func TestNoAddress(t *testing.T) {
	for _, address := range []string{"", "x", "a@b\r\nBcc: c@d", "<a@b>", "山田@example.jp"} {
		s := open(t, 1)
		s.worker.Desk = readdressed{s.hub, address}
		if _, err := s.round(); err != nil {
			t.Fatal(err)
		}
		s.want(0, retail.NoticeNoAddress, retail.Staged)
		if len(s.server.Mails()) != 0 {
			t.Errorf("%q: a mail left", address)
		}
	}
}

// readdressed is a desk whose orders have another address.
type readdressed struct {
	notice.Desk
	address string
}

func (d readdressed) DueNotices(ctx context.Context) ([]retail.Order, error) {
	list, err := d.Desk.DueNotices(ctx)
	for i := range list {
		list[i].Customer.Email = d.address
	}
	return list, err
}

func TestSignIn(t *testing.T) {
	for _, implicit := range []bool{false, true} {
		server := smtptest.Start(t, implicit)
		server.User, server.Pass = "shop@example.com", "secret word"
		scheme := map[bool]string{false: "smtp", true: "smtps"}[implicit]
		for pass, good := range map[string]bool{"secret%20word": true, "wrong": false} {
			m, err := notice.ParseSMTP(scheme + "://shop%40example.com:" + pass + "@127.0.0.1:" + server.Port)
			if err != nil {
				t.Fatal(err)
			}
			m.Roots = server.Roots
			if m.From() != "shop@example.com" {
				t.Errorf("from %q", m.From())
			}
			s, err := m.Open(context.Background())
			if good != (err == nil) {
				t.Errorf("%s, password right %v: %v", scheme, good, err)
				continue
			}
			if !good {
				continue
			}
			if err := s.Send(context.Background(), notice.Message{ID: "<1@x>", From: m.From(), To: "a..b@docomo.example", Text: "x", Date: noon}); err != nil {
				t.Error(err)
			}
			_ = s.Close()
		}
		if len(server.Mails()) != 1 || server.Secure() != 1 || server.Mails()[0].To != "a..b@docomo.example" {
			t.Errorf("%s: mails %d, secure %d", scheme, len(server.Mails()), server.Secure())
		}
	}
}

func TestParseSMTP(t *testing.T) {
	for text, want := range map[string]string{
		"smtp://mail.example.jp":                            "mail.example.jp 587 no-reply@mail.example.jp",
		"smtps://u:p@mail.example.jp?from=shop@example.jp":  "mail.example.jp 465 shop@example.jp",
		"smtp://localhost:25?from=a@b.jp":                   "localhost 25 a@b.jp",
		"http://mail.example.jp":                            "",
		"smtp://mail.example.jp?from=a%0d%0aBcc:c@b.jp":     "",
		"smtp://user:p%ZZ@mail.example.jp":                  "",
		"mail.example.jp:25":                                "",
		"smtp://shop%40example.jp:geheim@mail.example.jp:2": "mail.example.jp 2 shop@example.jp",
	} {
		s, err := notice.ParseSMTP(text)
		if want == "" {
			if err == nil {
				t.Errorf("%s was read", text)
			} else if strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "p%ZZ") {
				t.Errorf("the error holds the password: %v", err)
			}
			continue
		}
		if err != nil || s.Host+" "+s.Port+" "+s.From() != want {
			t.Errorf("%s: %+v %v, want %s", text, s, err, want)
		}
	}
}

// TestLetter reads a sent mail as a customer's program does.
func TestLetter(t *testing.T) {
	s := open(t, 1)
	if _, err := s.round(); err != nil {
		t.Fatal(err)
	}
	o := s.order(s.ids[0])
	msg := s.server.Mails()[0].Message(t)
	dec := new(mime.WordDecoder)
	subject, err := dec.DecodeHeader(msg.Header.Get("Subject"))
	if err != nil || !strings.Contains(subject, "渋谷店") || !strings.Contains(subject, o.External) {
		t.Errorf("subject %q %v", subject, err)
	}
	if id := msg.Header.Get("Message-Id"); id != o.Notice.MessageID {
		t.Errorf("Message-ID %q, booked %q", id, o.Notice.MessageID)
	}
	parts := read(t, msg.Header.Get("Content-Type"), msg.Body)
	text, page, pic := parts["text/plain"], parts["text/html"], parts["image/png"]
	code, err := s.hub.PickupCode(context.Background(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	typed := code.Digits[:3] + " " + code.Digits[3:6] + " " + code.Digits[6:]
	for _, want := range []string{o.Customer.Name + " 様", o.External, o.Number, o.Lines[0].Name, "渋谷店", "10:00〜20:00", "受取期限", typed, "Shibuya", "Please collect by"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	if !strings.Contains(page, `src="cid:pickup-qr@miseban"`) || strings.Contains(text, "\x00") {
		t.Error("the code has no place in the page")
	}
	img, err := png.Decode(strings.NewReader(pic))
	if err != nil {
		t.Fatal(err)
	}
	if n := img.Bounds().Dx(); n < 200 {
		t.Errorf("the code is %d pixels wide, for %d characters", n, len(code.Token))
	}
	if os.Getenv("MISEBAN_SHOW") != "" {
		t.Log("\n" + subject + "\n" + text)
	}
}

// read returns the decoded parts of a body by type.
func read(t *testing.T, kind string, body io.Reader) map[string]string {
	t.Helper()
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(media, "multipart/") {
		raw, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, body))
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{media: string(raw)}
	}
	out := map[string]string{}
	r := multipart.NewReader(body, params["boundary"])
	for {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range read(t, p.Header.Get("Content-Type"), p) {
			out[k] = v
		}
	}
}

func TestFolder(t *testing.T) {
	s := open(t, 2)
	dir := filepath.Join(t.TempDir(), "outbox-mail")
	s.worker.Mailer = notice.Folder{Dir: dir}
	if n, err := s.round(); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mail.ReadMessage(bytes.NewReader(raw)); err != nil {
		t.Error(err)
	}
	s.want(0, retail.NoticeSent, retail.Notified)
}

func FuzzMessage(f *testing.F) {
	f.Add("a@b.jp", "件名\r\nBcc: x@y", "山田\r\n花子", "本文\r\n.\r\n")
	f.Fuzz(func(t *testing.T, to, subject, sender, text string) {
		m := notice.Message{ID: "<1@x>", From: "s@x", Sender: sender, To: to, Subject: subject, Text: text, Date: noon}
		raw, err := m.Bytes()
		if err != nil {
			return
		}
		msg, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%v: %q", err, raw)
		}
		for key := range msg.Header {
			switch key {
			case "Date", "From", "To", "Message-Id", "Subject", "Auto-Submitted", "Mime-Version", "Content-Type":
			default:
				t.Fatalf("a header of its own: %q", key)
			}
		}
	})
}
