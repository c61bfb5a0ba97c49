package retail

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestRemindAt: days on which the shop is closed do not count, and the shop is open
// when the letter leaves.
func TestRemindAt(t *testing.T) {
	s := Site{Opens: "10:00", Closes: "20:00", Closed: Closing{Days: []ClosingDay{{Weekday: time.Wednesday}}}}
	for _, tc := range []struct {
		days           int
		deadline, want string
	}{
		{0, "2026-11-24 20:00", "2026-11-23 10:00"}, // the usual: one day before
		{1, "2026-11-26 20:00", "2026-11-24 10:00"}, // Wednesday the 25th is closed
		{3, "2026-11-27 20:00", "2026-11-23 10:00"},
		{NoExtension, "2026-11-27 20:00", ""},
	} {
		at, ok := PickupPolicy{RemindDays: tc.days}.RemindAt(s, tokyo(t, tc.deadline))
		if tc.want == "" {
			if ok {
				t.Errorf("%+v: %v", tc, at)
			}
			continue
		}
		if !ok || !at.Equal(tokyo(t, tc.want)) {
			t.Errorf("%+v: %v %v", tc, at.In(Japan), ok)
		}
	}
	if _, ok := (PickupPolicy{}).RemindAt(s, time.Time{}); ok {
		t.Error("reminded of no deadline")
	}
}

// TestRemindOnce: whatever happens, a customer is reminded once of a deadline, only
// after the first letter left, and never of goods that are not there for them.
func TestRemindOnce(t *testing.T) {
	reminded := 0
	rapid.Check(t, func(t *rapid.T) {
		h := newHost()
		o := shopOrder()
		o.Deadline = noon.Add(72 * time.Hour)
		h.do(0, "hub", KindReceive, Receive{Order: o})
		if rapid.IntRange(0, 3).Draw(t, "told") > 0 {
			h.stage(1, "sato")
			h.do(2, "hub", KindNoticeStart, NoticeStart{Order: o.ID, MessageID: "<1@hub>"})
			h.do(3, "hub", KindNoticeResult, NoticeResult{Order: o.ID, MessageID: "<1@hub>", State: NoticeSent})
		}
		of := map[time.Time]bool{}
		now := noon.Add(4 * time.Minute)
		take := func(c Command) {
			before := h.order.Clone()
			d := h.take(c)
			if c.Kind != KindRemind || d.Verdict != Applied {
				return
			}
			at, _ := PickupPolicy{}.RemindAt(Site{}, before.Deadline)
			switch {
			case of[before.Deadline]:
				t.Fatalf("reminded twice of %v", before.Deadline)
			case before.State != Notified || before.Notice.State != NoticeSent || now.Before(at) || !now.Before(before.Deadline):
				t.Fatalf("reminded at %v: %+v", now, before)
			case h.order.Notice.State != NoticeQueued || !h.order.Notice.Remind.Equal(before.Deadline):
				t.Fatalf("nothing leaves: %+v", h.order.Notice)
			}
			of[before.Deadline] = true
			reminded++
		}
		remind := func() { take(h.command(now, HubDevice, "", KindRemind, Remind{Order: o.ID})) }
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "minutes")) * time.Minute)
			if rapid.IntRange(0, 9).Draw(t, "remind") > 0 {
				remind()
			} else {
				take(drawCommand(t, h, now))
			}
		}
		if at, _ := (PickupPolicy{}).RemindAt(Site{}, h.order.Deadline); now.Before(at) { // chance alone comes there seldom
			now = at
			remind()
			remind()
		}
	})
	if reminded < 20 {
		t.Errorf("chance met %d reminders", reminded)
	}
}
