package localdb_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
	"miseban/sync/wire"
)

// packOf is a pack of photographs, each a text.
func packOf(t *testing.T, texts ...string) (localdb.PhotoPack, []byte) {
	t.Helper()
	var list []wire.PackedPhoto
	for _, text := range texts {
		sum := sha256.Sum256([]byte("large " + text))
		list = append(list, wire.PackedPhoto{Thumb: []byte(text), Large: wire.Part{Sha: hex.EncodeToString(sum[:]), Bytes: int64(len(text))}})
	}
	data, err := wire.PackPhotos(list)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return localdb.PhotoPack{Sha: hex.EncodeToString(sum[:]), Bytes: int64(len(data))}, data
}

// TestPhotos: the popular come first and as far as there is room, what the catalogue
// names no more goes, and one that lies in two packs stays with either.
func TestPhotos(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	first, firstData := packOf(t, "shirt", "both")
	second, secondData := packOf(t, "mug", "both")
	sku := func(id string, rank int, text string, pack localdb.PhotoPack) localdb.Change {
		p := retail.Photo{Thumb: wire.ThumbName([]byte(text)), Pack: pack.Sha, Bytes: pack.Bytes, Drawn: "art:mug/3F6FA8"}
		return localdbtest.Put(retail.EntitySKU, id, retail.SKU{ID: retail.SKUID(id), Name: text, Rank: rank, Picture: p.String()})
	}
	n := int64(0)
	catalog := func(rows ...localdb.Change) {
		t.Helper()
		n++
		err := localdbtest.TakeCatalog(ctx, k.DB, localdb.Cursor{Epoch: "e1", Seq: n, H: "c"}, func(yield func(localdb.Change, error) bool) {
			for _, c := range rows {
				if !yield(c, nil) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	plan := func(most int64, want ...localdb.PhotoPack) {
		t.Helper()
		got, err := k.DB.PlanPhotos(ctx, most)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("within %d: %v, %v; want %v", most, got, err, want)
		}
	}
	has := func() string {
		t.Helper()
		var have []string
		for _, text := range []string{"shirt", "mug", "both"} {
			data, large, size, err := k.DB.Photo(ctx, wire.ThumbName([]byte(text)))
			if err == nil && string(data) == text && len(large) == 64 && size == int64(len(text)) {
				have = append(have, text)
			} else if retail.CodeOf(err) != retail.CodeNotFound {
				t.Fatal(err)
			}
		}
		return strings.Join(have, " ")
	}
	put := func(p localdb.PhotoPack, data []byte) {
		t.Helper()
		if err := k.DB.PutPhotos(ctx, p, data); err != nil {
			t.Fatal(err)
		}
	}
	const plenty = 1 << 20
	catalog(sku("a", 0, "shirt", first), sku("b", 9, "mug", second), sku("c", 3, "both", second), sku("d", 4, "both", first))
	plan(plenty, second, first)
	plan(second.Bytes, second)
	put(second, secondData)
	plan(plenty, first)
	put(first, firstData)
	put(first, firstData)
	plan(plenty)
	if got := has(); got != "shirt mug both" {
		t.Errorf("here are %q", got)
	}
	plan(second.Bytes) // less room than before
	if got := has(); got != "mug both" {
		t.Errorf("in less room are %q", got)
	}
	plan(plenty, first)
	catalog(sku("d", 4, "both", second))
	plan(plenty)
	if got := has(); got != "both" {
		t.Errorf("a smaller catalogue leaves %q", got)
	}
	k.Reopen(t)
	if got := has(); got != "both" {
		t.Errorf("after a restart %q", got)
	}
	catalog()
	plan(plenty)
	if got := has(); got != "" {
		t.Errorf("an empty catalogue leaves %q", got)
	}
	if err := k.DB.PutPhotos(ctx, first, firstData[:40]); retail.CodeOf(err) != retail.CodeDamaged {
		t.Error("half a pack:", err)
	}
}

// TestLargePhotos: those that came last stay.
func TestLargePhotos(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	has := func() (have string) {
		t.Helper()
		for i := range 9 {
			sha := fmt.Sprint(i)
			data, err := k.DB.LargePhoto(ctx, sha)
			if err == nil && bytes.Equal(data, bytes.Repeat([]byte{byte(i)}, 100)) {
				have += sha
			} else if retail.CodeOf(err) != retail.CodeNotFound {
				t.Fatal(err)
			}
		}
		return have
	}
	for _, c := range []struct {
		i    int
		most int64
		want string
	}{{0, 250, "0"}, {1, 250, "01"}, {2, 250, "12"}, {1, 250, "12"}, {3, 300, "123"}, {4, 1, "4"}} {
		if err := k.DB.PutLargePhoto(ctx, fmt.Sprint(c.i), bytes.Repeat([]byte{byte(c.i)}, 100), c.most); err != nil {
			t.Fatal(err)
		}
		if got := has(); got != c.want {
			t.Errorf("after %d within %d: %q, want %q", c.i, c.most, got, c.want)
		}
	}
}
