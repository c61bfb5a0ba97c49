package channel

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// canceled takes prepaid orders in and lets their customers cancel them.
func (c *chain) canceled(numbers ...string) {
	c.t.Helper()
	for _, n := range numbers {
		if _, err := c.h.Apply(c.t.Context(), retail.KindCancel, retail.Cancel{Order: c.receive(n), Why: retail.WhyCustomer}); err != nil {
			c.t.Fatal(err)
		}
		c.clock.Advance(time.Second)
	}
}

// TestRefundsAreFetched: what is owed is there until it was said to be known, for
// whoever has the token for refunds and nobody else.
func TestRefundsAreFetched(t *testing.T) {
	c := newChain(t, Spec{RefundToken: key, Orders: []string{"ec", "web"}})
	c.canceled("W-1", "W-2")
	srv := httptest.NewServer(Handler([]Spec{c.spec}, c.h, c.clock, slog.New(slog.DiscardHandler)))
	defer srv.Close()
	ask := func(method, path, token string) (code int, out RefundList) {
		t.Helper()
		code, text, _ := ask(t, method, srv.URL+Path+"ec/refunds"+path, token)
		_ = json.Unmarshal([]byte(text), &out) // not every answer has a body
		return code, out
	}
	if code, _ := ask("GET", "", "another-token-of-24-characters"); code != http.StatusUnauthorized {
		t.Errorf("without the token: %d", code)
	}
	code, list := ask("GET", "?limit=1", key)
	if code != http.StatusOK || len(list.Refunds) != 1 || !list.More {
		t.Fatalf("%d %+v", code, list)
	}
	r := list.Refunds[0]
	if r.Order != "W-1" || r.AmountTaxIn != 3300 || r.Why != retail.RefundCustomer || r.Store != "SHIBUYA" || r.Key == "" {
		t.Errorf("%+v", r)
	}
	for range 2 {
		if code, _ := ask("POST", "/"+r.Key+"/told", key); code != http.StatusNoContent {
			t.Errorf("told: %d", code)
		}
	}
	if code, _ := ask("POST", "/nothing/told", key); code != http.StatusNotFound {
		t.Errorf("unknown: %d", code)
	}
	if _, list = ask("GET", "", key); len(list.Refunds) != 1 || list.Refunds[0].Order != "W-2" || list.More {
		t.Errorf("left: %+v", list)
	}
	if code, _ := ask("GET", "?limit=x", key); code != http.StatusBadRequest {
		t.Errorf("limit: %d", code)
	}
}

// TestRefundsArePosted: each is posted under its key, signed, until the web shop takes
// it; one whose answer was lost comes again under the same key.
func TestRefundsArePosted(t *testing.T) {
	keys := map[string]int{}
	fail := []int{500, 0, 200} // the second answer never comes
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		var due hub.RefundDue
		if err := json.Unmarshal(b, &due); err != nil || r.Header.Get(HeaderKey) != due.Key {
			t.Errorf("%s under %s: %v", b, r.Header.Get(HeaderKey), err)
		}
		if r.Header.Get(HeaderSignature) != Signature([]byte(key), r.Header.Get(HeaderTime), b) {
			t.Error("not signed")
		}
		keys[due.Key]++
		status := 200
		if len(fail) > 0 {
			status, fail = fail[0], fail[1:]
		}
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(status)
	}))
	defer srv.Close()
	c := newChain(t, Spec{RefundPush: srv.URL, key: []byte(key), Orders: []string{"web"}})
	c.canceled("W-1", "W-2")
	s := c.sender()
	s.Refunds = c.h
	for range 6 {
		s.Turn(t.Context())
		c.clock.Advance(time.Minute)
	}
	if len(keys) != 2 {
		t.Errorf("%v", keys)
	}
	n := 0
	for _, times := range keys {
		n += times
	}
	if n != 4 { // two in vain, and two that were taken
		t.Errorf("%d requests: %v", n, keys)
	}
	if left, err := c.h.Refunds(t.Context(), "web", 10); err != nil || len(left) != 0 {
		t.Errorf("left: %+v %v", left, err)
	}
}

// TestRefundTurnedDown: one that the web shop will not have keeps no other back, and is
// told again.
func TestRefundTurnedDown(t *testing.T) {
	asked, bad := map[string]int{}, ""
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k := r.Header.Get(HeaderKey)
		if bad == "" {
			bad = k // the oldest
		}
		if asked[k]++; k == bad {
			w.WriteHeader(http.StatusUnprocessableEntity)
		}
	}))
	defer srv.Close()
	c := newChain(t, Spec{RefundPush: srv.URL, key: []byte(key), Orders: []string{"web"}})
	c.canceled("W-1", "W-2", "W-3")
	s := c.sender()
	s.Refunds = c.h
	for range 20 {
		s.Turn(t.Context())
		c.clock.Advance(time.Minute)
	}
	if left, err := c.h.Refunds(t.Context(), "web", 10); err != nil || len(left) != 1 || left[0].Key != bad {
		t.Errorf("left: %+v %v", left, err)
	}
	if len(asked) != 3 || asked[bad] < 2 {
		t.Errorf("asked %v", asked)
	}
}

// TestReadRefunds: a token or an address, with the secret that an address needs.
func TestReadRefunds(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	token := file("token", key)
	for _, tc := range []struct{ text, says string }{
		{"refunds = \"" + token + "\"\norders = [\"web\", \"app\"]", ""},
		{"refunds = \"https://ec.example.com/refunds\"\nsecret = \"" + token + "\"", ""},
		{"refunds = \"https://ec.example.com/refunds\"", "読めません"},
		{"refunds = \"http://ec.example.com/refunds\"\nsecret = \"" + token + "\"", "https://"},
		{"refunds = \"" + token + "\"\nholds = \"" + token + "\"", "別のもの"},
		{"refunds = \"" + token + "\"\nsecret = \"" + token + "\"", "secret"},
	} {
		list, bad := Read(file("channels.toml", "[[channel]]\nname = \"ec\"\n"+tc.text+"\n"))
		all := ""
		for _, f := range bad {
			all += f.Ja
		}
		if tc.says == "" && len(bad) > 0 || !strings.Contains(all, tc.says) || tc.says != "" && len(bad) == 0 {
			t.Errorf("%s: %v", tc.text, bad)
		}
		if tc.says == "" && len(list) == 1 && (len(list[0].Orders) == 0 || list[0].RefundToken == "" && list[0].RefundPush == "") {
			t.Errorf("%s: %+v", tc.text, list[0])
		}
	}
}
