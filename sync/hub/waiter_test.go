package hub_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// TestWaitersAreForgotten: when a transfer is long over, nobody is left of the
// customer who waited for it, in no row, change or command, and the log still
// holds.
func TestWaitersAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.stocked()
		w.must(w.h.PutStaff(context.Background(), []hub.StaffRow{
			{Staff: retail.Staff{ID: "s3", Name: "田中", Role: retail.RoleStaff, Stores: []retail.SiteID{shibuya}, Active: true}, PIN: "1234", Badge: "ST-3"},
		}))
		asks := &hand{w: w, dev: w.enrol(shibuya).Device, staff: "s3"}
		const who, phone = "ヤマダ タロウ", "08055554321"
		asks.give(retail.Applied, retail.KindAskTransfer, retail.AskTransfer{
			Transfer: transferID, From: shinjuku, To: shibuya, Why: retail.ForCustomer, Lines: []retail.TransferBit{{SKU: "SK-9", Class: retail.Regular, Qty: 1}},
			For: &retail.TransferFor{Customer: retail.Customer{Kana: who, Phone: phone}},
		})
		w.postAll()
		if got := w.transfer(shibuya); got.For == nil || got.For.Made == "" {
			t.Fatalf("who waits is not known: %+v", got)
		}
		asks.give(retail.Applied, retail.KindCancelTransfer, retail.CancelTransfer{Transfer: transferID})
		w.postAll()
		w.clock.Advance(40 * 24 * time.Hour)
		for range 2 {
			w.must(w.h.Retire(t.Context(), w.clock.Now()))
		}
		if n, err := w.h.Purge(t.Context(), w.clock.Now()); n != 1 || err != nil {
			t.Errorf("%d forgotten, %v", n, err)
		}
		if n, err := w.h.Purge(t.Context(), w.clock.Now()); n != 0 || err != nil {
			t.Errorf("%d forgotten twice, %v", n, err)
		}
		w.sound()
		var everything strings.Builder
		for _, shop := range []retail.SiteID{shibuya, shinjuku} {
			p, err := w.s.Page(t.Context(), wire.StoreScope(shop), wire.Cursor{}, 1000, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range p.Changes {
				everything.Write(c.Data)
			}
		}
		for n := int64(1); ; n++ {
			r, err := w.s.Command(t.Context(), asks.dev, n)
			if err != nil {
				break
			}
			everything.Write(r.Raw)
		}
		for _, word := range []string{who, phone} {
			if strings.Contains(everything.String(), word) {
				t.Errorf("%q is still there", word)
			}
		}
		if !strings.Contains(everything.String(), string(transferID)) {
			t.Error("the search finds nothing at all")
		}
	})
}
