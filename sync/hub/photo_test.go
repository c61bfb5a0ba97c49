package hub_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestPhotosOfGoods: the nearest name wins, what is drawn stands behind a photograph,
// terminals find the bytes under what the row says, and nobody loses a photograph by
// taking the products in again.
func TestPhotosOfGoods(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		skus := []retail.SKU{
			{ID: "a-m", JAN: "4901234567894", Style: "NK-1", Name: "シャツ", Picture: "art:shirt/F8F6F1", Rank: 7},
			{ID: "A-L", Style: "NK-1", Name: "シャツ", Picture: "art:shirt/F8F6F1", Rank: 3},
			{ID: "B-1", Style: "KN-2", Name: "ニット", Picture: "https://shop.example.jp/img/Knit%20Red.jpg?v=2"},
			{ID: "C-1", Style: "TT-3", Name: "トート"},
		}
		w.must(w.h.PutSKUs(ctx, skus))
		names, err := w.h.PhotoNames(ctx)
		if err != nil || names["NK-1"] != 3 || names["4901234567894"] != 7 || names["A-M"] != 7 || names["KNIT%20RED"] == 0 || len(names) != 9 {
			t.Fatalf("%v, %v", names, err)
		}
		thumb := func(of string) []byte { return []byte("small " + of) }
		put := func(names ...string) {
			t.Helper()
			var list []hub.NewPhoto
			for _, n := range names {
				list = append(list, hub.NewPhoto{Name: hub.PhotoName(n), Source: n, Thumb: thumb(n), Large: []byte("large " + n)})
			}
			if err := w.h.PutPhotos(ctx, list); err != nil {
				t.Fatal(err)
			}
		}
		look := func(id retail.SKUID) string {
			t.Helper()
			s, err := w.h.SKU(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			p, ok := retail.ParsePhoto(s.Picture)
			if !ok {
				return s.Picture
			}
			pack, err := wire.ReadPhotoPack(w.listener(t).blob(wire.Part{Sha: p.Pack, Bytes: p.Bytes}))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range pack {
				if wire.ThumbName(e.Thumb) == p.Thumb {
					if large := string(w.listener(t).blob(e.Large)); strings.TrimPrefix(large, "large ") != strings.TrimPrefix(string(e.Thumb), "small ") {
						t.Errorf("%s beside %s", large, e.Thumb)
					}
					return string(e.Thumb) + "+" + p.Drawn
				}
			}
			return "not in its pack"
		}
		picture := func(want int) {
			t.Helper()
			if n, err := w.h.Picture(ctx); n != want || err != nil {
				t.Errorf("%d SKUs have another picture, want %d; %v", n, want, err)
			}
		}
		is := func(id retail.SKUID, want string) {
			t.Helper()
			if got := look(id); got != want {
				t.Errorf("%s shows %q, want %q", id, got, want)
			}
		}
		put("nk-1", "A-L", "knit%20red")
		picture(3)
		is("a-m", "small nk-1+art:shirt/F8F6F1")
		is("A-L", "small A-L+art:shirt/F8F6F1")
		is("B-1", "small knit%20red+"+skus[2].Picture)
		is("C-1", "")
		picture(0)
		w.must(w.h.PutSKUs(ctx, append(skus, retail.SKU{ID: "A-S", Style: "NK-1", Name: "シャツ"})))
		is("a-m", "small nk-1+art:shirt/F8F6F1")
		is("A-S", "small nk-1+")
		again, err := w.h.SKU(ctx, "a-m")
		if err != nil {
			t.Fatal(err)
		}
		w.must(w.h.PutSKUs(ctx, []retail.SKU{again})) // as an import writes it that has no column of pictures
		is("a-m", "small nk-1+art:shirt/F8F6F1")

		put("4901234567894")
		picture(1)
		is("a-m", "small 4901234567894+art:shirt/F8F6F1")
		old, _ := w.h.SKU(ctx, "A-L")
		if err := w.h.DropPhotos(ctx, []string{"a-l", "knit%20red", "NK-1", "nobody"}); err != nil {
			t.Fatal(err)
		}
		picture(3)
		is("A-L", "art:shirt/F8F6F1")
		is("B-1", skus[2].Picture)
		p, _ := retail.ParsePhoto(old.Picture)
		if rec := w.listener(t).get(wire.BlobPath(p.Pack)); rec.Code != http.StatusOK {
			t.Error("a pack went at once:", rec.Code)
		}
		w.clock.Advance(hub.BlobsFor + time.Minute)
		picture(0)
		if _, err := w.s.Blob(ctx, p.Pack); retail.CodeOf(err) != retail.CodeNotFound {
			t.Error("a pack that nothing names stays:", err)
		}
		w.sound()
	})
}
