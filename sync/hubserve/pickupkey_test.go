package hubserve_test

import (
	"os"
	"path/filepath"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// The key of pickup codes changes while the hub runs: terminals know the next
// key before a code is signed with it, codes of the old key stay good, and those
// of a dropped key do not.
func TestPickupKeyChanges(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	taken, err := s.Hub.ReceiveOrders(t.Context(), []retail.Order{order("A-1")})
	if err != nil {
		t.Fatal(err)
	}
	code := func() retail.SignedToken {
		t.Helper()
		code, err := s.Hub.PickupCode(t.Context(), taken[0].Order)
		if err != nil {
			t.Fatal(err)
		}
		p, err := retail.ParsePickupToken(code.Token)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	chain := func() []retail.PickupKey {
		t.Helper()
		var c retail.Chain
		if _, err := s.Hub.Store.Row(t.Context(), wire.ScopeOrg, retail.EntityChain, "chain", &c); err != nil {
			t.Fatal(err)
		}
		return c.PickupKeys
	}
	reload := func() {
		t.Helper()
		if err := s.ReloadKeys(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	first := code()
	if first.KeyID != 1 || !first.SignedBy(chain()) {
		t.Fatalf("key %d", first.KeyID)
	}

	if id, err := hubserve.NextPickupKey(t.Context(), dir); id != 2 || err != nil {
		t.Fatal(id, err)
	}
	if len(chain()) != 2 {
		t.Fatalf("terminals know %v before anything is signed with the next key", chain())
	}
	reload()
	if now := code(); now.KeyID != 1 {
		t.Error("the next key signs before the change")
	}
	told := chain()

	if err := hubserve.SwitchPickupKey(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	reload()
	second := code()
	if second.KeyID != 2 || !second.SignedBy(told) {
		t.Errorf("key %d, and a terminal that was told does not believe it", second.KeyID)
	}
	if !first.SignedBy(chain()) {
		t.Error("a code in a mail is void after a change")
	}

	// A change that was cut short: the next key is the present one already.
	text, err := os.ReadFile(filepath.Join(dir, "pickup.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "pickup.next.key"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := hubserve.SwitchPickupKey(t.Context(), dir, false); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("changed to the key that is there: %v", err)
	}

	if id, err := hubserve.NextPickupKey(t.Context(), dir); id != 3 || err != nil {
		t.Fatal(id, err)
	}
	if err := hubserve.SwitchPickupKey(t.Context(), dir, true); err != nil {
		t.Fatal(err)
	}
	reload()
	if now := code(); now.KeyID != 3 || !now.SignedBy(chain()) {
		t.Errorf("key %d", now.KeyID)
	}
	if second.SignedBy(chain()) {
		t.Error("a code of a dropped key is believed")
	}
	if !first.SignedBy(chain()) {
		t.Error("a code of the key before is void")
	}
	// What brings the dropped key back, an import of the chain's name, does not.
	if err := s.Hub.PutChain(t.Context(), retail.Chain{Name: "店番", PickupKeys: told}); err != nil {
		t.Fatal(err)
	}
	if second.SignedBy(chain()) {
		t.Error("the dropped key is back")
	}
}
