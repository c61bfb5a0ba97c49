package localdb_test

import (
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

// TestSitesFollow: the list in memory is what the hub said last, whoever asked
// before, and what a caller does to it stays with the caller.
func TestSitesFollow(t *testing.T) {
	k := localdbtest.New(t)
	names := func() string {
		t.Helper()
		sites, err := k.DB.Sites(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for i := range sites {
			out += sites[i].Name + " "
			sites[i].Name = "written over"
		}
		return out
	}
	site := func(id retail.SiteID, name string) localdb.Change {
		return localdbtest.Put(retail.EntitySite, string(id), retail.Site{ID: id, Kind: retail.Shop, Name: name})
	}
	before := names()
	for _, step := range []struct {
		take localdb.Change
		want string
	}{
		{site("T1", "本店"), "本店 "},
		{site("T2", "駅前店"), "本店 駅前店 "},
		{site("T1", "旧本店"), "旧本店 駅前店 "},
		{localdb.Change{Entity: retail.EntitySite, Key: "T2", Del: true}, "旧本店 "},
	} {
		k.Feed(t, step.take)
		for range 2 { // once read, once from memory
			if got := names(); got != before+step.want {
				t.Errorf("the sites are %q, want %q", got, before+step.want)
			}
		}
	}
}
