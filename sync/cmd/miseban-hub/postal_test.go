package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miseban/sync/hubserve"
)

// TestPostal: a table goes into a hub that runs, and a broken one leaves it alone.
func TestPostal(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s, err := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	row := `13113,"150  ","1500042","ﾄｳｷﾖｳﾄ","ｼﾌﾞﾔｸ","ｳﾀﾞｶﾞﾜﾁﾖｳ","東京都","渋谷区","宇田川町",0,0,0,0,0,0` + "\r\n"
	for _, c := range []struct {
		name, text string
		exit       int
		says       []string
	}{
		{"utf_ken_all.csv", row, exitOK, []string{"住所 1 件、変わった地域 1"}},
		{"again.csv", row, exitOK, []string{"変わった地域 0"}},
		{"half.csv", row + "13113", exitFailed, []string{"line 2"}},
	} {
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if code := run(ctx, []string{"postal", "-data", dir, path}, &b, &b); code != c.exit || !holds(b.String(), c.says) {
			t.Errorf("%s: exit %d, want %d and %q\n%s", c.name, code, c.exit, c.says, b.String())
		}
	}
	var b bytes.Buffer
	if code := run(ctx, []string{"postal", "-data", dir}, &b, &b); code != exitUsage || !strings.Contains(b.String(), "ファイル") {
		t.Errorf("exit %d\n%s", code, b.String())
	}
}
