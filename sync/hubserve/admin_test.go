package hubserve_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"miseban/app/retail"
	"miseban/sync/hubserve"
)

// ask asks an admin listener and returns status and body.
func ask(t *testing.T, url string, change func(*http.Request)) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(req)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// TestMetrics: what is written is read by Prometheus's own parser, says what
// the hub did, and nothing of it is a secret.
func TestMetrics(t *testing.T) {
	data := t.TempDir()
	s, err := hubserve.Start(t.Context(), hubserve.Options{Data: data, Listen: "127.0.0.1:0", Admin: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, _, err := hubserve.Solo(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if code, _ := ask(t, s.URL+"/v1/changes?scope=org", nil); code != http.StatusUnauthorized {
		t.Fatal(code)
	}
	code, text := ask(t, s.Page+"metrics", nil)
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if code != http.StatusOK || err != nil {
		t.Fatalf("%d, %v\n%s", code, err, text)
	}
	for name, kind := range map[string]string{
		"miseban_hub_requests_total": "COUNTER", "miseban_hub_push_seconds": "HISTOGRAM", "miseban_hub_event_streams": "GAUGE",
		"miseban_hub_terminals": "GAUGE", "miseban_hub_exceptions_open": "GAUGE", "miseban_hub_exception_oldest_seconds": "GAUGE",
		"miseban_hub_terminal_unsent_commands": "GAUGE", "miseban_hub_scope_head": "GAUGE", "miseban_hub_database_bytes": "GAUGE",
		"miseban_hub_database_log_bytes": "GAUGE", "miseban_hub_notices": "GAUGE", "miseban_hub_snapshots_running": "GAUGE",
		"process_resident_memory_bytes": "GAUGE", "go_goroutines": "GAUGE",
	} {
		f := families[name]
		if f == nil || f.GetType().String() != kind || f.GetHelp() == "" {
			t.Errorf("%s: %v, want %s with help", name, f, kind)
		}
	}
	if !strings.Contains(text, `miseban_hub_requests_total{answer="token",route="/v1/changes"} 1`) {
		t.Error("the refused request is not counted:", text)
	}
	if strings.Contains(text, "device:") || families["miseban_hub_backup_age_seconds"] != nil {
		t.Error("single terminals, or the age of no backup, are among the figures")
	}
	if code, text := ask(t, s.Page+"health", nil); code != http.StatusOK || text != "ok\n" {
		t.Error(code, text)
	}
	if code, text := ask(t, s.Page, nil); code != http.StatusOK || !strings.Contains(text, "本店") {
		t.Error(code, text)
	}
	v, err := hubserve.OverviewBeside(t.Context(), data)
	if err != nil || len(v.Shops) != 1 {
		t.Errorf("beside: %+v, %v", v, err)
	}
}

// TestAdminIsApart: terminals' paths are not on the admin listener and the
// page is not on theirs; another name than this machine's is turned away.
func TestAdminIsApart(t *testing.T) {
	s, err := hubserve.Start(t.Context(), hubserve.Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Admin: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, path := range []string{"v1/health", "v1/token", "v1/changes", "v1/commands"} {
		if code, _ := ask(t, s.Page+path, nil); code != http.StatusNotFound {
			t.Errorf("%s on the admin listener: %d", path, code)
		}
	}
	for _, path := range []string{"/", "/metrics", "/health"} {
		if code, _ := ask(t, s.URL+path, nil); code != http.StatusNotFound {
			t.Errorf("%s on the terminals' listener: %d", path, code)
		}
	}
	if code, _ := ask(t, s.Page, func(r *http.Request) { r.Host = "evil.example" }); code != http.StatusForbidden {
		t.Errorf("under another name: %d", code)
	}
}

// TestAdminToken: where others reach the page it wants its token and speaks
// TLS, and without one it does not start.
func TestAdminToken(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "token")
	start := func(text string, mode os.FileMode) (*hubserve.Server, error) {
		path := ""
		if text != "" {
			path = file
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(file, mode); err != nil {
				t.Fatal(err)
			}
		}
		return hubserve.Start(t.Context(), hubserve.Options{Data: filepath.Join(dir, "data"), Listen: "127.0.0.1:0", Admin: "0.0.0.0:0", AdminToken: path})
	}
	const token = "correct-horse-battery-staple"
	for text, mode := range map[string]os.FileMode{"": 0, "short\n": 0o600, token: 0o644} {
		if s, err := start(text, mode); retail.CodeOf(err) != retail.CodeInvalid {
			t.Errorf("token %q of mode %o: %v", text, mode, err)
			_ = s.Close()
		}
	}
	s, err := start(token+"\n", 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	page := strings.Replace(s.Page, "[::]", "127.0.0.1", 1)
	if !strings.HasPrefix(page, "https://") {
		t.Fatal(page)
	}
	for name, c := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"none":    {nil, http.StatusUnauthorized},
		"wrong":   {func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token+"x") }, http.StatusUnauthorized},
		"bearer":  {func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }, http.StatusOK},
		"browser": {func(r *http.Request) { r.SetBasicAuth("hq", token) }, http.StatusOK},
	} {
		for _, path := range []string{"", "metrics", "health", "page.css"} {
			if code, _ := ask(t, page+path, c.change); code != c.want {
				t.Errorf("%s token for /%s: %d, want %d", name, path, code, c.want)
			}
		}
	}
}

// TestAdminPortTaken: shops work although somebody else has the page's port.
func TestAdminPortTaken(t *testing.T) {
	one, err := hubserve.Start(t.Context(), hubserve.Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Admin: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = one.Close() })
	taken := strings.TrimSuffix(strings.TrimPrefix(one.Page, "http://"), "/")
	two, err := hubserve.Start(t.Context(), hubserve.Options{Data: t.TempDir(), Listen: "127.0.0.1:0", Admin: taken})
	if err != nil || two.Page != "" {
		t.Fatalf("%+v, %v", two, err)
	}
	t.Cleanup(func() { _ = two.Close() })
	if code, _ := ask(t, two.URL+"/v1/health", nil); code != http.StatusOK {
		t.Error(code)
	}
}
