package hubserve_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/internal/hubtest"
)

// certificate writes one for the name, with its key behind it.
func certificate(t *testing.T, path, name string, serial int64, until time.Time) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: []string{name}, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for kind, der := range map[string][]byte{"CERTIFICATE": der, "PRIVATE KEY": raw} {
		if err := pem.Encode(&b, &pem.Block{Type: kind, Bytes: der}); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPublicIsApart: customers get their pages and nothing of the device API, and
// terminals get no page; a renewed certificate is shown without a restart; the
// ready notice has the link.
func TestPublicIsApart(t *testing.T) {
	dir := t.TempDir()
	pemFile := filepath.Join(dir, "pickup.pem")
	clock := hubtest.NewClock()
	certificate(t, pemFile, "pickup.example.com", 1, clock.Now().AddDate(1, 0, 0))
	s, err := hubserve.Start(t.Context(), hubserve.Options{
		Data: filepath.Join(dir, "data"), Listen: "127.0.0.1:0", Clock: clock,
		Public: hubserve.Public{URL: "https://pickup.example.com", Listen: "127.0.0.1:0", Cert: pemFile},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Hub.PutSites(t.Context(), []retail.Site{{ID: shibuya, No: 1, Kind: retail.Shop, Name: "渋谷店"}}); err != nil {
		t.Fatal(err)
	}
	taken, err := s.Hub.ReceiveOrders(t.Context(), []retail.Order{*hubtest.Order("1", clock)})
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.Hub.PickupCode(t.Context(), taken[0].Order)
	if err != nil || !strings.HasPrefix(code.Page, "https://pickup.example.com"+hub.PathVisit) {
		t.Fatalf("%+v, %v", code, err)
	}
	path := strings.TrimPrefix(code.Page, "https://pickup.example.com")
	get := func(addr, path string) (int, string, *big.Int) {
		t.Helper()
		c := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
		resp, err := c.Get("https://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(b), resp.TLS.PeerCertificates[0].SerialNumber
	}
	if status, page, _ := get(s.Public, path); status != 200 || !strings.Contains(page, "渋谷店") {
		t.Errorf("%d: %s", status, page)
	}
	for _, p := range []string{"/v1/health", "/v1/openapi.json", "/v1/enrol", "/v1/token", "/v1/changes", "/v1/events", "/metrics", "/health"} {
		if status, _, _ := get(s.Public, p); status != http.StatusNotFound {
			t.Errorf("customers get %s: %d", p, status)
		}
	}
	if status, _, _ := get(s.Addr, path); status != http.StatusNotFound {
		t.Errorf("terminals get the page: %d", status)
	}
	certificate(t, pemFile, "pickup.example.com", 2, clock.Now().AddDate(2, 0, 0))
	if _, _, serial := get(s.Public, path); serial.Int64() != 1 {
		t.Error("looked at the file at once")
	}
	clock.Advance(2 * time.Minute)
	if _, _, serial := get(s.Public, path); serial.Int64() != 2 {
		t.Error("the renewed certificate is not shown")
	}
	if err := os.WriteFile(pemFile, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	clock.Advance(2 * time.Minute)
	if status, _, serial := get(s.Public, path); status != 200 || serial.Int64() != 2 {
		t.Error("a broken file ended the pages")
	}
}

// TestPublicSettings: what customers could not reach is told before.
func TestPublicSettings(t *testing.T) {
	dir := t.TempDir()
	clock := hubtest.NewClock()
	good, old, other := filepath.Join(dir, "good.pem"), filepath.Join(dir, "old.pem"), filepath.Join(dir, "other.pem")
	certificate(t, good, "pickup.example.com", 1, clock.Now().AddDate(1, 0, 0))
	certificate(t, old, "pickup.example.com", 1, clock.Now().AddDate(0, 0, -1))
	certificate(t, other, "example.org", 1, clock.Now().AddDate(1, 0, 0))
	const url = "https://pickup.example.com"
	for _, c := range []struct {
		public hubserve.Public
		about  string
		starts bool
	}{
		{hubserve.Public{}, "", true},
		{hubserve.Public{URL: url, Listen: "127.0.0.1:0", Cert: good}, "", true},
		{hubserve.Public{URL: url, Listen: "127.0.0.1:0"}, "", true},
		{hubserve.Public{URL: url}, "public", false},
		{hubserve.Public{Listen: "127.0.0.1:0"}, "public-url", false},
		{hubserve.Public{URL: url, Listen: ":0"}, "public-cert", false},
		{hubserve.Public{URL: url, Listen: "127.0.0.1:0", Cert: dir + "/none"}, "public-cert", false},
		{hubserve.Public{URL: url, Listen: "127.0.0.1:0", Cert: old}, "public-cert", true},
		{hubserve.Public{URL: url, Listen: "127.0.0.1:0", Cert: other}, "public-cert", true},
	} {
		o := hubserve.Options{Data: filepath.Join(t.TempDir(), "d"), Listen: "127.0.0.1:0", Clock: clock, Public: c.public}
		found := ""
		for _, f := range hubserve.Check(t.Context(), o) {
			if strings.HasPrefix(f.About, "public") {
				found = f.About
			}
		}
		if found != c.about {
			t.Errorf("%+v: found %q", c.public, found)
		}
		s, err := hubserve.Start(t.Context(), o)
		if (err == nil) != c.starts {
			t.Errorf("%+v: %v", c.public, err)
		}
		if err == nil {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	for text, ok := range map[string]bool{
		url: true, url + "/": true, "https://a:444": true, "http://localhost:8080": true, "http://127.0.0.1": true,
		"http://pickup.example.com": false, "pickup.example.com": false, url + "/x": false, url + "?q": false, "https://u:p@a": false, "": false,
	} {
		if _, err := hubserve.ParsePublicURL(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
