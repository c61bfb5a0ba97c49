package simulate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
)

// crate is the goods that travel between shops in the simulation. They lie on no
// shelf that orders are picked from, so that older seeds mean what they meant.
const crate retail.SKUID = "CRATE"

// crates is how many of it a shop sends from: it is never short.
const crates = 1000

// transfers lets staff of a terminal do something about goods between shops.
func (t *terminal) transfers() {
	w := t.w
	if w.quiet || t.gone {
		return
	}
	if t.app != nil {
		t.transferStep()
		t.stir()
	}
	w.after(t.moves.between(20*time.Minute, 3*time.Hour), t.transfers)
}

// transferStep does the next thing about one of the shop's transfers, or begins
// one.
func (t *terminal) transferStep() {
	var all []*retail.Transfer
	err := t.app.Transfers(t.w.ctx, func(tr *retail.Transfer, _ bool) bool {
		if !tr.Delivered() && (!tr.Over() || len(tr.Differences()) > 0) {
			all = append(all, tr)
		}
		return true
	})
	if !t.w.must("transfers", err) {
		return
	}
	slices.SortFunc(all, func(a, b *retail.Transfer) int { return cmp.Compare(a.ID, b.ID) })
	if len(all) == 0 || t.moves.one(6) {
		t.askTransfer()
		return
	}
	tr := pick(t.moves, all)
	kind, body := t.nextOf(tr)
	if body != nil {
		t.do(pick(t.moves, t.shop.staff), kind, body)
	}
}

func (t *terminal) askTransfer() {
	other := pick(t.moves, t.w.shops)
	if other == t.shop {
		return
	}
	b := retail.AskTransfer{
		Transfer: retail.TransferID(t.w.ids.NewID()), From: other.site.ID, To: t.shop.site.ID, Why: retail.ForShelf,
		Lines: []retail.TransferBit{{SKU: crate, Class: retail.Regular, Qty: 1 + t.moves.IntN(4)}},
	}
	if t.moves.one(3) {
		b.From, b.To, b.Lines, b.Why = b.To, b.From, nil, retail.ForSurplus
	} else {
		t.waits(&b)
	}
	t.do(pick(t.moves, t.shop.staff), retail.KindAskTransfer, b)
}

// nextOf is what somebody does about a transfer, sometimes the wrong thing.
func (t *terminal) nextOf(tr *retail.Transfer) (retail.Kind, retail.Body) {
	box := retail.BoxID(tr.ID, 1+t.moves.IntN(2))
	bit := []retail.TransferBit{{SKU: crate, Class: retail.Regular, Qty: tr.Total(func(l retail.TransferLine) int { return l.Asked })}}
	if tr.Sends(t.shop.site.ID) {
		switch s := tr.Out.State; {
		case s == retail.TransferAsked && t.moves.one(6):
			return retail.KindDeclineTransfer, retail.DeclineTransfer{Transfer: tr.ID, Why: retail.RefusedNeeded}
		case s == retail.TransferAsked:
			if bit[0].Qty == 0 {
				bit = nil
			}
			return retail.KindApproveTransfer, retail.ApproveTransfer{Transfer: tr.ID, Lines: bit}
		case s == retail.TransferPicking && t.moves.one(3):
			return retail.KindDispatch, retail.Dispatch{Transfer: tr.ID}
		case s == retail.TransferApproved || s == retail.TransferPicking:
			return retail.KindPickTransfer, retail.PickTransfer{Transfer: tr.ID, SKU: crate, Class: retail.Regular, Qty: 1, Box: box, Code: "CRATE"}
		case len(tr.Out.Scans) > 0 && (s == retail.TransferDeclined || s == retail.TransferCanceled):
			return retail.KindUndoTransfer, retail.UndoTransfer{Transfer: tr.ID, Scan: tr.Out.Scans[0].Cmd}
		case len(tr.Differences()) > 0:
			how := pick(t.moves, []retail.Settling{retail.SettleKept, retail.SettleAgreed})
			return retail.KindSettleTransfer, retail.SettleTransfer{Transfer: tr.ID, SKU: crate, Class: retail.Regular, Qty: 1, How: how}
		}
		return 0, nil
	}
	switch {
	case tr.State() == retail.InTransit || tr.State() == retail.TransferReceiving:
		switch t.moves.IntN(6) {
		case 0:
			return retail.KindTakeBox, retail.TakeBox{Transfer: tr.ID, Box: box}
		case 1:
			return retail.KindFinishTransfer, retail.FinishTransfer{Transfer: tr.ID}
		}
		return retail.KindTakeIn, retail.TakeIn{Transfer: tr.ID, Box: box, SKU: crate, Qty: 1, Code: "CRATE", Damaged: t.moves.one(9)}
	case len(tr.Differences()) > 0:
		how := pick(t.moves, []retail.Settling{retail.SettleLost, retail.SettleAccepted})
		return retail.KindSettleTransfer, retail.SettleTransfer{Transfer: tr.ID, SKU: crate, Class: retail.Regular, Qty: 1, How: how}
	case tr.State() == retail.TransferAsked && t.moves.one(8):
		return retail.KindCancelTransfer, retail.CancelTransfer{Transfer: tr.ID}
	}
	return 0, nil
}

// checkTransfers: both shops' copies of a transfer agree, what does not agree is
// owned in both inboxes, and nothing on its way was lost or made.
func (w *world) checkTransfers() error {
	copies := map[retail.TransferID]map[retail.SiteID]retail.Transfer{}
	for _, s := range w.shops {
		err := w.hub.store().Rows(w.ctx, s.scope(), retail.EntityTransfer, func(_ string, data []byte) error {
			var t retail.Transfer
			err := json.Unmarshal(data, &t)
			if t.Delivered() {
				return err // see checkDeliveries
			}
			if copies[t.ID] == nil {
				copies[t.ID] = map[retail.SiteID]retail.Transfer{}
			}
			copies[t.ID][s.site.ID] = t
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, id := range keys(copies) {
		all := copies[id]
		for site, t := range all {
			from, to := all[t.From], all[t.To]
			if w.books.forgot(retail.Ref{Entity: retail.EntityTransfer, ID: string(id)}) {
				w.counts["transfers one side of which forgot what it did"]++
				continue
			}
			if from.ID == "" || to.ID == "" {
				if site == t.From && t.By == t.From && t.Out.Rev == 0 || t.Over() {
					continue // nobody was told yet, or it is out of the other feed
				}
				if w.faults["hub restored"]+w.faults["hub copied back without an epoch"] > 0 && len(t.Differences()) > 0 {
					w.counts["differences of transfers that a restore opened again"]++ // in this shop's inbox: its settling came in before what it settled
					continue
				}
				return fmt.Errorf("transfer %s is in %s alone", id, site)
			}
			if from.In.State != to.In.State || from.Out.State.Left() != to.Out.State.Left() || differences(from) != differences(to) {
				return fmt.Errorf("the copies of %s do not agree: %v %v %s, %v %v %s", id, from.Out.State, from.In.State, differences(from), to.Out.State, to.In.State, differences(to))
			}
		}
	}
	return nil
}

func differences(t retail.Transfer) string {
	var out []string
	for _, d := range t.Differences() {
		out = append(out, fmt.Sprint(d))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
