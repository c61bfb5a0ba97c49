package localdb_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"miseban/app/internal/localdb"
	"miseban/app/internal/localdb/localdbtest"
	"miseban/app/retail"
)

const counting = retail.StocktakeID("area-20261121-A-01-1")

func scanOf(sku retail.SKUID, qty int) retail.CountScan {
	return retail.CountScan{
		Stocktake: counting, Area: "A-01", SKU: sku, Class: retail.Regular, Qty: qty, Staff: localdbtest.Staff, At: localdbtest.Start, Price: 3900,
	}
}

func mustScan(t testing.TB, k *localdbtest.Kit, s ...retail.CountScan) []retail.CountScan {
	t.Helper()
	out, err := k.DB.AddCountScan(context.Background(), retail.AreaCount, s...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCountJournal(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	mustScan(t, k, scanOf("coat", 1))
	last := mustScan(t, k, scanOf("shirt", 1), scanOf("shirt", 2))[1]
	odd := scanOf("", 1)
	odd.Code, odd.Class = "4901234567894", 0
	mustScan(t, k, odd)
	mustScan(t, k, scanOf("sock", 1))
	k.Reopen(t)

	undo := last
	undo.Qty, undo.Undoes = -last.Qty, last.N
	mustScan(t, k, undo)
	if _, err := k.DB.AddCountScan(ctx, retail.AreaCount, undo); retail.CodeOf(err) != retail.CodeRefused || !errors.Is(err, localdb.ErrUndone) {
		t.Errorf("taken back twice: %v", err)
	}
	got, err := k.DB.CountedHere(ctx, counting, "A-01", 0)
	if err != nil || len(got) != 4 {
		t.Fatalf("%+v, %v", got, err)
	}
	by := map[string]retail.CountedHere{}
	for _, h := range got {
		by[h.Ref()] = h
	}
	if h := by["shirt/regular"]; h.Qty != 1 || h.N != 6 || h.Price != 3900 || h.Gone || !h.First.Equal(localdbtest.Start) {
		t.Errorf("shirts: %+v", h)
	}
	if h := by["code/4901234567894"]; h.Before != "shirt" || h.After != "sock" || h.Qty != 1 {
		t.Errorf("the unknown code lay between %q and %q: %+v", h.Before, h.After, h)
	}
	if l, err := k.DB.LastCountScan(ctx, counting, "A-01"); err != nil || l.SKU != "sock" {
		t.Errorf("%+v, %v", l, err)
	}
	if err := k.DB.Wipe(ctx, false); retail.CodeOf(err) != retail.CodeUnsent {
		t.Errorf("wiped with scans in no tally: %v", err)
	}
	if err := k.DB.MarkTallied(ctx, counting, "A-01", retail.AreaCount, 6, false); err != nil {
		t.Fatal(err)
	}
	none := scanOf("hat", 0)
	none.From = localdbtest.Start.Add(-time.Minute)
	mustScan(t, k, none)
	got, err = k.DB.CountedHere(ctx, counting, "A-01", 6)
	if err != nil || len(got) != 1 || got[0].Gone || !got[0].First.Equal(none.From) {
		t.Errorf("since the tally: %+v, %v", got, err)
	}
	parts, err := k.DB.CountParts(ctx)
	if err != nil || len(parts) != 1 || parts[0].Tallied != 6 || parts[0].Last != 7 || parts[0].Kind != retail.AreaCount {
		t.Errorf("%+v, %v", parts, err)
	}
	if n, err := k.DB.DropCounts(ctx, k.Now.Add(time.Hour).UnixMilli()); n != 0 || err != nil {
		t.Errorf("dropped %d that are in no tally, %v", n, err)
	}
	if err := k.DB.MarkTallied(ctx, counting, "A-01", retail.AreaCount, 7, true); err != nil {
		t.Fatal(err)
	}
	if n, err := k.DB.DropCounts(ctx, k.Now.Add(time.Hour).UnixMilli()); n != 7 || err != nil {
		t.Errorf("dropped %d, %v", n, err)
	}
}

// A tally is seen at once; what the hub says of it then stands, and what it has
// not heard of is put over it again.
func TestTallyUnderTheHubsWord(t *testing.T) {
	ctx := context.Background()
	k := localdbtest.New(t)
	tally := func(n int) retail.Command {
		return retail.Command{
			ID: retail.CommandID(fmt.Sprint("tally-", n)), V: 1, Kind: retail.KindTally, At: k.Now, Store: localdbtest.Store, Device: localdbtest.Device, Staff: localdbtest.Staff,
			Body: retail.Tally{Stocktake: counting, Kind: retail.AreaCount, Area: "A-01", Lines: []retail.TallyLine{{SKU: "shirt", Class: retail.Regular, Qty: n, N: int64(n)}}},
		}
	}
	k.Record(t, tally(1), tally(2))
	sum := func(want int) {
		t.Helper()
		lines, err := k.DB.CountLines(ctx, counting)
		if err != nil || len(lines) != 1 || lines[0].Qty() != want {
			t.Fatalf("%+v, %v; want %d", lines, err, want)
		}
	}
	sum(2)
	if list, err := k.DB.Stocktakes(ctx); err != nil || len(list) != 1 || list[0].Areas[0].Code != "A-01" {
		t.Fatalf("%+v, %v", list, err)
	}
	// The hub has the first of both, and a colleague's pieces.
	line := retail.CountLine{Stocktake: counting, SKU: "shirt", Class: retail.Regular, State: retail.LineCounted, Parts: []retail.LinePart{
		{Area: "A-01", Device: localdbtest.Device, Staff: localdbtest.Staff, Qty: 1, N: 1}, {Area: "A-01", Device: "d-9", Staff: "s-9", Qty: 5, N: 4},
	}}
	data, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	page := localdb.Page{
		Scope: localdbtest.Scope, From: k.Cursor, Changes: []localdb.Change{{Entity: retail.EntityCountLine, Key: line.Key(), Ver: 1, Data: data}},
		End: localdb.Bound{Cursor: localdb.Cursor{Epoch: "e", Seq: 1, H: "h"}, DeviceLast: 1, Now: k.Now},
	}
	if err := k.DB.ApplyPage(ctx, page); err != nil {
		t.Fatal(err)
	}
	sum(7)
	page.From, page.Changes = page.End.Cursor, nil
	page.End.Cursor.Seq, page.End.DeviceLast = 2, 2
	if err := k.DB.ApplyPage(ctx, page); err != nil {
		t.Fatal(err)
	}
	sum(6) // all that the hub said
}

// BenchmarkCountScan is the way of one scan of a count into the database, fsync
// included.
func BenchmarkCountScan(b *testing.B) {
	ctx := context.Background()
	k := localdbtest.New(b)
	k.Catalog(b, 20_000)
	var took []time.Duration
	i := 0
	for b.Loop() {
		start := time.Now()
		sku, _, err := k.DB.SKUByGTIN(ctx, localdbtest.GTIN(i%20_000))
		if err != nil {
			b.Fatal(err)
		}
		mustScan(b, k, scanOf(sku.ID, 1))
		took = append(took, time.Since(start))
		i++
	}
	percentiles(b, took)
}

// BenchmarkCountScreen is what the screen reads after a scan, in an area of 300
// SKUs and 3,000 scans.
func BenchmarkCountScreen(b *testing.B) {
	ctx := context.Background()
	k := localdbtest.New(b)
	var all []retail.CountScan
	for i := range 3_000 {
		all = append(all, scanOf(retail.SKUID(fmt.Sprint("sku-", i%300)), 1))
	}
	mustScan(b, k, all...)
	for b.Loop() {
		if list, err := k.DB.CountedHere(ctx, counting, "A-01", 2_999); err != nil || len(list) != 1 || list[0].Qty != 10 {
			b.Fatal(len(list), err)
		}
	}
}
