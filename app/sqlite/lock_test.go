package sqlite_test

import (
	"context"
	"testing"

	"miseban/app/retail"
	"miseban/app/sqlite"
)

func TestLockKeepsASecondProgramOut(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	dir := t.TempDir()
	release, err := sqlite.Lock(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	cancel() // the lock outlives the context that it was taken with
	if _, err := sqlite.Lock(context.Background(), dir); retail.CodeOf(err) != retail.CodeBusy || retail.HintOf(err) != "hint.in_use" {
		t.Errorf("a second program: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	again, err := sqlite.Lock(context.Background(), dir)
	if err != nil {
		t.Fatal("after the release:", err)
	}
	if err := again(); err != nil {
		t.Fatal(err)
	}
}
