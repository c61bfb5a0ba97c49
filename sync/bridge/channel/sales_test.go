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
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const saleKey = "sale-sale-sale-sale-sale-1"

// till is a POS that tells of its sales.
type till struct {
	*chain
	srv *httptest.Server
}

func newTill(t *testing.T) *till {
	c := newChain(t, Spec{SaleKey: []byte(saleKey)})
	c.spec.Sites = []retail.SiteID{"S1", "W1"}
	_, err := c.h.PutSites(t.Context(), []retail.Site{
		{ID: "S1", No: 1, Kind: retail.Shop, Name: "一号店"}, {ID: "S2", No: 3, Kind: retail.Shop, Name: "二号店"}, {ID: "W1", No: 2, Kind: retail.Warehouse, Name: "倉庫"},
	})
	if err == nil {
		_, err = c.h.PutSKUs(t.Context(), []retail.SKU{{ID: "A", JAN: "4901234567894", Codes: []retail.ItemCode{{GTIN: "04901234567894", Qty: 1}}, Name: "シャツ"}})
	}
	if err == nil {
		_, err = c.h.SetStock(t.Context(), []hub.StockRow{{Site: "S1", SKU: "A", OnHand: 9}, {Site: "S1", SKU: "A", Class: retail.BGrade, OnHand: 2}})
	}
	if err != nil {
		t.Fatal(err)
	}
	a := &till{c, httptest.NewServer(Handler([]Spec{c.spec}, c.h, c.clock, slog.New(slog.DiscardHandler)))}
	t.Cleanup(a.srv.Close)
	return a
}

// post sends a body that was signed with a key at a time.
func (a *till) post(key string, at time.Time, body string) (int, string) {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.srv.URL+Path+"ec/sales", strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	unix := strconv.FormatInt(at.Unix(), 10)
	req.Header.Set(HeaderTime, unix)
	req.Header.Set(HeaderSignature, Signature([]byte(key), unix, []byte(body)))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// tell sends a body as a till does.
func (a *till) tell(body string) (int, SaleAnswer) {
	a.t.Helper()
	code, text := a.post(saleKey, a.clock.Now(), body)
	var out SaleAnswer
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		a.t.Fatalf("%d %s %v", code, text, err)
	}
	return code, out
}

func (a *till) has(class retail.StockClass) int {
	a.t.Helper()
	var l retail.StockLevel
	if _, err := a.s.Row(a.t.Context(), wire.StoreScope("S1"), retail.EntityStock, retail.LevelRef("A", class), &l); err != nil {
		a.t.Fatal(err)
	}
	return l.OnHand
}

func (a *till) receipt(number, lines string) string {
	return fmt.Sprintf(`{"sales":[{"store":"S1","receipt":%q,"at":%q,"lines":[%s]}]}`, number, a.clock.Now().Format(time.RFC3339), lines)
}

// TestSales: what a till sells and takes back moves the stock once, however often
// and by whichever way it is told.
func TestSales(t *testing.T) {
	a := newTill(t)
	body := a.receipt("R-1", `{"jan":"4901234567894","qty":2},{"sku":"A","qty":1,"class":"b_grade"},{"line":9,"sku":"A","qty":-1}`)
	for n, want := range []SaleAnswer{{New: 3}, {Known: 3}} {
		if code, got := a.tell(body); code != http.StatusOK || got.New != want.New || got.Known != want.Known || len(got.Bad) != 0 {
			t.Fatalf("told %d times: %d %+v", n+1, code, got)
		}
		if r, b := a.has(retail.Regular), a.has(retail.BGrade); r != 8 || b != 1 {
			t.Fatalf("told %d times: %d regular, %d B", n+1, r, b)
		}
	}
	// A file tells of two of the lines again, and of one more of the receipt.
	n, err := a.h.Sell(t.Context(), []hub.SaleRow{
		{Site: "S1", SKU: "A", Qty: 2, At: a.clock.Now(), Receipt: "R-1", Line: 1},
		{Site: "S1", SKU: "A", Qty: -1, At: a.clock.Now(), Receipt: "R-1", Line: 9},
		{Site: "S1", SKU: "A", Qty: 1, At: a.clock.Now(), Receipt: "R-1", Line: 10},
	})
	if n != 1 || err != nil || a.has(retail.Regular) != 7 {
		t.Fatalf("by file: %d new, %v, %d on hand", n, err, a.has(retail.Regular))
	}
	// And the till tells of that one too, in letters as Japanese tills write them.
	if code, got := a.tell(a.receipt("Ｒ－１　", `{"line":10,"sku":"A","qty":1}`)); code != http.StatusOK || got.Known != 1 || a.has(retail.Regular) != 7 {
		t.Fatalf("known by file: %d %+v, %d on hand", code, got, a.has(retail.Regular))
	}
	if a.spec.Told() {
		t.Error("a till is told of stock")
	}
}

// TestSalesOneByOne: a line that cannot be booked is named, and keeps no other back.
func TestSalesOneByOne(t *testing.T) {
	a := newTill(t)
	if code, got := a.tell(a.receipt("R-1", `{"sku":"A","qty":1}`)); code != http.StatusOK || got.New != 1 {
		t.Fatal(code, got)
	}
	good := `{"line":77,"sku":"A","qty":1}`
	for i, c := range []struct{ lines, code, field string }{
		{`{"sku":"A","qty":0}`, "invalid", "sales[0].lines[0].qty"},
		{`{"sku":"A","qty":10001}`, "too_many", "sales[0].lines[0].qty"},
		{`{"qty":1}`, "missing", "sales[0].lines[0].sku"},
		{`{"jan":"4900000000009","qty":1}`, "unknown_sku", "sales[0].lines[0].jan"},
		{`{"sku":"B","qty":1}`, "unknown_sku", "sales[0].lines[0].sku"},
		{`{"sku":"A\u0000","qty":1}`, "invalid", "sales[0].lines[0].sku"},
		{`{"sku":"A","qty":1,"class":"best"}`, "invalid", "sales[0].lines[0].class"},
		{`{"line":-1,"sku":"A","qty":1}`, "invalid", "sales[0].lines[0].line"},
	} {
		code, got := a.tell(a.receipt(fmt.Sprint("L-", i), c.lines+","+good))
		if code != http.StatusUnprocessableEntity || got.New != 1 || len(got.Bad) != 1 || got.Bad[0].Code != c.code || got.Bad[0].Field != c.field {
			t.Errorf("%s: %d %+v", c.lines, code, got)
		}
	}
	if code, got := a.tell(a.receipt("T", good+","+good)); code != http.StatusUnprocessableEntity || got.New != 1 || len(got.Bad) != 1 || got.Bad[0].Line != 77 {
		t.Errorf("one line twice: %d %+v", code, got)
	}
	if code, got := a.tell(a.receipt("R-1", `{"sku":"A","qty":3}`)); code != http.StatusUnprocessableEntity || got.New+got.Known != 0 || len(got.Bad) != 1 || got.Bad[0].Code != "conflict" {
		t.Errorf("another quantity under the same name: %d %+v", code, got)
	}
	if a.has(retail.Regular) != 9-1-9 { // below nothing, for it was sold
		t.Errorf("%d on hand", a.has(retail.Regular))
	}
	now := a.clock.Now().Format(time.RFC3339)
	for _, c := range []struct{ old, is, code, field string }{
		{`"S1"`, `""`, "missing", "store"},
		{`"S1"`, `"S9"`, "unknown_store", "store"},
		{`"S1"`, `"W1"`, "unknown_store", "store"},
		{`"S1"`, `"S2"`, "other_store", "store"},
		{`"X"`, `"　"`, "missing", "receipt"},
		{`"X"`, `"` + strings.Repeat("9", 65) + `"`, "invalid", "receipt"},
		{`"X"`, `"a\u0007b"`, "invalid", "receipt"},
		{now, "", "missing", "at"},
		{now, "2026-11-21", "invalid", "at"},
		{now, "2126-11-21T00:00:00Z", "future", "at"},
		{now, "0001-01-01T00:00:00Z", "invalid", "at"},
		{`[{"sku":"A","qty":1}]`, `[]`, "missing", "lines"},
	} {
		code, got := a.tell(strings.Replace(a.receipt("X", `{"sku":"A","qty":1}`), c.old, c.is, 1))
		if code != http.StatusUnprocessableEntity || got.New != 0 || len(got.Bad) != 1 || got.Bad[0].Code != c.code || got.Bad[0].Field != "sales[0]."+c.field {
			t.Errorf("%s: %d %+v", c.is, code, got)
		}
	}
}

// TestSalesAreSigned: what nobody signed, or signed long ago, or what is too long,
// is not looked at.
func TestSalesAreSigned(t *testing.T) {
	a := newTill(t)
	body, now := a.receipt("R-1", `{"sku":"A","qty":1}`), a.clock.Now()
	for _, c := range []struct {
		key  string
		at   time.Time
		body string
		want int
		code string
	}{
		{key, now, body, 401, "signature"},
		{saleKey, now.Add(-6 * time.Minute), body, 401, "time"},
		{saleKey, now.Add(6 * time.Minute), body, 401, "time"},
		{saleKey, now, strings.Repeat(" ", maxSales) + body, 413, "invalid"},
		{saleKey, now, `{"sales":[]}`, 422, "missing"},
		{saleKey, now, `{"sale":[]}`, 422, "invalid"},
		{saleKey, now, body + `{}`, 422, "invalid"},
		{saleKey, now, `{"sales":[{"store":7}]}`, 422, "invalid"},
		{saleKey, now, a.receipt("R-2", strings.Repeat(`{"sku":"A","qty":1},`, hub.WebSaleLines)+`{"sku":"A","qty":1}`), 422, "too_many"},
		{saleKey, now, body, 200, ""},
		{saleKey, now, body, 200, ""}, // recorded, and sent again
	} {
		code, text := a.post(c.key, c.at, c.body)
		var p Problem
		if err := json.Unmarshal([]byte(text), &p); err != nil || code != c.want || p.Code != c.code {
			t.Errorf("%s %s %.40s: %d %s, want %d %s", c.key, c.at, c.body, code, text, c.want, c.code)
		}
	}
	res, err := http.Post(a.srv.URL+Path+"ec/sales", "application/json", strings.NewReader(body)) //nolint:noctx // a stranger
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusUnauthorized {
		t.Errorf("unsigned: %d", res.StatusCode)
	}
	if a.has(retail.Regular) != 8 {
		t.Errorf("%d on hand", a.has(retail.Regular))
	}
}

// FuzzSales: whatever comes is sales that the hub may look at, or is refused with a
// word.
func FuzzSales(f *testing.F) {
	f.Add(`{"sales":[{"store":"S1","receipt":"R-1","at":"2026-11-21T10:00:00+09:00","lines":[{"jan":"4901234567894","qty":2}]}]}`)
	f.Add(`{"sales":[{"lines":[{"class":"best","line":-1}]}]}`)
	f.Add(`{"sales":[{}]}{`)
	f.Add(`[`)
	f.Fuzz(func(t *testing.T, body string) {
		list, p := readSales([]byte(body))
		if (p.Code == "") == (len(list) == 0) || p.Code != "" && p.Field == "" {
			t.Fatalf("%d sales, %+v", len(list), p)
		}
		n := 0
		for _, s := range list {
			n += len(s.Lines)
		}
		if n > hub.WebSaleLines || len(list) > hub.WebSaleLines {
			t.Errorf("%d lines of %d receipts", n, len(list))
		}
	})
}

// TestSalesOfFloorOrders: a till says by number what it took the money for; the goods
// stay in the books until somebody has them.
func TestSalesOfFloorOrders(t *testing.T) {
	a := newTill(t)
	order := func(id retail.HoldID, f retail.FloorOrderID) {
		_, err := a.h.Tell(t.Context(), retail.Command{
			ID: retail.CommandID("c-" + id), Kind: retail.KindFloorOrder, Store: "S1", At: a.clock.Now(), Body: retail.FloorOrder{
				MakeHold: retail.MakeHold{Hold: id, At: "S1", Number: "4821", Tag: "H" + string(id), Lines: []retail.HoldLine{{SKU: "A", Class: retail.Regular, Qty: 1}}, Pay: retail.PayLater},
				Floor:    retail.Floor{Order: f, Part: 1, Parts: 1, Way: retail.CarryOut, BillTaxIn: 1000, PartTaxIn: 1000},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	pays := func(receipt, floor string) string {
		return fmt.Sprintf(`{"sales":[{"store":"S1","receipt":%q,"at":%q,"lines":[],"floor":[%s]}]}`, receipt, a.clock.Now().Format(time.RFC3339), floor)
	}
	before := a.has(retail.Regular)
	order("h-1", "f-1")
	for n, want := range []SaleAnswer{{New: 1}, {Known: 1}} {
		if code, got := a.tell(pays("R-1", `{"number":"４８２１"}`)); code != http.StatusOK || got.New != want.New || got.Known != want.Known {
			t.Fatalf("told %d times: %d %+v", n+1, code, got)
		}
	}
	if a.has(retail.Regular) != before {
		t.Errorf("%d of %d: nobody has it yet", a.has(retail.Regular), before)
	}
	if code, got := a.tell(pays("R-2", `{"number":"4821"}`)); code != http.StatusUnprocessableEntity || got.Bad[0].Code != "unknown_order" || got.Bad[0].Field != "sales[0].floor[0].number" {
		t.Errorf("paid already, by another receipt: %d %+v", code, got)
	}
	order("h-2", "f-2")
	order("h-3", "f-3")
	if code, got := a.tell(pays("R-3", `{"number":"4821"}`)); code != http.StatusUnprocessableEntity || got.Bad[0].Code != "ambiguous" {
		t.Errorf("two orders of one number: %d %+v", code, got)
	}
	if code, got := a.tell(pays("R-3", `{"number":"4821","order":"f-3"}`)); code != http.StatusOK || got.New != 1 {
		t.Errorf("by the code on the slip: %d %+v", code, got)
	}
}
