package retail

import "time"

// noticeSkew is how far the clock of a terminal may be off that the hub has
// measured.
const noticeSkew = time.Minute

// NoticeAfterRestore returns what becomes of a queued notice on a hub that was
// restored from an older copy of its database at began: whether it left already
// stood in what was lost. known is what was written down of it elsewhere, 0 for
// nothing; whole tells that everything was written down there that was started.
//
// What was started and not ended, and what may have been started where nobody
// wrote it down, is NoticeUnknown: it is not sent twice, and staff may send it
// again.
func NoticeAfterRestore(n Notice, began time.Time, whole bool, known NoticeState) NoticeState {
	switch {
	case n.State != NoticeQueued || began.IsZero():
		return n.State
	case known == NoticeSending:
		return NoticeUnknown
	case known != 0 && known != NoticeQueued:
		return known
	case !whole && n.At.Before(began.Add(noticeSkew)):
		return NoticeUnknown
	}
	return NoticeQueued
}
