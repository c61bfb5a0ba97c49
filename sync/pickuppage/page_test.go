package pickuppage_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/sync/hub"
	"miseban/sync/pickuppage"
	"miseban/sync/wire"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, retail.Japan)

const link = "SHALL-BE-FORTY-FOUR-LETTERS-OF-BASE64-URL-AA"

// ready is an order that waits for its customer.
func ready() hub.Visit {
	return hub.Visit{
		Now: noon, Chain: "ミセバン洋品店", Waits: map[retail.Kind]bool{},
		Site: retail.Site{
			ID: "SHIBUYA", No: 1, Kind: retail.Shop, Name: "渋谷店", NameEn: "Shibuya", Phone: "03-0000-0000", Address: "東京都渋谷区宇田川町1-1 2階", Opens: "10:00", Closes: "20:00", Lat: 35.66, Lng: 139.7,
			Closed: retail.Closing{Days: []retail.ClosingDay{{Weekday: time.Wednesday}}},
		},
		Order: retail.Order{
			ID: "o-1", Store: "SHIBUYA", Number: "4821", State: retail.Notified, PromisedAt: noon, Deadline: noon.Add(7*24*time.Hour + 8*time.Hour),
			Customer: retail.Customer{Name: "山田 太郎", Kana: "ヤマダ タロウ", Phone: "09012345678", Email: "yamada@example.jp"},
			Pay:      retail.Payment{State: retail.Prepaid, TotalTaxIn: 9780},
			Lines: []retail.Line{
				{No: 1, SKU: "a", Name: "オックスフォードシャツ", Color: retail.Color{Word: "白", En: "White"}, Size: "M", Qty: 1, Picked: 1, PriceTaxIn: 5990},
				{No: 2, SKU: "b", Name: "靴下", Color: retail.Color{Word: "ネイビー", En: "Navy"}, Size: "25cm", Qty: 3, Picked: 3, PriceTaxIn: 1263},
			},
			Pickup: retail.Pickup{Expires: noon.Add(8 * 24 * time.Hour)},
		},
		Code: wire.CodeReply{Token: "P1" + strings.Repeat("ABCDEFGHIJKLM23456", 8)[:130], Digits: "123456789"},
	}
}

// fake is a hub with one order.
type fake struct {
	mu    sync.Mutex
	visit hub.Visit
	err   error
	said  []retail.Kind
	named []retail.Delegate
	no    bool
}

// Visit returns the order of the one link.
func (f *fake) Visit(_ context.Context, l string) (hub.Visit, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if l != link {
		return hub.Visit{}, retail.E(retail.CodeNotFound, "fake", "", nil)
	}
	return f.visit, f.err
}

// Say does what the rule does, as far as a page can tell.
func (f *fake) Say(ctx context.Context, l string, what retail.Kind) (wire.Result, error) {
	if _, err := f.Visit(ctx, l); err != nil {
		return wire.Result{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.said = append(f.said, what)
	if f.no {
		return wire.Result{Verdict: retail.Rejected}, nil
	}
	switch o := &f.visit.Order; what { //nolint:exhaustive // customers say three things
	case retail.KindArrive:
		o.Arrival = &retail.Arrival{At: f.visit.Now, Called: f.visit.Now}
	case retail.KindExtend:
		o.Deadline, o.Extended = o.Extension(f.visit.Site, f.visit.Policy, f.visit.Now), 1
	case retail.KindCancel:
		o.State = retail.Canceled
	}
	return wire.Result{Verdict: retail.Applied}, nil
}

// Delegate does what the rule does, as far as a page can tell.
func (f *fake) Delegate(ctx context.Context, l string, b retail.Delegate) (wire.Result, error) {
	if _, err := f.Visit(ctx, l); err != nil {
		return wire.Result{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.named = append(f.named, b)
	switch {
	case b.Withdraw:
		f.visit.ProxyPage = ""
	case retail.ProxyName(b.Proxy) == "":
		return wire.Result{Verdict: retail.Rejected}, nil
	default:
		f.visit.ProxyPage = "https://pickup.example.com/p/PROXY"
	}
	return wire.Result{Verdict: retail.Applied}, nil
}

func (f *fake) change(do func(v *hub.Visit)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do(&f.visit)
}

func serve(t *testing.T, f *fake, l pickuppage.Limits) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(pickuppage.Handler(pickuppage.Options{
		Desk: f, Clock: retail.ClockFunc(func() time.Time { return noon }), Log: slog.New(slog.DiscardHandler), Limits: l, Proxied: true,
	}))
	t.Cleanup(s.Close)
	return s
}

func ask(t *testing.T, s *httptest.Server, method, path string, change ...func(*http.Request)) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(r)
	}
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

const path = hub.PathVisit + link

// TestEveryState: each state has its own friendly sentence and offers what can be
// done in it, in both languages, and none shows who ordered or what one piece
// costs.
func TestEveryState(t *testing.T) {
	f := &fake{visit: ready()}
	s := serve(t, f, pickuppage.Limits{Rate: 1000, Burst: 1000})
	at := func(d time.Duration) *retail.Arrival { return &retail.Arrival{At: noon.Add(-d), Called: noon.Add(-d)} }
	heads := map[string]string{}
	for name, c := range map[string]struct {
		change              func(v *hub.Visit)
		ja, en              string
		qr, arrive, extend  bool
		cancel, live, sorry bool
	}{
		"ready":     {func(*hub.Visit) {}, "ご用意できました", "Your order is ready", true, true, true, true, false, false},
		"preparing": {func(v *hub.Visit) { v.Order.State, v.Code = retail.Picking, wire.CodeReply{} }, "ご用意しています", "We are getting it ready", false, false, false, true, false, false},
		"ringing":   {func(v *hub.Visit) { v.Order.Arrival = at(time.Minute) }, "スタッフをお呼びしています", "We are calling our staff", true, false, true, true, true, false},
		"coming": {func(v *hub.Visit) {
			v.Order.Arrival = at(2 * time.Minute)
			v.Order.Arrival.Taken = noon.Add(-time.Minute)
		}, "スタッフがまいります", "Our staff are coming", true, false, true, true, true, false},
		"nobody came": {func(v *hub.Visit) {
			v.Order.Arrival = at(9 * time.Minute)
			v.Order.Arrival.Taken = noon.Add(-8 * time.Minute)
		}, "もう一度呼ぶ", "Call again", true, true, true, true, false, false},
		"closed":     {func(v *hub.Visit) { v.Now = noon.Add(10 * time.Hour) }, "営業時間外", "The shop is closed now", true, false, true, true, false, false},
		"on its way": {func(v *hub.Visit) { v.Waits = map[retail.Kind]bool{retail.KindArrive: true} }, "お店に伝えています", "Telling the shop", true, false, true, true, true, false},
		"cut off": {func(v *hub.Visit) {
			v.Waits, v.Silent = map[retail.Kind]bool{retail.KindArrive: true}, true
		}, "お近くのスタッフに", "speak to a member of staff", true, false, true, true, true, false},
		"extended": {func(v *hub.Visit) { v.Order.Extended = 1 }, "ご用意できました", "Your order is ready", true, true, false, true, false, false},
		"may not":  {func(v *hub.Visit) { v.Policy.NoCancel = true }, "ご用意できました", "Your order is ready", true, true, true, false, false, false},
		"late":     {func(v *hub.Visit) { v.Order.State, v.Order.Pickup.Expires = retail.Expired, noon.Add(-time.Hour) }, "まだお預かりしています", "We still have your order", false, true, true, false, false, true},
		"gone": {func(v *hub.Visit) {
			v.Order.State, v.Order.Lines[0].PutBack, v.Order.Lines[1].PutBack = retail.Expired, 1, 3
		}, "売場に戻りました", "went back on sale", false, false, false, false, false, true},
		"handed over":   {func(v *hub.Visit) { v.Order.State, v.Order.Handover = retail.HandedOver, &retail.Handover{At: noon} }, "お渡しが済みました", "You have your order", false, false, false, false, false, false},
		"canceled":      {func(v *hub.Visit) { v.Order.State = retail.Canceled }, "キャンセルを承りました", "Canceled", false, false, false, false, false, false},
		"declined":      {func(v *hub.Visit) { v.Order.State = retail.Declined }, "ご用意できませんでした", "We could not get it ready", false, false, false, false, false, true},
		"to be paid":    {func(v *hub.Visit) { v.Order.Pay = retail.Payment{State: retail.PayAtPickup, DueTaxIn: 9780} }, "¥9,780", "¥9,780", true, true, true, true, false, false},
		"one not found": {func(v *hub.Visit) { v.Order.Lines[1].Picked, v.Order.Lines[1].Short = 2, 1 }, "ご用意できなかった商品", "Not found", true, true, true, true, false, false},
		"for another":   {func(v *hub.Visit) { v.Proxy, v.Code.Digits = true, "" }, "代理の方の受取QRです", "You collect for somebody else", true, true, false, false, false, false},
		"delegated":     {func(v *hub.Visit) { v.ProxyPage = "/p/PROXY" }, "代理の方の受取QRがあります", "Somebody else may collect it", true, true, true, true, false, false},
		"taken back":    {func(v *hub.Visit) { *v = hub.Visit{Proxy: true, Withdrawn: true} }, "この代理受取は取り消されました", "This was taken back", false, false, false, false, false, true},
		"replaced":      {func(v *hub.Visit) { *v = hub.Visit{Replaced: true} }, "このページは新しくなりました", "There is a newer page", false, false, false, false, false, false},
	} {
		v := ready()
		c.change(&v)
		if retail.ReadyAnswer(&v.Order) != retail.PickupOK {
			v.Code = wire.CodeReply{}
		}
		f.change(func(old *hub.Visit) { *old = v })
		for lang, want := range map[string]string{"ja": c.ja, "en": c.en} {
			resp, page := ask(t, s, "GET", path+"?lang="+lang)
			if resp.StatusCode != 200 || !strings.Contains(page, want) || !strings.Contains(page, `<html lang="`+lang+`">`) {
				t.Errorf("%s, %s: %d, without %q:\n%s", name, lang, resp.StatusCode, want, page)
			}
			has := func(s string) bool { return strings.Contains(page, s) }
			if has("<svg") != c.qr || has(`/arrive?`) != c.arrive || has(`/extend?`) != c.extend || has(`/cancel?`) != c.cancel || (resp.Header.Get("Refresh") != "") != c.live || has(`class="state sorry"`) != c.sorry {
				t.Errorf("%s, %s: code %v, arrive %v, extend %v, cancel %v, live %q", name, lang, has("<svg"), has(`/arrive?`), has(`/extend?`), has(`/cancel?`), resp.Header.Get("Refresh"))
			}
			for _, no := range []string{"山田", "ヤマダ", "09012345678", "yamada", "5,990", "5990", "1,263", "<script", "style=", "visit.", "%!", "<no value>"} {
				if has(no) {
					t.Errorf("%s, %s: the page says %q", name, lang, no)
				}
			}
			for _, m := range regexp.MustCompile(`(?:src|href|action)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
				u, err := url.Parse(strings.ReplaceAll(m[1], "&amp;", "&"))
				if err != nil || u.Host != "" && u.Host != "www.google.com" {
					t.Errorf("%s: leads to %q", name, m[1])
				}
			}
			heads[lang+regexp.MustCompile(`<h1>(.*)</h1>`).FindStringSubmatch(page)[1]] = name
		}
	}
	if len(heads) < 2*7 {
		t.Errorf("%d headings: %v", len(heads), heads)
	}
}

// TestSaying: only a form that is sent says anything; what it leads to can be
// loaded again and says nothing twice.
func TestSaying(t *testing.T) {
	f := &fake{visit: ready()}
	s := serve(t, f, pickuppage.Limits{Rate: 1000, Burst: 1000})
	for _, p := range []string{"", "/arrive", "/extend", "/cancel", "?said=arrive"} {
		ask(t, s, "GET", path+p)
		ask(t, s, "HEAD", path+p)
	}
	if len(f.said) != 0 {
		t.Fatalf("a look said %v", f.said)
	}
	if _, page := ask(t, s, "GET", path+"/cancel?lang=ja"); !strings.Contains(page, "元に戻せません") || !strings.Contains(page, `method="post"`) || strings.Contains(page, "<svg") {
		t.Errorf("the question: %s", page)
	}
	for _, what := range []string{"arrive", "extend", "cancel"} {
		resp, _ := ask(t, s, "POST", path+"/"+what+"?lang=en")
		to := resp.Header.Get("Location")
		if resp.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, path+"?") {
			t.Fatalf("%s: %d to %q", what, resp.StatusCode, to)
		}
		if _, page := ask(t, s, "GET", to); !strings.Contains(page, `lang="en"`) {
			t.Errorf("%s changed the language", what)
		}
	}
	if got := []retail.Kind{retail.KindArrive, retail.KindExtend, retail.KindCancel}; len(f.said) != 3 || f.said[0] != got[0] || f.said[2] != got[2] {
		t.Errorf("said %v", f.said)
	}
	f.no = true
	resp, _ := ask(t, s, "POST", path+"/extend?lang=ja")
	if _, page := ask(t, s, "GET", resp.Header.Get("Location")); !strings.Contains(page, "受け付けられませんでした") {
		t.Error("a refusal is not told")
	}
	n := len(f.said)
	for name, c := range map[string]func(*http.Request){
		"another site":                   func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"an old browser on another site": func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
	} {
		if resp, _ := ask(t, s, "POST", path+"/cancel", c); resp.StatusCode != http.StatusForbidden || len(f.said) != n {
			t.Errorf("%s: %d, %v", name, resp.StatusCode, f.said)
		}
	}
}

// TestClosedDoors: nothing else is to be had, no answer may be kept or framed,
// and nobody asks too often.
func TestClosedDoors(t *testing.T) {
	f := &fake{visit: ready()}
	s := serve(t, f, pickuppage.Limits{Rate: 0.001, Burst: 25})
	for _, p := range []string{"/", "/v1/health", "/v1/enrol", "/metrics", "/health", "/p/", "/p/x", path + "/x", "/p/../v1/health", "/page.html"} {
		if resp, page := ask(t, s, "GET", p); resp.StatusCode != http.StatusNotFound && resp.StatusCode != http.StatusTemporaryRedirect || strings.Contains(page, "4821") {
			t.Errorf("%s: %d", p, resp.StatusCode)
		}
	}
	resp, _ := ask(t, s, "GET", path)
	for h, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"} {
		if !strings.Contains(resp.Header.Get(h), want) {
			t.Errorf("%s: %q", h, resp.Header.Get(h))
		}
	}
	if p := resp.Header.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "unsafe") || strings.Contains(p, "script") {
		t.Errorf("policy %q", p)
	}
	f.err = errors.New("the database is away")
	if resp, page := ask(t, s, "GET", path); resp.StatusCode != http.StatusServiceUnavailable || strings.Contains(page, "database") {
		t.Errorf("%d", resp.StatusCode)
	}
	f.err = nil
	from := func(addr string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("X-Forwarded-For", "203.0.113.9, "+addr) }
	}
	last := 0
	for range 40 {
		resp, _ := ask(t, s, "GET", path, from("198.51.100.7"))
		last = resp.StatusCode
	}
	other, _ := ask(t, s, "GET", path, from("198.51.100.8"))
	if last != http.StatusTooManyRequests || other.StatusCode != 200 {
		t.Errorf("too often: %d, another: %d", last, other.StatusCode)
	}
}

// TestHours: what is said of today and of the next day of business.
func TestHours(t *testing.T) {
	for at, want := range map[time.Time]string{
		noon:                                     "本日 10:00〜20:00",
		noon.Add(10 * time.Hour):                 "次は 11月22日(日) 10:00〜20:00",
		noon.AddDate(0, 0, 4):                    "本日は休業日です",
		noon.AddDate(0, 0, 3).Add(9 * time.Hour): "次は 11月26日(木) 10:00〜20:00",
	} {
		v := ready()
		v.Now = at
		p, err := pickuppage.View(v, words.Ja, path, "", false)
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, f := range p.Facts {
			all += f.Value + " " + strings.Join(f.Lines, " ") + "\n"
		}
		if !strings.Contains(all, want) {
			t.Errorf("%v: %s", at, all)
		}
	}
}

// TestNamingAProxy: the customer names who collects, with a form that needs no script; a
// name that is none is refused, and taking it back is one tap. The proxy's page offers
// nothing of that.
func TestNamingAProxy(t *testing.T) {
	f := &fake{visit: ready()}
	s := serve(t, f, pickuppage.Limits{Rate: 1000, Burst: 1000})
	name := func(name string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Body = io.NopCloser(strings.NewReader(url.Values{"proxy": {name}}.Encode()))
		}
	}
	said := func(what string, change ...func(*http.Request)) string {
		t.Helper()
		resp, _ := ask(t, s, "POST", path+"/"+what+"?lang=ja", change...)
		if resp.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %d", what, resp.StatusCode)
		}
		_, page := ask(t, s, "GET", resp.Header.Get("Location"))
		return page
	}
	if _, page := ask(t, s, "GET", path+"?lang=ja"); !strings.Contains(page, `name="proxy"`) || strings.Contains(page, "/withdraw") {
		t.Error("nobody can be named")
	}
	if page := said("delegate", name("  ")); !strings.Contains(page, "受け付けられませんでした") {
		t.Error("named nobody")
	}
	page := said("delegate", name("ヤマダ ヨシエ"))
	if !strings.Contains(page, "代理の方の受取QRができました") || !strings.Contains(page, `href="https://pickup.example.com/p/PROXY"`) || strings.Contains(page, "ヨシエ") || strings.Contains(page, `name="proxy"`) {
		t.Errorf("named: %s", page)
	}
	if page := said("withdraw"); !strings.Contains(page, "取り消しました") || strings.Contains(page, "PROXY") {
		t.Error("not taken back")
	}
	if want := []retail.Delegate{{Proxy: "  "}, {Proxy: "ヤマダ ヨシエ"}, {Withdraw: true}}; !slices.Equal(f.named, want) {
		t.Errorf("said %+v", f.named)
	}
	f.change(func(v *hub.Visit) { v.Waits[retail.KindDelegate] = true })
	if page := said("delegate", name("ヤマダ ヨシエ")); !strings.Contains(page, "お店に伝えています") || strings.Contains(page, `name="proxy"`) {
		t.Error("a word on its way to the shop is not told")
	}
	f.change(func(v *hub.Visit) { v.Waits, v.Proxy, v.Policy.ProxyID = map[retail.Kind]bool{}, true, true })
	if _, page := ask(t, s, "GET", path+"?lang=ja"); strings.Contains(page, "/delegate") || strings.Contains(page, "/withdraw") || !strings.Contains(page, "写真のある本人確認書類") {
		t.Error("a proxy names another")
	}
}
