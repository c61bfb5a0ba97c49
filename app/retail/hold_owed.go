package retail

import "slices"

// owedTask is the one entry about money that was taken for a hold which has ended.
func owedTask(id HoldID) ExceptionID { return ExceptionID("owed-" + string(id)) }

// owes tells whether the hold has ended with the customer's money here and the goods
// not with the customer. A hold that was broken or declined has an entry of its own.
func (h *Hold) owes() bool {
	return h.PaidTaxIn > 0 && (h.State == HoldReleased || h.State == HoldExpired)
}

// ours tells whether the customer of the hold is one of the site: it asked for it, or
// nobody else did.
func (h *Hold) ours(site SiteID) bool { return h.From == "" || h.From == site }

// owe opens or closes the entry about the money of a hold that is not what it was: the
// shop that knows the customer gives it back, or the goods after all.
func (d *Decision) owe(was, h *Hold, c Command) {
	told := slices.Contains(d.Close, holdTask(h.ID)) && !h.repaid() // by the entry that is closed now
	if was == nil || !h.ours(c.Store) || was.owes() == h.owes() && !(h.owes() && told) {
		return
	}
	if !h.owes() {
		d.Close = append(d.Close, owedTask(h.ID))
		return
	}
	if slices.ContainsFunc(d.Raise, func(x Exception) bool { return x.ID == holdTask(h.ID) }) {
		return // it says so already
	}
	verdict := d.Verdict
	d.raise(State{}, c, ExHoldOwed, 0, h.Pieces())
	x := &d.Raise[len(d.Raise)-1]
	x.ID = owedTask(h.ID)
	x.about(h)
	d.Verdict = verdict // a task, not a clash
}

// repaid tells whether the till gave everything back that it had rung for the hold.
func (h *Hold) repaid() bool {
	for _, l := range h.Lines {
		if l.Rung > 0 {
			return false
		}
	}
	return true
}
