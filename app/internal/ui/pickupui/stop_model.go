package pickupui

import (
	"strconv"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// stopModel is everything the stop page says.
type stopModel struct {
	Bar    barModel // while putting back
	Title  string
	Number string // 4825, in the code face
	Why    string // ワタナベ様の注文は …
	Strong string // キャンセル
	After  string // になりました
	Head   string // 棚へ戻す品
	Pieces int
	Rows   []widgets.ItemData
	Note   string // what of the customer; empty for nothing to say
	Pick   bool   // the order itself goes on: back to the pick
}

// stopOf makes the page from what must go back.
func stopOf(c words.Catalog, v pickup.PutBackView, now time.Time) stopModel {
	o := v.Order
	name := c.T("common.sama", "name", v.Name)
	m := stopModel{
		Bar: taskBar(c, c.T("pick.putback.title"), o, v.Name), Number: o.Number, Head: c.T("pick.putback.head"), Pieces: v.Pieces,
	}
	m.Bar.Sub = joined(m.Bar.Sub, c.T("pick.putback.left", "n", v.Pieces))
	at, where := endedAt(o).In(now.Location()), ""
	if o.Slot != "" {
		where = c.T("pick.stop.staged", "shelf", o.Slot)
	}
	switch o.State {
	case retail.Canceled:
		m.Title, m.Strong, m.Note = c.T("pick.stop.canceled.title"), c.T("state.canceled"), c.T("pick.stop.canceled.note")
		if where != "" {
			m.Title = c.T("pick.stop.staged.title")
		}
		m.Why, m.After = c.T("pick.stop.canceled.why", "name", name, "time", c.Clock(at)), c.T("pick.stop.canceled.after")
	case retail.Declined:
		m.Title, m.Strong = c.T("pick.stop.declined.title"), c.T("state.declined")
		m.Why, m.After = c.T("pick.stop.declined.why", "name", name), c.T("pick.stop.declined.after")
	case retail.Expired:
		m.Title, m.Strong = c.T("pick.stop.staged.title"), c.T("state.expired")
		m.Why, m.After = c.T("pick.stop.expired.why", "name", name), c.T("pick.stop.expired.after")
	case retail.Received, retail.Picking, retail.Short, retail.Staged, retail.Notified, retail.HandedOver:
		m.Title, m.Pick = c.T("pick.stop.extra.title"), !o.State.Over() && !o.State.Waiting()
		m.Why, m.Strong, m.After = c.T("pick.stop.extra.why", "name", name), c.T("pick.stop.extra.strong", "n", v.Pieces), c.T("pick.stop.extra.after")
		where = ""
	}
	if where != "" {
		m.Note = where
	}
	if v.Pieces == 0 {
		m.Head, m.Note = c.T("pick.putback.none"), ""
	}
	for _, l := range v.Lines {
		m.Rows = append(m.Rows, putBackRow(c, o, l))
	}
	return m
}

func putBackRow(c words.Catalog, o *retail.Order, l pickup.LineView) widgets.ItemData {
	it := itemOf(c, l)
	d := widgets.ItemData{Picture: it.Picture, Name: it.Name, Color: it.Color, ColorWord: it.ColorWord, Size: it.Size, Shelf: it.Shelf, Place: it.Place}
	n := l.ToPutBack()
	if !o.State.Over() && o.State != retail.Expired {
		n = l.Extra()
	}
	d.Count = "×" + strconv.Itoa(n)
	if n > 1 {
		d.Name += " " + d.Count
	}
	return d
}

// endedAt is when the order ended, the last thing that happened to it.
func endedAt(o *retail.Order) time.Time {
	for i := len(o.Steps) - 1; i >= 0; i-- {
		if k := o.Steps[i].Kind; k == retail.KindCancel || k == retail.KindDecline || k == retail.KindExpire {
			return o.Steps[i].At
		}
	}
	if len(o.Steps) > 0 {
		return o.Steps[len(o.Steps)-1].At
	}
	return o.PlacedAt
}

// putBackScan is what a scan while putting back came to.
type putBackScan struct {
	Line  int    // the line it stands for, 0 for none
	Shelf string // the shelf as scanned: the pieces are back on it
	Sound assets.Sound
	Note  string
}

// putBackOf judges a scan: a shelf label puts the item in hand back there, an
// item says which one is in hand. hand is the line in hand, 0 for the first.
func putBackOf(c words.Catalog, v pickup.PutBackView, hand int, code scanner.Code) putBackScan {
	switch {
	case code.Kind == scanner.KindPlace:
		return shelfScan(c, v, hand, code.Fields.ID)
	case code.Kind.Goods():
		for _, l := range v.Lines {
			if l.JAN != "" && retail.PadGTIN(l.JAN) == code.Fields.Key {
				return putBackScan{Line: l.No, Sound: assets.SoundRight, Note: c.T("pick.putback.to", "shelf", itemOf(c, l).Shelf)}
			}
		}
		return putBackScan{Sound: assets.SoundWrong, Note: c.T("pick.putback.not_item")}
	}
	return putBackScan{Sound: assets.SoundUnknown, Note: c.T("pick.putback.other")}
}

func shelfScan(c words.Catalog, v pickup.PutBackView, hand int, shelf string) putBackScan {
	var first *pickup.LineView
	for i := range v.Lines {
		l := &v.Lines[i]
		if l.Shelf != shelf {
			continue
		}
		if l.No == hand {
			return putBackScan{Line: l.No, Shelf: shelf, Sound: assets.SoundRight, Note: c.T("pick.putback.done", "shelf", shelf)}
		}
		if first == nil {
			first = l
		}
	}
	if first != nil {
		return putBackScan{Line: first.No, Shelf: shelf, Sound: assets.SoundRight, Note: c.T("pick.putback.done", "shelf", shelf)}
	}
	want := ""
	for _, l := range v.Lines {
		if l.No == hand || want == "" {
			want = l.Shelf
		}
	}
	return putBackScan{Sound: assets.SoundWrong, Note: c.T("pick.putback.wrong", "shelf", shelf, "want", want)}
}
