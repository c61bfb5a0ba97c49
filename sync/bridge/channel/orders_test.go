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
	"miseban/sync/wire"
)

// ready takes orders in and puts them ready.
func (c *chain) ready(numbers ...string) {
	c.t.Helper()
	if err := c.h.TellOrdersOf(c.t.Context(), c.spec.Orders); err != nil {
		c.t.Fatal(err)
	}
	for _, n := range numbers {
		c.receive(n)
		c.change(n, retail.KindStage, func(o *retail.Order) { o.State, o.Lines[0].Picked = retail.Staged, 1 })
	}
}

// change writes an order as a command of a terminal leaves it.
func (c *chain) change(number string, kind retail.Kind, f func(*retail.Order)) {
	c.t.Helper()
	c.clock.Advance(time.Second)
	_, err := c.s.Update(c.t.Context(), []wire.Scope{wire.StoreScope("SHIBUYA")}, func(tx hub.Tx) error {
		o, err := tx.Order(retail.OrderIDFor("web", number))
		if err != nil {
			return err
		}
		o = o.Clone()
		o.Steps = append(o.Steps, retail.Step{Kind: kind, At: c.clock.Now(), Device: "d-1"})
		f(o)
		return tx.PutOrder(o, "cmd")
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// give hands an order over.
func (c *chain) give(number string) {
	c.t.Helper()
	c.change(number, retail.KindHandover, func(o *retail.Order) {
		o.State, o.Lines[0].Gone, o.Handover = retail.HandedOver, 1, &retail.Handover{At: c.clock.Now()}
	})
}

// TestOrdersAreFetched: an order is there as it is now until that was said to be
// known, for whoever has the token for orders and nobody else.
func TestOrdersAreFetched(t *testing.T) {
	c := newChain(t, Spec{NewsToken: key, RefundToken: "another-token-of-24-characters", Orders: []string{"ec", "web"}})
	c.ready("W-1", "W-2")
	srv := httptest.NewServer(Handler([]Spec{c.spec}, c.h, c.clock, slog.New(slog.DiscardHandler)))
	defer srv.Close()
	ask := func(method, path, token string) (code int, out OrderList, text string) {
		t.Helper()
		code, text, _ = ask(t, method, srv.URL+Path+"ec/orders"+path, token)
		_ = json.Unmarshal([]byte(text), &out) // not every answer has a body
		return code, out, text
	}
	if code, _, _ := ask("GET", "", c.spec.RefundToken); code != http.StatusUnauthorized {
		t.Errorf("with the token for refunds: %d", code)
	}
	code, list, text := ask("GET", "?limit=1", key)
	if code != http.StatusOK || len(list.Orders) != 1 || !list.More {
		t.Fatalf("%d %s", code, text)
	}
	n := list.Orders[0]
	if n.Order != "W-1" || n.Status != retail.StatusReady || n.Store != "SHIBUYA" || len(n.Lines) != 1 || n.Lines[0].Ready != 1 || n.Lines[0].PriceTaxIn != 3300 || n.Lines[0].JAN == "" {
		t.Errorf("%s", text)
	}
	for _, person := range []string{"山田", "taro"} {
		if strings.Contains(text, person) {
			t.Errorf("%s stands in %s", person, text)
		}
	}
	c.give("W-1") // after it was fetched, before it was said to be known
	for range 2 {
		if code, _, _ := ask("POST", "/"+n.Key+"/told", key); code != http.StatusNoContent {
			t.Errorf("told: %d", code)
		}
	}
	if _, list, text = ask("GET", "", key); len(list.Orders) != 2 || list.Orders[1].Order != "W-1" || list.Orders[1].Status != retail.StatusHandedOver || list.More {
		t.Fatalf("what was said of before hides the newer: %s", text)
	}
	if code, _, _ := ask("POST", "/"+list.Orders[1].Key+"/told", key); code != http.StatusNoContent {
		t.Errorf("told: %d", code)
	}
	if _, list, text = ask("GET", "", key); len(list.Orders) != 1 || list.Orders[0].Order != "W-2" {
		t.Errorf("left: %s", text)
	}
	if code, _, _ := ask("POST", "/nothing.1-00/told", key); code != http.StatusNotFound {
		t.Errorf("unknown: %d", code)
	}
	if code, _, _ := ask("GET", "?limit=0", key); code != http.StatusBadRequest {
		t.Errorf("limit: %d", code)
	}
}

// TestOrdersArePosted: each order is posted as it is now under the key of that,
// signed, until the web shop takes it; one that is turned down keeps no other back; a
// restored hub posts them again under the same keys.
func TestOrdersArePosted(t *testing.T) {
	took, fail := []hub.OrderNews{}, []int{500, 0} // the second answer never comes
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		var n hub.OrderNews
		if err := json.Unmarshal(b, &n); err != nil || r.Header.Get(HeaderKey) != n.Key {
			t.Errorf("%s under %s: %v", b, r.Header.Get(HeaderKey), err)
		}
		if r.Header.Get(HeaderSignature) != Signature([]byte(key), r.Header.Get(HeaderTime), b) {
			t.Error("not signed")
		}
		if len(fail) > 0 {
			status := fail[0]
			if fail = fail[1:]; status == 0 {
				panic(http.ErrAbortHandler)
			}
			w.WriteHeader(status)
			return
		}
		if n.Order == "W-bad" {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		took = append(took, n)
	}))
	defer srv.Close()
	c := newChain(t, Spec{NewsPush: srv.URL, key: []byte(key), Orders: []string{"web"}})
	c.ready("W-bad", "W-1", "W-2")
	s := c.sender()
	s.Orders = c.h
	turns := func(n int) {
		for range n {
			s.Turn(t.Context())
			c.clock.Advance(5 * time.Minute)
		}
	}
	turns(1)
	c.give("W-1")
	turns(4)
	got := ""
	for _, n := range took {
		got += n.Order + " " + n.Status.String() + " "
	}
	if got != "W-2 ready W-1 handed_over " {
		t.Errorf("told %q", got)
	}
	left, err := c.h.OrderNews(t.Context(), "web", 10)
	if err != nil || len(left) != 1 || left[0].Order != "W-bad" {
		t.Errorf("left: %+v %v", left, err)
	}
	before := took
	if _, err := c.s.BeginLife(t.Context(), "", hub.Life{Began: c.clock.Now()}); err != nil {
		t.Fatal(err)
	}
	took = nil
	turns(2)
	if len(took) != 2 || took[0].Key != before[0].Key || took[1].Key != before[1].Key {
		t.Errorf("a restored hub told %+v, before %+v", took, before)
	}
}

// TestReadNews: a token or an address, with the secret that an address needs.
func TestReadNews(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	token, other := file("token", key), file("other", "another-token-of-24-characters")
	for _, tc := range []struct{ text, says string }{
		{"news = \"" + token + "\"\nrefunds = \"" + other + "\"\norders = [\"web\", \"app\"]", ""},
		{"news = \"https://ec.example.com/orders\"\nsecret = \"" + token + "\"", ""},
		{"news = \"https://ec.example.com/orders\"", "読めません"},
		{"news = \"/nowhere/at/all\"", "読めません"},
		{"news = \"http://ec.example.com/orders\"\nsecret = \"" + token + "\"", "news は https://"},
		{"news = \"" + token + "\"\nholds = \"" + token + "\"", "別のもの"},
		{"news = \"" + token + "\"\nrefunds = \"" + token + "\"", "別のもの"},
		{"news = \"" + token + "\"\ntoken = \"" + token + "\"", "別のもの"},
		{"news = \"" + token + "\"\nsecret = \"" + token + "\"", "secret"},
	} {
		list, bad := Read(file("channels.toml", "[[channel]]\nname = \"ec\"\n"+tc.text+"\n"))
		all := ""
		for _, f := range bad {
			all += f.Ja
		}
		if tc.says == "" && len(bad) > 0 || !strings.Contains(all, tc.says) || tc.says != "" && len(bad) == 0 {
			t.Errorf("%s: %v", tc.text, bad)
		}
		if tc.says == "" && (len(list) != 1 || len(list[0].Orders) == 0 || !list[0].News()) {
			t.Errorf("%s: %+v", tc.text, list)
		}
	}
}
