package hub_test

import (
	"testing"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// TestPostalTable: the table is a row for each district, and the whole of it.
func TestPostalTable(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		here := retail.PostalArea{Code: "1500042", Prefecture: "東京都", City: "渋谷区", Town: "宇田川町"}
		there := retail.PostalArea{Code: "1600022", Prefecture: "東京都", City: "新宿区", Town: "新宿"}
		for _, c := range []struct {
			areas []retail.PostalArea
			n     int
		}{{[]retail.PostalArea{here, there}, 2}, {[]retail.PostalArea{there, here}, 0}, {[]retail.PostalArea{here}, 1}} {
			if n, err := w.h.PutPostal(t.Context(), c.areas); n != c.n || err != nil {
				t.Errorf("%d of %d districts changed, %v", n, c.n, err)
			}
		}
		var d retail.PostalDistrict
		if ok, err := w.s.Row(t.Context(), wire.ScopeCatalog, retail.EntityPostal, "150", &d); !ok || err != nil || len(d.At("1500042")) != 1 {
			t.Errorf("%+v, %v", d, err)
		}
		if ok, _ := w.s.Row(t.Context(), wire.ScopeCatalog, retail.EntityPostal, "160", &d); ok {
			t.Error("what the table does not have is gone")
		}
		w.sound()
	})
}
