// Package hubserve opens the storage, builds the hub and returns it running:
// the one door for miseban-hub and for `miseban -solo`.
package hubserve

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"miseban/app/retail"
	"miseban/app/sqlite"
	"miseban/sync/bridge/channel"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/notice"
	"miseban/sync/relay"
	"miseban/sync/wire"
)

// Options says how a hub is run.
type Options struct {
	Data   string   // folder of its keys and, unless DB says otherwise, its database; made when missing
	Keys   string   // folder of the keys, "" for Data; hubs on one database need copies of one
	Listen string   // "host:port", port 0 for any
	DB     string   // "" for hub.db in Data, a path, or postgres://…
	Hosts  []string // names and addresses of this machine; the first stands in enrolment codes
	Sample bool     // load the sample chain and let its web shop run
	Inbox  string   // watched folder for CSV files, "" for none
	Codes  string   // file with the rules of the chain's own codes, see ReadCodes; "" for the usual ones
	// Holds is what the chain allows of holds, see ReadHoldPolicy; zero for the usual.
	Holds retail.HoldPolicy
	// Pickups is what it promises of orders that wait, see ReadPickupPolicy; zero for the usual.
	Pickups retail.PickupPolicy
	// Places is which goods need which kind of place, see ReadPlacePolicy; zero for the usual.
	Places retail.PlacePolicy
	// Shorts is what it does about missing goods, see ReadShortPolicy, and Dues when
	// orders are heard that nobody begins, see ReadDuePolicy; zero for the usual.
	Shorts retail.ShortPolicy
	// Counts is from which difference on a count is done again and who approves it, see
	// ReadCountPolicy.
	Counts retail.CountPolicy
	// Cold is how long chilled and frozen goods may be on their way, see ReadColdPolicy.
	Cold retail.ColdPolicy
	// Weigh is how far weighed goods may be from what was ordered, see ReadWeighPolicy.
	Weigh retail.WeighPolicy
	Dues  retail.DuePolicy
	// Floor is what the chain asks for orders taken in shops, see ReadFloorPolicy;
	// zero for the usual.
	Floor retail.FloorPolicy
	// Channels is the file that says who is told of stock, see channel.Read; "" for nobody.
	Channels string
	SMTP     string        // smtp://user:password@host:port?from=address, "" for .eml files in Data/outbox-mail
	Keep     time.Duration // how long it is kept who ordered, from the order's end on; 30 days when zero

	KeepChanges time.Duration // how long a change stays in its feed, 14 days when zero
	MostChanges int64         // and how many of a feed stay at the most, 2,000,000 when zero
	AdoptKeys   bool          // these keys are the right ones from now on, for all hubs on the database

	Admin      string // "host:port" of the page for head office and /metrics, "" for none
	AdminToken string // file with the token that Admin wants; needed where others reach it

	Public Public // the customers' pages; the zero Public for none

	StockEvery  time.Duration // how often terminals are told what other sites have, 5 minutes when zero
	Backup      BackupOptions // where the database is copied to while the hub runs
	BackupEvery time.Duration // and how often; not at all when zero or Backup.To is empty
	Relay       bool          // this is a store relay: see EnrolRelay
	Chain       string        // base URL of the chain's hub, of a relay; "" for where it was enrolled

	Clock retail.Clock
	Log   *slog.Logger
	Jobs  []func(context.Context, *hub.Hub) // run beside the server until Close
}

// Server is a running hub.
type Server struct {
	Addr   string // as listened on
	URL    string // https://host:port, with the host that enrolment codes carry
	Pin    []byte // SHA-256 of the SPKI of the certificate it began with
	Hub    *hub.Hub
	Page   string // address of the page for head office, "" for none
	Public string // address that the customers' pages are listened for on, "" for none

	opts     Options
	store    *hubdb.DB
	ledger   *ledger
	http     *http.Server
	listen   net.Listener
	admin    *admin       // may be nil
	public   *public      // may be nil
	relay    *relay.Relay // of a store relay, else nil
	cancel   context.CancelFunc
	jobs     sync.WaitGroup
	where    atomic.Pointer[running]
	cert     atomic.Pointer[tls.Certificate] // that new connections are shown
	closed   sync.Once
	release  func() error // of the data folder
	fault    error        // of Close
	channels []channel.Spec
	stained  bool // the log of the database may hold somebody who was forgotten; keepHouse alone asks
}

const (
	stockEvery = 5 * time.Minute
	keepFeed   = 48 * time.Hour // how long an order stays in its feed after its end
	keepFor    = 30 * 24 * time.Hour
	keepHouse  = time.Minute      // between two rounds of housekeeping
	graceful   = 10 * time.Second // for requests that are being answered when the hub stops
)

// Start opens the database, brings it up to date and serves until Close.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Clock == nil {
		o.Clock = retail.ClockFunc(time.Now)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Keep <= 0 {
		o.Keep = keepFor
	}
	if o.KeepChanges <= 0 {
		o.KeepChanges = keepChanges
	}
	if o.MostChanges <= 0 {
		o.MostChanges = mostChanges
	}
	if err := cutOff(o.Data); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return nil, retail.E(retail.CodeRefused, "hubserve.Start", "", err)
	}
	k, err := openKeys(o.keyFolder(), o.Hosts)
	if err != nil {
		return nil, err
	}
	release, err := claimFolder(ctx, o)
	if err != nil {
		return nil, err
	}
	if o.DB == "" {
		o.DB = filepath.Join(o.Data, "hub.db")
	}
	store, err := hubdb.Open(ctx, o.DB, o.Clock)
	if err != nil {
		return nil, errors.Join(err, release())
	}
	s := &Server{opts: o, store: store, Pin: k.pin, release: release}
	if s.ledger, err = openLedger(ctx, o, store); err != nil {
		return nil, errors.Join(err, store.Close(), release())
	}
	if err := s.begin(ctx, k); err != nil {
		return nil, errors.Join(err, s.ledger.Close(), store.Close(), release())
	}
	return s, nil
}

// claimFolder takes the data folder of an embedded database for this process
// alone; on PostgreSQL several hubs may work side by side.
func claimFolder(ctx context.Context, o Options) (release func() error, err error) {
	if isURL(o.DB) {
		return func() error { return nil }, nil
	}
	if release, err = sqlite.Lock(ctx, o.Data); retail.CodeOf(err) == retail.CodeBusy {
		return nil, retail.E(retail.CodeBusy, "hubserve.Start", "hint.in_use", fmt.Errorf(
			"%s では、もうハブが動いています / another hub is at work in %s", o.Data, o.Data))
	}
	return release, err
}

// begin builds the hub over the open database, then listens.
func (s *Server) begin(ctx context.Context, k keys) error {
	o := s.opts
	if err := s.agree(ctx, k); err != nil {
		return err
	}
	more, err := others(o.keyFolder(), o.Clock.Now())
	if err != nil {
		return err
	}
	mailer, err := s.mailer()
	if err != nil {
		return err
	}
	own := hub.Options{
		Store: s.store, Clock: o.Clock, IDs: retail.UUIDv7{}, Rand: rand.Reader,
		Secret: k.secret, PickupKey: k.pickup.Key, PickupID: k.pickup.ID, Next: k.pickup.Next, Dropped: k.pickup.Dropped, Pins: append([][]byte{k.pin}, more...), Log: o.Log,
		Public: strings.TrimSuffix(o.Public.URL, "/"), Ledger: s.ledger, URL: func() string { return s.URL }, Mail: mailFor(mailer, o.Log),
	}
	switch self, err := isRelay(o.Data); {
	case err != nil:
		return err
	case o.Relay != (self != ""):
		return retail.E(retail.CodeRefused, "hubserve.Start", "", fmt.Errorf(
			"%s は中継機用のフォルダーではない、または中継機用です / a relay is run with `relay`, in a folder of its own, and nothing else is", o.Data))
	case o.Relay:
		if s.relay, err = s.openRelay(ctx); err != nil {
			return err
		}
		own.Self, own.Upstream, own.Mail = self, s.relay, nil
	}
	h, err := hub.Build(ctx, own)
	if err != nil {
		return err
	}
	s.Hub = h
	if s.relay != nil {
		s.relay.Hub = h // what the chain settled about codes comes down
	} else if err := errors.Join(s.putCodes(ctx), h.PutHoldPolicy(ctx, o.Holds), h.PutPickupPolicy(ctx, o.Pickups), h.PutPlacePolicy(ctx, o.Places), h.PutPickPolicies(ctx, o.Shorts, o.Dues), h.PutFloorPolicy(ctx, o.Floor), h.PutCountPolicy(ctx, o.Counts), h.PutColdPolicy(ctx, o.Cold), h.PutWeighPolicy(ctx, o.Weigh)); err != nil {
		return err
	}
	if s.channels, err = o.channelSpecs(); err != nil {
		return err
	}
	jobs, err := s.work(ctx, mailer)
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return retail.E(retail.CodeRefused, "hubserve.Start", "", err)
	}
	s.listen, s.Addr = l, l.Addr().String()
	where := whereabouts(o, l.Addr(), k.pin)
	s.where.Store(&where)
	s.cert.Store(&k.cert)
	s.URL = "https://" + net.JoinHostPort(where.Host, strconv.Itoa(int(where.Port)))
	if err := where.save(o.Data); err != nil {
		return errors.Join(err, l.Close())
	}
	s.http = &http.Server{
		Handler:           h.Handler(),
		TLSConfig:         &tls.Config{GetCertificate: s.shown, MinVersion: tls.VersionTLS13, NextProtos: []string{"h2", "http/1.1"}},
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		// Every terminal holds a connection, and hardly asks for anything: it costs
		// less to say headers again than to remember them in tables at both ends.
		HTTP2:    &http.HTTP2Config{MaxDecoderHeaderTableSize: 1, MaxEncoderHeaderTableSize: 1},
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	if o.Admin != "" {
		if s.admin, err = openAdmin(ctx, o, h, k.cert, s.channels); err != nil {
			return errors.Join(err, l.Close())
		}
	}
	if s.admin != nil {
		s.Page = s.admin.url()
	}
	if s.public, err = openPublic(ctx, o, h); err != nil {
		return errors.Join(err, l.Close(), s.closeAdmin())
	}
	if s.public != nil {
		s.Public = s.public.listen.Addr().String()
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s.cancel = cancel
	for _, job := range jobs {
		s.jobs.Go(func() { job(run, h) })
	}
	if s.admin != nil {
		s.jobs.Go(func() { s.admin.serve(o.Log) })
	}
	if s.public != nil {
		s.jobs.Go(func() { s.public.serve(o.Log) })
	}
	s.jobs.Go(func() {
		if err := s.http.Serve(shake(l, s.http.TLSConfig, o.Log)); !errors.Is(err, http.ErrServerClosed) {
			o.Log.Error("hubserve: serve", "err", err)
		}
	})
	return nil
}

// closeAdmin ends the page for head office.
func (s *Server) closeAdmin() error {
	if s.admin == nil {
		return nil
	}
	return errors.Join(s.admin.http.Close(), ignoreClosed(s.admin.listen.Close()))
}

// ignoreClosed is err, but for a listener that was closed already.
func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// work lists what runs beside the server.
func (s *Server) work(ctx context.Context, mailer notice.Mailer) ([]func(context.Context, *hub.Hub), error) {
	if s.relay != nil {
		return append(s.relayWork(), s.opts.Jobs...), nil
	}
	jobs := []func(context.Context, *hub.Hub){
		func(ctx context.Context, h *hub.Hub) { h.Run(ctx) },
		s.keepContacts, s.keepKeys,
		s.alone("house", s.keepHouse),
		s.alone("letters", func(ctx context.Context, h *hub.Hub) { h.RunLetters(ctx) }),
		s.alone("bulk", func(ctx context.Context, h *hub.Hub) { h.RunBulk(ctx, cmp.Or(s.opts.StockEvery, stockEvery)) }),
	}
	if s.opts.Sample {
		job, err := s.sample(ctx)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, s.alone("sample", job))
	}
	if s.opts.Inbox != "" {
		job, err := s.watch(s.Hub)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, s.alone("inbox "+s.opts.Inbox, job))
	}
	if len(s.channels) > 0 {
		jobs = append(jobs, s.alone("channels", s.tellChannels))
	}
	if s.opts.BackupEvery > 0 && s.opts.Backup.To != "" {
		jobs = append(jobs, s.alone("copies", s.copies()))
	}
	notices := func(ctx context.Context, h *hub.Hub) { s.sendNotices(ctx, h, mailer) }
	return append(append(jobs, s.alone("notices", notices)), s.opts.Jobs...), nil
}

// keepHouse expires orders, takes what is over out of the feeds and forgets
// people when it is time.
func (s *Server) keepHouse(ctx context.Context, h *hub.Hub) {
	for round := 0; ; round++ {
		if err := beat(ctx, s.opts.Clock, s.store, s.ledger.Ledger); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: ledger", "err", err)
		}
		past := s.opts.Clock.Now().Add(-min(keepLog, s.opts.Keep))
		if err := errors.Join(h.CatchUp(ctx), s.store.TrimErrands(ctx, past), s.store.TrimLetters(ctx, past)); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: errands", "err", err)
		}
		if _, err := h.Overdue(ctx); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: overdue", "err", err)
		}
		if _, err := h.Owe(ctx); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: owe", "err", err)
		}
		if n, err := h.Remind(ctx); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: remind", "err", err)
		} else if n > 0 {
			s.opts.Log.Info("hubserve: customers reminded", "orders", n)
		}
		if n, err := h.LookForWarm(ctx); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: cold", "err", err)
		} else if n > 0 {
			s.opts.Log.Warn("hubserve: goods out of the cold for too long", "orders", n)
		}
		if _, err := h.LookForTerminals(ctx); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: terminals", "err", err)
		}
		if _, err := h.Retire(ctx, s.opts.Clock.Now().Add(-min(keepFeed, s.opts.Keep))); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: retire", "err", err)
		}
		if err := s.purge(ctx, h, s.opts.Clock.Now().Add(-s.opts.Keep)); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: purge", "err", err)
		}
		if round%compactAt == 0 {
			s.untold(ctx)
			if err := s.compact(ctx); err != nil && ctx.Err() == nil {
				s.opts.Log.Error("hubserve: compact", "err", err)
			}
		}
		if !pause(ctx, keepHouse) {
			return
		}
	}
}

// purge forgets people of orders that ended before the instant, and of rows of
// imported files that nobody settled since.
func (s *Server) purge(ctx context.Context, h *hub.Hub, before time.Time) error {
	n, err := h.Purge(ctx, before)
	if n > 0 {
		s.opts.Log.Info("hubserve: customers forgotten", "orders", n)
	}
	bad, badErr := s.store.PurgeBad(ctx, before)
	if bad > 0 {
		s.opts.Log.Warn("hubserve: rows of imported files dropped that nobody settled", "rows", bad)
	}
	var foldErr error
	if s.stained = s.stained || n > 0 || bad > 0; s.stained {
		folded := false
		folded, foldErr = s.store.Fold(ctx)
		s.stained = !folded
	}
	return errors.Join(err, badErr, foldErr)
}

// pause waits and tells whether ctx still runs.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// NewEnrolCode makes a one-time code for a terminal of the shop, good for ten
// minutes. CodeNotFound: no such shop.
func (s *Server) NewEnrolCode(ctx context.Context, store retail.SiteID) (wire.EnrolCode, error) {
	return enrolCode(ctx, s.Hub, *s.where.Load(), store)
}

// Close finishes what is being answered, ends the jobs and the connections and
// closes the database. It may be called more than once.
func (s *Server) Close() error {
	s.closed.Do(func() {
		s.Hub.Stop()
		ctx, cancel := context.WithTimeout(context.Background(), graceful)
		defer cancel()
		err := s.http.Shutdown(ctx)
		if err != nil {
			err = errors.Join(err, s.http.Close())
		}
		err = errors.Join(err, s.closeAdmin())
		if s.public != nil {
			err = errors.Join(err, s.public.http.Shutdown(ctx))
		}
		s.cancel()
		s.jobs.Wait()
		err = errors.Join(err, s.Hub.KeepContacts(ctx))
		s.fault = errors.Join(err, s.store.Close(), s.ledger.Close(), s.release())
	})
	return s.fault
}
