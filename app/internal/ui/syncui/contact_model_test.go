package syncui

import (
	"testing"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/assets/words"
)

func TestContactOf(t *testing.T) {
	now := time.Date(2026, 11, 22, 11, 20, 0, 0, time.FixedZone("JST", 9*3600))
	c := catalog(t, words.Ja)
	for _, k := range []struct {
		name string
		said pickup.Contact
		at   time.Duration // the hub's word is so old
		want contactModel
	}{
		{"all there", pickup.Contact{Arrived: 1877, Seen: now}, 0, contactModel{Recorded: "1,877", Arrived: "1,877", Word: "届いています", Seen: "11:20"}},
		{"on its way", pickup.Contact{Arrived: 5, Unsent: 2, Seen: now.Add(-time.Minute)}, 0, contactModel{Recorded: "7", Arrived: "5", Word: "未送信 2件", Seen: "11:19"}},
		{"without a line", pickup.Contact{Arrived: 2306, Unsent: 4, Seen: now.Add(-3 * time.Minute)}, 0, contactModel{Recorded: "2,310", Arrived: "2,306", Word: "オフライン 3分・未送信 4件", Seen: "11:17"}},
		{"switched off", pickup.Contact{Arrived: 9, Seen: now.Add(-26 * time.Hour)}, 0, contactModel{Recorded: "9", Arrived: "9", Word: "オフライン 26時間", Seen: "11月21日(土)"}},
		{"never heard of", pickup.Contact{}, 0, contactModel{Recorded: "0", Arrived: "0", Word: "まだつながっていません"}},
		{"this one has no line", pickup.Contact{Arrived: 9, Seen: now.Add(-time.Hour)}, time.Hour, contactModel{Recorded: "9", Arrived: "9", Word: "届いています", Seen: "10:20"}},
	} {
		said := pickup.Contacts{At: now.Add(-k.at), Of: map[retail.DeviceID]pickup.Contact{"d": k.said}}
		got := contactOf(c, "d", said, now)
		if got.Recorded != k.want.Recorded || got.Arrived != k.want.Arrived || got.Word != k.want.Word || got.Seen != k.want.Seen || !got.Known {
			t.Errorf("%s: %+v", k.name, got)
		}
		if old := asOf(c, said, now); (old != "") != (k.at > 0) {
			t.Errorf("%s: as of %q", k.name, old)
		}
	}
	if got := contactOf(c, "other", pickup.Contacts{}, now); got.Known || got.Recorded != "–" {
		t.Errorf("nothing was said, and shown is %+v", got)
	}
}

// TestThisTerminalCountsItself: its own figures are of now, whatever the hub said.
func TestThisTerminalCountsItself(t *testing.T) {
	now := time.Date(2026, 11, 22, 11, 20, 0, 0, time.FixedZone("JST", 9*3600))
	all := []pickup.Terminal{{Terminal: retail.Terminal{ID: "d", Name: "カウンター1"}, Here: true}}
	s := Summary{Recorded: 12, Arrived: 8, Unsent: 4, OfflineSince: now.Add(-3 * time.Minute)}
	rows := shopRows(catalog(t, words.Ja), all, pickup.Contacts{}, s, now)
	if r := rows[0]; r.Recorded != "12" || r.Arrived != "8" || r.Word != "オフライン 3分・未送信 4件" || r.Sub != "この端末" || r.Seen != "11:17" {
		t.Errorf("%+v", r)
	}
}
