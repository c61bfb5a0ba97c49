package channel

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const holdKey = "hold-hold-hold-hold-hold-1"

// asked is a web shop that asks for holds.
type asked struct {
	*chain
	srv *httptest.Server
}

func newAsked(t *testing.T) *asked {
	c := newChain(t, Spec{Token: key, HoldToken: holdKey})
	_, err := c.h.PutSites(t.Context(), []retail.Site{{ID: "S1", No: 1, Kind: retail.Shop, Name: "一号店"}, {ID: "W1", No: 2, Kind: retail.Warehouse, Name: "倉庫"}})
	if err == nil {
		_, err = c.h.PutSKUs(t.Context(), []retail.SKU{{ID: "A", JAN: "4901234567894", Codes: []retail.ItemCode{{GTIN: "04901234567894", Qty: 1}}, Name: "シャツ"}})
	}
	if err == nil {
		_, err = c.h.SetStock(t.Context(), []hub.StockRow{{Site: "S1", SKU: "A", OnHand: 3}})
	}
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{c, httptest.NewServer(Handler([]Spec{c.spec}, c.h, c.clock, slog.New(slog.DiscardHandler)))}
	t.Cleanup(a.srv.Close)
	return a
}

func (a *asked) call(method, path, token, body string) (int, string) {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, a.srv.URL+Path+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// ask sends a hold and returns how it stands.
func (a *asked) ask(body string) HoldAnswer {
	a.t.Helper()
	code, text := a.call(http.MethodPost, "ec/holds", holdKey, body)
	var out HoldAnswer
	if err := json.Unmarshal([]byte(text), &out); err != nil || code != http.StatusOK {
		a.t.Fatalf("%d %s %v", code, text, err)
	}
	return out
}

const oneHold = `{"id":"R-1","store":"S1","customer":{"name":"山田 花子","kana":"ヤマダ ハナコ","phone":"09012345678"},"lines":[{"jan":"4901234567894","qty":2}]}`

// TestHolds: a customer's hold is a task in the shop, asked for twice it is one,
// and the web shop learns how it goes on.
func TestHolds(t *testing.T) {
	a := newAsked(t)
	first := a.ask(oneHold)
	if first.State != retail.HoldHeld || len(first.Number) != 4 || first.ID != "R-1" || first.Until.IsZero() || len(first.Lines) != 1 || first.Lines[0].SKU != "A" {
		t.Fatalf("asked: %+v", first)
	}
	if again := a.ask(oneHold); again.State != first.State || again.Number != first.Number || !again.Until.Equal(first.Until) {
		t.Errorf("asked again: %+v", again)
	}
	holds, err := a.rows("S1")
	if err != nil || len(holds) != 1 || holds[0].Customer.Name != "山田 花子" || holds[0].ToKeep() != 2 || holds[0].Channel != "ec" {
		t.Fatalf("in the shop: %+v %v", holds, err)
	}
	if short := a.ask(strings.Replace(oneHold, "R-1", "R-2", 1)); short.State != retail.HoldDeclined || *short.Lines[0].Left != 1 || short.Number != "" {
		t.Errorf("two of one: %+v", short)
	}
	if x, err := a.h.Exceptions(t.Context(), "S1"); err != nil || len(x) != 0 {
		t.Errorf("the shop is bothered with what the web shop tells its customer: %+v %v", x, err)
	}
	for _, want := range []struct{ path, body, text string }{
		{"ec/holds", strings.Replace(oneHold, `"qty":2`, `"qty":1`, 1), `"conflict"`},
		{"ec/holds", strings.Replace(oneHold, `"S1"`, `"W1"`, 1), `"unknown_store"`},
	} {
		if code, text := a.call(http.MethodPost, want.path, holdKey, want.body); code/100 != 4 || !strings.Contains(text, want.text) {
			t.Errorf("%s: %d %s", want.body, code, text)
		}
	}

	list := func(since time.Time) HoldList {
		t.Helper()
		code, text := a.call(http.MethodGet, "ec/holds?since="+url.QueryEscape(since.Format(time.RFC3339Nano)), holdKey, "")
		var out HoldList
		if err := json.Unmarshal([]byte(text), &out); err != nil || code != http.StatusOK {
			t.Fatalf("%d %s %v", code, text, err)
		}
		return out
	}
	all := list(time.Time{})
	if len(all.Holds) != 2 {
		t.Fatalf("changed: %+v", all)
	}
	a.clock.Advance(time.Hour)
	if none := list(a.clock.Now().Add(-time.Minute)); len(none.Holds) != 0 {
		t.Errorf("changed since: %+v", none)
	}
	if code, text := a.call(http.MethodPost, "ec/holds/R-1/cancel", holdKey, ""); code != http.StatusOK || !strings.Contains(text, `"released"`) {
		t.Errorf("canceled: %d %s", code, text)
	}
	if more := list(all.Next); len(more.Holds) < 1 || more.Holds[len(more.Holds)-1].State != retail.HoldReleased {
		t.Errorf("changed: %+v", more)
	}
	if code, text := a.call(http.MethodPost, "ec/holds/R-1/cancel", holdKey, ""); code != http.StatusOK || !strings.Contains(text, `"released"`) {
		t.Errorf("canceled again: %d %s", code, text)
	}
	if code, text := a.call(http.MethodGet, "ec/holds/R-9", holdKey, ""); code != http.StatusNotFound || !strings.Contains(text, `"unknown"`) {
		t.Errorf("never asked for: %d %s", code, text)
	}
	if _, err := a.h.Retire(t.Context(), a.clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if code, text := a.call(http.MethodGet, "ec/holds/R-1", holdKey, ""); code != http.StatusOK || !strings.Contains(text, `"released"`) || strings.Contains(text, "lines") {
		t.Errorf("past: %d %s", code, text)
	}
	a.clock.Advance(time.Hour)
	if n, err := a.h.Purge(t.Context(), a.clock.Now()); err != nil || n != 2 {
		t.Errorf("forgotten: %d %v", n, err)
	}
	if again := a.ask(oneHold); again.State != retail.HoldReleased {
		t.Errorf("asked for when it was over: %+v", again)
	}
}

func (a *asked) rows(site retail.SiteID) (out []retail.Hold, err error) {
	err = a.s.Rows(a.t.Context(), wire.StoreScope(site), retail.EntityHold, func(_ string, data []byte) error {
		var h retail.Hold
		defer func() { out = append(out, h) }()
		return json.Unmarshal(data, &h)
	})
	return out, err
}

// TestHoldTokens: stock and holds have tokens of their own.
func TestHoldTokens(t *testing.T) {
	a := newAsked(t)
	for _, c := range []struct {
		method, path, token string
		want                int
	}{
		{http.MethodGet, "ec/holds", key, 401},
		{http.MethodPost, "ec/holds", "", 401},
		{http.MethodGet, "ec/stock", holdKey, 401},
		{http.MethodPost, "ec/holds/R-1/cancel", key, 401},
		{http.MethodDelete, "ec/holds/R-1", holdKey, 405},
		{http.MethodPost, "x/holds", holdKey, 404},
	} {
		if code, text := a.call(c.method, c.path, c.token, oneHold); code != c.want {
			t.Errorf("%s %s: %d %s, want %d", c.method, c.path, code, text, c.want)
		}
	}
}

// TestHoldsThatCannotBe: each fault has its word and names its place.
func TestHoldsThatCannotBe(t *testing.T) {
	a := newAsked(t)
	long := strings.Repeat("あ", 100)
	for _, c := range []struct{ old, is, code, field string }{
		{`"R-1"`, `""`, "missing", "id"},
		{`"R-1"`, `"` + strings.Repeat("9", 65) + `"`, "invalid", "id"},
		{`"R-1"`, `"a\u0000b"`, "invalid", "id"},
		{`"R-1"`, `7`, "invalid", "id"},
		{`"S1"`, `""`, "missing", "store"},
		{`"S1"`, `"S9"`, "unknown_store", "store"},
		{`"name":"山田 花子","kana":"ヤマダ ハナコ",`, ``, "missing", "customer.name"},
		{`山田 花子`, long, "invalid", "customer.name"},
		{`"lines"`, `"until":"2001-01-01T00:00:00Z","lines"`, "past", "until"},
		{`"lines"`, `"up_to":"2001-01-01T00:00:00Z","lines"`, "invalid", "body"},
		{`[{"jan":"4901234567894","qty":2}]`, `[]`, "missing", "lines"},
		{`[{"jan":"4901234567894","qty":2}]`, `[` + strings.Repeat(`{"sku":"A","qty":1},`, 20) + `{"sku":"A","qty":1}]`, "too_many", "lines"},
		{`"qty":2`, `"qty":0`, "invalid", "lines[0].qty"},
		{`"qty":2`, `"qty":100`, "too_many", "lines[0].qty"},
		{`"jan":"4901234567894",`, ``, "missing", "lines[0].sku"},
		{`4901234567894`, `4900000000009`, "unknown_sku", "lines[0]"},
		{`}]}`, `}]}{}`, "invalid", "body"},
		{oneHold, strings.Repeat(" ", 70_000) + oneHold, "invalid", "body"},
	} {
		code, text := a.call(http.MethodPost, "ec/holds", holdKey, strings.Replace(oneHold, c.old, c.is, 1))
		var p Problem
		if err := json.Unmarshal([]byte(text), &p); err != nil || code != http.StatusUnprocessableEntity || p.Code != c.code || p.Field != c.field {
			t.Errorf("%.60s: %d %s, want %s %s", c.is, code, text, c.code, c.field)
		}
	}
	if holds, err := a.rows("S1"); err != nil || len(holds) != 0 {
		t.Errorf("kept all the same: %+v %v", holds, err)
	}
	a.spec.Sites = []retail.SiteID{"S2"}
	_, err := a.h.AskHold(t.Context(), a.spec.Channel, hub.WebHold{External: "1", Store: "S1", Customer: retail.Customer{Kana: "ア"}, Lines: []hub.WebHoldLine{{SKU: "A", Qty: 1}}})
	if bad := (*hub.WebHoldError)(nil); !errors.As(err, &bad) || bad.Code != "other_store" {
		t.Errorf("of a shop that is not the channel's: %v", err)
	}
}

// FuzzHold: whatever comes is a hold that the hub may look at, or is refused.
func FuzzHold(f *testing.F) {
	f.Add(oneHold)
	f.Add(`{"id":"R","until":"x"}`)
	f.Add(`{"lines":[{"left":1}]}`)
	f.Add(`[`)
	f.Fuzz(func(t *testing.T, body string) {
		b, err := readHold(strings.NewReader(body))
		var bad *hub.WebHoldError
		if err != nil && (!errors.As(err, &bad) || bad.Code == "" || bad.Field == "") {
			t.Errorf("refused without a word: %v", err)
		}
		if err == nil && len(body) > maxHold {
			t.Error("too long")
		}
		if err == nil && b.Channel != "" {
			t.Error("it says itself which channel it is")
		}
	})
}
