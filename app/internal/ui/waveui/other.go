package waveui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/widgets"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/assets"
)

// askOther is what else may be done in a round, each with what becomes of it.
func (s *round) askOther() {
	v := s.view
	list := []choice{{icon: assets.IconKeypad, text: s.c.T("wave.hand"), sub: s.c.T("wave.hand.sub"), do: s.byHand}}
	if len(v.Zones) > 1 {
		list = append(list, choice{icon: assets.IconShelf, text: s.c.T("wave.rezone"), sub: s.c.T("wave.rezone.sub", "zone", zoneOf(s.c, v.Zone)), do: s.askZone})
	}
	if v.Wave.State == retail.WaveOpen {
		list = append(list, choice{icon: assets.IconPlus, text: s.c.T("wave.add"), sub: s.c.T("wave.add.sub"), do: s.askAdd})
	}
	if len(leavers(v)) > 0 {
		list = append(list, choice{icon: assets.IconMinus, text: s.c.T("wave.leave"), sub: s.c.T("wave.leave.sub"), do: s.askLeave})
	}
	list = append(list, choice{icon: assets.IconReturn, text: s.c.T("wave.pass"), sub: s.c.T("wave.pass.sub"), do: s.beginPass})
	for _, k := range v.Others {
		list = append(list, choice{icon: assets.IconUser, text: s.c.T("wave.over", "name", k.Name), sub: s.c.T("wave.over.sub"), do: func() { s.takeOver(k) }})
	}
	if len(v.Others) > 0 {
		list = append(list, choice{icon: assets.IconCheck, text: s.c.T("wave.finish"), sub: s.c.T("wave.finish.sub"), do: s.finish})
	} else {
		list = append(list, choice{icon: assets.IconStop, text: s.c.T("wave.stop"), sub: s.c.T("wave.end.sub"), do: s.end})
	}
	s.choose(s.c.T("wave.other.title"), list...)
}

// askZone asks which part of the round is walked here.
func (s *round) askZone() {
	join := func(zone string) func() {
		return func() {
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Join(ctx, s.id, zone) })
		}
	}
	var list []choice
	for _, z := range s.view.Zones {
		list = append(list, choice{icon: assets.IconShelf, text: s.c.T("wave.join.zone", "zone", z), sub: takenBy(s.c, s.view.Others, z), do: join(z)})
	}
	list = append(list, choice{icon: assets.IconWalk, text: s.c.T("wave.join.all"), sub: s.c.T("wave.join.all.sub"), do: join("")})
	s.choose(s.c.T("wave.rezone"), list...)
}

// most is how many orders are offered at once.
const most = 8

// askAdd asks which order joins, before the first scan.
func (s *round) askAdd() {
	load.InTurn(&s.turns, s.p, func(ctx context.Context) (wave.Proposal, error) {
		return s.svc.Propose(ctx, wave.Wish{Size: most})
	}, func(p wave.Proposal, err error) {
		if err != nil {
			s.w.Fail(err)
			return
		}
		now := s.p.Clock().Now()
		var list []choice
		for _, o := range p.Orders[:min(most, len(p.Orders))] {
			m := addOf(s.c, o, now)
			list = append(list, choice{icon: assets.IconPlus, text: m.Title, sub: m.Sub, do: func() {
				s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Add(ctx, s.id, o.ID) })
			}})
		}
		if len(list) == 0 {
			s.stage.Toast(s.c.T("wave.add.none"), "", nil)
			return
		}
		s.choose(s.c.T("wave.add"), list...)
	})
}

// askLeave asks which order goes back to the queue.
func (s *round) askLeave() {
	var list []choice
	for _, t := range leavers(s.view) {
		list = append(list, choice{icon: assets.IconMinus, text: s.c.T("wave.leave.one", "letter", t.Letter, "number", t.Number, "name", t.Name), sub: s.c.T("common.items", "n", t.Total), do: func() {
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Leave(ctx, s.id, t.Order) })
		}})
	}
	s.choose(s.c.T("wave.leave"), list...)
}

// takeOver goes on with somebody else's part.
func (s *round) takeOver(k wave.Part) {
	s.load(func(ctx context.Context) (wave.View, error) { return s.svc.TakeOver(ctx, s.id, k.Device) })
}

// finish ends the part that is walked here; the others go on.
func (s *round) finish() {
	s.do(func(ctx context.Context) error { return s.svc.Finish(ctx, s.id) }, s.over)
}

// partDone is the round when nothing is left in the part that is walked here.
func (s *round) partDone(v wave.View) fyne.CanvasObject {
	open := max(v.Total-v.Done, 0)
	var list []fyne.CanvasObject
	if open > 0 {
		list = append(list, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("wave.rezone"), Icon: assets.IconShelf, OnTap: s.askZone}))
	}
	for _, k := range v.Others {
		list = append(list, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.c.T("wave.over", "name", k.Name), Icon: assets.IconUser, OnTap: func() { s.takeOver(k) }}))
	}
	return widgets.VBox(8, append([]fyne.CanvasObject{
		widgets.NewEmptyState(assets.IconCheck, s.c.T("wave.part.done"), s.c.T("wave.part.rest", "n", open, "names", namesOf(v.Others)), nil), s.totes(v, ""),
	}, list...)...)
}

// askTote is for a tote that is full, or whose label no scanner reads.
func (s *round) askTote() {
	h := s.view.Hand
	if h == nil {
		return
	}
	var list []choice
	if len(h.Totes) > 0 {
		list = append(list, choice{icon: assets.IconPlus, text: s.c.T("wave.tote.full"), sub: s.c.T("wave.tote.full.sub"), do: func() {
			s.more = true
			s.paint()
		}}, choice{icon: assets.IconTag, text: s.c.T("wave.tote.unread"), sub: s.c.T("wave.tote.unread.sub", "letter", h.Letter, "tote", h.Totes[0]), do: func() {
			load.InTurn(&s.turns, s.p, func(ctx context.Context) (wave.Found, error) { return s.svc.TapTote(ctx, s.id) }, s.judged)
		}})
	} else {
		list = append(list, choice{icon: assets.IconTag, text: s.c.T("wave.tote.unread"), sub: s.c.T("wave.tote.another"), do: func() {}})
	}
	s.choose(s.c.T("wave.tote.help"), list...)
}

// byHand asks for the digits of goods whose label no scanner reads.
func (s *round) byHand() {
	s.hand = &byhand.Model{}
	s.paint()
}

// typing shows the question for the digits. A scan still counts meanwhile.
func (s *round) typing() {
	e := byhand.Entry{Words: s.c, Model: *s.hand, Set: func(m byhand.Model) {
		s.hand = &m
		s.paint()
	}, Done: func(digits string, why retail.HandReason) {
		load.InTurn(&s.turns, s.p, func(ctx context.Context) (wave.Found, error) { return s.svc.Type(ctx, s.id, digits, why) }, s.judged)
	}}
	s.back = func() {
		if !e.Back() {
			s.hand = nil
			s.paint()
		}
	}
	sub := ""
	if st := s.view.Now(); st != nil {
		sub = st.Name
	}
	s.show(s.c.T("pick.hand.title"), sub, widgets.Column(e.Body(), byhand.Width), e.Action())
}
