package pickupui

import (
	"strings"
	"time"

	"miseban/app/internal/label"
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// stageModel is everything the page 保管 says.
type stageModel struct {
	Bar   barModel
	Head  string // この棚へ, or この棚に置きます
	Aside string // いちばん近い空き棚
	Shelf widgets.ShelfData
	Fixed bool
	Full  bool
	// FullText says that no place has room, Apart that the goods lie apart.
	FullText, Apart string
	Cold            []coldModel
	Bags            []widgets.BagData
	Count           string // 1
	Of              string // / 2
	CanAdd          bool
	CanCut          bool
	Wait            string // what the scanner expects
	Undone          string // lines still open; empty when all is settled
	Tags            string // prints the labels of the bags to come
	Others          []slotModel
	Done            bool
	Rest            doneModel // of Done
}

// slotModel is another free place to choose.
type slotModel struct{ Code, Where string }

// doneModel is what stands when every bag lies in its place.
type doneModel struct {
	Title, Shelf, Bags, Next string
}

// stageOf makes the page. offline tells that the hub cannot be reached now.
func stageOf(c words.Catalog, v pickup.StageView, offline bool, now time.Time) stageModel {
	o := v.Pick.Order
	m := stageModel{Bar: taskBar(c, c.T("pick.stage.title"), o, v.Pick.Name), Fixed: v.Fixed, Full: v.Full, Done: v.Done}
	m.Bar.Sub = joined(m.Bar.Sub, c.T("common.items", "n", o.PickedPieces()))
	m.Head, m.Aside = c.T("pick.stage.here"), c.T("pick.stage.nearest")
	if v.Fixed {
		m.Head, m.Aside = c.T("pick.stage.fixed"), c.T("pick.stage.fixed.sub")
	}
	if k := v.Need.Or(); k != retail.SlotNormal && !v.Fixed {
		m.Aside = c.T("pick.stage.need", "kind", slotKind(c, k))
	}
	if len(v.Needs) > 1 {
		var kinds []string
		for _, k := range v.Needs {
			kinds = append(kinds, slotKind(c, k))
		}
		m.Apart = c.T("pick.stage.needs", "kinds", strings.Join(kinds, "・"))
	}
	if !v.Done {
		m.Cold = coldsOf(c, v.Pick.Cold, now)
	}
	if v.Tote != 0 {
		m.Aside = c.T("pick.stage.tote", "zone", zoneWord(c, v.Tote))
	}
	m.FullText = c.T("pick.stage.full")
	if v.Need.Strict() {
		m.FullText = c.T("pick.stage.full.kind", "kind", slotKind(c, v.Need))
	}
	if v.Slot != nil {
		m.Shelf = widgets.ShelfData{Area: v.Slot.Area, Code: v.Slot.Code, Where: v.Slot.Place, Strip: stripOf(v.Strip)}
	}
	for _, s := range v.Strip {
		if !s.Taken && !s.Here {
			m.Others = append(m.Others, slotModel{s.Code, s.Place})
		}
	}
	for _, b := range v.Bags {
		m.Bags = append(m.Bags, bagOf(c, b))
	}
	m.Count, m.Of = c.Number(v.Count), c.T("pick.stage.of", "n", v.Want)
	m.CanAdd, m.CanCut = v.Want < pickup.MaxBags, v.Want > max(v.Count, 1)
	m.Tags = c.T("print.bags", "n", max(0, v.Want-v.Count))
	m.Wait = c.T("pick.stage.wait.bag", "bag", c.T("common.bag", "name", c.Number(v.Count+1)))
	if !v.Fixed && v.Slot != nil {
		m.Wait = c.T("pick.stage.wait.shelf", "shelf", v.Slot.Code)
	}
	if v.Undone > 0 {
		m.Undone = c.T("pick.stage.undone", "n", v.Undone)
	}
	if v.Done {
		m.Rest = stagedOf(c, v, offline)
	}
	return m
}

// slotKind is what a kind of place is called.
func slotKind(c words.Catalog, k retail.SlotKind) string {
	return c.T("pick.stage.kind." + k.Or().String())
}

// bagLabels is the labels of the bags that are still to be scanned; next gives an
// ID that no other bag has.
func bagLabels(c words.Catalog, shop string, v pickup.StageView, next func() string) ([]label.Label, error) {
	var out []label.Label
	for no := v.Count + 1; no <= v.Want; no++ {
		l, err := label.ForBag(c, shop, v.Pick.Order, next(), no, v.Want)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// stripOf is the neighbours by the last part of their code.
func stripOf(cells []pickup.SlotCell) []widgets.Slot {
	var out []widgets.Slot
	for _, s := range cells {
		label := s.Code[strings.LastIndexByte(s.Code, '-')+1:]
		state := widgets.SlotFree
		switch {
		case s.Here:
			state = widgets.SlotHere
		case s.Taken:
			state = widgets.SlotTaken
		}
		out = append(out, widgets.Slot{Label: label, State: state})
	}
	return out
}

func bagOf(c words.Catalog, b pickup.BagView) widgets.BagData {
	d := widgets.BagData{Name: c.T("common.bag", "name", c.Number(b.No)), State: widgets.BagWaiting}
	switch {
	case b.Done:
		d.Sub, d.State = c.T("common.done"), widgets.BagDone
	case b.Next:
		d.Sub, d.State = c.T("pick.stage.next"), widgets.BagNext
	}
	return d
}

// stagedOf says where the bags lie and what happens now.
func stagedOf(c words.Catalog, v pickup.StageView, offline bool) doneModel {
	o := v.Pick.Order
	m := doneModel{Title: c.T("pick.staged.title"), Shelf: o.Slot, Bags: c.T("common.bags", "n", len(o.Bags))}
	if o.State == retail.HandedOver {
		m.Title, m.Next = c.T("pick.staged.over"), c.T("pick.staged.over.next")
		return m
	}
	switch o.Notice.State {
	case retail.NoticeNoAddress, retail.NoticeFailed:
		m.Next = c.T("pick.staged.phone")
	case retail.NoticeSent, retail.NoticeTold:
		m.Next = c.T("pick.staged.told")
	case retail.NoticeUnknown:
		m.Next = c.T("pick.staged.unsure")
	case 0, retail.NoticeQueued, retail.NoticeSending:
		m.Next = c.T("pick.staged.tell")
		if offline {
			m.Next = c.T("pick.staged.tell.later")
		}
	}
	return m
}

// stageAnswerOf says what a scan on the page came to.
func stageAnswerOf(c words.Catalog, s pickup.Staged, scanned string) answerModel {
	note := func(sound assets.Sound, key string) answerModel {
		return answerModel{Look: lookNote, Sound: sound, Sentence: c.T(key)}
	}
	stop := func(key string) answerModel {
		a := full(theme.StopFill, assets.IconCross, assets.SoundWrong, c.T(key, "number", s.Other, "shelf", scanned))
		a.Where, a.More, a.DoIcon = c.T(key+".do"), c.T(key+".more", "number", s.Other), assets.IconScan
		return a
	}
	switch s.Answer {
	case pickup.StageSlotFull:
		return stop("pick.stage.answer.slot_full")
	case pickup.StageSlotWrong:
		a := stop("pick.stage.answer.slot_wrong")
		a.More = c.T("pick.stage.answer.slot_wrong.more", "kind", slotKind(c, s.View.Need))
		return a
	case pickup.StageSlot, pickup.StageBagIn, pickup.StageTote:
		return answerModel{Look: lookRight, Sound: assets.SoundRight}
	case pickup.StageDone:
		return answerModel{Look: lookRight, Sound: assets.SoundDone, Sentence: c.T("pick.staged.title")}
	case pickup.StageSlotFirst:
		return note(assets.SoundUnknown, "pick.stage.answer.slot_first")
	case pickup.StageBagTwice:
		return note(assets.SoundSurplus, "pick.stage.answer.bag_twice")
	case pickup.StageNotHere:
		return note(assets.SoundUnknown, "pick.stage.answer.not_here")
	case pickup.StageOrderOver:
		return note(assets.SoundUnknown, "pick.stage.answer.over")
	case pickup.StageSlotTaken:
		return stop("pick.stage.answer.slot_taken")
	case pickup.StageBagTaken:
		a := stop("pick.stage.answer.bag_taken")
		a.Fill, a.Icon, a.Sound = theme.OtherFill, assets.IconBag, assets.SoundOtherOrder
		return a
	case pickup.StageSlotUnknown:
		a := stop("pick.stage.answer.slot_unknown")
		a.Fill, a.Icon, a.Sound = theme.HaltFill, assets.IconShelf, assets.SoundUnknown
		return a
	}
	return note(assets.SoundUnknown, "pick.stage.answer.not_here")
}
