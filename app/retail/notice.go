package retail

// start notes that the notice is about to leave as the mail with the id.
func (n *Notice) start(c Command, id string) {
	n.State, n.MessageID, n.At = NoticeSending, id, c.At
	n.Attempt++
}

// isResult tells whether a notice that was started can end so. NoticeQueued says
// that it certainly did not leave, so that another try cannot double it.
func (v NoticeState) isResult() bool {
	switch v {
	case NoticeSent, NoticeUnknown, NoticeFailed, NoticeNoAddress, NoticeQueued:
		return true
	case NoticeSending, NoticeTold:
	}
	return false
}

// end books what became of the mail with the id, and tells whether that is news.
// Whatever may have left never returns to the queue by itself. A notice that was not
// started, as far as this hub knows, has a result only from its past, see
// NoticeAfterRestore, or because there is no address.
func (n *Notice) end(c Command, id string, to NoticeState) bool {
	if n.MessageID != id || n.State != NoticeSending && (n.State != NoticeQueued || to == NoticeQueued) {
		return false
	}
	n.State, n.At = to, c.At
	return true
}

// waiting tells whether the notice is to leave, or is about to.
func (n Notice) waiting() bool { return n.State == NoticeQueued || n.State == NoticeSending }

// again is the notice as staff want it to leave once more.
func (n Notice) again(c Command) Notice {
	return Notice{State: NoticeQueued, Attempt: n.Attempt, From: c.Device, Dseq: c.Dseq, At: c.At}
}
