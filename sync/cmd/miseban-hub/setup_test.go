package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"miseban/sync/hubserve"
)

func TestSettingAShopUp(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	s, err := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, _, err := hubserve.Solo(ctx, s); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		args string
		exit int
		says string
	}{
		{"staff -id s-9 -name 森 -role lead -pin 2468 -badge m0ri -store HONTEN", exitOK, "森"},
		{"staff", exitOK, "lead"},
		{"staff -id s-9 -gone", exitOK, "退職"},
		{"staff -id s-0 -gone", exitFailed, "いません"},
		{"staff -id s-9 -name 森 -pin 12", exitUsage, "4けた"},
		{"staff -id s-9 -name 森 -role hub", exitUsage, "manager"},
		{"staff -id s-9 -name 森 -badge 森", exitUsage, "英数字"},
		{"places -store HONTEN -add c-01,C-02", exitOK, "C-02"},
		{"places -store HONTEN -add c-01 -kind cold -room 8", exitOK, "C-01  受取コーナー   cold 8"},
		{"places -store HONTEN -add c-01 -kind warm", exitUsage, "hanging"},
		{"places -store HONTEN -add 棚", exitUsage, "英数字"},
		{"terminals", exitOK, ""},
		{"revoke -yes nobody", exitFailed, "ありません"},
	} {
		var out, errs bytes.Buffer
		words := strings.Fields(tc.args)
		args := append([]string{words[0], "-data", dir}, words[1:]...)
		if code := run(ctx, args, &out, &errs); code != tc.exit || !strings.Contains(out.String()+errs.String(), tc.says) {
			t.Errorf("%s: exit %d, want %d\n%s%s", tc.args, code, tc.exit, out.String(), errs.String())
		}
	}
	var errs bytes.Buffer
	if code := run(ctx, []string{"staff", "-data", t.TempDir()}, &errs, &errs); code != exitFailed || !strings.Contains(errs.String(), "serve") {
		t.Errorf("no hub there: exit %d, %s", code, errs.String())
	}
}
