package retail

import "testing"

func TestNotice(t *testing.T) {
	id := shopOrder().ID
	start := func(h *host, mail string) Decision {
		return h.do(5, "hub", KindNoticeStart, NoticeStart{Order: id, MessageID: mail})
	}
	result := func(h *host, mail string, s NoticeState) Decision {
		return h.do(6, "hub", KindNoticeResult, NoticeResult{Order: id, MessageID: mail, State: s})
	}
	notice := func(s NoticeState, attempt int) func(*host) bool {
		return func(h *host) bool { return h.order.Notice.State == s && h.order.Notice.Attempt == attempt }
	}
	tell(t, []story{
		{"sent", func(h *host) { h.stage(1, "sato"); start(h, "<1>"); result(h, "<1>", NoticeSent) }, Notified, notice(NoticeSent, 1), nil},
		{"the hub stopped in the middle", func(h *host) { h.stage(1, "sato"); start(h, "<1>"); result(h, "<1>", NoticeUnknown) }, Staged, notice(NoticeUnknown, 1), nil},
		{"not started twice", func(h *host) {
			h.stage(1, "sato")
			start(h, "<1>")
			if d := start(h, "<2>"); d.Verdict != Rejected {
				panic("started twice")
			}
		}, Staged, notice(NoticeSending, 1), nil},
		{"unknown is not started again unasked", func(h *host) {
			h.stage(1, "sato")
			start(h, "<1>")
			result(h, "<1>", NoticeUnknown)
			start(h, "<2>")
		}, Staged, notice(NoticeUnknown, 1), nil},
		{"sent again when asked", func(h *host) {
			h.stage(1, "sato")
			start(h, "<1>")
			result(h, "<1>", NoticeSent)
			h.do(7, "sato", KindNoticeResend, NoticeResend{Order: id})
			result(h, "<1>", NoticeFailed) // of the first, too late
			start(h, "<2>")
			result(h, "<2>", NoticeSent)
		}, Notified, notice(NoticeSent, 2), nil},
		{"asked for again while it is leaving", func(h *host) {
			h.stage(1, "sato")
			start(h, "<1>")
			h.do(7, "sato", KindNoticeResend, NoticeResend{Order: id})
		}, Staged, notice(NoticeSending, 1), nil},
		{"certainly not sent, so again", func(h *host) {
			h.stage(1, "sato")
			start(h, "<1>")
			result(h, "<1>", NoticeQueued)
			start(h, "<2>")
			result(h, "<1>", NoticeQueued) // of the first, too late
			result(h, "<2>", NoticeSent)
		}, Notified, notice(NoticeSent, 2), nil},
		{"unknown does not return to the queue", func(h *host) {
			h.stage(1, "sato")
			start(h, "<1>")
			result(h, "<1>", NoticeUnknown)
			result(h, "<1>", NoticeQueued)
		}, Staged, notice(NoticeUnknown, 1), nil},
		{"not sent, and handed over meanwhile", func(h *host) {
			h.stage(1, "sato")
			start(h, "<1>")
			h.do(5, "sato", KindCollect, Collect{Order: id, AmountTaxIn: 3000})
			h.do(5, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1"}})
			result(h, "<1>", NoticeQueued)
		}, HandedOver, notice(0, 0), nil},
		{"a result that is none", func(h *host) { h.stage(1, "sato"); start(h, "<1>"); result(h, "<1>", NoticeSending) }, Staged, notice(NoticeSending, 1), []ExceptionKind{ExStateClash}},
		{"handed over before it left", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "sato", KindCollect, Collect{Order: id, AmountTaxIn: 3000})
			h.do(2, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1"}})
			start(h, "<1>")
		}, HandedOver, notice(0, 0), nil},
		{"handed over while it left", func(h *host) {
			h.stage(1, "sato")
			start(h, "<1>")
			h.do(5, "sato", KindCollect, Collect{Order: id, AmountTaxIn: 3000})
			h.do(5, "sato", KindHandover, HandOver{Order: id, Bags: []string{"bag1"}})
			result(h, "<1>", NoticeSent)
		}, HandedOver, notice(NoticeSent, 1), nil},
		{"expired before it left", func(h *host) {
			h.stage(1, "sato")
			h.do(300, "hub", KindExpire, Expire{Order: id})
			start(h, "<1>")
		}, Expired, notice(0, 0), []ExceptionKind{ExPutBack}},
		{"told by phone", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "sato", KindTold, Told{Order: id})
			start(h, "<1>")
		}, Notified, notice(NoticeTold, 0), nil},
		{"no address", func(h *host) { h.stage(1, "sato"); result(h, "", NoticeNoAddress) }, Staged, notice(NoticeNoAddress, 0), nil},
		{"not of an order being picked", func(h *host) { h.pick(1, "sato", 1, 1); start(h, "<1>") }, Picking, notice(0, 0), nil},
		{"nor by a terminal", func(h *host) {
			h.stage(1, "sato")
			h.do(2, "sato", KindNoticeStart, NoticeStart{Order: id, MessageID: "<1>"})
		}, Staged, notice(NoticeQueued, 0), nil},
	})
}

// TestHubOnly: what only the hub can know is not believed from a terminal,
// and not lost either.
func TestHubOnly(t *testing.T) {
	h := begin(t)
	o := shopOrder()
	o.Pay = Payment{State: Prepaid}
	for kind, body := range map[Kind]Body{
		KindReceive: Receive{Order: o}, KindNoticeResult: NoticeResult{Order: o.ID, State: NoticeSent},
		KindNoticeStart: NoticeStart{Order: o.ID}, KindExpire: Expire{Order: o.ID},
	} {
		d := Decide(State{Order: h.order, Role: RoleHQ}, h.command(noon, "handy-1", "sato", kind, body))
		want := map[Nature]Verdict{Fact: Quarantined, Intent: Rejected}[kind.Nature()]
		if d.Verdict != want || d.Code != NotAllowed || d.Order != nil || len(d.Moves) > 0 || (want == Quarantined) != (len(d.Raise) == 1) {
			t.Errorf("%v: %+v", kind, d)
		}
	}
}
