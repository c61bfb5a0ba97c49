package channel

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const deliveryKey = "delivery-delivery-deliver-1"

// TestDeliveries: what the chain's own system announces is expected in the shop; the
// last word counts; one with a fault is left out whole and named.
func TestDeliveries(t *testing.T) {
	a := newTill(t)
	a.spec.DeliveryKey = []byte(deliveryKey)
	srv := httptest.NewServer(Handler([]Spec{a.spec}, a.h, a.clock, slog.New(slog.DiscardHandler)))
	defer srv.Close()
	call := func(method, path, key, body string, into any) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+Path+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		at := strconv.FormatInt(a.clock.Now().Unix(), 10)
		req.Header.Set(HeaderTime, at)
		req.Header.Set(HeaderSignature, Signature([]byte(key), at, []byte(body)))
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatalf("%s %v", text, err)
		}
		return res.StatusCode
	}
	coming := func() int {
		var l retail.StockLevel
		if _, err := a.s.Row(t.Context(), wire.StoreScope("S1"), retail.EntityStock, retail.LevelRef("A", retail.Regular), &l); err != nil {
			t.Fatal(err)
		}
		return l.Incoming
	}
	one := `{"store":"S1","number":"N-1","sender":"みせばん商事","due":"2026-11-26","lines":[{"jan":"4901234567894","qty":2},{"sku":"A","qty":3}]}`
	for i, c := range []struct {
		body        string
		code, news  int
		coming, bad int
	}{
		{one, 200, 1, 5, 0},
		{one, 200, 0, 5, 0},
		{strings.Replace(one, `"qty":3`, `"qty":4`, 1), 200, 1, 6, 0},
		{strings.Replace(one, `"number"`, `"canceled":true,"number"`, 1), 200, 1, 0, 0},
		{one + "," + strings.ReplaceAll(strings.Replace(one, "N-1", "N-2", 1), "4901234567894", "4900000000009"), 422, 1, 5, 1},
		{strings.Replace(one, "N-1", "N-3", 1), 200, 1, 10, 0},
	} {
		var out DeliveryAnswer
		code := call(http.MethodPost, "ec/deliveries", deliveryKey, `{"deliveries":[`+c.body+`]}`, &out)
		if code != c.code || out.New != c.news || coming() != c.coming || len(out.Bad) != c.bad {
			t.Errorf("%d: %d %+v, %d are coming", i, code, out, coming())
		}
		if c.bad > 0 && (out.Bad[0].Number != "N-2" || out.Bad[0].Code != "unknown_sku" || out.Bad[0].Field != "deliveries[1].lines[0].jan") {
			t.Errorf("%+v", out.Bad)
		}
	}
	for _, c := range []struct{ old, is, code, field string }{
		{`"S1"`, `"S9"`, "unknown_store", "store"},
		{`"S1"`, `"S2"`, "other_store", "store"},
		{`"N-1"`, `""`, "missing", "number"},
		{`"due"`, `"from":"S2","due"`, "unknown_store", "from"},
		{"2026-11-26", "tomorrow", "invalid", "due"},
		{`"qty":2`, `"qty":-1`, "invalid", "lines[0].qty"},
		{`"qty":2`, `"qty":9999`, "too_many", "lines.qty"},
		{`"qty":3`, `"qty":3,"class":"best"`, "invalid", "lines[1].class"},
	} {
		var out DeliveryAnswer
		code := call(http.MethodPost, "ec/deliveries", deliveryKey, `{"deliveries":[`+strings.Replace(one, c.old, c.is, 1)+`]}`, &out)
		if code != 422 || len(out.Bad) != 1 || out.Bad[0].Code != c.code || out.Bad[0].Field != "deliveries[0]."+c.field {
			t.Errorf("%s: %d %+v", c.is, code, out)
		}
	}
	var s DeliveryStanding
	if code := call(http.MethodGet, "ec/deliveries/S1/N-1", deliveryKey, "", &s); code != 200 || s.State != retail.InTransit || len(s.Lines) != 1 || s.Lines[0].Planned != 5 {
		t.Errorf("%d %+v", code, s)
	}
	var p Problem
	for path, want := range map[string]int{"ec/deliveries/S1/N-9": 404, "ec/deliveries/S2/N-1": 404} {
		if code := call(http.MethodGet, path, deliveryKey, "", &p); code != want {
			t.Errorf("%s: %d %+v", path, code, p)
		}
	}
	if code := call(http.MethodPost, "ec/deliveries", saleKey, fmt.Sprintf(`{"deliveries":[%s]}`, one), &p); code != 401 || p.Code != "signature" {
		t.Errorf("%d %+v", code, p)
	}
}

// FuzzDeliveries: whatever comes is deliveries that the hub may look at, or is refused
// with a word.
func FuzzDeliveries(f *testing.F) {
	f.Add(`{"deliveries":[{"store":"S1","number":"N-1","due":"2026-11-26","lines":[{"jan":"4901234567894","qty":2}]}]}`)
	f.Add(`{"deliveries":[{"lines":[{"qty":-1}]}]}`)
	f.Add(`[`)
	f.Fuzz(func(t *testing.T, body string) {
		list, p := readDeliveries([]byte(body))
		if (p.Code == "") == (len(list) == 0) || p.Code != "" && p.Field == "" || len(list) > hub.WebDeliveries {
			t.Fatalf("%d deliveries, %+v", len(list), p)
		}
	})
}
