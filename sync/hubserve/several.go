package hubserve

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// keyFolder is where the keys of a hub lie.
func (o Options) keyFolder() string { return cmp.Or(o.Keys, o.Data) }

// agree makes sure that all hubs on one database hold the same keys: a terminal
// must find the same hub behind every one of them. An embedded database has one
// hub, whose keys are its own.
func (s *Server) agree(ctx context.Context, k keys) error {
	if !s.store.Shared() {
		return nil
	}
	for _, key := range []struct {
		name, file string
		bytes      []byte
	}{
		{"key secret", fileSecret, k.secret}, {keyPickup, filePickup, k.pickup.Key.Seed()}, {keyTLS, fileTLSKey, k.pin},
	} {
		mine := mark(key.name, key.bytes)
		agreed, err := s.store.Agree(ctx, key.name, mine, s.opts.AdoptKeys)
		if err != nil {
			return err
		}
		if agreed != mine {
			return retail.E(retail.CodeRefused, "hubserve.Start", "", fmt.Errorf(
				"%s は、同じデータベースのほかのハブの鍵と違います。鍵のフォルダーを写し、-keys で示してください / "+
					"%s is not the key of the other hubs on this database: give this one a copy of their key folder with -keys",
				filepath.Join(s.opts.keyFolder(), key.file), key.file))
		}
	}
	return nil
}

// Names under which hubs on one database agree on keys that can be changed.
const (
	keyTLS    = "key tls"
	keyPickup = "key pickup"
)

// mark tells keys apart without telling them.
func mark(name string, key []byte) string {
	sum := sha256.Sum256(append([]byte("miseban "+name+"\x00"), key...))
	return hex.EncodeToString(sum[:16])
}

// alone returns the job as it runs in one process of all on the database at a
// time: in another one when this one ends.
func (s *Server) alone(name string, job func(context.Context, *hub.Hub)) func(context.Context, *hub.Hub) {
	return func(ctx context.Context, h *hub.Hub) {
		s.store.Lead(ctx, name, func(ctx context.Context) { job(ctx, h) }, func(err error) {
			s.opts.Log.Warn("hubserve: leave a job to others", "job", name, "err", err)
		})
	}
}

// keepContacts writes down which terminals spoke to this process.
func (s *Server) keepContacts(ctx context.Context, h *hub.Hub) {
	for pause(ctx, keepHouse) {
		if err := h.KeepContacts(ctx); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("hubserve: contacts", "err", err)
		}
	}
}
