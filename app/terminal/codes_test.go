package terminal

import (
	"log/slog"
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
	"miseban/scanner"
)

// Codes are read by what the chain settled and by what this device learned,
// also those of the next start.
func TestCodesAreReadByRulesAndLayout(t *testing.T) {
	c, _ := busyCore(t, 1, 1)
	if o := c.Codes(); len(o.Slips) != 1 || len(o.Templates) != 0 || !o.Layout.IsZero() {
		t.Fatalf("before the first sync: %+v", o)
	}
	rules := scanner.Rules{Templates: []scanner.Template{{Pattern: "02IIIIIXXXXXC", Unit: scanner.ValueYen}}}
	err := c.DB.ApplyPage(t.Context(), localdb.Page{
		Scope: "org", From: localdb.Cursor{Epoch: "e", Seq: 1, H: "h"}, Changes: []localdb.Change{localdbtest.Put(retail.EntityCodes, "codes", rules)},
		End: localdb.Bound{Cursor: localdb.Cursor{Epoch: "e", Seq: 2, H: "i"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	l := scanner.Layout{Typed: "@", Meant: "[", Separator: "{GS}", Suffix: scanner.EndTab}
	if err := c.Learn(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), c.dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	o := again.Codes()
	if o.Layout != l || len(o.Templates) != 1 || len(o.Slips) != 0 || again.Layout() != l || len(again.Rules().Templates) != 1 {
		t.Fatalf("at the next start: %+v", o)
	}
	if got := scanner.Classify("0212345012345", o); got.Kind != scanner.KindInStore || got.Fields.Value != 1234 {
		t.Errorf("read as %v %v %+v", got.Kind, got.Fault, got.Fields)
	}
}
