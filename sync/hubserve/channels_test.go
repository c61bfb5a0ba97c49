package hubserve_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

// TestChannelsAreTold: a running hub tells a channel that fetches its figures and
// one that reads files; a file of channels with a fault keeps it from starting,
// and config check says so.
func TestChannelsAreTold(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	if err := os.Mkdir(out, 0o700); err != nil {
		t.Fatal(err)
	}
	token := "correct-horse-battery-staple"
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("token", token)
	file := write("channels.toml", fmt.Sprintf("[[channel]]\nname = \"ec\"\ntoken = %q\n[[channel]]\nname = \"file\"\nbuffer = 2\nfolder = %q\n", filepath.Join(dir, "token"), out))
	o := hubserve.Options{Clock: retail.ClockFunc(time.Now), Data: filepath.Join(dir, "data"), Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Channels: file}
	for _, f := range hubserve.Check(t.Context(), o) {
		if f.About == file {
			t.Errorf("%+v", f)
		}
	}
	s, err := hubserve.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Hub.PutSites(t.Context(), []retail.Site{{ID: "S1", No: 1, Kind: retail.Shop, Name: "渋谷"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Hub.PutSKUs(t.Context(), []retail.SKU{{ID: "A", JAN: "4901234567894", Name: "靴下"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Hub.SetStock(t.Context(), []hub.StockRow{{Site: "S1", SKU: "A", OnHand: 7}}); err != nil {
		t.Fatal(err)
	}
	var page hub.Outgoing
	eventually(t, 20*time.Second, "figures that are fetched", func() bool {
		code, text := ask(t, s.Page+"channel/ec/stock", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
		if err := json.Unmarshal([]byte(text), &page); code != http.StatusOK || err != nil {
			t.Fatalf("%d %s %v", code, text, err)
		}
		return len(page.Figures) > 0
	})
	if f := page.Figures[0]; len(page.Figures) != 1 || f.SKU != "A" || *f.Qty != 7 || f.JAN != "4901234567894" {
		t.Errorf("%+v", page)
	}
	var files []string
	eventually(t, 20*time.Second, "a file", func() bool { // while it is written it has another name
		files, err = filepath.Glob(filepath.Join(out, "stock-file-*"))
		return err != nil || len(files) > 0
	})
	if len(files) != 1 {
		t.Fatal(files, err)
	}
	if b, err := os.ReadFile(files[0]); err != nil || !strings.Contains(string(b), "\r\nA,4901234567894,,5,") {
		t.Errorf("%s, %v", b, err)
	}
	if code, _ := ask(t, s.Page+"channel/ec/stock", nil); code != http.StatusUnauthorized {
		t.Errorf("without a token: %d", code)
	}

	o.Data, o.Channels = filepath.Join(dir, "other"), write("bad.toml", "[[channel]]\nname = \"ec\"\n")
	if _, err := hubserve.Start(t.Context(), o); retail.CodeOf(err) != retail.CodeInvalid {
		t.Errorf("started with a channel without a way: %v", err)
	}
	bad := false
	for _, f := range hubserve.Check(t.Context(), o) {
		bad = bad || f.About == o.Channels && f.Bad
	}
	if !bad {
		t.Error("config check finds nothing wrong with it")
	}
}

// TestWhoAsksNeedsAnAddress: config check says that sales cannot come, and that nobody
// can ask what became of orders, where nothing listens for them.
func TestWhoAsksNeedsAnAddress(t *testing.T) {
	for _, what := range []string{"sales", "news"} {
		dir := t.TempDir()
		key, file := filepath.Join(dir, "key"), filepath.Join(dir, "channels.toml")
		for path, text := range map[string]string{key: "correct-horse-battery-staple", file: fmt.Sprintf("[[channel]]\nname = \"pos\"\n%s = %q\n", what, key)} {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for admin, want := range map[string]bool{"": true, "127.0.0.1:0": false} {
			o := hubserve.Options{Clock: retail.ClockFunc(time.Now), Data: filepath.Join(dir, "data"), Listen: "127.0.0.1:0", Admin: admin, Channels: file}
			bad := false
			for _, f := range hubserve.Check(t.Context(), o) {
				bad = bad || f.About == file && f.Bad
			}
			if bad != want {
				t.Errorf("%s, admin %q: bad %v", what, admin, bad)
			}
		}
	}
}
