package retail

import (
	"strings"

	"github.com/google/uuid"
)

// ArrivalHold is the ID of the hold that keeps what came with a transfer for the
// customer who waits for it. It follows from the transfer's, so that there is
// never a second one.
func ArrivalHold(id TransferID) HoldID {
	return HoldID(uuid.NewSHA1(orderSpace, []byte("hold\x00"+string(id))).String())
}

// keepArrived makes the customer's hold of what came with a transfer, in the
// decision by which the receiver has finished: until then the transfer itself
// kept the pieces (see kept), so that there is no instant at which anybody else
// may have them. The number of the hold is that of the transfer, without its
// letter: staff look for one, and find the other.
func (d *Decision) keepArrived(st State, c Command, t *Transfer) {
	if t.For == nil || t.ForCustomer() == 0 {
		return
	}
	id := ArrivalHold(t.ID)
	_, tag := id.Label()
	h := &Hold{
		ID: id, Store: t.To, Number: strings.TrimPrefix(t.Number, "T-"), Tag: tag, State: HoldAsked,
		Customer: t.For.Customer, Pay: PayLater, MadeAt: c.At, Made: c.ID,
		Notice: Notice{State: NoticeQueued, From: c.Device, Dseq: c.Dseq, At: c.At},
	}
	for _, l := range t.Lines {
		n := min(l.Received, l.Asked)
		if n == 0 {
			continue
		}
		line := HoldLine{SKU: l.SKU, Name: string(l.SKU)}
		for _, g := range t.For.Goods {
			if g.SKU == l.SKU {
				line = g
			}
		}
		line.Class, line.Qty = l.Class, n
		h.Lines = append(h.Lines, line)
	}
	h.Lines = fresh(h.Lines)
	if !st.Now.IsZero() { // a terminal cannot know, and shows it as 仮
		p := st.Policy.Full()
		days := p.Days
		if t.For.Days > 0 {
			days = min(t.For.Days, p.MaxDays)
		}
		h.State, h.Until = HoldHeld, st.Site.LastCall(st.Now, days)
	}
	holdStep(h, c, t.Number)
	d.putHold(c, h)
}
