package hubserve

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
)

// fileNextPickup is the pickup key that comes: terminals are told its public half.
const fileNextPickup = "pickup.next.key"

// Headers of a pickup key's PEM. A file without them is the first key.
const (
	headID      = "Key-Id"  // its number in pickup codes
	headDropped = "Dropped" // numbers of keys that are believed no longer
)

// pickupPEM writes a pickup key.
func pickupPEM(id uint8, key ed25519.PrivateKey, dropped []uint8) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	head := map[string]string{headID: strconv.Itoa(int(id))}
	if len(dropped) > 0 {
		head[headDropped] = strings.Trim(strings.ReplaceAll(fmt.Sprint(dropped), " ", ","), "[]")
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Headers: head, Bytes: der}), err
}

// parsePickup reads a pickup key.
func parsePickup(name string, text []byte) (hub.Signer, error) {
	const op = "hubserve.parsePickup"
	damaged := func(err error) error { return retail.E(retail.CodeDamaged, op, "", fmt.Errorf("%s: %w", name, err)) }
	key, err := parseKey(text)
	if err != nil {
		return hub.Signer{}, damaged(err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return hub.Signer{}, damaged(errors.New("no Ed25519 key"))
	}
	out := hub.Signer{ID: 1, Key: private}
	block, _ := pem.Decode(text)
	if head := block.Headers[headID]; head != "" {
		n, err := strconv.ParseUint(head, 10, 8)
		if err != nil || n == 0 {
			return hub.Signer{}, damaged(fmt.Errorf("%s %q", headID, head))
		}
		out.ID = uint8(n)
	}
	if head := block.Headers[headDropped]; head != "" {
		for word := range strings.SplitSeq(head, ",") {
			n, err := strconv.ParseUint(word, 10, 8)
			if err != nil {
				return hub.Signer{}, damaged(fmt.Errorf("%s %q", headDropped, head))
			}
			out.Dropped = append(out.Dropped, uint8(n))
		}
	}
	return out, nil
}

func newPickup(id uint8) func() ([]byte, error) {
	return func() ([]byte, error) {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return pickupPEM(id, key, nil)
	}
}

// openSigner reads the pickup key of a folder, made first when there is none, and
// the one that comes.
func openSigner(dir string) (hub.Signer, error) {
	text, err := keep(dir, filePickup, newPickup(1))
	if err != nil {
		return hub.Signer{}, err
	}
	s, err := parsePickup(filePickup, text)
	if err != nil {
		return s, err
	}
	text, err = os.ReadFile(filepath.Join(dir, fileNextPickup))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, retail.E(retail.CodeRefused, "hubserve.openSigner", "", err)
	}
	next, err := parsePickup(fileNextPickup, text)
	if err != nil {
		return s, err
	}
	if next.ID != s.ID { // a copy of the folder may lag behind a change
		s.Next = &retail.PickupKey{ID: next.ID, Public: next.Key.Public().(ed25519.PublicKey)}
	}
	return s, nil
}

// NextPickupKey makes the key that pickup codes will be signed with, unless there
// is one, and returns its number. Terminals are told its public half at once: a
// terminal without a line must know it before a customer shows a code of it.
func NextPickupKey(ctx context.Context, data string) (id uint8, err error) {
	r, err := load(data)
	if err != nil {
		return 0, err
	}
	dir := cmp.Or(r.Keys, data)
	now, err := openSigner(dir)
	if err != nil {
		return 0, err
	}
	id = now.ID + 1
	if id == 0 {
		id = 1
	}
	path := filepath.Join(dir, fileNextPickup)
	if now.Next == nil { // what a change left when it was cut short is the present key
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, retail.E(retail.CodeRefused, "hubserve.NextPickupKey", "", err)
		}
	}
	text, err := keep(dir, fileNextPickup, newPickup(id))
	if err != nil {
		return 0, err
	}
	next, err := parsePickup(fileNextPickup, text)
	if err != nil {
		return 0, err
	}
	return next.ID, beside(ctx, data, func(*hub.Hub, *hubdb.DB, retail.Clock) error { return nil }) // a hub that begins tells its keys
}

// UntoldPickup returns the terminals that may not know the next pickup key: codes
// of it would look forged to them. CodeNotFound: there is no next key.
func UntoldPickup(ctx context.Context, data string) ([]hub.Device, error) {
	return untold(ctx, data, fileNextPickup)
}

// SwitchPickupKey makes the next pickup key the present one. A running hub signs
// with it within a minute. Codes of the old key stay good, they stand in mails;
// unless it is dropped because somebody may have it: then every customer who is
// waiting needs a new code.
func SwitchPickupKey(ctx context.Context, data string, drop bool) error {
	const op = "hubserve.SwitchPickupKey"
	r, err := load(data)
	if err != nil {
		return err
	}
	dir := cmp.Or(r.Keys, data)
	now, err := openSigner(dir)
	if err != nil {
		return err
	}
	if now.Next == nil {
		return retail.E(retail.CodeNotFound, op, "", nil)
	}
	text, err := os.ReadFile(filepath.Join(dir, fileNextPickup))
	if err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	next, err := parsePickup(fileNextPickup, text)
	if err != nil {
		return err
	}
	for _, id := range now.Dropped {
		if id != next.ID {
			next.Dropped = append(next.Dropped, id)
		}
	}
	if drop {
		next.Dropped = append(next.Dropped, now.ID)
	}
	if text, err = pickupPEM(next.ID, next.Key, next.Dropped); err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	// Hubs that begin from here on hold the new key.
	err = beside(ctx, data, func(_ *hub.Hub, store *hubdb.DB, _ retail.Clock) error {
		if !store.Shared() {
			return nil
		}
		_, err := store.Agree(ctx, keyPickup, mark(keyPickup, next.Key.Seed()), true)
		return err
	})
	if err != nil {
		return err
	}
	if err := write(dir, filePickup, text); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(dir, fileNextPickup)); err != nil {
		return retail.E(retail.CodeRefused, op, "", err)
	}
	return beside(ctx, data, func(*hub.Hub, *hubdb.DB, retail.Clock) error { return nil })
}

// publicOf returns the public half of a pickup key.
func publicOf(text []byte) (ed25519.PublicKey, error) {
	s, err := parsePickup(filePickup, text)
	if err != nil {
		return nil, err
	}
	return s.Key.Public().(ed25519.PublicKey), nil
}
