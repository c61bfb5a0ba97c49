package pickupui

import (
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// pickMode is what fills the pick screen.
type pickMode uint8

const (
	pickOpening pickMode = iota
	pickItem             // is this it?
	pickRight            // the green head, the next shelf below
	pickBlocked          // an answer that waits for わかりました
	pickLines            // every line of the order
	pickHand             // a code typed by hand
	pickSettled          // nothing is left to find
)

// pickDo is what an action of the pick screen does.
type pickDo uint8

const (
	pickNothingAct pickDo = iota
	pickMissingAct        // 見つからない
	pickHandAct           // type the code
	pickUndoAct
	pickSkipAct
	pickStageAct
	pickDeclineAct
	pickOfferAct
	pickHomeAct
	pickItemAct // back from the list to the item
)

// pickAction is one action at the bottom.
type pickAction struct {
	Do   pickDo
	Kind widgets.ActionKind
	Text string
	Sub  string
	Icon assets.Icon
}

// pickModel is everything the pick screen says.
type pickModel struct {
	Bar      barModel
	Item     itemModel // of the line in hand
	Stock    stockModel
	Progress progressModel
	Next     string // つぎの棚
	CanSkip  bool
	HasList  bool
	Extra    string // pieces to put back, empty for none
	Cold     []coldModel
	Into     string // the tote for the item in hand, empty where any will do
	Settled  settledModel
	Lines    []lineModel
	Actions  []pickAction
}

// settledModel is the head when nothing is left to find.
type settledModel struct {
	Look  settledLook
	Title string
	Sub   string
}

// settledLook is how the search ended.
type settledLook uint8

const (
	settledAll  settledLook = iota + 1 // everything was found
	settledPart                        // something is missing
	settledNone                        // nothing was found
)

// lineState is how a line stands.
type lineState uint8

const (
	lineOpen lineState = iota + 1
	lineNow
	lineDone
	lineShort
)

// lineModel is a line in the list of the order.
type lineModel struct {
	itemModel
	State lineState
	Word  string // いま, 済, 欠品
}

// untouched tells whether the order is ours and nothing was done for it yet.
func untouched(v pickup.PickView) bool {
	return v.Mine && v.Order.State == retail.Picking && v.Order.PickedPieces() == 0 && v.Order.Missing() == 0
}

// lostModel is an order that a colleague has, and what becomes of goods in hand.
type lostModel struct {
	Title, Body string
	PutBack     string // the way to the shelves, when more was taken than ordered
}

func lostOf(c words.Catalog, v pickup.PickView) lostModel {
	name := page.Name(c, v.Claimer, v.ClaimerEn)
	m := lostModel{Title: c.T("pick.claim.title", "name", name), Body: c.T("pick.claim.body")}
	switch n := v.Order.PickedPieces(); {
	case v.Extra > 0:
		m.Body = c.T("pick.claim.extra", "n", v.Extra)
		m.PutBack = c.T("pick.claim.putback")
	case n > 0:
		m.Body = c.T("pick.claim.held", "n", n, "name", name)
	}
	return m
}

// toStaging tells whether a scan begins the next step: everything that could be
// found is found, and the code is a shelf label or a bag tag.
func toStaging(f pickup.Found) bool {
	bags := f.Code.Kind == scanner.KindPlace || f.Code.Kind == scanner.KindBag
	return f.Kind == retail.MatchNotAnItem && bags && f.Pick.Current < 0 && f.Pick.Done > 0
}

// pickModelOf makes the screen's words. undo is when the last scan can no
// longer be taken back, zero when there is none.
func pickModelOf(c words.Catalog, v pickup.PickView, mode pickMode, role retail.Role, undo, now time.Time) pickModel {
	m := pickModel{
		Bar: orderBar(c, v.Order, v.Name, now), Progress: progressOf(c, v, mode == pickRight), HasList: len(v.Route) > 1, CanSkip: v.Next() != nil,
	}
	if l := v.Now(); l != nil {
		m.Item, m.Stock = itemOf(c, *l), stockOf(c, *l, now)
		m.Into = intoOf(c, v, l.Line)
		m.Next = c.T("pick.next.shelf")
		if l.Picked > 0 {
			m.Next = c.T("pick.next.same", "n", l.Open())
		}
	} else {
		m.Settled = settledOf(c, v)
	}
	m.Cold = coldsOf(c, v.Cold, now)
	if v.Extra > 0 {
		m.Extra = c.T("pick.extra", "n", v.Extra)
	}
	for i, l := range v.Route {
		m.Lines = append(m.Lines, lineOf(c, l, i == v.Current))
	}
	m.Actions = pickActions(c, v, mode, role, undo, now)
	return m
}

// wordSize is the largest type size at which a colour's word stands beside its
// swatch in so many dp: a kana is as wide as its size, a letter about 0.6 of it.
func wordSize(word string, room float32) float32 {
	n := float32(0)
	for _, r := range word {
		if r < 0x80 {
			n += 0.6
		} else {
			n++
		}
	}
	for _, size := range []float32{24, 20, 17} {
		swatch := size + 2
		if size == 24 {
			swatch = 32
		}
		if n*size+swatch+8 <= room {
			return size
		}
	}
	return 15
}

func lineOf(c words.Catalog, l pickup.LineView, now bool) lineModel {
	m := lineModel{itemModel: itemOf(c, l), State: lineOpen}
	switch {
	case now:
		m.State, m.Word = lineNow, c.T("pick.line.now")
	case l.Open() > 0:
	case l.Short > 0:
		m.State, m.Word = lineShort, c.T("pick.line.short", "n", l.Short)
	default:
		m.State, m.Word = lineDone, c.T("common.done")
	}
	return m
}

func settledOf(c words.Catalog, v pickup.PickView) settledModel {
	missing := v.Order.Missing()
	switch {
	case missing == 0:
		return settledModel{settledAll, c.T("pick.settled.all"), c.T("common.items", "n", v.Done)}
	case v.Done == 0:
		return settledModel{settledNone, c.T("pick.settled.none"), c.T("pick.settled.none.sub")}
	}
	return settledModel{settledPart, c.T("pick.settled.part", "n", v.Done), c.T("pick.settled.part.sub", "n", missing)}
}

// undoLeft is how many seconds are left for 戻す, 0 when it is over.
func undoLeft(undo, now time.Time) int {
	if undo.IsZero() || !now.Before(undo) {
		return 0
	}
	return int((undo.Sub(now) + time.Second - 1) / time.Second)
}

// pickActions are the targets at the thumb. 戻す stands where 見つからない will
// be, for as long as it can be done: nobody reports a loss seconds after a find.
func pickActions(c words.Catalog, v pickup.PickView, mode pickMode, role retail.Role, undo, now time.Time) []pickAction {
	var out []pickAction
	if left := undoLeft(undo, now); left > 0 && mode != pickLines {
		out = append(out, pickAction{Do: pickUndoAct, Kind: widgets.Secondary, Text: c.T("common.undo"), Sub: undoSub(c, left), Icon: assets.IconUndo})
	}
	if mode == pickLines {
		return append(out, pickAction{Do: pickItemAct, Kind: widgets.Secondary, Text: c.T("common.back")})
	}
	if v.Current < 0 {
		return append(out, settledActions(c, v, role, len(out) > 0)...)
	}
	if len(out) == 0 {
		out = append(out, pickAction{Do: pickMissingAct, Kind: widgets.Secondary, Text: c.T("pick.missing")})
	}
	return append(out, pickAction{Do: pickHandAct, Kind: widgets.ScanWait, Text: c.T("pick.scan")})
}

// undoSub counts 戻す down.
func undoSub(c words.Catalog, left int) string { return c.T("time.undo.left", "n", left) }

func settledActions(c words.Catalog, v pickup.PickView, role retail.Role, undo bool) []pickAction {
	missing := v.Order.Missing()
	if v.Done > 0 {
		sub := c.T("pick.stage.sub", "n", v.Done)
		if missing > 0 {
			sub = c.T("pick.stage.sub.short", "n", v.Done, "short", missing)
		}
		stage := pickAction{Do: pickStageAct, Kind: widgets.Main, Text: c.T("pick.stage"), Sub: sub, Icon: assets.IconShelf}
		switch {
		case missing == 0 || undo:
			return []pickAction{stage}
		case v.Whole: // by the chain's rule nothing is put ready before the customer has said
			return []pickAction{{Do: pickOfferAct, Kind: widgets.Main, Text: c.T("pick.short.offer"), Sub: c.T("pick.offer.whole"), Icon: assets.IconPhone}}
		}
		return []pickAction{{Do: pickOfferAct, Kind: widgets.Secondary, Text: c.T("pick.offer")}, stage}
	}
	var out []pickAction
	if !undo {
		out = append(out, pickAction{Do: pickOfferAct, Kind: widgets.Secondary, Text: c.T("pick.offer")})
	}
	if role >= retail.RoleLead {
		return append(out, pickAction{Do: pickDeclineAct, Kind: widgets.Main, Text: c.T("pick.decline"), Sub: c.T("pick.decline.sub"), Icon: assets.IconStop})
	}
	return append(out, pickAction{Do: pickHomeAct, Kind: widgets.Main, Text: c.T("pick.home"), Sub: c.T("pick.home.sub")})
}
