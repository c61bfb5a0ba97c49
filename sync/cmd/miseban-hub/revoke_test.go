package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// TestRevoke: a terminal that had an order in hand and holds three commands is
// shut out by its name, after a question; its order is free and on the list.
func TestRevoke(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s, err := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, _, err := hubserve.Solo(ctx, s); err != nil {
		t.Fatal(err)
	}
	device := enrolled(t, s.Hub)
	order := inHand(t, s.Hub, device)
	say := func(answer string, args ...string) (int, string) {
		answers = strings.NewReader(answer)
		var b bytes.Buffer
		code := run(ctx, append([]string{"revoke", "-data", dir}, args...), &b, &b)
		return code, b.String()
	}
	for _, c := range []struct {
		answer string
		args   []string
		exit   int
		says   []string
	}{
		{"", nil, exitUsage, []string{"端末の名前か番号"}},
		{"y\n", []string{"端末9"}, exitFailed, []string{"ありません"}},
		{"\n", []string{"端末1"}, exitFailed, []string{"端末1", "未送信 / unsent  3", "[y/N]", "やめました"}},
		{"y\n", []string{"端末1"}, exitOK, []string{"無効にしました", "☐ " + order.Number + "  0 / 1点", "送られなかった記録 3件"}},
		{"", []string{"-yes", string(device)}, exitFailed, []string{"もう無効"}},
	} {
		if code, text := say(c.answer, c.args...); code != c.exit || !holds(text, c.says) {
			t.Errorf("%v %q: exit %d, want %d and %q\n%s", c.args, c.answer, code, c.exit, c.says, text)
		}
	}
	if o, err := s.Hub.Order(ctx, order.ID); err != nil || o.Claim != nil {
		t.Errorf("the order is still in its hands: %+v, %v", o.Claim, err)
	}
	if _, err := s.Hub.Token(ctx, wire.TokenRequest{Device: device, TS: time.Now()}); retail.CodeOf(err) != retail.CodeRevoked {
		t.Errorf("it is still let in: %v", err)
	}
}

func holds(text string, all []string) bool {
	for _, s := range all {
		if !strings.Contains(text, s) {
			return false
		}
	}
	return true
}

func enrolled(t *testing.T, h *hub.Hub) retail.DeviceID {
	t.Helper()
	once, err := h.NewEnrolOnce(t.Context(), "HONTEN")
	if err != nil {
		t.Fatal(err)
	}
	pub, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	r, err := h.Enrol(t.Context(), wire.EnrolRequest{Code: hex.EncodeToString(once[:]), Public: pub})
	if err != nil {
		t.Fatal(err)
	}
	return r.Device
}

// inHand takes an order in and has the terminal claim it.
func inHand(t *testing.T, h *hub.Hub, device retail.DeviceID) retail.Order {
	t.Helper()
	ctx := context.Background()
	if _, err := h.PutSKUs(ctx, []retail.SKU{{ID: "SK-1", Name: "靴下"}}); err != nil {
		t.Fatal(err)
	}
	out, err := h.ReceiveOrders(ctx, []retail.Order{{
		Store: "HONTEN", Channel: "ec", External: "1", PlacedAt: time.Now(), PromisedAt: time.Now().Add(time.Hour),
		Lines: []retail.Line{{No: 1, SKU: "SK-1", Name: "靴下", Qty: 1}}, Pay: retail.Payment{State: retail.Prepaid},
	}})
	if err != nil || out[0].Result == hub.Refused {
		t.Fatal(out, err)
	}
	raw, err := json.Marshal(retail.Command{
		ID: retail.CommandID(retail.UUIDv7{}.NewID()), Dseq: 1, V: 1, Kind: retail.KindClaim, At: time.Now(), Staff: "s-1",
		Auth: retail.AuthPIN, Body: retail.ClaimOrder{Order: out[0].Order},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := h.Push(ctx, device, []json.RawMessage{raw}, 3); err != nil || r.Results[0].Verdict != retail.Applied {
		t.Fatal(r, err)
	}
	o, err := h.Order(ctx, out[0].Order)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
