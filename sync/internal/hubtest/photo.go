package hubtest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// photos: they are found by their names, also many at once, and their blobs go a day
// after nothing names them.
func photos(t *testing.T, s hub.Store, clock *Clock) {
	ctx := context.Background()
	of := func(name, pack, large string) hub.KeptPhoto {
		return hub.KeptPhoto{Name: name, Source: "source of " + name, Thumb: "t-" + name, Pack: pack, PackBytes: 9, Large: wire.Part{Sha: large, Bytes: 5}}
	}
	put := func(list ...hub.KeptPhoto) {
		t.Helper()
		update(t, s, func(tx hub.Tx) error {
			for _, p := range list {
				for _, sha := range []string{p.Pack, p.Large.Sha} {
					if err := tx.PutBlob(hub.ScopePhotos, sha, []byte(sha)); err != nil {
						return err
					}
				}
				if err := tx.PutPhoto(p); err != nil {
					return err
				}
			}
			return nil
		})
	}
	drop := func(names ...string) {
		t.Helper()
		update(t, s, func(tx hub.Tx) error {
			for _, n := range names {
				if err := tx.DropPhoto(n); err != nil {
					return err
				}
			}
			return tx.SweepPhotos()
		})
	}
	blobs := func() (have []string) {
		t.Helper()
		for _, sha := range []string{"p1", "p2", "l1", "l2", "l3", "of the catalogue"} {
			if _, err := s.Blob(ctx, sha); err == nil {
				have = append(have, sha)
			} else if retail.CodeOf(err) != retail.CodeNotFound {
				t.Fatal(err)
			}
		}
		return have
	}
	update(t, s, func(tx hub.Tx) error { return tx.PutBlob(wire.ScopeCatalog, "of the catalogue", []byte("x")) })
	put(of("B", "p1", "l2"), of("A", "p1", "l1"))
	list, err := s.Photos(ctx)
	if err != nil || !slices.Equal(list, []hub.KeptPhoto{of("A", "p1", "l1"), of("B", "p1", "l2")}) {
		t.Fatalf("%+v, %v", list, err)
	}
	put(of("A", "p2", "l3"))
	var names []string
	for i := range 2000 {
		names = append(names, fmt.Sprint("nobody ", i))
	}
	update(t, s, func(tx hub.Tx) error {
		found, err := tx.Photos(append(names, "A", "a"))
		if err != nil || len(found) != 1 || found["A"] != of("A", "p2", "l3") {
			t.Errorf("found %+v, %v", found, err)
		}
		return nil
	})
	drop()
	clock.Advance(hub.BlobsFor - time.Minute)
	drop("B", "nobody")
	if got := blobs(); len(got) != 6 {
		t.Error("a blob went before terminals can have heard of it:", got)
	}
	clock.Advance(2 * time.Minute)
	drop()
	if got, want := blobs(), []string{"p1", "p2", "l2", "l3", "of the catalogue"}; !slices.Equal(got, want) {
		t.Errorf("a day after A has another: %v, want %v", got, want)
	}
	put(of("B", "p1", "l2")) // it was wanted again meanwhile
	clock.Advance(2 * hub.BlobsFor)
	drop()
	if got, want := blobs(), []string{"p1", "p2", "l2", "l3", "of the catalogue"}; !slices.Equal(got, want) {
		t.Errorf("what is named again: %v, want %v", got, want)
	}
}
