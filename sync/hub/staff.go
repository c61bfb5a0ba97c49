package hub

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"miseban/app/credential"
	"miseban/app/retail"
	"miseban/sync/wire"
)

// StaffRow is a member of staff with the secrets they sign in with.
type StaffRow struct {
	Staff retail.Staff
	PIN   string // digits; empty keeps the present one
	Badge string // code on the badge; empty keeps the present one
}

const saltSize = 16

// PutStaff stores staff with their secrets and returns how many changed. PINs
// are not kept, only what they can be checked with.
func (h *Hub) PutStaff(ctx context.Context, list []StaffRow) (int, error) {
	fresh := make([]StaffKeys, len(list)) // the slow part, before anything is locked
	for i, r := range list {
		k := StaffKeys{Staff: r.Staff.ID, Badge: r.Badge}
		if r.PIN != "" {
			k.Salt = make([]byte, saltSize)
			if _, err := io.ReadFull(h.Rand, k.Salt); err != nil {
				return 0, retail.E(retail.CodeInternal, "hub.PutStaff", "", err)
			}
			k.PIN = credential.PINKey(r.PIN, k.Salt)
		}
		fresh[i] = k
	}
	for {
		n, err := h.putStaff(ctx, list, fresh)
		if !errors.Is(err, errEnrolled) {
			return n, err
		}
	}
}

// errEnrolled says that a terminal was enrolled at the same moment.
var errEnrolled = errors.New("hub: a terminal was enrolled meanwhile")

func (h *Hub) putStaff(ctx context.Context, list []StaffRow, fresh []StaffKeys) (int, error) {
	devices, err := h.Store.Devices(ctx)
	if err != nil {
		return 0, err
	}
	scopes := []wire.Scope{wire.ScopeOrg} // whoever enrols holds it too
	known := map[retail.DeviceID]bool{}
	devices = slices.DeleteFunc(devices, func(d Device) bool { return d.Kind != DeviceTerminal })
	for _, d := range devices {
		scopes = append(scopes, wire.DeviceScope(d.ID))
		known[d.ID] = true
	}
	n := 0
	err = h.update(ctx, scopes, func(tx Tx) error {
		n = 0
		if now, err := tx.Devices(); err != nil {
			return err
		} else if slices.ContainsFunc(now, func(d Device) bool { return d.Kind == DeviceTerminal && !known[d.ID] }) {
			return errEnrolled
		}
		all, err := tx.Keys()
		if err != nil {
			return err
		}
		have := make(map[retail.StaffID]StaffKeys, len(all))
		for _, k := range all {
			have[k.Staff] = k
		}
		for i, r := range list {
			changed, err := tx.Put(wire.ScopeOrg, retail.EntityStaff, string(r.Staff.ID), r.Staff, "")
			if err != nil {
				return err
			}
			k := have[r.Staff.ID].with(fresh[i])
			if r.PIN != "" || r.Badge != "" {
				changed = true
				if err := tx.PutKeys(k); err != nil {
					return err
				}
			}
			if changed {
				n++
			}
			for _, d := range devices {
				if err := handOut(tx, d, r.Staff, k); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return n, err
}

// with returns the keys with what is new in them.
func (k StaffKeys) with(fresh StaffKeys) StaffKeys {
	k.Staff = fresh.Staff
	if fresh.PIN != nil {
		k.Salt, k.PIN = fresh.Salt, fresh.PIN
	}
	if fresh.Badge != "" {
		k.Badge = fresh.Badge
	}
	return k
}

// handOut gives a terminal what it checks a member of staff by, or takes it
// away from one where they do not work.
func handOut(tx Tx, d Device, s retail.Staff, k StaffKeys) error {
	scope := wire.DeviceScope(d.ID)
	if d.Revoked || !s.WorksAt(d.Store) || len(k.PIN) == 0 && k.Badge == "" {
		return tx.Del(scope, retail.EntitySecret, string(s.ID), "")
	}
	secret := retail.StaffSecret{Staff: s.ID, Salt: k.Salt}
	if len(k.PIN) > 0 {
		secret.PIN = credential.Bind(d.Secret, k.PIN)
	}
	if k.Badge != "" {
		secret.Badge = credential.BadgeKey(d.Secret, k.Badge)
	}
	_, err := tx.Put(scope, retail.EntitySecret, string(s.ID), secret, "")
	return err
}

// Staff returns everybody who works or worked for the chain, by code.
func (h *Hub) Staff(ctx context.Context) ([]retail.Staff, error) {
	list, err := rows[retail.Staff](ctx, h.Store, wire.ScopeOrg, retail.EntityStaff)
	slices.SortFunc(list, func(a, b retail.Staff) int { return cmp.Compare(a.ID, b.ID) })
	return list, err
}
