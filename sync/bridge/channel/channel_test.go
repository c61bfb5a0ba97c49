package channel

import (
	"crypto/ed25519"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubtest"
	"miseban/sync/wire"
)

const key = "0123456789abcdef01234567"

// chain is a hub with stock, and one channel.
type chain struct {
	t     *testing.T
	h     *hub.Hub
	s     hub.Store
	clock *hubtest.Clock
	spec  Spec
}

func newChain(t *testing.T, spec Spec) *chain {
	clock := hubtest.NewClock()
	s := hubtest.SQLite(t, clock)
	h, err := hub.Build(t.Context(), hub.Options{Store: s, Clock: clock, IDs: retail.UUIDv7{}, Secret: make([]byte, 32), PickupKey: ed25519.NewKeyFromSeed(make([]byte, 32)), PickupID: 1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	spec.Channel = hub.Channel{Name: "ec", Buffer: 1, Shops: true, Few: 2}
	return &chain{t, h, s, clock, spec}
}

// set sets what a site has, and brings the channel in line.
func (c *chain) set(site retail.SiteID, sku retail.SKUID, n int) {
	c.t.Helper()
	_, err := c.s.Update(c.t.Context(), []wire.Scope{wire.StoreScope(site), wire.ScopeCatalog}, func(tx hub.Tx) error {
		if _, err := tx.Put(wire.ScopeCatalog, retail.EntitySKU, string(sku), retail.SKU{ID: sku, JAN: "4901234567894"}, ""); err != nil {
			return err
		}
		return tx.PutLevel(retail.StockLevel{StockKey: retail.StockKey{Site: site, SKU: sku, Class: retail.Regular}, OnHand: n, AsOf: c.clock.Now()}, "")
	})
	if err == nil {
		err = c.h.Publish(c.t.Context(), c.spec.Channel)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *chain) sender() *Sender {
	return &Sender{Channels: []Spec{c.spec}, Source: c.h, Told: c.s.Told, Clock: c.clock, Log: slog.New(slog.DiscardHandler)}
}

// TestRead: a good file is read whole; each fault is told with the channel it is in.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	token, open, short := file("token", key+"\n", 0o600), file("open", key, 0o644), file("short", "x", 0o600)
	good := fmt.Sprintf(`[[channel]]
name = "ec"
sites = ["S1", "W1"]
buffer = 2
shops = true
few = 3
silent = "30m"
token = %q
[[channel]]
name = "page"
push = "https://ec.example.com/in"
secret = %q
[[channel]]
name = "file"
folder = %q
encoding = "shift_jis"
columns = ["商品コード=sku", "在庫数=qty"]
`, token, token, dir)
	list, bad := Read(file("good.toml", good, 0o600))
	if len(bad) != 0 || len(list) != 3 {
		t.Fatalf("%+v, %v", list, bad)
	}
	ec := list[0]
	if ec.Token != key || ec.Buffer != 2 || !ec.Shops || ec.Few != 3 || ec.Silent != 30*time.Minute || !slices.Equal(ec.Sites, []retail.SiteID{"S1", "W1"}) {
		t.Errorf("%+v", ec)
	}
	if string(list[1].key) != key || list[2].encoding != shiftJIS || len(list[2].columns) != 2 {
		t.Errorf("%+v", list[1:])
	}
	if _, bad := Read(file("sample.toml", Sample, 0o600)); len(bad) != 0 {
		t.Errorf("the sample: %v", bad)
	}
	for text, word := range map[string]string{
		`name = "EC"`: "name", `name = "ec"`: "token, push", "name = \"ec\"\nbuffer = -1": "buffer", "name = \"ec\"\nsilent = \"1s\"": "silent",
		"name = \"ec\"\npush = \"http://ec.example.com/\"": "https", "name = \"ec\"\ntoken = \"" + open + "\"": "chmod 600",
		"name = \"ec\"\ntoken = \"" + short + "\"": "24", "name = \"ec\"\ntoken = \"nowhere\"": "nowhere", "name = \"ec\"\nfolder = \"nowhere\"": "folder",
		"name = \"ec\"\ncolumns = [\"x=price\"]": "x=price", "name = \"ec\"\nencoding = \"ebcdic\"": "encoding", "name = \"ec\"\nmore = 1": "more", "name = ": "2",
	} {
		_, bad := Read(file("bad.toml", "[[channel]]\n"+text, 0o600))
		if !slices.ContainsFunc(bad, func(f Fault) bool { return strings.Contains(f.En, word) && f.Ja != "" }) {
			t.Errorf("%s: %v", text, bad)
		}
	}
	if _, bad := Read(file("twice.toml", good+good, 0o600)); len(bad) != 3 {
		t.Errorf("three names twice: %v", bad)
	}
	if _, bad := Read(filepath.Join(dir, "none")); len(bad) != 1 {
		t.Error(bad)
	}
}

// TestCSV: the text that comes out is what goes in, in each encoding; what
// Shift_JIS has not becomes 〓.
func TestCSV(t *testing.T) {
	n := 3
	list := []hub.Figure{
		{Key: "k", SKU: "靴下,\"紺\"𠮷", JAN: "4901234567894", Qty: &n, Before: []int{5}, At: time.Date(2026, 11, 21, 1, 2, 3, 0, time.UTC)},
		{SKU: "S2", Site: "渋谷", Mark: retail.MarkFew, Before: []int{}},
	}
	for e, want := range map[encoding]string{utf8: "靴下,\"紺\"𠮷", utf8Mark: "靴下,\"紺\"𠮷", shiftJIS: "靴下,\"紺\"〓"} {
		f, bad := line{}.folder()
		if f.encoding = e; len(bad) > 0 {
			t.Fatal(bad)
		}
		var b strings.Builder
		if err := f.write(&b, list); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if e == shiftJIS {
			var err error
			if text, err = japanese.ShiftJIS.NewDecoder().String(text); err != nil {
				t.Fatal(err)
			}
		}
		text, marked := strings.CutPrefix(text, "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || marked != (e == utf8Mark) || !strings.Contains(text, "\r\n") {
			t.Fatalf("%d: %q, %v", e, text, err)
		}
		if !slices.Equal(rows[1], []string{want, "4901234567894", "", "3", "", "5", "2026-11-21 10:02:03"}) || !slices.Equal(rows[2][:6], []string{"S2", "", "渋谷", "", "△", ""}) {
			t.Errorf("%d: %q", e, rows)
		}
	}
}

// ask asks with a token and returns the whole answer.
func ask(t *testing.T, method, url, token string) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header
}

// receive takes a prepaid order of the channel web in.
func (c *chain) receive(number string) retail.OrderID {
	c.t.Helper()
	ctx := c.t.Context()
	if _, err := c.h.PutSites(ctx, []retail.Site{{ID: "SHIBUYA", No: 1, Kind: retail.Shop, Name: "渋谷店"}}); err != nil {
		c.t.Fatal(err)
	}
	out, err := c.h.ReceiveOrders(ctx, []retail.Order{{
		Store: "SHIBUYA", Channel: "web", External: number, PlacedAt: c.clock.Now(), PromisedAt: c.clock.Now().Add(time.Hour),
		Customer: retail.Customer{Name: "山田 太郎", Email: "taro@example.com"},
		Pay:      retail.Payment{State: retail.Prepaid, TotalTaxIn: 3300}, Lines: []retail.Line{{SKU: "SK-1", JAN: "4901234567894", Qty: 1, PriceTaxIn: 3300}},
	}})
	if err != nil || out[0].Err != nil {
		c.t.Fatal(err, out)
	}
	return out[0].Order
}

// TestPull: a channel fetches with its token and goes on from where it was; its
// figures are there as CSV too.
func TestPull(t *testing.T) {
	c := newChain(t, Spec{Token: key})
	c.spec.Folder, _ = line{Encoding: "shift_jis"}.folder()
	c.set("S1", "A", 4)
	srv := httptest.NewServer(Handler([]Spec{c.spec}, c.h, c.clock, slog.New(slog.DiscardHandler)))
	defer srv.Close()
	get := func(path, token string) (int, string, http.Header) {
		return ask(t, http.MethodGet, srv.URL+Path+path, token)
	}
	for path, want := range map[string]int{"ec/stock": 200, "other/stock": 404, "ec/stock?after=-1": 400, "ec/stock?after=1&epoch=x": 409} {
		if code, text, _ := get(path, key); code != want {
			t.Errorf("%s: %d %s", path, code, text)
		}
	}
	for _, token := range []string{"", "x", key + "x"} {
		if code, text, _ := get("ec/stock", token); code != 401 || !strings.Contains(text, `"token"`) {
			t.Errorf("token %q: %d %s", token, code, text)
		}
	}
	_, text, _ := get("ec/stock", key)
	var page hub.Outgoing
	if err := json.Unmarshal([]byte(text), &page); err != nil || len(page.Figures) != 2 || *page.Figures[0].Qty != 3 || page.Figures[0].JAN != "4901234567894" || page.Figures[1].Mark != retail.MarkIn {
		t.Fatalf("%s %v", text, err)
	}
	next := fmt.Sprintf("ec/stock?epoch=%s&after=%d", page.Next.Epoch, page.Next.Seq)
	if _, text, _ = get(next, key); !strings.Contains(text, `"figures":[]`) {
		t.Error(text)
	}
	c.set("S1", "A", 2)
	if _, text, _ = get(next, key); !strings.Contains(text, `"qty":1,"before":[3]`) || !strings.Contains(text, `"mark":"few"`) {
		t.Error(text)
	}
	code, text, head := get("ec/stock.csv", key)
	if text, _ = japanese.ShiftJIS.NewDecoder().String(text); code != 200 || !strings.Contains(text, "A,4901234567894,S1,,△") || !strings.Contains(head.Get("Content-Type"), "Shift_JIS") {
		t.Errorf("%d %s %v", code, text, head)
	}
}

// TestPush: what a channel does not take comes again, signed, under the same key,
// and not before it is wanted; what it took does not.
func TestPush(t *testing.T) {
	c := newChain(t, Spec{key: []byte(key)})
	var got []string
	stock := map[retail.SKUID]int{}
	answers := []int{503, 307, 200}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if want := Signature([]byte(key), r.Header.Get(HeaderTime), body); r.Header.Get(HeaderSignature) != want {
			t.Errorf("signed %s, want %s", r.Header.Get(HeaderSignature), want)
		}
		got = append(got, r.Header.Get(HeaderKey))
		status := 200
		if len(answers) > 0 {
			status, answers = answers[0], answers[1:]
		}
		w.Header().Set("Retry-After", "60")
		w.Header().Set("Location", "https://elsewhere.example.com/")
		w.WriteHeader(status)
		var page hub.Outgoing
		if err := json.Unmarshal(body, &page); err != nil {
			t.Error(err)
		}
		for _, f := range page.Figures {
			if status == 200 && f.Qty != nil {
				stock[f.SKU] = *f.Qty
			}
		}
	}))
	defer srv.Close()
	c.spec.Push = srv.URL
	s := c.sender()
	c.set("S1", "A", 4)
	for range 3 {
		s.Turn(t.Context())
		s.Turn(t.Context()) // it is left alone
		c.clock.Advance(time.Minute)
	}
	if len(got) != 3 || got[0] != got[1] || got[1] != got[2] || stock["A"] != 3 {
		t.Fatalf("told %v, and there is %v", got, stock)
	}
	s.Turn(t.Context())
	c.set("S1", "A", 9)
	c.set("S1", "A", 2)
	c.sender().Turn(t.Context()) // another process goes on
	if len(got) != 4 || got[3] == got[2] || stock["A"] != 1 {
		t.Errorf("told %v, and there is %v", got, stock)
	}
}

// TestFolder: files appear whole, in the order of their names, and the last one
// of an article is right.
func TestFolder(t *testing.T) {
	c := newChain(t, Spec{})
	c.spec.Folder, _ = line{Folder: t.TempDir(), Columns: []string{"商品コード=sku", "店舗=site", "在庫数=qty"}}.folder()
	s := c.sender()
	for n := range 3 {
		c.set("S1", "A", 5+n)
		s.Turn(t.Context())
		s.Turn(t.Context())
	}
	files, err := os.ReadDir(c.spec.Dir)
	if err != nil || len(files) != 3 {
		t.Fatalf("%v, %v", files, err)
	}
	b, err := os.ReadFile(filepath.Join(c.spec.Dir, files[2].Name()))
	if err != nil || string(b) != "商品コード,店舗,在庫数\r\nA,,6\r\n" {
		t.Errorf("%s: %q, %v", files[2].Name(), b, err)
	}
	c.set("S1", "A", 1)
	c.spec.Dir = filepath.Join(c.spec.Dir, "gone")
	c.sender().Turn(t.Context())
	at, err := c.s.Told(t.Context(), "ec")
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.h.Outgoing(t.Context(), "ec", at, 9)
	if err != nil || len(p.Figures) != 2 {
		t.Errorf("what could not be written is lost: %+v, %v", p, err)
	}
}
