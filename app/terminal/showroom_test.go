package terminal

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"miseban/app/internal/catalog"
	"miseban/app/internal/localdb"
	"miseban/app/internal/showroom"
	"miseban/app/retail"
)

// TestNothingTypedIsKept: what customers type at a tablet, a name and a number as
// well as goods, is in no file of the terminal, neither while they are there nor
// after. A search of the staff's is: the look would find one.
func TestNothingTypedIsKept(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	var log bytes.Buffer
	c := alone(t, dir, &log)
	typed := []string{"ヤマダハナコ", "09012345678", "hanako@example.jp"}
	for _, s := range typed {
		c.Show.Visit.Go(showroom.Search{Text: s})
		if _, err := c.Show.Search(ctx, s); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Show.List(ctx, s, catalog.Filter{Brand: s}, showroom.Cheapest); err != nil {
			t.Fatal(err)
		}
		c.Show.Visit.Favorite(showroom.Item{Style: s})
		c.Show.Visit.Compare(showroom.Item{Style: s})
	}
	if err := c.Bell.Call(ctx, retail.NeedSize, "x"); retail.CodeOf(err) != retail.CodeOffline {
		t.Errorf("a call without a line: %v", err)
	}
	kept := func() (out []string) {
		t.Helper()
		if err := c.DB.Copy(ctx); err != nil {
			t.Fatal(err)
		}
		for path, data := range everything(t, dir) {
			for _, w := range found(data, append(typed, "スタッフノコトバ")) {
				out = append(out, filepath.Base(path)+": "+w)
			}
		}
		return append(out, found(log.Bytes(), typed)...)
	}
	if got := kept(); len(got) > 0 {
		t.Errorf("while the customer is there: %v", got)
	}
	c.Show.Visit.Wipe()
	if err := c.Show.Empty(ctx); err != nil {
		t.Fatal(err)
	}
	if got := kept(); len(got) > 0 {
		t.Errorf("after the visit: %v", got)
	}
	if err := c.Catalog.Remember(ctx, "スタッフノコトバ"); err != nil {
		t.Fatal(err)
	}
	if got := kept(); len(got) == 0 {
		t.Error("the look finds nothing at all")
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, localdb.CopyFile)); err != nil {
		t.Error(err)
	}
}
