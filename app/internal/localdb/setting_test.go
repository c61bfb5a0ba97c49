package localdb_test

import (
	"reflect"
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

func TestSettingsOutliveReopening(t *testing.T) {
	k := localdbtest.New(t)
	var got map[string]string
	if err := k.DB.LoadSetting(t.Context(), localdb.SettingLayout, &got); retail.CodeOf(err) != retail.CodeNotFound {
		t.Fatalf("before it was stored: %v", err)
	}
	for _, v := range []string{"@", "["} {
		if err := k.DB.StoreSetting(t.Context(), localdb.SettingLayout, map[string]string{"typed": v}); err != nil {
			t.Fatal(err)
		}
	}
	db := k.Reopen(t)
	if err := db.LoadSetting(t.Context(), localdb.SettingLayout, &got); err != nil || got["typed"] != "[" {
		t.Errorf("after reopening: %v, %v", got, err)
	}
}

func TestTheRulesOfCodesComeFromTheHub(t *testing.T) {
	k := localdbtest.New(t)
	var got map[string]any
	if err := k.DB.CodeRules(t.Context(), &got); retail.CodeOf(err) != retail.CodeNotFound {
		t.Fatalf("before the first sync: %v", err)
	}
	refs, cancel := k.DB.Subscribe()
	defer cancel()
	want := map[string]any{"templates": []any{"02"}}
	k.Feed(t, localdbtest.Put(retail.EntityCodes, "codes", want))
	if err := k.DB.CodeRules(t.Context(), &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the rules are %v, %v", got, err)
	}
	for ref := range refs {
		if ref.Entity == retail.EntityCodes {
			break // whoever reads codes is told
		}
	}
	sum, _, err := k.DB.Digest(t.Context(), string("store:"+localdbtest.Store))
	if err != nil || sum["codes"] == "" {
		t.Errorf("the rules are not compared with the hub's: %v, %v", sum, err)
	}
}
