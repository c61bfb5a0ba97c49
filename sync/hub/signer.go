package hub

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"slices"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// Signer is the key that pickup codes are signed with, and what terminals are
// to know beside it.
type Signer struct {
	ID      uint8 // the key's number in pickup codes
	Key     ed25519.PrivateKey
	Next    *retail.PickupKey // the key that comes: terminals know it before a code is signed with it; nil for none
	Dropped []uint8           // numbers of keys that are believed no longer
}

// SetSigner signs pickup codes with another key from now on and tells terminals
// what to check with. Codes of keys before it stay good unless they are dropped:
// they stand in mails.
func (h *Hub) SetSigner(ctx context.Context, s Signer) error {
	if old := h.signer.Swap(&s); old != nil && old.same(&s) || h.relay() {
		return nil
	}
	var c retail.Chain
	if _, err := h.Store.Row(ctx, wire.ScopeOrg, retail.EntityChain, chainKey, &c); err != nil {
		return err
	}
	return h.PutChain(ctx, c)
}

func (s *Signer) same(o *Signer) bool {
	next := func(s *Signer) retail.PickupKey {
		if s.Next == nil {
			return retail.PickupKey{}
		}
		return *s.Next
	}
	a, b := next(s), next(o)
	return s.ID == o.ID && bytes.Equal(s.Key, o.Key) && slices.Equal(s.Dropped, o.Dropped) && a.ID == b.ID && bytes.Equal(a.Public, b.Public)
}

// pickupKeys adds the hub's own keys to those that are known, and leaves out
// what was dropped.
func (h *Hub) pickupKeys(known []retail.PickupKey) []retail.PickupKey {
	s := h.signer.Load()
	own := []retail.PickupKey{{ID: s.ID, Public: s.Key.Public().(ed25519.PublicKey)}}
	if s.Next != nil {
		own = append(own, *s.Next)
	}
	keys := slices.DeleteFunc(slices.Clone(known), func(k retail.PickupKey) bool {
		return slices.Contains(s.Dropped, k.ID) || slices.ContainsFunc(own, func(o retail.PickupKey) bool { return o.ID == k.ID })
	})
	return append(keys, own...)
}
