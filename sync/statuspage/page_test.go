package statuspage_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/sync/hub"
	"miseban/sync/statuspage"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, retail.Japan)

// busy is a chain on a bad day.
func busy() hub.Overview {
	here := func(name, model string, unsent int) hub.TerminalView {
		return hub.TerminalView{ID: retail.DeviceID(name), Name: name, Model: model, App: "1.4.0", State: hub.Here, LastSeen: noon.Add(-40 * time.Second), Unsent: unsent}
	}
	slow, lost, stolen := here("ハンディ2", "TC52", 4), here("ハンディ3", "TC52", 11), here("端末4", "", 0)
	slow.SkewMS, slow.ClockOff = (12 * time.Minute).Milliseconds(), true
	lost.State, lost.LastSeen, lost.App = hub.Missing, noon.Add(-100*time.Hour), "1.3.2"
	stolen.State = hub.Revoked
	away := here("カウンター1", "iPad", 0)
	away.State, away.LastSeen = hub.Away, noon.Add(-3*time.Hour)
	return hub.Overview{
		Now: noon, Epoch: "e", Unsent: 16, Skewed: 1, Orders: 1204, BadRows: 3, Bytes: 734_003_200, Log: 12_000_000,
		States:  map[string]int{"here": 4, "away": 1, "missing": 1, "revoked": 1},
		Inbox:   hub.InboxView{Open: 9, Late: 2, Oldest: noon.Add(-31 * time.Hour)},
		Notices: map[string]int{"queued": 6, "unknown": 1},
		Backup:  &hub.BackupView{At: noon.Add(-20 * time.Minute)},
		Shops: []hub.ShopView{
			{ID: "SHIBUYA", Name: "渋谷店", NameEn: "Shibuya", Orders: 812, Unsent: 15, Inbox: hub.InboxView{Open: 8, Late: 2}, Terminals: []hub.TerminalView{here("カウンター1", "iPad", 0), slow, lost, stolen}},
			{ID: "SHINJUKU", Name: "新宿店", NameEn: "Shinjuku", Orders: 391, Unsent: 1, Inbox: hub.InboxView{Open: 1}, Terminals: []hub.TerminalView{here("ハンディ1", "TC52", 1), away}},
			{ID: "YOKOHAMA", Name: "横浜みなとみらいクイーンズスクエア店", NameEn: "Yokohama Minato Mirai Queen's Square", Orders: 1, Terminals: []hub.TerminalView{here("端末1", "", 0)}},
			{ID: "NEW", Name: "川口店", NameEn: "Kawaguchi"},
		},
	}
}

func calm() hub.Overview {
	v := busy()
	v.Inbox, v.Skewed, v.BadRows, v.Notices, v.Unsent = hub.InboxView{}, 0, 0, nil, 0
	v.States = map[string]int{"here": 1}
	v.Shops = v.Shops[2:3]
	return v
}

func get(t *testing.T, v hub.Overview, err error, path, accept string) (*http.Response, string) {
	t.Helper()
	h := statuspage.Handler(func(context.Context) (hub.Overview, error) { return v, err }, slog.New(slog.DiscardHandler))
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Language", accept)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body, rerr := io.ReadAll(w.Result().Body)
	if rerr != nil {
		t.Fatal(rerr)
	}
	return w.Result(), string(body)
}

// TestPage: what is wrong is said first, in the language of the address or of
// the browser, and refreshing can be stopped.
func TestPage(t *testing.T) {
	for _, c := range []struct {
		path, accept string
		v            hub.Overview
		says, not    []string
	}{
		{"/", "", busy(), []string{`<html lang="ja">`, "確認してください 5件", "24時間を過ぎた要確認 2件", "渋谷店 ハンディ3", "12分 進み", "送れたか分からないお知らせ 1件", "746 MB"}, []string{"English</a></html>"}},
		{"/", "fr-FR, en-GB;q=0.8, ja;q=0.5", busy(), []string{`<html lang="en">`, "5 things to look at", "1 terminal not heard of for 3 days", "Shibuya ハンディ3", "Queen&#39;s Square"}, nil},
		{"/?lang=ja", "en", busy(), []string{`<html lang="ja">`}, nil},
		{"/", "ja", calm(), []string{"すべて順調です", "✓"}, []string{"確認してください"}},
		{"/", "ja", hub.Overview{Now: noon}, []string{"店舗はまだありません", "バックアップがまだありません"}, nil},
	} {
		res, body := get(t, c.v, nil, c.path, c.accept)
		if res.StatusCode != http.StatusOK || res.Header.Get("Refresh") != "30" {
			t.Errorf("%s: %s, refresh %q", c.path, res.Status, res.Header.Get("Refresh"))
		}
		for _, want := range c.says {
			if !strings.Contains(body, want) {
				t.Errorf("%s %s: does not say %q\n%s", c.path, c.accept, want, body)
			}
		}
		for _, not := range c.not {
			if strings.Contains(body, not) {
				t.Errorf("%s %s: says %q", c.path, c.accept, not)
			}
		}
	}
	res, body := get(t, busy(), nil, "/?refresh=0&lang=en", "")
	if res.Header.Get("Refresh") != "" || !strings.Contains(body, "Refresh again") || !strings.Contains(body, "/?lang=ja&amp;refresh=0") {
		t.Errorf("refreshing does not stop: %v\n%s", res.Header, body)
	}
	if res, body := get(t, busy(), errors.New("disk I/O secret"), "/", "en"); res.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "secret") || res.Header.Get("Refresh") == "" {
		t.Errorf("a fault: %s %s", res.Status, body)
	}
	if res, _ := get(t, busy(), nil, "/v1/changes", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("another path: %s", res.Status)
	}
}

// TestNothingFromElsewhere: the page is drawn with what the hub itself serves,
// and the browser is told to allow nothing else.
func TestNothingFromElsewhere(t *testing.T) {
	res, body := get(t, busy(), nil, "/", "")
	if p := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none';") || strings.Contains(p, "unsafe") || strings.Contains(p, "script") {
		t.Errorf("policy %q", p)
	}
	if strings.Contains(body, "<script") || strings.Contains(body, "style=") || regexp.MustCompile(`(src|href)="[^/]`).MatchString(body) {
		t.Error("the page holds a script, a style or something from elsewhere")
	}
	for _, m := range regexp.MustCompile(`href="(/[a-z][^"?]*)"`).FindAllStringSubmatch(body, -1) {
		if res, _ := get(t, busy(), nil, m[1], ""); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", m[1], res.Status)
		}
	}
	_, css := get(t, busy(), nil, "/page.css", "")
	for _, m := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(css, -1) {
		if res, font := get(t, busy(), nil, m[1], ""); res.StatusCode != http.StatusOK || len(font) < 1<<20 {
			t.Errorf("%s: %s, %d bytes", m[1], res.Status, len(font))
		}
	}
	if hostile := busy(); true {
		hostile.Shops[0].Name = `<img src=x onerror=alert(1)>`
		if _, body := get(t, hostile, nil, "/", ""); strings.Contains(body, "<img") {
			t.Error("a shop's name is taken for HTML")
		}
	}
}

// TestText: the terminal window says the same.
func TestText(t *testing.T) {
	for _, lang := range words.Langs {
		p, err := statuspage.View(busy(), lang)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := p.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		for _, x := range p.Items {
			if !strings.Contains(b.String(), x.Text) {
				t.Errorf("%s is missing", x.Text)
			}
		}
		if strings.Count(b.String(), "TC52")+strings.Count(b.String(), "1.4.0") < 5 || strings.Contains(b.String(), "%!") || strings.Contains(b.String(), "status.") {
			t.Error(fmt.Sprint(lang), b.String())
		}
	}
}
