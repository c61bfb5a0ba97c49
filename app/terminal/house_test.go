package terminal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"miseban/app/credential"
	"miseban/app/internal/localdb"
	"miseban/app/retail"
)

// alone opens a terminal that is enrolled and whose hub nobody reaches.
func alone(t *testing.T, dir string, log io.Writer) *Core {
	t.Helper()
	d, err := credential.NewDevice()
	if err != nil {
		t.Fatal(err)
	}
	d.ID, d.Store, d.Secret, d.Hub = "d-1", "S01", make([]byte, 32), "https://127.0.0.1:1"
	if err := d.Save(dir); err != nil {
		t.Fatal(err)
	}
	c, err := Open(t.Context(), dir, "", slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestKeepHouse(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	var log bytes.Buffer
	c := alone(t, dir, &log)
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	now := time.Now()
	o := retail.Order{
		ID: "o-1", Store: "S01", State: retail.HandedOver, Customer: retail.Customer{Kana: "カンダガワ"},
		Handover: &retail.Handover{At: now}, Steps: []retail.Step{{Kind: retail.KindHandover, At: now}},
	}
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	err = c.DB.ApplyPage(ctx, localdb.Page{
		Scope: "store:S01", Changes: []localdb.Change{{Entity: retail.EntityOrder, Key: "o-1", Ver: 1, Data: data}},
		End: localdb.Bound{Cursor: localdb.Cursor{Epoch: "e", Seq: 1, H: "h"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	copies := func() bool {
		t.Helper()
		path := filepath.Join(dir, localdb.CopyFile)
		err := os.Remove(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return err == nil
	}
	quiet := true
	h := house{core: c, quiet: func() bool { return quiet }}
	for _, step := range []struct {
		after  time.Duration
		quiet  bool
		copied bool
	}{
		{0, false, false},
		{time.Minute, true, true},
		{30 * time.Minute, true, false},
		{62 * time.Minute, false, false}, // due, but somebody is at work
		{3 * time.Hour, false, false},
		{3*time.Hour + time.Minute, true, true},
		{7 * time.Hour, false, false},
		{7*time.Hour + 2*time.Minute, false, true}, // long enough
		{0, true, true},                            // the clock was set back
	} {
		quiet = step.quiet
		h.round(ctx, now.Add(step.after), now.Add(step.after))
		if got := copies(); got != step.copied {
			t.Errorf("after %v, quiet %v: copied %v, want %v", step.after, step.quiet, got, step.copied)
		}
	}
	kana := func() string {
		t.Helper()
		o, err := c.DB.Order(ctx, "o-1")
		if err != nil {
			t.Fatal(err)
		}
		return o.Customer.Kana
	}
	h.round(ctx, now.Add(47*time.Hour), now.Add(47*time.Hour))
	if kana() == "" {
		t.Error("a customer was forgotten too early")
	}
	h.round(ctx, now.Add(49*time.Hour), now.Add(49*time.Hour))
	if kana() != "" {
		t.Error("a customer is still known 49 hours after the handover")
	}
	if log.Len() > 0 && !bytes.Contains(log.Bytes(), []byte("little room")) {
		t.Error(log.String())
	}
}
