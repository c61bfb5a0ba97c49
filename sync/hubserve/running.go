package hubserve

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// fileRunning tells other commands where the hub of a data folder is.
const fileRunning = "hub.json"

// running is where the hub last listened, and what its database is. It may
// hold a database password: mode 0600.
type running struct {
	Host string `json:"host"` // as terminals reach it
	Port uint16 `json:"port"`
	Addr string `json:"addr"` // as this machine reaches it
	Pin  []byte `json:"pin"`
	DB   string `json:"db"`
	Keys string `json:"keys,omitempty"` // folder of the keys, where it is another one
}

// whereabouts works out how terminals reach the hub: by the first host it was
// given, else by the address it listens on, else by this machine's own.
func whereabouts(o Options, addr net.Addr, pin []byte) running {
	r := running{Pin: pin, DB: o.DB}
	if abs, err := filepath.Abs(o.DB); err == nil && !isURL(o.DB) {
		r.DB = abs
	}
	if abs, err := filepath.Abs(o.Keys); err == nil && o.Keys != "" {
		r.Keys = abs
	}
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		host = ""
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		n = 0
	}
	r.Port = uint16(n)
	ip := net.ParseIP(host)
	r.Host, r.Addr = host, addr.String()
	if ip == nil || ip.IsUnspecified() {
		r.Host, r.Addr = ownAddress(), net.JoinHostPort("127.0.0.1", port)
	}
	if len(o.Hosts) > 0 {
		r.Host = o.Hosts[0]
	}
	return r
}

func isURL(dsn string) bool {
	return slices.ContainsFunc([]string{"postgres://", "postgresql://"}, func(p string) bool {
		return len(dsn) >= len(p) && dsn[:len(p)] == p
	})
}

// ownAddress returns this machine's first IPv4 address that others can reach.
func ownAddress() string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return "127.0.0.1"
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			return n.IP.String()
		}
	}
	return "127.0.0.1"
}

func (r running) save(dir string) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return write(dir, fileRunning, append(b, '\n'))
}

// code makes an enrolment code of a one-time code.
func (r running) code(once [10]byte) wire.EnrolCode {
	c := wire.EnrolCode{Once: once, Host: r.Host, Port: r.Port}
	copy(c.Pin[:], r.Pin)
	return c
}

// load reads where the hub of the folder is. CodeNotFound: none has run there;
// CodeRefused: its restore was cut off.
func load(dir string) (running, error) {
	if err := cutOff(dir); err != nil {
		return running{}, err
	}
	return lastRun(dir)
}

// lastRun is load whatever became of the folder since.
func lastRun(dir string) (running, error) {
	const op = "hubserve.load"
	var r running
	b, err := os.ReadFile(filepath.Join(dir, fileRunning))
	if errors.Is(err, fs.ErrNotExist) {
		return r, retail.E(retail.CodeNotFound, op, "", err)
	}
	if err != nil {
		return r, retail.E(retail.CodeRefused, op, "", err)
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return r, retail.E(retail.CodeDamaged, op, "", err)
	}
	return r, nil
}

// EnrolBeside makes an enrolment code beside the running hub of a data folder,
// through the same database. CodeNotFound: no hub has run there, or it has no
// such shop.
func EnrolBeside(ctx context.Context, data string, store retail.SiteID) (wire.EnrolCode, error) {
	var code wire.EnrolCode
	r, err := load(data)
	if err != nil {
		return code, err
	}
	err = Beside(ctx, data, func(h *hub.Hub) error {
		code, err = enrolCode(ctx, h, r, store)
		return err
	})
	return code, err
}

// Healthy asks the hub of a data folder whether it is well.
func Healthy(ctx context.Context, data string) error {
	const op = "hubserve.Healthy"
	r, err := load(data)
	if err != nil {
		return err
	}
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{
		TLSClientConfig: Pinned(r.Pin), DisableKeepAlives: true,
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+r.Addr+wire.PathHealth, nil)
	if err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return retail.E(retail.CodeOffline, op, "", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return retail.E(retail.CodeOffline, op, "", errors.New(resp.Status))
	}
	return nil
}

// Pinned is a client configuration that trusts the certificate with the pin
// (a prefix of SHA-256 of its SPKI, at least 16 bytes) and no other.
func Pinned(pin []byte) *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS13,
		InsecureSkipVerify: true, // the pin below is stricter than any authority
		VerifyConnection: func(s tls.ConnectionState) error {
			have := wire.PinOf(s.PeerCertificates[0].RawSubjectPublicKeyInfo)
			if len(pin) < 16 || len(pin) > len(have) || string(have[:len(pin)]) != string(pin) {
				return errors.New("hubserve: the certificate is not the hub's")
			}
			return nil
		},
	}
}
