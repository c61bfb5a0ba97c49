package terminal

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/agent"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// TestLogsSayNothingOfPeople runs a terminal and its hub through a day with all
// that goes wrong in it, logs everything down to the smallest, and looks for
// whom and what no log may name.
func TestLogsSayNothingOfPeople(t *testing.T) {
	ctx := context.Background()
	var logged logs
	log := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	dir := filepath.Join(t.TempDir(), "hub")
	const mail = "smtp://postman:hunter2-of-the-mail@127.0.0.1:1?from=shop@example.jp"
	begin := func(listen string) *hubserve.Server {
		s, err := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: listen, Hosts: []string{"127.0.0.1"}, Sample: true, SMTP: mail, Log: log})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := begin("127.0.0.1:0")
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	addr, shop := s.Addr, sampleShop(t, s)
	if _, err := s.Hub.PutStaff(ctx, []hub.StaffRow{{
		Staff: retail.Staff{ID: "s-quiet", Name: "静田 静", Role: retail.RoleLead, Stores: []retail.SiteID{shop}, Active: true}, PIN: "730519", Badge: "ST-QUIET-7",
	}}); err != nil {
		t.Fatal(err)
	}
	code, err := s.NewEnrolCode(ctx, shop)
	if err != nil {
		t.Fatal(err)
	}
	l := enrol(t, s, shop)
	l.until(t, "bootstrap", func(st agent.Status) bool { return st.Ready && st.Line == agent.Online })
	l.stop()
	l.log = log
	l.start(t)
	orders := order(t, s, shop, 2)
	l.has(t, orders[0])
	l.has(t, orders[1])
	o, err := s.Hub.Order(ctx, orders[0])
	if err != nil {
		t.Fatal(err)
	}
	shown, err := s.Hub.PickupCode(ctx, orders[0])
	if err != nil {
		t.Fatal(err)
	}
	l.work(t, orders[0])
	l.drained(t)
	if err := s.Close(); err != nil { // away, and back in the same place
		t.Fatal(err)
	}
	l.work(t, orders[1])
	l.until(t, "offline", func(st agent.Status) bool { return st.Line == agent.Offline })
	s = begin(addr)
	l.drained(t)

	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: hubserve.Pinned(s.Pin)}}
	defer client.CloseIdleConnections()
	access := ""
	ask := func(method, path string, body any) []byte {
		t.Helper()
		b, ok := body.([]byte)
		if !ok {
			if b, err = json.Marshal(body); err != nil {
				t.Fatal(err)
			}
		}
		req, err := http.NewRequestWithContext(ctx, method, "https://"+s.Addr+path, bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set(wire.HeaderAccess, "Bearer "+access)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if b, err = io.ReadAll(resp.Body); err != nil {
			t.Fatal(err)
		}
		return b
	}
	challenge := wire.TokenRequest{Device: l.dev.ID, TS: time.Now(), Nonce: "nonce-of-the-test"}
	challenge.Sig = sign(l, challenge)
	var got wire.TokenReply
	if err := json.Unmarshal(ask("POST", wire.PathToken, challenge), &got); err != nil || got.Access == "" {
		t.Fatal(got, err)
	}
	ask("POST", wire.PathToken, challenge) // the nonce again
	access = got.Access
	d, err := s.Hub.Store.Device(ctx, l.dev.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, push := range nonsense(o, shown.Token, d.LastDseq) {
		ask("POST", wire.PathCommands, push)
	}
	ask("POST", wire.PathEnrol, wire.EnrolRequest{Code: hex.EncodeToString(code.Once[:]), Public: []byte("short"), Name: o.Customer.Name})
	ask("GET", wire.PathStock+url.PathEscape(o.Customer.Phone), nil)
	ask("GET", wire.PathChanges+"?scope="+url.QueryEscape("store:"+o.Customer.Name), nil)
	ask("GET", wire.PathSnapshot+url.PathEscape(o.Customer.Name), nil)
	ask("GET", "/"+url.PathEscape(o.Customer.Name), nil)
	if err := s.Hub.Revoke(ctx, l.dev.ID); err != nil {
		t.Fatal(err)
	}
	l.a.SyncNow()
	l.until(t, "revoked", func(st agent.Status) bool { return st.Line == agent.Revoked })
	hubSecret, err := os.ReadFile(filepath.Join(dir, "hub.secret"))
	if err != nil {
		t.Fatal(err)
	}
	unsaid(t, logged.String(), map[string]string{
		"a customer's name": o.Customer.Name, "a family name": "山田", "kana": "ヤマダ", "a telephone number": o.Customer.Phone,
		"a staff name": "静田", "a PIN": "730519", "a badge": "ST-QUIET-7", "a pickup code": shown.Token, "its digits": shown.Digits,
		"an access token": got.Access, "a nonce": challenge.Nonce, "an enrolment code": code.String(), "its one-time part": hex.EncodeToString(code.Once[:]),
		"the password of the mail": "hunter2", "a signature": base64.StdEncoding.EncodeToString(challenge.Sig),
		"a device secret": base64.StdEncoding.EncodeToString(l.dev.Secret), "a device secret in hex": hex.EncodeToString(l.dev.Secret),
		"the hub's secret": base64.StdEncoding.EncodeToString(hubSecret), "the hub's secret in hex": hex.EncodeToString(hubSecret),
		"a private key": "PRIVATE KEY",
	})
}

// unsaid fails when the log holds one of the secrets, or hardly anything.
func unsaid(t *testing.T, text string, secrets map[string]string) {
	t.Helper()
	for what, secret := range secrets {
		if secret == "" || strings.Contains(text, secret) || strings.Contains(text, url.PathEscape(secret)) {
			t.Errorf("%s %q is in the log, or there is none to look for", what, secret)
		}
	}
	for _, said := range []string{"agent: push", "hub shut this terminal out", "hub: request"} {
		if !strings.Contains(text, said) {
			t.Errorf("%q is not in the log", said)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// sign signs a challenge as the terminal does.
func sign(l *line, r wire.TokenRequest) []byte { return ed25519.Sign(l.dev.Key, r.SigningInput()) }

// nonsense is pushes that no terminal sends, each with a person in it.
func nonsense(o retail.Order, token string, last int64) (pushes [][]byte) {
	person := `"name":"` + o.Customer.Name + `","phone":"` + o.Customer.Phone + `","pin":"730519","qr":"` + token + `"`
	for n, raw := range []string{
		`{"id":"q-1","dseq":%N,"kind":"teleport","body":{` + person + `}}`,                     // of tomorrow
		`{"id":"q-2","dseq":%N,"kind":"claim","v":1,"body":{"order":"\u0000",` + person + `}}`, // no database holds it
		`{"id":"q-3","dseq":%N,"kind":"handover","v":1,"body":{"order":{` + person + `}}}`,     // of another shape
		`{"id":"q-4","dseq":%N,"kind":"claim","at":"` + o.Customer.Phone + `","body":{}}`,      // no time
		`{"id":"q-5","dseq":%N,` + person + `,"kind":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}`,
		`{"id":"` + o.Customer.Phone + `","dseq":"` + o.Customer.Name + `"}`, // no place in the row
		`{` + person,
	} {
		raw = strings.Replace(raw, "%N", fmt.Sprint(last+int64(n)+1), 1)
		pushes = append(pushes, []byte(`{"commands":[`+raw+`]}`))
	}
	return pushes
}
