package hubserve

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/lan"
	"miseban/sync/notice"
	"miseban/sync/relay"
	"miseban/sync/wire"
)

// fileRelay makes a data folder one of a store relay: mode 0600.
const fileRelay = "relay.json"

// relayFile is what makes a relay a device of the chain's hub.
type relayFile struct {
	Device retail.DeviceID `json:"device"`
	Store  retail.SiteID   `json:"store"`
	Key    []byte          `json:"key"` // seed, Ed25519
	Hub    string          `json:"hub"`
	Pins   [][]byte        `json:"pins"`
}

// loadRelay reads the file. CodeNotFound: the folder is not a relay's.
func loadRelay(dir string) (relayFile, error) {
	const op = "hubserve.loadRelay"
	var r relayFile
	b, err := os.ReadFile(filepath.Join(dir, fileRelay))
	if errors.Is(err, fs.ErrNotExist) {
		return r, retail.E(retail.CodeNotFound, op, "", err)
	}
	if err != nil {
		return r, retail.E(retail.CodeRefused, op, "", err)
	}
	if err := json.Unmarshal(b, &r); err != nil || len(r.Key) != ed25519.SeedSize {
		return r, retail.E(retail.CodeDamaged, op, "", err)
	}
	return r, nil
}

// isRelay tells whose device a data folder is: empty for a chain's hub.
func isRelay(dir string) (retail.DeviceID, error) {
	r, err := loadRelay(dir)
	if retail.CodeOf(err) == retail.CodeNotFound {
		err = nil
	}
	return r.Device, err
}

// EnrolRelay makes a data folder that of a store relay, with a code that the
// chain's hub made for one. A folder that is one already is left as it is.
// Faults are those of agent.Enrol; CodeRefused also: a hub has run in the folder.
func EnrolRelay(ctx context.Context, data, text string) error {
	const op = "hubserve.EnrolRelay"
	if _, err := loadRelay(data); retail.CodeOf(err) != retail.CodeNotFound {
		return err
	}
	if _, err := load(data); retail.CodeOf(err) != retail.CodeNotFound {
		return retail.E(retail.CodeRefused, op, "", errors.Join(err, fmt.Errorf("a hub of its own has run in %s", data)))
	}
	code, err := wire.ParseEnrolCode(text)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	e, err := agent.Enrol(ctx, code, key, agent.Wish{Model: runtime.GOOS + "/" + runtime.GOARCH, As: wire.KindRelay}, retail.ClockFunc(time.Now))
	if err != nil {
		return err
	}
	return relayFile{Device: e.Device, Store: e.Store, Key: key.Seed(), Hub: e.Hub, Pins: e.Pins}.save(data)
}

func (r relayFile) save(dir string) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return retail.E(retail.CodeInternal, "hubserve.relayFile", "", err)
	}
	return write(dir, fileRelay, append(b, '\n'))
}

// openRelay builds what keeps this relay in step with the chain's hub.
func (s *Server) openRelay(ctx context.Context) (*relay.Relay, error) {
	f, err := loadRelay(s.opts.Data)
	if err != nil {
		return nil, err
	}
	if isURL(s.opts.DB) {
		return nil, retail.E(retail.CodeInvalid, "hubserve.openRelay", "", errors.New("a relay keeps its books in SQLite"))
	}
	if err := s.store.Follow(ctx, f.Store); err != nil {
		return nil, err
	}
	return relay.New(relay.Options{
		Chain: agent.NewCaller(agent.Options{
			Device: f.Device, Key: ed25519.NewKeyFromSeed(f.Key), Hub: cmp.Or(s.opts.Chain, f.Hub), Pins: f.Pins, Clock: agent.NewHubClock(s.opts.Clock, 0),
			Log: s.opts.Log, Pinned: func(pins [][]byte) error {
				f.Pins = pins
				return f.save(s.opts.Data)
			},
		}),
		Problem: agent.Problem, Device: f.Device, Store: f.Store, Books: s.store, Clock: s.opts.Clock, Rand: mathrand.Float64,
		Here: func() wire.Place { return s.Hub.Here() },
		Keep: min(keepLog, s.opts.Keep), Log: s.opts.Log,
	}), nil
}

// keepLog is how long errands and lines of a relay's log are kept once they were
// done and sent.
const keepLog = 14 * 24 * time.Hour

// relayWork lists what runs beside a relay.
func (s *Server) relayWork() []func(context.Context, *hub.Hub) {
	jobs := []func(context.Context, *hub.Hub){
		func(ctx context.Context, h *hub.Hub) { h.Run(ctx) },
		s.keepContacts,
		s.keepHouse,
		func(ctx context.Context, _ *hub.Hub) { s.relay.Run(ctx) },
		func(ctx context.Context, h *hub.Hub) { s.sendNotices(ctx, h, relay.Mailer{Relay: s.relay}) },
	}
	jobs = append(jobs, s.announce)
	if s.opts.BackupEvery > 0 && s.opts.Backup.To != "" {
		jobs = append(jobs, s.copies())
	}
	return jobs
}

// announce lets terminals find this relay in the shop's network.
func (s *Server) announce(ctx context.Context, _ *hub.Hub) {
	where := s.where.Load()
	ip := net.ParseIP(where.Host)
	if ip == nil || ip.IsLoopback() {
		return // a name is found by its own ways
	}
	if err := lan.Announce(ctx, where.Port, []net.IP{ip}, s.Pin, s.opts.Log); err != nil && ctx.Err() == nil {
		s.opts.Log.Info("hubserve: this relay cannot be found by multicast", "err", err)
	}
}

// chainName reads the chain's name, which a relay hears from the chain's hub.
func (s *Server) chainName(ctx context.Context) string {
	for {
		var chain retail.Chain
		ok, err := s.store.Row(ctx, wire.ScopeOrg, retail.EntityChain, "chain", &chain)
		if err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: notices", "err", err)
		}
		if ok || s.relay == nil || !pause(ctx, time.Second) {
			return chain.Name
		}
	}
}

// mailFor sends a mail that a relay hands over, from this hub's own address.
func mailFor(mailer notice.Mailer, log *slog.Logger) func(context.Context, wire.MailRequest) wire.MailOutcome {
	return func(ctx context.Context, req wire.MailRequest) wire.MailOutcome {
		session, err := mailer.Open(ctx)
		if err != nil {
			log.Warn("hubserve: mail of a relay", "err", err)
			return wire.MailNot
		}
		err = session.Send(ctx, notice.Message{
			ID: req.ID, From: mailer.From(), Sender: req.Sender, To: req.To, Subject: req.Subject, Date: req.Date, Text: req.Text, QR: req.QR, QRName: req.QRName,
		})
		_ = session.Close() // the mail server has spoken
		if err == nil {
			return wire.MailSent
		}
		log.Warn("hubserve: mail of a relay", "err", err)
		var failed *notice.SendError
		if !errors.As(err, &failed) {
			return wire.MailUnknown
		}
		switch failed.Outcome {
		case notice.NotSent:
			return wire.MailNot
		case notice.Refused:
			return wire.MailRefused
		case notice.Unknown:
		}
		return wire.MailUnknown
	}
}

// codeAt makes an enrolment code for the hub at a place.
func codeAt(p wire.Place, once [10]byte) (wire.EnrolCode, error) {
	const op = "hubserve.codeAt"
	c := wire.EnrolCode{Once: once}
	u, err := url.Parse(p.URL)
	if err != nil || len(p.Pins) == 0 {
		return c, retail.E(retail.CodeInvalid, op, "", err)
	}
	host, port, err := net.SplitHostPort(u.Host)
	if err != nil {
		return c, retail.E(retail.CodeInvalid, op, "", err)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return c, retail.E(retail.CodeInvalid, op, "", err)
	}
	c.Host, c.Port = host, uint16(n)
	copy(c.Pin[:], p.Pins[0])
	return c, nil
}

// enrolCode makes a code for a terminal of the shop: it names the hub that is
// the shop's home.
func enrolCode(ctx context.Context, h *hub.Hub, own running, store retail.SiteID) (wire.EnrolCode, error) {
	m, err := h.Store.Home(ctx, store)
	if err != nil {
		return wire.EnrolCode{}, err
	}
	once, err := h.NewEnrolOnce(ctx, store)
	if err != nil {
		return wire.EnrolCode{}, err
	}
	if m.Device != "" && m.Place.URL != "" {
		return codeAt(m.Place, once)
	}
	return own.code(once), nil
}

// RelayCodeBeside makes a code that enrols a store relay, beside the running hub
// of a data folder; see EnrolBeside.
func RelayCodeBeside(ctx context.Context, data string, store retail.SiteID) (wire.EnrolCode, error) {
	var code wire.EnrolCode
	r, err := load(data)
	if err != nil {
		return code, err
	}
	err = Beside(ctx, data, func(h *hub.Hub) error {
		once, err := h.NewRelayOnce(ctx, store)
		code = r.code(once)
		return err
	})
	return code, err
}
