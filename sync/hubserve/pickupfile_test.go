package hubserve

import (
	"crypto/ed25519"
	"crypto/rand"
	"slices"
	"testing"

	"miseban/app/retail"
)

func TestPickupKeyFile(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text, err := pickupPEM(255, key, []uint8{3, 7})
	if err != nil {
		t.Fatal(err)
	}
	s, err := parsePickup("x", text)
	if err != nil || s.ID != 255 || !slices.Equal(s.Dropped, []uint8{3, 7}) || !s.Key.Equal(key) {
		t.Errorf("%+v, %v", s, err)
	}
	old, err := keyPEM(key) // as it was written before keys had numbers
	if err != nil {
		t.Fatal(err)
	}
	if s, err := parsePickup("x", old); err != nil || s.ID != 1 || s.Dropped != nil {
		t.Errorf("%+v, %v", s, err)
	}
	tls, err := newTLSKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, []byte("x"), tls} {
		if _, err := parsePickup("x", bad); retail.CodeOf(err) != retail.CodeDamaged {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
