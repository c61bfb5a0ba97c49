package retail_test

import (
	"testing"
	"time"

	"miseban/app/retail"
)

// TestNoticeAfterRestore goes through every case: no notice that may have left
// stays in the queue, and none that certainly did not is taken out of it.
func TestNoticeAfterRestore(t *testing.T) {
	began := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	for _, at := range []time.Time{began.Add(-time.Hour), began.Add(30 * time.Second), began.Add(time.Hour)} {
		for _, whole := range []bool{false, true} {
			for _, known := range append([]retail.NoticeState{0}, retail.NoticeStates()...) {
				got := retail.NoticeAfterRestore(retail.Notice{State: retail.NoticeQueued, At: at}, began, whole, known)
				started := known != 0 && known != retail.NoticeQueued
				maybe := !whole && at.Before(began.Add(time.Minute))
				switch {
				case (started || maybe) == (got == retail.NoticeQueued):
					t.Errorf("at %v, whole %v, known %v: %v", at, whole, known, got)
				case started && known != retail.NoticeSending && got != known:
					t.Errorf("known %v became %v", known, got)
				case started && known == retail.NoticeSending && got != retail.NoticeUnknown:
					t.Errorf("under way became %v", got)
				}
			}
		}
	}
	for _, s := range retail.NoticeStates() {
		if got := retail.NoticeAfterRestore(retail.Notice{State: s}, time.Time{}, false, retail.NoticeSent); got != s {
			t.Errorf("never restored: %v became %v", s, got)
		}
		if got := retail.NoticeAfterRestore(retail.Notice{State: s}, began, false, retail.NoticeSent); s != retail.NoticeQueued && got != s {
			t.Errorf("%v became %v", s, got)
		}
	}
}
