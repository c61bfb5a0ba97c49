// Package syncui holds the page 記録と送信: what this terminal recorded, what of
// it has reached head office, and what became of it there.
package syncui

import (
	"time"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// Summary is the totals of this terminal.
type Summary struct {
	Recorded     int // ever
	Arrived      int // of them judged by the hub
	Unsent       int
	LastRecorded time.Time // zero: never
	LastArrived  time.Time // when the hub last answered; zero: never
	// Answer is why the hub did not take what was sent last, zero when it did:
	// CodeOffline, CodeRevoked, CodeUpgrade, CodeBusy and so on.
	Answer retail.Code
	// Resend of ResendOf records are sent again to a hub that was restored from a
	// copy; both are 0 when it knows them all.
	Resend, ResendOf int
	Skew             time.Duration // hub's clock minus this terminal's
	Counter          string        // the terminal that is the 受渡端末, empty for none
	CounterMine      bool          // it is this one
	// CutSince is since when the shop's relay is cut off from the chain's hub: the
	// shop goes on, the rest of the chain is not told. Zero while it is not.
	CutSince time.Time
	// OfflineSince is when the line broke, zero while it holds.
	OfflineSince time.Time
}

// Entry is one recorded command.
type Entry struct {
	Dseq    int64 // its number on this terminal
	Kind    retail.Kind
	At      time.Time
	Staff   string         // family name, empty when nobody was signed in
	StaffEn string         // may be empty
	Order   string         // number of the order it is about, may be empty
	Verdict retail.Verdict // zero: unsent
	Code    retail.VerdictCode
	// Confirmed tells that the shop's state as the hub has it, with this in it, is
	// on this terminal.
	Confirmed bool
}

// skewFrom is how far a terminal's own clock may be off before somebody should
// set it. Nothing is ordered by it, but times are shown by it.
const skewFrom = 5 * time.Minute

// longOffline is when being away from the hub begins to matter.
const longOffline = 4 * time.Hour

// noteModel is one calm line about this terminal.
type noteModel struct {
	Icon assets.Icon
	Tone widgets.Tone
	Text string
}

// notesOf are what else is to be known of this terminal.
func notesOf(c words.Catalog, s Summary, now time.Time) []noteModel {
	var out []noteModel
	add := func(icon assets.Icon, tone widgets.Tone, text string) { out = append(out, noteModel{icon, tone, text}) }
	if s.ResendOf > 0 {
		add(assets.IconReturn, widgets.ToneAmber, c.T("records.resend", "n", s.ResendOf-s.Resend, "all", s.ResendOf))
	}
	if s.Answer == retail.CodeUpgrade {
		add(assets.IconArrow, widgets.ToneBlue, c.T("records.update"))
	}
	if !s.OfflineSince.IsZero() && now.Sub(s.OfflineSince) >= longOffline {
		add(assets.IconOff, widgets.ToneAmber, c.T("records.long", "time", c.Span(now.Sub(s.OfflineSince))))
	}
	if !s.CutSince.IsZero() {
		add(assets.IconHead, widgets.ToneGrey, c.T("records.cut", "time", c.Span(now.Sub(s.CutSince))))
	}
	if s.Skew.Abs() > skewFrom {
		add(assets.IconClock, widgets.ToneAmber, c.T("records.skew", "time", c.Span(s.Skew.Abs())))
	}
	switch {
	case s.CounterMine:
		add(assets.IconHub, widgets.ToneGreen, c.T("lease.mine"))
	case s.Counter != "":
		add(assets.IconHub, widgets.ToneGrey, c.T("lease.other", "terminal", s.Counter))
	}
	return out
}

// totals is the head of the page in words.
type totals struct {
	Recorded, Arrived         string
	RecordedTime, ArrivedTime string
	All                       bool // everything has arrived
	Word, Detail              string
	Icon                      assets.Icon
	Tone                      widgets.Tone
	Note                      string // why something waits, or what cannot be done meanwhile
	Notes                     []noteModel
}

// totalsOf puts a summary into words.
func totalsOf(c words.Catalog, s Summary, now time.Time) totals {
	t := totals{
		Recorded: c.Number(s.Recorded), Arrived: c.Number(s.Arrived),
		RecordedTime: when(c, "records.last.recorded", s.LastRecorded, now),
		ArrivedTime:  when(c, "records.last.arrived", s.LastArrived, now),
		All:          s.Unsent == 0, Icon: assets.IconCheck, Tone: widgets.ToneGreen,
		Word: c.T("records.all"), Detail: c.T("records.unsent", "n", s.Unsent), Notes: notesOf(c, s, now),
	}
	switch {
	case !t.All && !s.OfflineSince.IsZero():
		t.Word, t.Icon, t.Tone = c.T("records.offline", "time", c.Span(now.Sub(s.OfflineSince))), assets.IconOff, widgets.ToneGrey
	case !t.All:
		t.Word, t.Icon, t.Tone = c.T("records.sending"), assets.IconArrow, widgets.ToneAmber
	}
	switch {
	case s.Answer != 0 && s.Answer != retail.CodeOffline && s.Answer != retail.CodeUpgrade:
		t.Note = c.T("error." + s.Answer.String())
		t.Icon, t.Tone = assets.IconExcl, widgets.ToneRed
		if !t.All {
			t.Word = c.T("records.stopped")
		}
	case !t.All:
		t.Note = c.T("records.locked")
	}
	return t
}

// step is what the thumb can do on the page.
type step uint8

const (
	stepSync  step = iota + 1 // send and take in now
	stepDoing                 // that is being done
	stepAgain                 // the hub has no such terminal: enrol again
)

// stepOf tells what can be done.
func stepOf(s Summary, sending bool) step {
	switch {
	case s.Answer == retail.CodeUnknownTerminal:
		return stepAgain
	case sending:
		return stepDoing
	}
	return stepSync
}

// waiting holds the place of the totals while they are read.
func waiting(c words.Catalog) totals {
	return totals{Recorded: "–", Arrived: "–", RecordedTime: " ", ArrivedTime: " ", Word: c.T("common.loading"), Detail: " ", Icon: assets.IconClock, Tone: widgets.ToneGrey}
}

// when says a time under a heading, with the day when it is not today.
func when(c words.Catalog, key string, t, now time.Time) string {
	if t.IsZero() {
		return c.T(key, "time", c.T("records.never"))
	}
	return c.T(key, "time", moment(c, t, now))
}

// moment is a clock time, with the day when it is not today.
func moment(c words.Catalog, t, now time.Time) string {
	t = t.In(now.Location())
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return c.Clock(t)
	}
	return c.DayClock(t)
}

// row is one entry in words.
type row struct {
	What, Order, Who, When string
	Why                    string // said by a verdict that is not plain
	Verdict                string
	Icon                   assets.Icon
	Tone                   widgets.Tone
}

// rowOf puts an entry into words.
func rowOf(c words.Catalog, e Entry, now time.Time) row {
	r := row{What: c.T("records.kind." + e.Kind.String()), Order: e.Order, Who: page.Name(c, e.Staff, e.StaffEn), When: moment(c, e.At, now)}
	r.Icon, r.Tone, r.Verdict = verdictLook(c, e)
	switch {
	case e.Verdict == 0 || e.Verdict == retail.Applied:
	case e.Code != 0:
		r.Why = c.T("verdict." + e.Code.String())
	case e.Verdict == retail.Quarantined:
		r.Why = c.T("verdict.unknown_command")
	}
	return r
}

// verdictLook is how far a record has come: unsent, sent, confirmed. Red is for
// what somebody must look at.
func verdictLook(c words.Catalog, e Entry) (assets.Icon, widgets.Tone, string) {
	switch e.Verdict {
	case retail.Applied:
		if !e.Confirmed {
			return assets.IconCheck, widgets.ToneTeal, c.T("records.verdict.sent")
		}
		return assets.IconChecks, widgets.ToneGreen, c.T("records.verdict.applied")
	case retail.AppliedException, retail.Quarantined:
		look := theme.ExceptionLook()
		return look.Icon, widgets.Tone{Ink: look.Ink, Soft: look.Soft}, c.T("records.verdict.exception")
	case retail.Rejected:
		return assets.IconCross, widgets.ToneGrey, c.T("records.verdict.rejected")
	}
	return assets.IconClock, widgets.ToneAmber, c.T("records.verdict.unsent")
}
