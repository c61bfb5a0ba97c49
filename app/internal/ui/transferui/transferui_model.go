// Package transferui is the screens of goods that travel between shops (店間移動,
// 取り寄せ): the list, asking for goods, and one transfer from its answer to its
// last difference. Each screen is a model, made from the service's view and the
// words, and widgets that show it.
package transferui

import (
	"time"

	"miseban/app/internal/transferring"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// stateLook is how a state is shown.
func stateLook(c words.Catalog, s retail.TransferState, mark bool) widgets.ChipData {
	d := widgets.ChipData{Icon: assets.IconRing, Tone: widgets.ToneGrey, Word: c.T("transfer.state." + s.String())}
	switch s {
	case retail.TransferAsked:
		d.Tone = widgets.ToneBlue
	case retail.TransferApproved:
		d.Icon, d.Tone = assets.IconCheck, widgets.ToneTeal
	case retail.TransferPicking, retail.TransferReceiving:
		d.Icon, d.Tone = assets.IconHalf, widgets.ToneAmber
	case retail.InTransit:
		d.Icon, d.Tone = assets.IconTruck, widgets.ToneIndigo
	case retail.TransferReceived:
		d.Icon, d.Tone = assets.IconExcl, widgets.ToneRed
	case retail.TransferClosed:
		d.Icon = assets.IconCheck
	case retail.TransferDeclined:
		d.Icon = assets.IconStop
	case retail.TransferCanceled:
		d.Icon = assets.IconCross
	}
	if mark { // 仮
		d.Word = c.T("transfer.pending", "state", d.Word)
	}
	return d
}

// siteName is a shop in the language in use.
func siteName(c words.Catalog, s retail.Site) string {
	if s.ID == retail.Outside && s.Name == "" {
		return c.T("transfer.supplier")
	}
	return page.Name(c, s.Name, s.NameEn)
}

// goodsName and goodsWhat are what the goods are called, and colour and size.
func goodsName(c words.Catalog, s *retail.SKU) string { return page.Name(c, s.Name, s.NameEn) }

func goodsWhat(c words.Catalog, s *retail.SKU) string {
	return page.Joined(page.Name(c, s.Color.Word, s.Color.En), s.Size)
}

// rowModel is a transfer in the list.
type rowModel struct {
	ID     retail.TransferID
	Title  string // 新宿店へ
	Sub    string // T-4821・品切れ補充・12分前
	Pieces string
	Unit   string
	Chips  []widgets.ChipData
	Ours   bool // this shop is to do the next thing
	Next   string
	Late   bool
}

// lateAfter is how long a transfer may wait for this shop before it is marked.
const lateAfter = 24 * time.Hour

func rowOf(c words.Catalog, r transferring.Row, now time.Time) rowModel {
	dir := "transfer.from"
	if r.Sends {
		dir = "transfer.to"
	}
	m := rowModel{
		ID: r.ID, Title: c.T(dir, "site", siteName(c, r.Other)), Pieces: c.Number(r.Pieces), Unit: c.T("common.items.unit"), Ours: r.Ours,
		Sub: page.Joined(r.Number, c.T("transfer.why."+r.Why.String()), c.Age(now.Sub(r.Since))), Late: r.Ours && now.Sub(r.Since) > lateAfter,
	}
	if r.Since.After(now) { // a delivery that was announced
		m.Sub = page.Joined(r.Number, c.T("transfer.why."+r.Why.String()), c.T("transfer.due", "day", c.Day(r.Since.In(now.Location()))))
	}
	m.Chips = append(m.Chips, stateLook(c, r.State, r.Pending))
	if r.Customer {
		m.Chips = append(m.Chips, widgets.ChipData{Icon: assets.IconUser, Tone: widgets.ToneOrange, Word: c.T("transfer.customer")})
	}
	if r.Open > 0 {
		m.Chips = append(m.Chips, widgets.ChipData{Icon: assets.IconWarn, Tone: widgets.ToneRed, Word: c.T("transfer.open", "n", r.Open)})
	}
	if r.Ours {
		m.Next = c.T("transfer.next." + r.State.String())
	}
	return m
}

// mode is what the page of a transfer asks.
type mode uint8

const (
	modeWait    mode = iota + 1 // the other shop is to do something
	modeAnswer                  // will this shop send it?
	modePick                    // is this it?
	modeBack                    // what was picked goes back to its shelf
	modeReceive                 // how much came?
	modeDiffer                  // what does not agree?
	modeOver                    // nothing is left to do
)

// modeOf is what is to be done with a transfer in this shop.
func modeOf(v transferring.View) mode {
	picked := v.Total(func(l retail.TransferLine) int { return l.Picked })
	switch v.Row.State {
	case retail.TransferAsked:
		if v.Row.Sends {
			return modeAnswer
		}
	case retail.TransferApproved, retail.TransferPicking:
		if v.Row.Sends {
			return modePick
		}
	case retail.TransferDeclined, retail.TransferCanceled:
		if v.Row.Sends && picked > 0 {
			return modeBack
		}
		return modeOver
	case retail.InTransit, retail.TransferReceiving:
		if !v.Row.Sends {
			return modeReceive
		}
	case retail.TransferReceived:
		return modeDiffer
	case retail.TransferClosed:
		if len(v.Differences()) > 0 { // what came broken
			return modeDiffer
		}
		return modeOver
	}
	return modeWait
}

// lineModel is one line of a transfer.
type lineModel struct {
	SKU     retail.SKUID
	Class   retail.StockClass
	Picture string
	Name    string
	What    string // 白・M
	Shelf   string
	Number  string // 2 / 3
	Free    string // 販売可能 3点
	Done    bool
	Note    string // 破損 1点
	Alarm   bool
}

func lineOf(c words.Catalog, l transferring.LineView, m mode) lineModel {
	out := lineModel{
		SKU: l.SKU, Class: l.Class, Picture: l.Goods.Picture, Name: goodsName(c, &l.Goods), What: goodsWhat(c, &l.Goods),
	}
	if l.Class != retail.Regular {
		out.What = page.Joined(out.What, c.T("transfer.class."+l.Class.String()))
	}
	switch m {
	case modeAnswer:
		out.Shelf, out.Free, out.Number = l.Shelf, c.T("transfer.free", "n", l.Free), c.Number(l.Asked)
	case modePick:
		out.Shelf, out.Number, out.Done = l.Shelf, c.T("transfer.of", "n", l.Picked, "all", max(l.Approved, l.Picked)), l.Open() == 0
	case modeBack:
		out.Shelf, out.Number, out.Done = l.Shelf, c.Number(l.Picked), l.Picked == 0
	case modeReceive, modeDiffer, modeOver:
		out.Number = c.T("transfer.of", "n", l.Arrived(), "all", l.Sent)
		out.Done = l.Sent > 0 && l.Way() == 0 && l.Over() == 0
		switch {
		case l.Foreign():
			out.Note, out.Alarm = c.T("transfer.note.foreign"), true
		case l.Over() > 0:
			out.Note, out.Alarm = c.T("transfer.note.over", "n", l.Over()), true
		}
		if l.Damaged > 0 {
			out.Note, out.Alarm = page.Joined(out.Note, c.T("transfer.note.damaged", "n", l.Damaged)), true
		}
	case modeWait:
		out.Number = c.Number(max(l.Asked, l.Approved, l.Sent))
	}
	return out
}

// bandModel says what the last scan was.
type bandModel struct {
	Icon  assets.Icon
	Tone  widgets.Tone
	Title string
	Sub   string
	Sound assets.Sound
	Stop  bool // blocks the scanner until it is acknowledged
}

// bandOf puts an answer into words.
func bandOf(c words.Catalog, f transferring.Found, broken bool) bandModel {
	what := ""
	if f.Goods != nil {
		what = page.Joined(goodsName(c, f.Goods), goodsWhat(c, f.Goods))
	}
	b := bandModel{Sub: what}
	set := func(icon assets.Icon, tone widgets.Tone, sound assets.Sound, key string) {
		b.Icon, b.Tone, b.Sound, b.Title = icon, tone, sound, c.T("transfer.scan."+key, "n", f.Qty)
	}
	switch f.Answer {
	case transferring.AnswerRight:
		set(assets.IconCheck, widgets.ToneGreen, assets.SoundRight, "right")
		if broken {
			set(assets.IconWarn, widgets.ToneOrange, assets.SoundSurplus, "broken")
		}
	case transferring.AnswerBox:
		set(assets.IconBox, widgets.ToneTeal, assets.SoundRight, "box")
		if _, n, ok := retail.CutBoxID(f.Box); ok {
			b.Title = c.T("transfer.box.open", "n", n)
		}
	case transferring.AnswerBack:
		set(assets.IconReturn, widgets.ToneGreen, assets.SoundRight, "back")
	case transferring.AnswerOver:
		set(assets.IconPlus, widgets.ToneOrange, assets.SoundSurplus, "over")
	case transferring.AnswerForeign:
		set(assets.IconExcl, widgets.ToneRed, assets.SoundWrong, "foreign")
	case transferring.AnswerEnough:
		set(assets.IconPlus, widgets.ToneOrange, assets.SoundSurplus, "enough")
	case transferring.AnswerWrong:
		set(assets.IconCross, widgets.ToneRed, assets.SoundWrong, "wrong")
		b.Stop = true
	case transferring.AnswerPromised:
		set(assets.IconLock, widgets.ToneRed, assets.SoundWrong, "promised")
		b.Stop = true
	case transferring.AnswerUnknown:
		set(assets.IconExcl, widgets.ToneRed, assets.SoundUnknown, "unknown")
		b.Sub = f.Code
	case transferring.AnswerNoBox:
		set(assets.IconBox, widgets.ToneAmber, assets.SoundWrong, "no_box")
	case transferring.AnswerOtherBox:
		set(assets.IconBox, widgets.ToneRed, assets.SoundWrong, "other_box")
	case transferring.AnswerNothing:
		set(assets.IconExcl, widgets.ToneGrey, assets.SoundUnknown, "nothing")
	}
	return b
}

// differenceModel is one thing that does not agree.
type differenceModel struct {
	retail.Difference
	Chip    widgets.ChipData
	Name    string
	What    string
	Picture string
	Number  string
	Choices []choiceModel // what this shop can say of it, none when it is the other one's to say
}

// choiceModel is one way to settle a difference.
type choiceModel struct {
	How  retail.Settling
	Icon assets.Icon
	Text string
	Sub  string
	May  bool
}

func differencesOf(c words.Catalog, v transferring.View, role retail.Role) []differenceModel {
	var out []differenceModel
	for _, d := range v.Differences() {
		m := differenceModel{Difference: d, Number: c.T("common.items", "n", d.Qty), Name: c.T("transfer.unknown")}
		m.Chip = widgets.ChipData{Icon: assets.IconExcl, Tone: widgets.ToneRed, Word: c.T("queue.x." + d.Kind.String())}
		for _, l := range v.Items {
			if l.SKU == d.SKU && l.Class == d.Class {
				m.Name, m.What, m.Picture = goodsName(c, &l.Goods), goodsWhat(c, &l.Goods), l.Goods.Picture
			}
		}
		add := func(how retail.Settling, icon assets.Icon, least retail.Role) {
			key := "transfer.settle." + how.String()
			ch := choiceModel{How: how, Icon: icon, Text: c.T(key), Sub: c.T(key + ".sub"), May: role >= least}
			if !ch.May {
				ch.Sub = c.T("error.not_allowed")
			}
			m.Choices = append(m.Choices, ch)
		}
		switch {
		case d.SKU == "" || d.Kind == retail.ExTransferDamaged:
		case d.Kind == retail.ExTransferShort && v.Row.Sends:
			add(retail.SettleKept, assets.IconShelf, retail.RoleStaff)
		case d.Kind == retail.ExTransferShort:
			add(retail.SettleLost, assets.IconCross, retail.RoleLead)
		case v.Row.Sends:
			add(retail.SettleAgreed, assets.IconTruck, retail.RoleStaff)
		default:
			add(retail.SettleAccepted, assets.IconCheck, retail.RoleLead)
		}
		out = append(out, m)
	}
	return out
}

// count is how many pieces are done of how many, for the big number.
func count(v transferring.View, m mode) (done, all int) {
	for _, l := range v.Lines {
		switch m {
		case modePick:
			done, all = done+l.Picked, all+max(l.Approved, l.Picked)
		case modeReceive:
			done, all = done+l.Arrived(), all+l.Sent
		case modeBack:
			all += l.Picked
		case modeWait, modeAnswer, modeDiffer, modeOver:
			all += max(l.Asked, l.Approved, l.Sent)
		}
	}
	return done, all
}
