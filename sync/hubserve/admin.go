package hubserve

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"miseban/app/retail"
	"miseban/sync/bridge/channel"
	"miseban/sync/hub"
	"miseban/sync/statuspage"
)

// minToken is the least length of an admin token in bytes.
const minToken = 24

// admin is the listener for those who run the hub: the page, /metrics and
// /health, and for web shops that fetch what they are told of stock and ask for
// holds, and tills that send their sales. Terminals never come here, and nothing
// else here changes anything but up to where a channel has it.
type admin struct {
	http   *http.Server
	listen net.Listener
	tls    bool
}

// openAdmin listens where o.Admin says. On the loopback interface whoever is on
// this machine may look. Elsewhere the hub's certificate is spoken and a token
// is wanted, for the page tells how a chain does. An address that is taken is
// logged and gives nil.
func openAdmin(ctx context.Context, o Options, h *hub.Hub, cert tls.Certificate, channels []channel.Spec) (*admin, error) {
	const op = "hubserve.openAdmin"
	token, err := readToken(o.AdminToken)
	if err != nil {
		return nil, retail.E(retail.CodeInvalid, op, "", err)
	}
	outside := !loopback(o.Admin)
	if outside && token == "" {
		return nil, retail.E(retail.CodeInvalid, op, "", errors.New(
			"admin: 外から見えるアドレスには admin-token が必要です / an address that others reach needs admin-token"))
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Admin)
	if err != nil {
		o.Log.Error("hubserve: admin: no page and no metrics", "err", err) // shops can work without
		return nil, nil
	}
	handler := adminHandler(h, o.Log)
	if token != "" {
		handler = wanted(token, handler)
	} else {
		handler = own(handler)
	}
	if len(channels) > 0 {
		handler = besideChannels(channel.Handler(channels, h, o.Clock, o.Log), handler, outside)
	}
	return &admin{listen: l, tls: outside, http: &http.Server{
		Handler: handler, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}, // browsers of a head office
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}}, nil
}

// besideChannels lets channels through with tokens of their own; everything else
// is the rest's.
func besideChannels(channels, rest http.Handler, outside bool) http.Handler {
	if !outside {
		channels = own(channels)
	}
	mux := http.NewServeMux()
	mux.Handle(channel.Path, channels)
	mux.Handle("/", rest)
	return mux
}

// serve runs until close.
func (a *admin) serve(log *slog.Logger) {
	var err error
	if a.tls {
		err = a.http.ServeTLS(a.listen, "", "")
	} else {
		err = a.http.Serve(a.listen)
	}
	if !errors.Is(err, http.ErrServerClosed) {
		log.Error("hubserve: admin", "err", err)
	}
}

// url is where a browser on this machine finds the page.
func (a *admin) url() string {
	scheme := "http"
	if a.tls {
		scheme = "https"
	}
	return scheme + "://" + a.listen.Addr().String() + "/"
}

// adminHandler is everything the listener answers.
func adminHandler(h *hub.Hub, log *slog.Logger) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(h.Collectors()...)
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(r, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), Timeout: 20 * time.Second, MaxRequestsInFlight: 4,
	}))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if _, err := h.Store.Device(r.Context(), retail.HubDevice); err != nil {
			log.Error("hubserve: health", "err", err)
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	mux.Handle("/", statuspage.Handler(h.Overview, log))
	return mux
}

// readToken reads the first line of a token file; "" when there is none.
func readToken(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("admin-token: ファイルが読めません / the file cannot be read: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("admin-token: %s をほかの人も読めます。chmod 600 にしてください / %s can be read by others: chmod 600", path, path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("admin-token: ファイルが読めません / the file cannot be read: %w", err)
	}
	token, _, _ := strings.Cut(string(b), "\n")
	if token = strings.TrimSpace(token); len(token) < minToken {
		return "", fmt.Errorf("admin-token: %d文字以上にしてください / at least %d characters", minToken, minToken)
	}
	return token, nil
}

// loopback tells whether only this machine reaches the address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// wanted lets those through that know the token: as a bearer token (RFC 6750),
// or as the password that a browser asks for, with any name.
func wanted(token string, next http.Handler) http.Handler {
	want := sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		have, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			_, have, _ = r.BasicAuth()
		}
		sum := sha256.Sum256([]byte(have))
		if subtle.ConstantTimeCompare(sum[:], want[:]) != 1 {
			w.Header().Set("WWW-Authenticate", `Basic realm="miseban", charset="UTF-8"`)
			http.Error(w, "admin token", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// own turns away requests under another name than this machine's: a page of the
// internet could have its own name lead here and read along.
func own(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if host != "localhost" && !net.ParseIP(strings.Trim(host, "[]")).IsLoopback() {
			http.Error(w, "not under this name", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// OverviewBeside tells how the chain stands whose hub has run in the data
// folder, beside it or without it, and changes nothing. CodeNotFound: no hub has
// run there; CodeInvalid: its database is of another version of this program.
func OverviewBeside(ctx context.Context, data string) (hub.Overview, error) {
	var v hub.Overview
	err := reading(ctx, data, func(s hub.Store, clock retail.Clock) (err error) {
		v, err = hub.OverviewOf(ctx, s, clock)
		return err
	})
	return v, err
}
