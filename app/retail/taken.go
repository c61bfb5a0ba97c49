package retail

// takeSent takes up to n pieces from what is promised to another shop and not picked
// yet, and returns how many. That shop is told, and whoever promised them has to see
// to it. A transfer of which nothing is left to send is declined.
func (d *Decision) takeSent(was *Transfer, st State, c Command, b Sale, n int) int {
	if was.From != c.Store || !was.Out.State.toPick() {
		return 0
	}
	t := was.Clone()
	l := t.Line(b.SKU, b.Class)
	if l == nil || l.Open() == 0 {
		return 0
	}
	took := min(n, l.Open())
	l.Approved -= took
	t.step(c, SoldOut.String())
	if t.Total(func(l TransferLine) int { return max(l.Approved, l.Picked) }) == 0 {
		t.Out.State, t.Out.At, t.Out.Refusal = TransferDeclined, c.At, RefusedNotFound
	}
	other := d.Transfer
	d.Transfer = t
	d.followTransfer(was, st, c)
	d.Transfer = other
	d.Sends = append(d.Sends, t)

	d.oversold(nil, c, b.SKU, 0, took)
	x := &d.Raise[len(d.Raise)-1]
	x.Transfer, x.Number, x.Assignee = t.ID, t.Number, was.Out.Staff
	x.People = append([]Step{was.Asked, {Kind: KindApproveTransfer, At: was.Out.At, Staff: was.Out.Staff}}, x.People...)
	return took
}

// Sending tells whether pieces of the SKU are promised and still to be picked.
func (t *Transfer) Sending(sku SKUID) bool {
	for _, l := range t.Lines {
		if l.SKU == sku && l.Open() > 0 && t.Out.State.toPick() {
			return true
		}
	}
	return false
}
