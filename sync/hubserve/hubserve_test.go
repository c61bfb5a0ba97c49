package hubserve_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

const shibuya = retail.SiteID("SHIBUYA")

// start runs a hub with two shops on a free port.
func start(t testing.TB, dir string) *hubserve.Server {
	t.Helper()
	s, err := hubserve.Start(context.Background(), hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	_, err = s.Hub.PutSites(context.Background(), []retail.Site{
		{ID: shibuya, No: 1, Kind: retail.Shop, Name: "渋谷店"}, {ID: "SHINJUKU", No: 2, Kind: retail.Shop, Name: "新宿店"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// terminal is a terminal as far as the line is concerned.
type terminal struct {
	t      testing.TB
	http   *http.Client
	base   string
	key    ed25519.PrivateKey
	id     retail.DeviceID
	access string
	proto  string
}

func newTerminal(t testing.TB, s *hubserve.Server) *terminal {
	t.Helper()
	code, err := s.NewEnrolCode(context.Background(), shibuya)
	if err != nil {
		t.Fatal(err)
	}
	code, err = wire.ParseEnrolCode(strings.ToLower(code.Grouped()))
	if err != nil {
		t.Fatal(err)
	}
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, base: code.URL(), key: key, proto: wire.Proto, http: &http.Client{
		Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: hubserve.Pinned(code.Pin[:]), DisableCompression: true},
	}}
	t.Cleanup(x.http.CloseIdleConnections)
	req := wire.EnrolRequest{Code: hex.EncodeToString(code.Once[:]), Public: pub, Name: "ハンディ\x001"}
	var reply wire.EnrolReply
	x.post(wire.PathEnrol, req, http.StatusOK, &reply)
	if reply.Name != "ハンディ1" || reply.Store != shibuya || len(reply.Secret) != 32 || len(reply.Pins) != 1 {
		t.Errorf("enrolled as %+v", reply)
	}
	var p wire.Problem
	x.post(wire.PathEnrol, req, http.StatusForbidden, &p)
	if p.Code != wire.ProblemCode {
		t.Errorf("the same code again: %+v", p)
	}
	x.id = reply.Device
	var tok wire.TokenReply
	x.post(wire.PathToken, x.challenge(time.Now(), "n1"), http.StatusOK, &tok)
	x.access = tok.Access
	return x
}

func (x *terminal) challenge(at time.Time, nonce string) wire.TokenRequest {
	r := wire.TokenRequest{Device: x.id, TS: at, Nonce: nonce}
	r.Sig = ed25519.Sign(x.key, r.SigningInput())
	return r
}

func (x *terminal) do(req *http.Request) *http.Response {
	x.t.Helper()
	req.Header.Set(wire.HeaderProto, x.proto)
	if x.access != "" {
		req.Header.Set(wire.HeaderAccess, "Bearer "+x.access)
	}
	resp, err := x.http.Do(req)
	if err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(func() { resp.Body.Close() })
	if _, err := time.Parse(time.RFC3339Nano, resp.Header.Get(wire.HeaderNow)); err != nil {
		x.t.Errorf("%s: no clock in the answer: %v", req.URL.Path, err)
	}
	return resp
}

func (x *terminal) post(path string, body any, status int, into any) {
	x.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		x.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, x.base+path, bytes.NewReader(b))
	if err != nil {
		x.t.Fatal(err)
	}
	x.read(x.do(req), status, into)
}

func (x *terminal) read(resp *http.Response, status int, into any) {
	x.t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	if resp.StatusCode != status {
		x.t.Fatalf("%s: %s %s, want %d", resp.Request.URL.Path, resp.Status, b, status)
	}
	if err := json.Unmarshal(b, into); err != nil {
		x.t.Fatal(err)
	}
}

func (x *terminal) get(path string, encoding string) *http.Response {
	x.t.Helper()
	req, err := http.NewRequest(http.MethodGet, x.base+path, nil)
	if err != nil {
		x.t.Fatal(err)
	}
	if encoding != "" {
		req.Header.Set("Accept-Encoding", encoding)
	}
	return x.do(req)
}

func (x *terminal) problem(path string, status int) string {
	x.t.Helper()
	var p wire.Problem
	x.read(x.get(path, ""), status, &p)
	return p.Code
}

// page reads a page or a snapshot in an encoding.
func (x *terminal) page(path, encoding string) wire.Page {
	x.t.Helper()
	resp := x.get(path, encoding)
	if resp.StatusCode != http.StatusOK {
		b, err := io.ReadAll(resp.Body)
		x.t.Fatalf("%s: %s %s (%v)", path, resp.Status, b, err)
	}
	if got := resp.Header.Get("Content-Encoding"); got != encoding {
		x.t.Errorf("%s came as %q, want %q", path, got, encoding)
	}
	var r io.Reader = resp.Body
	var err error
	switch encoding {
	case "zstd":
		r, err = zstd.NewReader(r)
	case "gzip":
		r, err = gzip.NewReader(r)
	}
	if err != nil {
		x.t.Fatal(err)
	}
	p, err := wire.ReadPage(r)
	if err != nil {
		x.t.Fatal(err)
	}
	return p
}

func changes(scope wire.Scope, c wire.Cursor, more string) string {
	return wire.PathChanges + "?" + url.Values{
		"scope": {string(scope)}, "epoch": {c.Epoch}, "after": {fmt.Sprint(c.Seq)}, "h": {c.H},
	}.Encode() + more
}

func order(external string) retail.Order {
	at := time.Now().UTC()
	return retail.Order{
		Store: shibuya, Channel: "ec", External: external, PlacedAt: at, PromisedAt: at.Add(time.Hour), Deadline: at.Add(24 * time.Hour),
		Customer: retail.Customer{Name: "山田 太郎", Email: "taro@example.jp"}, Pay: retail.Payment{State: retail.Prepaid},
		Lines: []retail.Line{{No: 1, SKU: "SK-1", Name: "シャツ", Qty: 1}},
	}
}

func TestTerminalOverTLS(t *testing.T) {
	s := start(t, t.TempDir())
	x := newTerminal(t, s)
	store := wire.StoreScope(shibuya)
	if _, err := s.Hub.ReceiveOrders(t.Context(), []retail.Order{order("A-1"), order("A-2")}); err != nil {
		t.Fatal(err)
	}
	for _, encoding := range []string{"", "gzip", "zstd"} {
		snap := x.page(wire.PathSnapshot+string(store), encoding)
		if len(snap.Changes) != 3 || snap.End.H == "" { // two orders, one level
			t.Errorf("snapshot as %q: %+v", encoding, snap)
		}
		p := x.page(changes(store, wire.Cursor{}, ""), encoding)
		if len(p.Changes) != 3 || p.End.End != snap.End.End || p.End.H != snap.End.H {
			t.Errorf("changes as %q: %+v", encoding, p)
		}
	}
	for _, scope := range []wire.Scope{wire.ScopeOrg, wire.ScopeCatalog, wire.DeviceScope(x.id)} {
		x.page(changes(scope, wire.Cursor{}, ""), "") // a small page goes as it is
	}
	for _, scope := range []wire.Scope{"store:SHINJUKU", "device:hub", "device:other", "", "*"} {
		if code := x.problem(changes(scope, wire.Cursor{}, ""), http.StatusForbidden); code != wire.ProblemScope {
			t.Errorf("scope %q: %s", scope, code)
		}
		if scope != "" {
			if code := x.problem(wire.PathSnapshot+url.PathEscape(string(scope)), http.StatusForbidden); code != wire.ProblemScope {
				t.Errorf("snapshot of %q: %s", scope, code)
			}
		}
	}
	if code := x.problem(changes(store, wire.Cursor{Epoch: "old", Seq: 1}, ""), http.StatusConflict); code != wire.ProblemEpoch {
		t.Errorf("other epoch: %s", code)
	}
	if code := x.problem(wire.PathChanges+"?scope="+string(store)+"&after=minus", http.StatusBadRequest); code != wire.ProblemInvalid {
		t.Errorf("nonsense: %s", code)
	}
	x.proto = "9.0"
	if code := x.problem(changes(store, wire.Cursor{}, ""), http.StatusUpgradeRequired); code != wire.ProblemUpgrade {
		t.Errorf("pull by another version: %s", code)
	}
	c := retail.Command{ID: retail.CommandID(retail.UUIDv7{}.NewID()), Dseq: 1, V: 1, Kind: retail.KindSignIn, At: time.Now(), Body: retail.SignIn{}}
	var reply wire.PushReply
	x.post(wire.PathCommands, wire.PushRequest{Commands: []retail.Command{c}}, http.StatusOK, &reply)
	if reply.Last != 1 || len(reply.Results) != 1 || reply.Results[0].Verdict != retail.Applied {
		t.Errorf("push by another version: %+v", reply)
	}
	x.proto = wire.Proto
	big := retail.Command{Kind: 0, Body: retail.UnknownBody{Word: "x", Raw: json.RawMessage(`"` + strings.Repeat("a", 300<<10) + `"`)}}
	var p wire.Problem
	x.post(wire.PathCommands, wire.PushRequest{Commands: []retail.Command{big}}, http.StatusRequestEntityTooLarge, &p)
	// A hub that never enrolled the terminal must not make it wipe itself.
	stranger := *x
	stranger.id = retail.DeviceID(retail.UUIDv7{}.NewID())
	x.post(wire.PathToken, stranger.challenge(time.Now(), "stranger"), http.StatusForbidden, &p)
	if p.Code != wire.ProblemUnknown {
		t.Errorf("a terminal that nobody enrolled: %+v", p)
	}
	if err := s.Hub.Revoke(t.Context(), x.id); err != nil {
		t.Fatal(err)
	}
	if code := x.problem(changes(store, wire.Cursor{}, ""), http.StatusForbidden); code != wire.ProblemRevoked {
		t.Errorf("revoked: %s", code)
	}
}

func TestTokens(t *testing.T) {
	s := start(t, t.TempDir())
	x := newTerminal(t, s)
	path := changes(wire.ScopeOrg, wire.Cursor{}, "")
	for name, req := range map[string]wire.TokenRequest{
		"the same nonce":  x.challenge(time.Now(), "n1"),
		"a slow clock":    x.challenge(time.Now().Add(-time.Hour), "n2"),
		"a stolen nonce":  {Device: x.id, TS: time.Now(), Nonce: "n3", Sig: make([]byte, 64)},
		"without a nonce": x.challenge(time.Now(), ""),
	} {
		var p wire.Problem
		x.post(wire.PathToken, req, http.StatusUnauthorized, &p)
		if p.Code != wire.ProblemToken || (name == "a slow clock") != (p.Hint == "hint.clock") {
			t.Errorf("%s: %+v", name, p)
		}
	}
	good := x.access
	for _, bad := range []string{"", "x", good[:len(good)-2], good[:11] + "_" + good[12:], good + "AAAA"} {
		x.access = bad
		if code := x.problem(path, http.StatusUnauthorized); code != wire.ProblemToken {
			t.Errorf("token %q: %s", bad, code)
		}
	}
	other := *x
	other.http = &http.Client{Transport: &http.Transport{TLSClientConfig: hubserve.Pinned(make([]byte, 16))}}
	if resp, err := other.http.Get(x.base + wire.PathHealth); err == nil {
		resp.Body.Close()
		t.Error("a hub with another certificate was believed")
	}
}

func TestWaking(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	x := newTerminal(t, s)
	store := wire.StoreScope(shibuya)
	events := x.get(wire.PathEvents, "")
	lines := bufio.NewScanner(events.Body)
	await := func(text string) {
		t.Helper()
		for lines.Scan() {
			if strings.Contains(lines.Text(), text) {
				return
			}
		}
		t.Fatalf("the stream ended without %q: %v", text, lines.Err())
	}
	await(`"org"`)
	type answer struct {
		page wire.Page
		took time.Duration
	}
	got := make(chan answer)
	begun := time.Now()
	go func() {
		p := x.page(changes(store, wire.Cursor{}, "&wait=20"), "")
		got <- answer{p, time.Since(begun)}
	}()
	if _, err := s.Hub.ReceiveOrders(t.Context(), []retail.Order{order("A-1")}); err != nil {
		t.Fatal(err)
	}
	await(`"store:SHIBUYA"`)
	if a := <-got; len(a.page.Changes) == 0 || a.took > 15*time.Second {
		t.Errorf("the long poll brought %d changes after %s", len(a.page.Changes), a.took)
	}
	// Another process writes to the same database: the hub finds out by itself.
	err := hubserve.Beside(t.Context(), dir, func(h *hub.Hub) error {
		_, err := h.ReceiveOrders(t.Context(), []retail.Order{order("A-2")})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	await(`"store:SHIBUYA"`)
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	for lines.Scan() { // the open stream does not hold up the shutdown
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

func TestRestart(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	x := newTerminal(t, s)
	pin, cursor := string(s.Pin), x.page(changes(wire.ScopeOrg, wire.Cursor{}, ""), "").End
	if err := hubserve.Healthy(t.Context(), dir); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := hubserve.Healthy(t.Context(), dir); retail.CodeOf(err) != retail.CodeOffline {
		t.Errorf("a stopped hub is %v", err)
	}
	s = start(t, dir)
	if string(s.Pin) != pin {
		t.Error("the pin changed")
	}
	x.base = s.URL
	if end := x.page(changes(wire.ScopeOrg, wire.Cursor{}, ""), "").End; end.End != cursor.End || end.H != cursor.H {
		t.Errorf("the feed ends at %d %s, before %d %s", end.End, end.H, cursor.End, cursor.H)
	}
	for _, name := range []string{"hub.secret", "pickup.key", "tls.key", "hub.json"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v: others can read it", name, info, err)
		}
	}
	code, err := hubserve.EnrolBeside(t.Context(), dir, shibuya)
	if err != nil || code.URL() != s.URL || string(code.Pin[:]) != pin[:16] {
		t.Errorf("enrolment beside the hub: %+v, %v", code, err)
	}
	if _, err := hubserve.EnrolBeside(t.Context(), dir, "MOON"); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("enrolment for no shop: %v", err)
	}
	if _, err := hubserve.EnrolBeside(t.Context(), t.TempDir(), shibuya); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("enrolment without a hub: %v", err)
	}
}

func TestSample(t *testing.T) {
	dir := t.TempDir()
	s, err := hubserve.Start(t.Context(), hubserve.Options{Data: dir, Listen: "127.0.0.1:0", Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sites, err := s.Hub.Sites(t.Context())
	if err != nil || len(sites) != 5 {
		t.Errorf("%d sites, %v", len(sites), err)
	}
	x := newTerminal(t, s)
	snap := x.page(wire.PathSnapshot+string(wire.StoreScope(shibuya)), "zstd")
	orders := 0
	for _, c := range snap.Changes {
		if c.Entity == retail.EntityOrder {
			orders++
		}
	}
	if orders < 12 {
		t.Errorf("%d orders in the shop of the pictures, want at least 12", orders)
	}
}
