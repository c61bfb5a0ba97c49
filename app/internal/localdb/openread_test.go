package localdb_test

import (
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

func TestOpenReadLooksBesideTheTerminal(t *testing.T) {
	ctx := t.Context()
	k := localdbtest.New(t)
	k.Feed(t, k.Orders(2)...)
	d, err := localdb.OpenRead(ctx, k.Options(t))
	if err != nil {
		t.Fatal(err)
	}
	k.Record(t, k.Claim(k.OrderID(1)))
	o, err := d.Order(ctx, k.OrderID(1))
	if err != nil || o.Claim == nil || o.Customer.Name == "" {
		t.Errorf("the claim made beside us is not seen: %+v, %v", o, err)
	}
	if n, err := d.Unsent(ctx); n != 1 || err != nil {
		t.Errorf("%d unsent, %v", n, err)
	}
	if err := d.SetSignedIn(ctx, "s-1", k.Now); err == nil {
		t.Error("a file that is only looked at was written to")
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if _, err := localdb.OpenRead(ctx, localdb.Options{Dir: t.TempDir()}); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("an empty folder gives %v", err)
	}
}
