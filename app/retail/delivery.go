package retail

import (
	"cmp"
	"slices"
	"time"
)

// DeliveryPlan is goods that the chain's own system says are coming (入荷予定).
// Store and Number name it for ever.
type DeliveryPlan struct {
	Store    SiteID
	Number   string
	From     SiteID // a warehouse of the chain, or Outside
	Sender   string // the supplier as people say it, empty where From says enough
	Due      time.Time
	Lines    []TransferBit
	Canceled bool
}

// DeliveryID is the transfer that receives what was announced.
func DeliveryID(store SiteID, number string) TransferID {
	return TransferID(DerivedCommandID("delivery", string(store), number))
}

// Told returns the plan as the word of the sender, and false when the copy of the
// shop says so already; was is nil when it has none. rev must grow with each word.
func (p DeliveryPlan) Told(was *Transfer, at time.Time, rev int64) (TransferTold, bool) {
	t := Transfer{
		ID: DeliveryID(p.Store, p.Number), From: p.From, To: p.Store, By: p.From, Why: Delivery, Plan: p.Number, Sender: p.Sender, Due: p.Due,
		Asked: Step{Kind: KindAskTransfer, At: at},
		Out:   TransferOut{State: InTransit, At: at, Sent: at, Rev: rev},
	}
	t.Number = TransferNumber(t.ID)
	if p.Canceled {
		t.Out.State, t.Out.Sent = TransferCanceled, time.Time{}
	}
	for _, b := range p.Lines {
		if b.Qty > 0 && !p.Canceled {
			t.Lines = append(t.Lines, TransferLine{SKU: b.SKU, Class: b.Class, Asked: b.Qty, Approved: b.Qty, Picked: b.Qty, Sent: b.Qty})
		}
	}
	if was == nil {
		return TransferTold{By: p.From, Transfer: t}, !p.Canceled
	}
	t.From, t.By = was.From, was.By // where it comes from does not change under a number
	if was.Out.Rev >= rev {
		t.Out.Rev = was.Out.Rev + 1
	}
	same := was.Out.State.ended() == p.Canceled && was.Due.Equal(p.Due) && was.Sender == p.Sender
	return TransferTold{By: t.By, Transfer: t}, !same || !slices.Equal(sentBits(was), sentBits(&t))
}

// Planned returns what was announced to come with the transfer, in the order of
// its lines.
func (t *Transfer) Planned() []TransferBit {
	var out []TransferBit
	for _, l := range t.Lines {
		if l.Sent > 0 {
			out = append(out, TransferBit{SKU: l.SKU, Class: l.Class, Qty: l.Sent})
		}
	}
	return out
}

func sentBits(t *Transfer) []TransferBit {
	out := t.Planned()
	slices.SortFunc(out, func(a, b TransferBit) int { return cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Class, b.Class)) })
	return out
}
