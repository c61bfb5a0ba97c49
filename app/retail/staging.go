package retail

import "time"

// decideStageBag: a bag lies in its place. A bag scanned again moves there.
func decideStageBag(o *Order, st State, c Command, b StageBag) Decision {
	d := Decision{Verdict: Applied, Order: o}
	if bag := o.Bag(b.Label); bag != nil {
		bag.Slot, bag.Staff, bag.At, bag.Checked, bag.Warm = b.Slot, c.Staff, c.At, time.Time{}, b.Warm
		d.seen(o, bag)
	} else {
		o.Bags = append(o.Bags, Bag{Label: b.Label, No: b.No, Slot: b.Slot, Staff: c.Staff, At: c.At, Warm: b.Warm})
	}
	o.Slot = b.Slot
	if o.State.Over() || o.State == Expired {
		d.Code = Clashed
		d.raise(st, c, ExStateClash, 0, 0)
	}
	return d
}

// decideStage: every bag lies in its place, so the customer may be told. The
// hub sends the notice; without an address staff tell the customer. The chain's
// own deadline runs from here.
func decideStage(o *Order, st State, c Command, _ StageOrder) Decision {
	d := Decision{Verdict: Applied}
	if o.State.Waiting() {
		d.Code = AlreadySo
		return d
	}
	if !o.State.CanBecome(Staged) && !o.State.CanBecomeLate(Staged) {
		d.Code = Clashed
		d.raise(st, c, ExStateClash, 0, 0)
		return d
	}
	complete := o.Settled() && len(o.Bags) > 0 && o.PickedPieces() > 0 && (!st.Shorts.Whole || o.Missing() == 0)
	o.State = Staged
	o.Claim, o.Wave, o.Totes, o.Pause = nil, "", nil, nil
	o.Notice = Notice{State: NoticeQueued, From: c.Device, Dseq: c.Dseq, At: c.At}
	if o.ByRule {
		o.Deadline = st.Pickups.Deadline(st.Site, c.At)
		o.Pickup.Expires = o.Deadline
	}
	step(o, c, o.Slot)
	d.Order = o
	if !complete {
		d.Code = Clashed
		d.raise(st, c, ExStagedIncomplete, 0, 0)
	}
	return d
}

// decideNoticeStart writes down that the notice is about to leave. Only an
// order that still waits may be announced; this is what keeps a notice from
// leaving for goods that the customer already has.
func decideNoticeStart(o *Order, _ State, c Command, b NoticeStart) Decision {
	if o.State != Staged && o.State != Notified || o.Notice.State != NoticeQueued {
		return rejected(WrongState)
	}
	o.Notice.start(c, b.MessageID)
	return Decision{Verdict: Applied, Order: o}
}

// decideNoticeResult books what became of a notice that was started, see Notice.end.
func decideNoticeResult(o *Order, st State, c Command, b NoticeResult) Decision {
	d := Decision{Verdict: Applied}
	if !b.State.isResult() {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	if !o.Notice.end(c, b.MessageID, b.State) {
		d.Code = AlreadySo
		return d
	}
	switch {
	case b.State == NoticeSent && o.State == Staged:
		o.State = Notified
	case b.State == NoticeQueued && o.State != Staged && o.State != Notified:
		o.Notice = Notice{} // nobody is to be told any more
	}
	step(o, c, b.State.String())
	d.Order = o
	return d
}

// decideNoticeResend: staff want the notice to leave again. It never leaves
// again by itself.
func decideNoticeResend(o *Order, _ State, c Command, _ NoticeResend) Decision {
	if o.State != Staged && o.State != Notified {
		return rejected(WrongState)
	}
	if o.Notice.waiting() {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	o.Notice = o.Notice.again(c)
	step(o, c, "")
	return Decision{Verdict: Applied, Order: o}
}

// decideTold: a member of staff told the customer, by phone or in person.
func decideTold(o *Order, _ State, c Command, _ Told) Decision {
	if o.State != Staged && o.State != Notified {
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	o.State = Notified
	o.Notice.State = NoticeTold
	o.Notice.At = c.At
	step(o, c, "")
	return Decision{Verdict: Applied, Order: o}
}
