package retail

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"
	"time"
)

func key(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

func public(id, seed byte) PickupKey {
	return PickupKey{ID: id, Public: key(seed).Public().(ed25519.PublicKey)}
}

func token() PickupToken {
	return PickupToken{KeyID: 7, Store: 101, Handover: HandoverID{1, 2, 3, 4, 5, 6, 7, 8}, Reissue: 1, Expires: noon.Add(48 * time.Hour)}
}

func TestTokenRoundTrip(t *testing.T) {
	s := token().Sign(key(1))
	if len(s) != 132 || !strings.HasPrefix(s, "P1") || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567") != "" {
		t.Fatalf("%d characters: %s", len(s), s)
	}
	for _, as := range []string{s, strings.ToLower(s), " " + s + "\r\n"} {
		got, err := ParsePickupToken(as)
		if err != nil || got.PickupToken != token() || !got.SignedBy([]PickupKey{public(3, 3), public(7, 1)}) {
			t.Errorf("%q: %+v, %v", as, got, err)
		}
	}
	far := token()
	far.Expires = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	if got, err := ParsePickupToken(far.Sign(key(1))); err != nil || got.Expires.Year() != 2055 {
		t.Errorf("a far expiry became %s, %v", got.Expires, err)
	}
	far.Expires = time.Time{}
	if got, err := ParsePickupToken(far.Sign(key(1))); err != nil || !got.Expires.Equal(tokenEpoch) {
		t.Errorf("no expiry became %s, %v", got.Expires, err)
	}
}

// TestTokenEveryCharacter changes each character into every other one that a
// scanner or a finger could make of it.
func TestTokenEveryCharacter(t *testing.T) {
	s, keys := token().Sign(key(1)), []PickupKey{public(7, 1)}
	const others = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./ =\n\r\u0131\u017f\u212a"
	for i := range s {
		for _, r := range others {
			if rune(s[i]) == r {
				continue
			}
			bad := s[:i] + string(r) + s[i+1:]
			if (i == 0 || i == len(s)-1) && strings.TrimSpace(bad) != bad {
				continue // lost, not changed: see below
			}
			if got, err := ParsePickupToken(bad); err == nil && got.SignedBy(keys) {
				t.Fatalf("character %d as %q is believed", i, r)
			}
		}
		for _, bad := range []string{s[:i], s[i+1:], s[:i] + s[i+1:], s[:i] + "\n" + s[i:], s[:i] + "A" + s[i:]} {
			if got, err := ParsePickupToken(bad); bad != "\n"+s && err == nil && got.SignedBy(keys) {
				t.Fatalf("believed although cut or stretched at %d", i)
			}
		}
	}
}

func TestCheckPickup(t *testing.T) {
	good, keys := token(), []PickupKey{public(7, 1)}
	with := func(change func(*PickupToken)) PickupToken { k := good; change(&k); return k }
	order := func(s OrderState, reissue uint8) *Order {
		o := shopOrder()
		o.State, o.Pickup.Reissue, o.Pickup.Handover = s, reissue, good.Handover
		o.Lines[0].Picked = 2
		return &o
	}
	returned := order(Expired, 1)
	returned.Lines[0].PutBack = 2
	late := noon.Add(48*time.Hour + time.Nanosecond)
	for _, c := range []struct {
		name  string
		token PickupToken
		key   byte
		order *Order
		now   time.Time
		want  PickupAnswer
	}{
		{"staged", good, 1, order(Staged, 1), noon, PickupOK},
		{"notified", good, 1, order(Notified, 1), noon, PickupOK},
		{"on the last moment", good, 1, order(Staged, 1), good.Expires, PickupOK},
		{"past the deadline, goods still here", good, 1, order(Expired, 1), noon, PickupOK},
		{"past the deadline, goods put back", good, 1, returned, noon, PickupExpired},
		{"newer than this terminal knows", good, 1, order(Staged, 0), noon, PickupOK},
		{"forged", good, 2, order(Staged, 1), noon, PickupForged},
		{"forged and used", good, 2, order(HandedOver, 1), noon, PickupForged},
		{"wrong key id", with(func(k *PickupToken) { k.KeyID = 8 }), 1, order(Staged, 1), noon, PickupForged},
		{"another shop's", with(func(k *PickupToken) { k.Store = 102 }), 1, nil, noon, PickupForeign},
		{"another shop's, expired", with(func(k *PickupToken) { k.Store = 102 }), 1, nil, late, PickupForeign},
		{"replayed", good, 1, order(HandedOver, 1), noon, PickupUsed},
		{"replayed after its expiry", good, 1, order(HandedOver, 2), late, PickupUsed},
		{"replaced", good, 1, order(Staged, 2), noon, PickupReplaced},
		{"canceled", good, 1, order(Canceled, 1), noon, PickupGone},
		{"declined", good, 1, order(Declined, 1), noon, PickupGone},
		{"expired", good, 1, order(Staged, 1), late, PickupExpired},
		{"expired and unheard of", good, 1, nil, late, PickupExpired},
		{"unheard of", good, 1, nil, noon, PickupUnknown},
		{"not begun", good, 1, order(Received, 1), noon, PickupNotReady},
		{"being picked", good, 1, order(Picking, 1), noon, PickupNotReady},
		{"short", good, 1, order(Short, 1), noon, PickupNotReady},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := ParsePickupToken(c.token.Sign(key(c.key)))
			if err != nil {
				t.Fatal(err)
			}
			if got := CheckPickup(s, keys, 101, c.order, c.now); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
	cut := good.Sign(key(1))[:131]
	if _, err := ParsePickupToken(cut); CodeOf(err) != CodeInvalid {
		t.Errorf("cut: %v", err)
	}
}

func TestDigitsHash(t *testing.T) {
	a := DigitsHash(HandoverID{1}, "12345678")
	if len(a) != 16 || a != DigitsHash(HandoverID{1}, "12345678") || a == DigitsHash(HandoverID{2}, "12345678") || a == DigitsHash(HandoverID{1}, "12345679") {
		t.Errorf("%q", a)
	}
	var h HandoverID
	if err := h.UnmarshalText([]byte("0102030405060708")); err != nil || fmt.Sprint(h) != "0102030405060708" {
		t.Errorf("%v %v", h, err)
	}
	for _, bad := range []string{"01", "010203040506070g", "01020304050607080"} {
		if err := h.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q is a handover id", bad)
		}
	}
}

func FuzzParsePickupToken(f *testing.F) {
	f.Add(token().Sign(key(1)))
	f.Add("P1")
	f.Add("p1\u017f")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParsePickupToken(s)
		if err != nil {
			if CodeOf(err) != CodeInvalid {
				t.Errorf("%v", err)
			}
			return
		}
		// What is read is all there is: written again it is the same text.
		again := PickupPrefix + tokenBase32.EncodeToString(append(append([]byte(nil), got.bytes()...), got.sig...))
		if again != strings.ToUpper(strings.TrimSpace(s)) {
			t.Errorf("%q was read as %q", s, again)
		}
		got.SignedBy([]PickupKey{public(got.KeyID, 1), {ID: got.KeyID, Public: []byte("short")}})
	})
}

func BenchmarkVerify(b *testing.B) {
	s, keys, o := token().Sign(key(1)), []PickupKey{public(7, 1)}, shopOrder()
	o.State, o.Lines[0].Picked = Staged, 2
	b.ReportAllocs()
	for range b.N {
		t, err := ParsePickupToken(s)
		if err != nil || CheckPickup(t, keys, 101, &o, noon) != PickupOK {
			b.Fatal(err)
		}
	}
}
