package terminal

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

// customer is somebody whose every word stands nowhere else in the chain.
var customer = retail.Customer{
	Name: "綾小路 麗華子", Kana: "アヤノコウジ レイカコ", Phone: "09087654321",
	Email: "reika.ayanokoji@example.net", Note: "門の犬にご注意ください",
}

// proxy is who may collect instead.
const proxy = "アヤノコウジ マサムネ"

// personal is what must be readable nowhere: whole and in parts.
var personal = []string{
	"綾小路", "麗華子", "アヤノコウジ", "レイカコ", "マサムネ", "09087654321", "87654321", "reika", "ayanokoji", "門の犬", "ご注意",
}

// syncBuffer is a log that two programs write.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) Bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.b.Bytes())
}

// found returns which of the words stand in the bytes, as UTF-8, as UTF-16 or
// escaped as JSON may do it.
func found(b []byte, words []string) []string {
	var out []string
	for _, w := range words {
		wide, escaped := []byte{}, ""
		for _, u := range utf16.Encode([]rune(w)) {
			wide = append(wide, byte(u), byte(u>>8))
			escaped += "\\u" + hex.EncodeToString([]byte{byte(u >> 8), byte(u)})
		}
		if bytes.Contains(b, []byte(w)) || bytes.Contains(b, wide) || bytes.Contains(b, []byte(escaped)) {
			out = append(out, w)
		}
	}
	return out
}

// everything reads every file of a folder and of those below it.
func everything(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		out[strings.TrimPrefix(path, dir)] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestNothingPersonalIsReadable: a terminal that has an order in hand keeps
// nothing of its customer in plain, in no file; neither program logs any of it,
// nor a secret, at the finest level; and once the terminal is revoked, its
// folder is empty after the next contact.
func TestNothingPersonalIsReadable(t *testing.T) {
	ctx := t.Context()
	said := &syncBuffer{}
	log := slog.New(slog.NewJSONHandler(said, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	hubDir, dir := filepath.Join(t.TempDir(), "hub"), t.TempDir()
	s, err := hubserve.Start(ctx, hubserve.Options{Data: hubDir, Listen: "127.0.0.1:0", Hosts: []string{"127.0.0.1"}, Sample: true, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	shop := sampleShop(t, s)
	enrolIn(t, s, shop, dir)
	c, err := Open(ctx, dir, "", log)
	if err != nil {
		t.Fatal(err)
	}
	wiped := make(chan struct{})
	c.Wiped = func() { close(wiped) }
	c.Start(context.Background(), func([]retail.OrderID) {})
	id := personalOrder(t, s.Hub, shop)
	waitFor(t, "the order", func() bool {
		o, err := c.DB.Order(ctx, id)
		return err == nil && o.Customer.Phone == customer.Phone && o.Proxy == proxy
	})
	c.did(t, retail.KindReveal, retail.Reveal{Order: id})
	c.did(t, retail.KindClaim, retail.ClaimOrder{Order: id})
	waitFor(t, "the push", func() bool { n, err := c.DB.Unsent(ctx); return err == nil && n == 0 })
	if err := c.DB.Copy(ctx); err != nil {
		t.Fatal(err)
	}
	number := c.orderNumber(t, id)

	files := everything(t, dir)
	for _, name := range []string{localdb.WorkFile, localdb.WorkFile + "-wal", localdb.CatalogFile, localdb.CopyFile} {
		if files["/"+name] == nil {
			t.Errorf("%s was not looked at", name)
		}
	}
	all := bytes.Join(values(files), nil)
	if !bytes.Contains(all, []byte(number)) {
		t.Error("the order's number is in no file: the search finds nothing")
	}
	for name, b := range files {
		if words := found(b, personal); len(words) > 0 {
			t.Errorf("%s says %q", name, words)
		}
	}
	if hubFiles := bytes.Join(values(everything(t, hubDir)), nil); len(found(hubFiles, personal)) < 8 {
		t.Error("the hub's files do not hold the customer: the search finds nothing")
	}
	secrets := secretsOf(c.Device)
	for _, leftover := range []string{localdb.WorkFile + ".damaged-1", localdb.WorkFile + ".before-3", localdb.CatalogFile + ".damaged-1"} {
		if err := os.WriteFile(filepath.Join(dir, leftover), []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	if err := s.Hub.Revoke(ctx, c.Device.ID); err != nil {
		t.Fatal(err)
	}
	c.did(t, retail.KindSignIn, retail.SignIn{}) // the next contact
	select {
	case <-wiped:
	case <-time.After(time.Minute):
		t.Fatal("not wiped within a minute")
	}
	c.wg.Wait()
	for name := range everything(t, dir) {
		t.Errorf("%s outlived the wipe", name)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if text := said.Bytes(); len(text) == 0 {
		t.Error("nothing was logged: the search finds nothing")
	} else if words := found(text, append(secrets, personal...)); len(words) > 0 {
		t.Errorf("the logs say %q", words)
	}
}

func values(m map[string][]byte) (out [][]byte) {
	for _, b := range m {
		out = append(out, b)
	}
	return out
}

// secretsOf is the terminal's secrets as a log might spell them.
func secretsOf(d *credential.Device) (out []string) {
	for _, b := range [][]byte{d.Key, d.Key.Seed(), d.Secret, d.Wrap} {
		out = append(out, hex.EncodeToString(b), base64.StdEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b))
	}
	return out
}

func (c *Core) orderNumber(t *testing.T, id retail.OrderID) string {
	t.Helper()
	o, err := c.DB.Order(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return o.External
}

// personalOrder takes in an order of the customer for the shop.
func personalOrder(t *testing.T, h *hub.Hub, shop retail.SiteID) retail.OrderID {
	t.Helper()
	orders, err := h.Orders(t.Context(), shop)
	if err != nil || len(orders) == 0 {
		t.Fatal("no order to take goods from", err)
	}
	now := time.Now()
	out, err := h.ReceiveOrders(t.Context(), []retail.Order{{
		Store: shop, Channel: "ec", External: "EC-PERSONAL-77", PlacedAt: now, PromisedAt: now.Add(time.Hour), Customer: customer, Proxy: proxy,
		Lines: []retail.Line{{No: 1, SKU: orders[0].Lines[0].SKU, Name: orders[0].Lines[0].Name, Qty: 1}}, Pay: retail.Payment{State: retail.Prepaid},
	}})
	if err != nil || out[0].Result == hub.Refused {
		t.Fatal(out, err)
	}
	return out[0].Order
}
