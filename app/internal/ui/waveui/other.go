package waveui

import (
	"context"

	"fyne.io/fyne/v2"

	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/task"
	"miseban/app/internal/ui/widgets"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/assets"
)

// askOther is what else may be done in a round, each with what becomes of it.
func (s *round) askOther() {
	v := s.view
	list := []task.Choice{{Icon: assets.IconKeypad, Text: s.C.T("wave.hand"), Sub: s.C.T("wave.hand.sub"), Do: s.byHand}}
	if len(v.Zones) > 1 {
		list = append(list, task.Choice{Icon: assets.IconShelf, Text: s.C.T("wave.rezone"), Sub: s.C.T("wave.rezone.sub", "zone", zoneOf(s.C, v.Zone)), Do: s.askZone})
	}
	if v.Wave.State == retail.WaveOpen {
		list = append(list, task.Choice{Icon: assets.IconPlus, Text: s.C.T("wave.add"), Sub: s.C.T("wave.add.sub"), Do: s.askAdd})
	}
	if len(leavers(v)) > 0 {
		list = append(list, task.Choice{Icon: assets.IconMinus, Text: s.C.T("wave.leave"), Sub: s.C.T("wave.leave.sub"), Do: s.askLeave})
	}
	list = append(list, task.Choice{Icon: assets.IconReturn, Text: s.C.T("wave.pass"), Sub: s.C.T("wave.pass.sub"), Do: s.beginPass})
	for _, k := range v.Others {
		list = append(list, task.Choice{Icon: assets.IconUser, Text: s.C.T("wave.over", "name", k.Name), Sub: s.C.T("wave.over.sub"), Do: func() { s.takeOver(k) }})
	}
	if len(v.Others) > 0 {
		list = append(list, task.Choice{Icon: assets.IconCheck, Text: s.C.T("wave.finish"), Sub: s.C.T("wave.finish.sub"), Do: s.finish})
	} else {
		list = append(list, task.Choice{Icon: assets.IconStop, Text: s.C.T("wave.stop"), Sub: s.C.T("wave.end.sub"), Do: s.end})
	}
	s.Choose(s.C.T("wave.other.title"), "", list...)
}

// askZone asks which part of the round is walked here.
func (s *round) askZone() {
	join := func(zone string) func() {
		return func() {
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Join(ctx, s.id, zone) })
		}
	}
	var list []task.Choice
	for _, z := range s.view.Zones {
		list = append(list, task.Choice{Icon: assets.IconShelf, Text: s.C.T("wave.join.zone", "zone", z), Sub: takenBy(s.C, s.view.Others, z), Do: join(z)})
	}
	list = append(list, task.Choice{Icon: assets.IconWalk, Text: s.C.T("wave.join.all"), Sub: s.C.T("wave.join.all.sub"), Do: join("")})
	s.Choose(s.C.T("wave.rezone"), "", list...)
}

// most is how many orders are offered at once.
const most = 8

// askAdd asks which order joins, before the first scan.
func (s *round) askAdd() {
	load.InTurn(&s.Turns, s.P, func(ctx context.Context) (wave.Proposal, error) {
		return s.svc.Propose(ctx, wave.Wish{Size: most})
	}, func(p wave.Proposal, err error) {
		if err != nil {
			s.W.Fail(err)
			return
		}
		now := s.P.Clock().Now()
		var list []task.Choice
		for _, o := range p.Orders[:min(most, len(p.Orders))] {
			m := addOf(s.C, o, now)
			list = append(list, task.Choice{Icon: assets.IconPlus, Text: m.Title, Sub: m.Sub, Do: func() {
				s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Add(ctx, s.id, o.ID) })
			}})
		}
		if len(list) == 0 {
			s.Stage.Toast(s.C.T("wave.add.none"), "", nil)
			return
		}
		s.Choose(s.C.T("wave.add"), "", list...)
	})
}

// askLeave asks which order goes back to the queue.
func (s *round) askLeave() {
	var list []task.Choice
	for _, t := range leavers(s.view) {
		list = append(list, task.Choice{Icon: assets.IconMinus, Text: s.C.T("wave.leave.one", "letter", t.Letter, "number", t.Number, "name", t.Name), Sub: s.C.T("common.items", "n", t.Total), Do: func() {
			s.load(func(ctx context.Context) (wave.View, error) { return s.svc.Leave(ctx, s.id, t.Order) })
		}})
	}
	s.Choose(s.C.T("wave.leave"), "", list...)
}

// takeOver goes on with somebody else's part.
func (s *round) takeOver(k wave.Part) {
	s.load(func(ctx context.Context) (wave.View, error) { return s.svc.TakeOver(ctx, s.id, k.Device) })
}

// finish ends the part that is walked here; the others go on.
func (s *round) finish() {
	s.Do(func(ctx context.Context) error { return s.svc.Finish(ctx, s.id) }, s.over)
}

// partDone is the round when nothing is left in the part that is walked here.
func (s *round) partDone(v wave.View) fyne.CanvasObject {
	open := max(v.Total-v.Done, 0)
	var list []fyne.CanvasObject
	if open > 0 {
		list = append(list, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.C.T("wave.rezone"), Icon: assets.IconShelf, OnTap: s.askZone}))
	}
	for _, k := range v.Others {
		list = append(list, widgets.NewBigButton(widgets.Action{Kind: widgets.Secondary, Text: s.C.T("wave.over", "name", k.Name), Icon: assets.IconUser, OnTap: func() { s.takeOver(k) }}))
	}
	return widgets.VBox(8, append([]fyne.CanvasObject{
		widgets.NewEmptyState(assets.IconCheck, s.C.T("wave.part.done"), s.C.T("wave.part.rest", "n", open, "names", namesOf(v.Others)), nil), s.totes(v, ""),
	}, list...)...)
}

// askTote is for a tote that is full, or whose label no scanner reads.
func (s *round) askTote() {
	h := s.view.Hand
	if h == nil {
		return
	}
	var list []task.Choice
	if len(h.Totes) > 0 {
		list = append(list, task.Choice{Icon: assets.IconPlus, Text: s.C.T("wave.tote.full"), Sub: s.C.T("wave.tote.full.sub"), Do: func() {
			s.more = true
			s.paint()
		}}, task.Choice{Icon: assets.IconTag, Text: s.C.T("wave.tote.unread"), Sub: s.C.T("wave.tote.unread.sub", "letter", h.Letter, "tote", h.Totes[0]), Do: func() {
			load.InTurn(&s.Turns, s.P, func(ctx context.Context) (wave.Found, error) { return s.svc.TapTote(ctx, s.id) }, s.judged)
		}})
	} else {
		list = append(list, task.Choice{Icon: assets.IconTag, Text: s.C.T("wave.tote.unread"), Sub: s.C.T("wave.tote.another"), Do: func() {}})
	}
	s.Choose(s.C.T("wave.tote.help"), "", list...)
}

// byHand asks for the digits of goods whose label no scanner reads.
func (s *round) byHand() {
	s.hand = &byhand.Model{}
	s.paint()
}

// typing shows the question for the digits. A scan still counts meanwhile.
func (s *round) typing() {
	e := byhand.Entry{Words: s.C, Model: *s.hand, Set: func(m byhand.Model) {
		s.hand = &m
		s.paint()
	}, Done: func(digits string, why retail.HandReason) {
		load.InTurn(&s.Turns, s.P, func(ctx context.Context) (wave.Found, error) { return s.svc.Type(ctx, s.id, digits, why) }, s.judged)
	}}
	s.Back = func() {
		if !e.Back() {
			s.hand = nil
			s.paint()
		}
	}
	sub := ""
	if st := s.view.Now(); st != nil {
		sub = st.Name
	}
	s.Show(s.C.T("pick.hand.title"), sub, widgets.Column(e.Body(), byhand.Width), e.Action())
}
