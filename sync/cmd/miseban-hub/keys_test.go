package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"miseban/sync/hubserve"
)

// TestKeys: the certificate changes in two steps, and not before a next key was
// made.
func TestKeys(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "hub")
	call := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if got := run(context.Background(), append([]string{"keys"}, args...), &out, &errs); got != want {
			t.Errorf("keys %v: exit %d, want %d\n%s%s", args, got, want, out.String(), errs.String())
		}
		return out.String() + errs.String()
	}
	call(exitUsage)
	call(exitUsage, "next")
	call(exitUsage, "turn", "-data", dir)
	call(exitFailed, "next", "-data", dir) // no hub has run there
	s, err := hubserve.Start(t.Context(), hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	old := s.Pin
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if text := call(exitFailed, "switch", "-data", dir); !strings.Contains(text, "keys next") {
		t.Errorf("without a next key: %s", text)
	}
	call(exitFailed, "switch", "-force", "-data", dir)
	first := call(exitOK, "next", "-data", dir)
	if call(exitOK, "next", "-data", dir) != first {
		t.Error("a second next key was made")
	}
	call(exitOK, "switch", "-data", dir)
	if s, err = hubserve.Start(t.Context(), hubserve.Options{Data: dir, Listen: "127.0.0.1:0"}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if string(s.Pin) == string(old) {
		t.Error("the hub shows the old certificate")
	}
}

// TestPickupKeys: the key of pickup codes changes the same way.
func TestPickupKeys(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "hub")
	call := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if got := run(context.Background(), append([]string{"keys"}, args...), &out, &errs); got != want {
			t.Errorf("keys %v: exit %d, want %d\n%s%s", args, got, want, out.String(), errs.String())
		}
		return out.String() + errs.String()
	}
	call(exitFailed, "next", "-pickup", "-data", dir) // no hub has run there
	s, err := hubserve.Start(t.Context(), hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if text := call(exitFailed, "switch", "-pickup", "-force", "-data", dir); !strings.Contains(text, "keys next") {
		t.Errorf("without a next key: %s", text)
	}
	if text := call(exitOK, "next", "-pickup", "-data", dir); !strings.Contains(text, ": 2\n") {
		t.Errorf("the second key is not key 2: %s", text)
	}
	call(exitOK, "next", "-pickup", "-data", dir)
	if text := call(exitOK, "switch", "-pickup", "-drop", "-data", dir); !strings.Contains(text, "void") {
		t.Errorf("that old codes are void is not said: %s", text)
	}
	call(exitFailed, "switch", "-pickup", "-data", dir) // no next key any more
}
