package retail

import (
	"testing"
	"time"
)

// TestTransferToldAfterARestore: the sender's books went back to a copy from before
// they told that the goods had left. What they tell after that is newer than what
// the receiver heard in the life that is over, whatever its number was.
func TestTransferToldAfterARestore(t *testing.T) {
	w := newTwoShops(10)
	w.now = noon
	const id TransferID = "0199aaaa-bbbb-7ccc-8ddd-123456789abc"
	w.do(t, 0, otherShop, AskTransfer{Transfer: id, From: shop, To: otherShop, Why: ForCustomer, Lines: []TransferBit{bit("shirt", 2)}})
	w.post(t)
	old, level := w.copies[shop][id].Clone(), w.levels[StockKey{shop, "shirt", Regular}]
	approve := w.command(1, shop, ApproveTransfer{id, []TransferBit{bit("shirt", 2)}})
	pick := w.command(2, shop, PickTransfer{Transfer: id, SKU: "shirt", Class: Regular, Qty: 1, Box: BoxID(id, 1)})
	w.take(t, approve)
	w.take(t, pick)
	w.do(t, 3, shop, Dispatch{id})
	w.post(t)
	if got := w.copies[otherShop][id].Out.State; got != InTransit {
		t.Fatalf("the receiver has %v", got)
	}

	w.copies[shop][id], w.levels[StockKey{shop, "shirt", Regular}] = old, level
	w.now = noon.Add(time.Hour)
	delete(w.known, approve.ID)
	delete(w.known, pick.ID)
	w.take(t, approve)
	w.take(t, pick) // that the goods left is lost
	w.post(t)
	if here, there := w.copies[shop][id].Out.State, w.copies[otherShop][id].Out.State; here != there {
		t.Errorf("the sender says %v, the receiver has %v", here, there)
	}
}
