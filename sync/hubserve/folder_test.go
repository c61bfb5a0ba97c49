package hubserve_test

import (
	"context"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hubserve"
)

func TestOneHubPerFolder(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	first, err := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: "127.0.0.1:0"}); retail.HintOf(err) != "hint.in_use" {
		t.Errorf("a second hub in the same folder: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal("after the first has gone:", err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}
