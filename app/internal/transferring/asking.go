package transferring

import (
	"cmp"
	"context"
	"slices"
	"time"

	"miseban/app/retail"
)

// Choice is a site that goods may come from, or go to.
type Choice struct {
	retail.Site
	Free  int // of the goods, as far as it is known
	Known bool
	AsOf  time.Time
}

// Choices returns the sites at the other end: those that have the goods first.
// An empty SKU is any goods.
func (s *Service) Choices(ctx context.Context, sku retail.SKUID) ([]Choice, error) {
	here, err := s.store.Site(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.store.Sites(ctx)
	if err != nil {
		return nil, err
	}
	var at time.Time
	stock := map[retail.SiteID]int{}
	if sku != "" {
		list, asOf, err := s.store.StockElsewhere(ctx, sku)
		if err != nil && retail.CodeOf(err) != retail.CodeNotFound {
			return nil, err
		}
		at = asOf
		for _, x := range list {
			stock[x.Site] = x.Available
		}
	}
	var out []Choice
	for _, x := range all {
		if x.ID != here.ID {
			out = append(out, Choice{Site: x, Free: stock[x.ID], Known: !at.IsZero(), AsOf: at})
		}
	}
	slices.SortStableFunc(out, func(a, b Choice) int {
		return cmp.Or(b.Free-a.Free, cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.No, b.No))
	})
	return out, nil
}

// Goods returns the goods of a SKU, CodeNotFound when there are none.
func (s *Service) Goods(ctx context.Context, sku retail.SKUID) (retail.SKU, error) {
	return s.store.SKU(ctx, sku)
}

// Request is what is asked of another shop.
type Request struct {
	From retail.SiteID
	SKU  retail.SKUID
	Qty  int
	Why  retail.TransferReason
	For  *retail.TransferFor
	Due  time.Time
}

// Ask asks another shop to send goods here (取り寄せ) and returns the transfer,
// which is 仮 until the hub has it. For a customer it says who waits, or it is
// CodeInvalid: what arrives is kept under that name.
func (s *Service) Ask(ctx context.Context, r Request) (retail.TransferID, error) {
	const op = "transferring.Ask"
	site, err := s.store.Site(ctx)
	if err != nil {
		return "", err
	}
	if r.Why == retail.ForCustomer && (r.For == nil || r.For.Customer.CallName() == "") {
		return "", retail.E(retail.CodeInvalid, op, "hint.hold_name", nil)
	}
	var waits *retail.TransferFor
	if r.For != nil {
		sku, err := s.store.SKU(ctx, r.SKU)
		if err != nil {
			return "", err
		}
		f := *r.For
		f.Goods = []retail.HoldLine{sku.ToHold(r.Qty)}
		waits = &f
	}
	id := retail.TransferID(s.ids.NewID())
	_, err = s.do(ctx, op, retail.KindAskTransfer, retail.AskTransfer{
		Transfer: id, From: r.From, To: site.ID, Why: r.Why, For: waits, Due: r.Due,
		Lines: []retail.TransferBit{{SKU: r.SKU, Class: retail.Regular, Qty: r.Qty}},
	})
	return id, err
}

// Send begins a transfer on the shop's own account: what is scanned into the
// boxes is what goes, and the goods named are to be found first. A member of staff
// below a leader has it approved first.
func (s *Service) Send(ctx context.Context, to retail.SiteID, why retail.TransferReason, goods ...retail.TransferBit) (retail.TransferID, error) {
	const op = "transferring.Send"
	site, err := s.store.Site(ctx)
	if err != nil {
		return "", err
	}
	id := retail.TransferID(s.ids.NewID())
	_, err = s.do(ctx, op, retail.KindAskTransfer, retail.AskTransfer{Transfer: id, From: site.ID, To: to, Why: why, Lines: goods})
	return id, err
}

// Receive begins to receive goods from outside the chain that nobody announced
// (予定のない入荷): whatever is scanned is what came.
func (s *Service) Receive(ctx context.Context) (retail.TransferID, error) {
	const op = "transferring.Receive"
	site, err := s.store.Site(ctx)
	if err != nil {
		return "", err
	}
	id := retail.TransferID(s.ids.NewID())
	_, err = s.do(ctx, op, retail.KindAskTransfer, retail.AskTransfer{Transfer: id, From: retail.Outside, To: site.ID, Why: retail.Delivery})
	return id, err
}

// Approve promises the pieces of each line that are named.
func (s *Service) Approve(ctx context.Context, id retail.TransferID, lines []retail.TransferBit) error {
	_, err := s.do(ctx, "transferring.Approve", retail.KindApproveTransfer, retail.ApproveTransfer{Transfer: id, Lines: lines})
	return err
}

// Decline says that this shop does not send it.
func (s *Service) Decline(ctx context.Context, id retail.TransferID, why retail.TransferRefusal) error {
	_, err := s.do(ctx, "transferring.Decline", retail.KindDeclineTransfer, retail.DeclineTransfer{Transfer: id, Why: why})
	return err
}

// Cancel takes back what this shop began.
func (s *Service) Cancel(ctx context.Context, id retail.TransferID) error {
	_, err := s.do(ctx, "transferring.Cancel", retail.KindCancelTransfer, retail.CancelTransfer{Transfer: id})
	return err
}

// Settle books what became of pieces that do not agree.
func (s *Service) Settle(ctx context.Context, id retail.TransferID, d retail.Difference, how retail.Settling) error {
	_, err := s.do(ctx, "transferring.Settle", retail.KindSettleTransfer, retail.SettleTransfer{
		Transfer: id, SKU: d.SKU, Class: d.Class, Qty: d.Qty, How: how,
	})
	return err
}
