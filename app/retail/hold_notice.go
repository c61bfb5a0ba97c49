package retail

// Announced tells whether the customer of the hold may be told that it lies
// ready: it is promised, in the shop whose books these are, and all of it is put by.
func (h *Hold) Announced() bool { return h.State == HoldHeld && h.ToKeep() == 0 && h.Aside() > 0 }

// ToTell tells whether staff have to tell the customer themselves: no mail can, or
// nobody knows whether one did.
func (h *Hold) ToTell() bool {
	s := h.Notice.State
	return h.State == HoldHeld && (s == NoticeNoAddress || s == NoticeFailed || s == NoticeUnknown)
}

// putNotice notes how far the notice of a hold came. The stock books have nothing
// to do with it.
func (d *Decision) putNotice(c Command, h *Hold, what string) {
	holdStep(h, c, what)
	d.Holds = append(d.Holds, h)
}

// decideHoldNotice writes down that the notice is about to leave: only for what is
// promised and put by, see decideNoticeStart.
func decideHoldNotice(h *Hold, _ State, c Command, b HoldNotice) Decision {
	if h.Store != c.Store || !h.Announced() || h.Notice.State != NoticeQueued {
		return rejected(WrongState)
	}
	h.Notice.start(c, b.MessageID)
	d := Decision{Verdict: Applied}
	d.putNotice(c, h, "")
	return d
}

// decideHoldNoticed books what became of the notice of a hold, by the rules of
// decideNoticeResult.
func decideHoldNoticed(h *Hold, st State, c Command, b HoldNoticed) Decision {
	d := Decision{Verdict: Applied}
	if !b.State.isResult() {
		d.clash(st, c, ExStateClash, 0, 0)
		return d
	}
	if !h.Notice.end(c, b.MessageID, b.State) {
		d.Code = AlreadySo
		return d
	}
	if b.State == NoticeQueued && h.State != HoldHeld && h.State != HoldBroken {
		h.Notice = Notice{} // nobody is to be told any more
	}
	d.putNotice(c, h, b.State.String())
	return d
}

// decideHoldRenotice: staff want the notice of a hold to leave again. It never
// leaves again by itself.
func decideHoldRenotice(h *Hold, _ State, c Command, _ RenoticeHold) Decision {
	switch {
	case h.Store != c.Store || !h.Announced() || h.Notice.State == 0:
		return rejected(WrongState)
	case h.Notice.waiting():
		return Decision{Verdict: Applied, Code: AlreadySo}
	}
	h.Notice = h.Notice.again(c)
	d := Decision{Verdict: Applied}
	d.putNotice(c, h, "")
	return d
}

// decideHoldTold: a member of staff told the customer of a hold.
func decideHoldTold(h *Hold, _ State, c Command, _ ToldHold) Decision {
	d := Decision{Verdict: Applied}
	if h.Store != c.Store || h.State != HoldHeld || h.Notice.State == 0 {
		d.Code = AlreadySo
		return d
	}
	h.Notice.State, h.Notice.At = NoticeTold, c.At
	d.putNotice(c, h, "")
	return d
}
