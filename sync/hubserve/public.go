package hubserve

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/pickuppage"
)

// Public is how customers reach the pages of their orders. Nothing else of the
// hub is behind it.
type Public struct {
	URL    string // as it stands in mails, https://pickup.example.com; "" for no pages
	Listen string // "host:port"
	Cert   string // PEM file with the certificate, those above it, and the key unless Key has it
	Key    string // PEM file with the key
}

// public is the listener of the customers' pages.
type public struct {
	http   *http.Server
	listen net.Listener
	tls    bool
}

// ParsePublicURL reads the base address of the pages: https, or http for this
// machine alone, without a query. What it returns has no slash at its end.
func ParsePublicURL(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil {
		return "", retail.E(retail.CodeInvalid, "hubserve.ParsePublicURL", "", err)
	}
	local := u.Scheme == "http" && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback())
	if u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.Scheme != "https" && !local || strings.Trim(u.Path, "/") != "" {
		return "", retail.E(retail.CodeInvalid, "hubserve.ParsePublicURL", "", fmt.Errorf("%q", s))
	}
	return u.Scheme + "://" + u.Host, nil
}

// fault tells why pages cannot be served so, nil when they can.
func (p Public) fault() error {
	switch {
	case p == Public{} || p.URL == "" && p.Listen == "":
		return nil
	case p.URL == "":
		return errors.New("public-url: お客様が開くアドレスが必要です / the address that customers open is wanted")
	case p.Listen == "":
		return errors.New("public: 待ち受けるアドレスが必要です / an address to listen on is wanted")
	case p.Cert == "" && !loopback(p.Listen):
		return errors.New("public-cert: 外から見えるアドレスには証明書が必要です / an address that others reach needs a certificate")
	}
	_, err := ParsePublicURL(p.URL)
	return err
}

// openPublic listens for customers. Without a certificate it does so on this
// machine alone, for what speaks TLS before it.
func openPublic(ctx context.Context, o Options, h *hub.Hub) (*public, error) {
	const op = "hubserve.openPublic"
	if err := o.Public.fault(); err != nil {
		return nil, retail.E(retail.CodeInvalid, op, "", err)
	}
	if o.Public.Listen == "" {
		return nil, nil
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}} // customers' telephones
	if o.Public.Cert != "" {
		files := &certFiles{cert: o.Public.Cert, key: cmp.Or(o.Public.Key, o.Public.Cert), clock: o.Clock, log: o.Log}
		if _, err := files.get(nil); err != nil {
			return nil, retail.E(retail.CodeInvalid, op, "", err)
		}
		cfg.GetCertificate = files.get
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Public.Listen)
	if err != nil {
		return nil, retail.E(retail.CodeRefused, op, "", err)
	}
	pages := pickuppage.Handler(pickuppage.Options{Desk: h, Clock: o.Clock, Log: o.Log, Proxied: o.Public.Cert == ""})
	return &public{listen: l, tls: o.Public.Cert != "", http: &http.Server{
		Handler: pages, TLSConfig: cfg, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}}, nil
}

// serve runs until close.
func (p *public) serve(log *slog.Logger) {
	var err error
	if p.tls {
		err = p.http.ServeTLS(p.listen, "", "")
	} else {
		err = p.http.Serve(p.listen)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		log.Error("hubserve: public", "err", err)
	}
}

// certEvery is how often the files of a certificate are looked at.
const certEvery = time.Minute

// certFiles is a certificate that others renew in its place.
type certFiles struct {
	cert, key string
	clock     retail.Clock
	log       *slog.Logger

	mu     sync.Mutex
	have   *tls.Certificate
	mark   string    // of the files that have is from
	looked time.Time // when the files were looked at last
}

// get returns the certificate as it stands in the files. One that cannot be read
// leaves the last good one.
func (f *certFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.clock.Now()
	if f.have != nil && now.Sub(f.looked) < certEvery {
		return f.have, nil
	}
	f.looked = now
	mark := ""
	for _, path := range []string{f.cert, f.key} {
		info, err := os.Stat(path)
		if err != nil {
			return f.last(err)
		}
		mark += fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size(), " ")
	}
	if f.have != nil && mark == f.mark {
		return f.have, nil
	}
	c, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return f.last(err)
	}
	f.have, f.mark = &c, mark
	return f.have, nil
}

// last is the certificate that there was.
func (f *certFiles) last(err error) (*tls.Certificate, error) {
	if f.have == nil {
		return nil, fmt.Errorf("public-cert: 証明書が読めません / the certificate cannot be read: %w", err)
	}
	f.log.Warn("hubserve: public-cert: the last good one stays", "err", err)
	return f.have, nil
}
