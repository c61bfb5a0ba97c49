package terminal

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
)

func TestOneTerminalPerFolder(t *testing.T) {
	ctx, dir := context.Background(), filepath.Join(t.TempDir(), "店", "data")
	release, err := claimFolder(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := claimFolder(ctx, dir); err == nil || !strings.Contains(Plain(err), "もう動いている") {
		t.Errorf("a second terminal hears %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
}
