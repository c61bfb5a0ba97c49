package simulate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"miseban/app/retail"
)

// pallet is the goods that come from outside the chain in the simulation. They lie on
// no shelf that anything else is taken from, so that older seeds mean what they meant.
const pallet retail.SKUID = "PALLET"

// dock is the chain's own system, which says what is coming (入荷予定).
type dock struct {
	w     *world
	dice  dice
	ids   ids
	plans []retail.DeliveryPlan // as they were told last
}

func (k *dock) begin() {
	k.dice, k.ids = roll(k.w.o.Seed, 140), ids{k.w, roll(k.w.o.Seed, 141)}
	k.w.after(k.dice.between(time.Hour, 6*time.Hour), k.announce)
}

// announce tells of a delivery, or that one has changed, and now and then all there
// is once more: a hub that was restored has forgotten some.
func (k *dock) announce() {
	if k.w.quiet {
		return
	}
	k.w.after(k.dice.between(2*time.Hour, 9*time.Hour), k.announce)
	if n := len(k.plans); n > 0 && k.dice.one(3) {
		p := &k.plans[k.dice.IntN(n)]
		p.Canceled, p.Lines = k.dice.one(4), k.lines()
		k.w.counts["deliveries changed"]++
		k.tell(*p)
		return
	}
	s := pick(k.dice, k.w.shops)
	p := retail.DeliveryPlan{
		Store: s.site.ID, Number: fmt.Sprintf("N-%d", len(k.plans)+1), From: retail.Outside, Sender: "みせばん商事", Due: k.w.now.Add(24 * time.Hour), Lines: k.lines(),
	}
	k.plans = append(k.plans, p)
	k.w.counts["deliveries announced"]++
	k.tell(p)
	if k.dice.one(5) {
		k.tell(k.plans...)
	}
}

func (k *dock) lines() []retail.TransferBit {
	return []retail.TransferBit{{SKU: pallet, Class: retail.Regular, Qty: 1 + k.dice.IntN(5)}}
}

func (k *dock) tell(plans ...retail.DeliveryPlan) {
	if k.w.hub.away() {
		return // it is told again in the end
	}
	_, err := k.w.hub.hub().Announce(k.w.ctx, plans, false)
	k.w.must("announce", err)
}

// unload lets staff of a terminal receive what comes from outside.
func (t *terminal) unload() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	w.after(t.docks.between(time.Hour, 4*time.Hour), t.unload)
	if t.app == nil {
		return
	}
	var all []*retail.Transfer
	err := t.app.Transfers(w.ctx, func(tr *retail.Transfer, _ bool) bool {
		if tr.Delivered() && (!tr.Over() || len(tr.Differences()) > 0) {
			all = append(all, tr)
		}
		return true
	})
	if !w.must("transfers", err) {
		return
	}
	slices.SortFunc(all, func(a, b *retail.Transfer) int { return cmp.Compare(a.ID, b.ID) })
	by := pick(t.docks, t.shop.staff)
	if len(all) == 0 || t.docks.one(8) {
		t.do(by, retail.KindAskTransfer, retail.AskTransfer{Transfer: retail.TransferID(w.dock.ids.NewID()), From: retail.Outside, To: t.shop.site.ID, Why: retail.Delivery})
		w.counts["deliveries of no plan"]++
		t.stir()
		return
	}
	tr := pick(t.docks, all)
	switch {
	case tr.In.State.Finished():
		how := pick(t.docks, []retail.Settling{retail.SettleLost, retail.SettleAccepted})
		t.do(by, retail.KindSettleTransfer, retail.SettleTransfer{Transfer: tr.ID, SKU: pallet, Class: retail.Regular, Qty: 1 + t.docks.IntN(3), How: how})
	case t.docks.one(5):
		t.do(by, retail.KindFinishTransfer, retail.FinishTransfer{Transfer: tr.ID, Blind: t.docks.one(2)})
	default:
		_, id, ok := t.do(by, retail.KindTakeIn, retail.TakeIn{Transfer: tr.ID, SKU: pallet, Qty: 1 + t.docks.IntN(3), Code: "PALLET", Damaged: t.docks.one(7)})
		if ok {
			w.counts["deliveries scanned"]++
		}
		if ok && t.docks.one(6) {
			t.do(by, retail.KindUndoTransfer, retail.UndoTransfer{Transfer: tr.ID, Scan: id})
		}
	}
	t.stir()
}

// checkDeliveries: what was unpacked of a delivery, on whatever terminals, is what the
// shop's copy says; what does not agree has an owner.
func (w *world) checkDeliveries() error {
	came := map[retail.TransferID]int{}
	undone, qty := map[retail.CommandID]bool{}, map[retail.CommandID]retail.TakeIn{}
	for _, d := range w.books.all {
		if d.lost != "" {
			continue
		}
		switch b := d.cmd.Body.(type) {
		case retail.TakeIn:
			qty[d.cmd.ID] = b
		case retail.UndoTransfer:
			undone[b.Scan] = true
		}
	}
	for id, b := range qty {
		if !undone[id] {
			came[b.Transfer] += b.Qty
		}
	}
	for _, s := range w.shops {
		list, err := w.inbox(s)
		if err != nil {
			return err
		}
		err = w.hub.store().Rows(w.ctx, s.scope(), retail.EntityTransfer, func(_ string, data []byte) error {
			var t retail.Transfer
			if err := json.Unmarshal(data, &t); err != nil || !t.Delivered() {
				return err
			}
			w.counts["deliveries checked"]++
			if n := t.Total(retail.TransferLine.Arrived); n != came[t.ID] {
				return fmt.Errorf("%d pieces of the delivery %s came to %s, and %d were unpacked", n, t.Number, s.site.ID, came[t.ID])
			}
			for _, d := range t.Differences() {
				owned := w.books.settled[clash{t.ID, d.Kind}] || slices.ContainsFunc(list, func(x retail.Exception) bool { return x.Transfer == t.ID && x.Kind == d.Kind && x.Assignee != "" })
				if !owned {
					return fmt.Errorf("nobody owns %+v of the delivery %s", d, t.Number)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
