package main

import (
	"bytes"
	"context"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"miseban/scanner"
	"miseban/sync/hubserve"
)

var codeText = regexp.MustCompile(`<code>([^<]+)</code>`)

func TestLabelsCanBeScanned(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s, err := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: "127.0.0.1:0", Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	file := filepath.Join(t.TempDir(), "labels.html")
	var out, errs bytes.Buffer
	if code := run(ctx, []string{"labels", "-data", dir, "-store", "SHIBUYA", "-bags", "3", "-practice", "-out", file}, &out, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[scanner.Kind]int{}
	for _, m := range codeText.FindAllSubmatch(page, -1) {
		kinds[scanner.Classify(html.UnescapeString(string(m[1])), scanner.Options{At: time.Time{}}).Kind]++
	}
	slots, err := s.Hub.Slots(ctx, "SHIBUYA")
	if err != nil {
		t.Fatal(err)
	}
	if kinds[scanner.KindPlace] != len(slots) || kinds[scanner.KindBag] != 3 || kinds[scanner.KindPickupToken] == 0 || kinds[scanner.KindUnknown] > 0 {
		t.Errorf("the sheet holds %v; %d places", kinds, len(slots))
	}
	if code := run(ctx, []string{"labels", "-data", dir, "-store", "NOWHERE", "-out", file}, &out, &errs); code != exitFailed {
		t.Errorf("an unknown shop: exit %d", code)
	}
}
