package hub_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestEveryAnswer goes through what a hub can say to a terminal, one by one, and
// sees that what staff did is judged wherever the terminal is known.
func TestEveryAnswer(t *testing.T) {
	w, s := small(t)
	h := w.h.Handler()
	good := newCaller(w, h)
	for _, site := range []string{"A", "B", "C"} {
		w.must(w.h.PutSites(t.Context(), []retail.Site{{ID: retail.SiteID(site), No: uint32(site[0]), Kind: retail.Shop, Name: site}}))
	}
	_, past, err := s.Digest(t.Context(), wire.ScopeOrg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Compact(t.Context(), w.clock.Now().Add(time.Hour), 1); err != nil {
		t.Fatal(err)
	}
	with := func(change func(c *caller)) *caller {
		c := *good
		change(&c)
		return &c
	}
	revoked := newCaller(w, h)
	if err := w.h.Revoke(t.Context(), revoked.id); err != nil {
		t.Fatal(err)
	}
	changes := func(scope string, c wire.Cursor, after string) string {
		return wire.PathChanges + "?" + url.Values{"scope": {scope}, "epoch": {c.Epoch}, "after": {after}, "h": {c.H}}.Encode()
	}
	epoch := s.Epoch()
	push := func(dseq int64) []byte {
		b, err := json.Marshal(wire.PushRequest{Commands: []retail.Command{w.command(dseq, retail.KindSignIn, retail.SignIn{})}})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, try := range []struct {
		name, method, path, problem string
		who                         *caller
		body                        []byte
		headers                     []string
		status                      int
	}{
		{name: "a page", method: "GET", path: changes("org", wire.Cursor{}, "0"), status: 410, problem: wire.ProblemCompacted},
		{name: "a snapshot", method: "GET", path: wire.PathSnapshot + "org", status: 200},
		{name: "a push", method: "POST", path: wire.PathCommands, body: push(1), status: 200},
		{name: "health", method: "GET", path: wire.PathHealth, status: 200},
		{name: "stock", method: "GET", path: wire.PathStock + "SK-1", status: 200},
		{name: "no query", method: "GET", path: wire.PathChanges + "?after=minus", status: 400, problem: wire.ProblemInvalid},
		{name: "no token", method: "GET", path: changes("org", wire.Cursor{}, "0"), who: with(func(c *caller) { c.access = "" }), status: 401, problem: wire.ProblemToken},
		{name: "a token of nobody", method: "POST", path: wire.PathCommands, body: push(2), who: with(func(c *caller) { c.access = "AAAA" }), status: 401, problem: wire.ProblemToken},
		{name: "a stolen id", method: "POST", path: wire.PathToken, body: with(func(c *caller) { c.key = make(ed25519.PrivateKey, ed25519.PrivateKeySize) }).challenge(), status: 401, problem: wire.ProblemToken},
		{name: "a code of nobody", method: "POST", path: wire.PathEnrol, body: []byte(`{"code":"00","public":"` + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" + `"}`), status: 403, problem: wire.ProblemCode},
		{name: "another shop", method: "GET", path: changes("store:SHINJUKU", wire.Cursor{}, "0"), status: 403, problem: wire.ProblemScope},
		{name: "a terminal's relay path", method: "GET", path: wire.PathRelayRoster, status: 403, problem: wire.ProblemScope},
		{name: "revoked", method: "POST", path: wire.PathCommands, body: push(1), who: revoked, status: 403, problem: wire.ProblemRevoked},
		{name: "unknown", method: "POST", path: wire.PathToken, body: with(func(c *caller) { c.id = "nobody" }).challenge(), status: 403, problem: wire.ProblemUnknown},
		{name: "no blob", method: "GET", path: wire.PathBlob + "00", status: 404, problem: wire.ProblemGone},
		{name: "another life", method: "GET", path: changes("org", wire.Cursor{Epoch: "old"}, "1"), status: 409, problem: wire.ProblemEpoch},
		{name: "long ago", method: "GET", path: changes("org", wire.Cursor{Epoch: epoch, H: "00"}, "1"), status: 410, problem: wire.ProblemCompacted},
		// From here on the hub has a new life: it takes itself for one that was put back.
		{name: "another past", method: "GET", path: changes("org", wire.Cursor{Epoch: epoch, H: "00"}, itoa(past)), status: 409, problem: wire.ProblemRewound},
		{name: "too many", method: "POST", path: wire.PathCommands, body: many(wire.MaxCommands + 1), status: 413, problem: wire.ProblemTooLarge},
		{name: "another encoding", method: "POST", path: wire.PathCommands, body: push(2), headers: []string{"Content-Encoding", "br"}, status: 415, problem: wire.ProblemEncoding},
		{name: "a program of tomorrow", method: "GET", path: wire.PathSnapshot + "org", headers: []string{wire.HeaderProto, "2.0"}, status: 426, problem: wire.ProblemUpgrade},
		{name: "a program of long ago", method: "GET", path: wire.PathEvents, headers: []string{wire.HeaderProto, "0.9"}, status: 426, problem: wire.ProblemUpgrade},
		{name: "its push", method: "POST", path: wire.PathCommands, body: push(2), headers: []string{wire.HeaderProto, "0.9"}, status: 200},
		{name: "a newer one that still speaks ours", method: "GET", path: wire.PathSnapshot + "org", headers: []string{wire.HeaderProto, "1.7"}, status: 200},
		{name: "a full disk", method: "POST", path: wire.PathCommands, body: push(3), who: with(func(c *caller) { c.handler = broken(w, s, retail.CodeDiskFull) }), status: 503, problem: wire.ProblemBusy},
		{name: "a fault of ours", method: "POST", path: wire.PathCommands, body: push(3), who: with(func(c *caller) { c.handler = broken(w, s, retail.CodeInternal) }), status: 500, problem: wire.ProblemInternal},
		{name: "the push after all that", method: "POST", path: wire.PathCommands, body: push(3), status: 200},
	} {
		who := try.who
		if who == nil {
			who = good
		}
		rec := who.do(try.method, try.path, try.body, try.headers...)
		if rec.Code != try.status || try.problem != "" && code(t, rec) != try.problem {
			t.Errorf("%s: %d %.200s, want %d %s", try.name, rec.Code, rec.Body, try.status, try.problem)
		}
		if waits := after(rec) >= 1; waits != (try.status == 503 || try.status == 429) {
			t.Errorf("%s: Retry-After %d", try.name, after(rec))
		}
		if rec.Header().Get(wire.HeaderProto) != wire.Proto || rec.Header().Get(wire.HeaderProtoMin) != wire.ProtoMin {
			t.Errorf("%s: the answer does not say which protocol it speaks", try.name)
		}
		if try.method == "POST" && try.path == wire.PathCommands && try.status == 200 {
			var reply wire.PushReply
			if err := json.Unmarshal(rec.Body.Bytes(), &reply); err != nil || len(reply.Results) != 1 || reply.Results[0].Verdict != retail.Applied {
				t.Errorf("%s: %s", try.name, rec.Body)
			}
		}
	}
}

func itoa(n int64) string {
	b, err := json.Marshal(n)
	if err != nil {
		return ""
	}
	return string(b)
}

// many is a push of n commands that are hardly any.
func many(n int) []byte {
	b, err := json.Marshal(map[string]any{"commands": make([]struct{}, n)})
	if err != nil {
		return nil
	}
	return b
}

// broken is a hub whose database takes nothing.
func broken(w *world, s hub.Store, code retail.Code) http.Handler {
	w.t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	b := &brokenStore{Store: s}
	h, err := hub.Build(w.t.Context(), hub.Options{
		Store: b, Clock: w.clock, IDs: retail.UUIDv7{}, Rand: rand.Reader, Secret: make([]byte, 32), PickupKey: key, PickupID: 1, Log: w.h.Log,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	b.code = code
	return h.Handler()
}

type brokenStore struct {
	hub.Store
	code retail.Code
}

func (s *brokenStore) Update(ctx context.Context, scopes []wire.Scope, f func(hub.Tx) error) ([]wire.Hint, error) {
	if s.code != 0 {
		return nil, retail.E(s.code, "broken.Update", "", nil)
	}
	return s.Store.Update(ctx, scopes, f)
}
