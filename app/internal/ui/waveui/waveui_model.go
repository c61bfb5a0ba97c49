package waveui

import (
	"fmt"
	"strings"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// answer is what a scan in a round is answered with.
type answer struct {
	Sound    assets.Sound
	Sentence string // a whole screen that blocks; empty for none
	Need     string
	Wanted   string
	Toast    string
}

func answerOf(c words.Catalog, f wave.Found) answer {
	switch f.Answer {
	case wave.Taken, wave.Laid:
		return answer{Sound: assets.SoundRight}
	case wave.ForeignTote:
		return answer{Sound: assets.SoundWrong, Sentence: c.T("wave.wrong.foreign", "number", f.Owner), Need: c.T("wave.wrong.need"), Wanted: f.View.Hand.Letter}
	case wave.OtherTote:
		return answer{Sound: assets.SoundWrong, Sentence: c.T("wave.wrong.other"), Need: c.T("wave.wrong.need"), Wanted: strings.Join(f.View.Hand.Totes, " ")}
	case wave.LayFirst:
		return answer{Sound: assets.SoundWrong, Toast: c.T("wave.first.tote", "letter", f.View.Hand.Letter)}
	case wave.ItemFirst:
		return answer{Sound: assets.SoundUnknown, Toast: c.T("wave.first.item")}
	case wave.Wrong:
		return wrongOf(c, f)
	case wave.Nothing:
	}
	return answer{Sound: assets.SoundUnknown, Toast: c.T("wave.nothing")}
}

func wrongOf(c words.Catalog, f wave.Found) answer {
	a := answer{Sound: assets.SoundWrong, Sentence: c.T("wave.wrong.item")}
	switch f.Match { //nolint:exhaustive // the others are of single orders
	case retail.MatchEnough:
		a.Sentence = c.T("wave.wrong.enough")
	case retail.MatchTooMany:
		a.Sentence = c.T("wave.wrong.many")
	case retail.MatchUnknown:
		a.Sentence = c.T("wave.wrong.unknown")
	case retail.MatchWrongSize:
		a.Sentence = c.T("wave.wrong.is", "what", f.Got.Size)
	case retail.MatchWrongColor:
		a.Sentence = c.T("wave.wrong.is", "what", f.Got.Color.Word)
	}
	if f.Needed != nil {
		a.Need, a.Wanted = c.T("wave.wrong.needed"), page.Joined(f.Needed.Color.Word, f.Needed.Size)
		if a.Wanted == "" {
			a.Wanted = f.Needed.Name
		}
	}
	return a
}

// stopModel is what the screen says of a shelf.
type stopModel struct {
	Shelf, Place, Size, Color, Count, Stock, For string
}

// Of is the rest of 5 / 9点.
func (stopModel) Of(c words.Catalog, total int) string {
	return " / " + c.T("common.items", "n", total)
}

func stopOf(c words.Catalog, st wave.Stop) stopModel {
	m := stopModel{Shelf: st.Shelf, Place: st.Place, Size: st.Size, Color: st.Color.Word, Count: fmt.Sprint("×", st.Qty)}
	switch {
	case m.Shelf == "" && st.Seen != "":
		m.Shelf, m.Place = st.Seen, c.T("wave.seen")
	case m.Shelf == "":
		m.Shelf = c.T("wave.no_shelf")
	}
	if st.Known {
		m.Stock = c.T("wave.stock", "n", st.OnHand, "at", c.Clock(st.AsOf.In(retail.Japan)))
	}
	var parts []string
	for _, f := range st.For {
		parts = append(parts, fmt.Sprintf("%s×%d", f.Letter, f.Qty))
	}
	m.For = strings.Join(parts, "  ")
	return m
}

// handModel is what the screen says of an item on its way into a tote.
type handModel struct{ Into, Whose, More string }

func handOf(c words.Catalog, h wave.Hand) handModel {
	m := handModel{Into: c.T("wave.into", "n", h.Qty), Whose: c.T("wave.whose", "number", h.Number, "name", h.Name)}
	if h.Name == "" {
		m.Whose = h.Number
	}
	switch {
	case len(h.Totes) == 0:
		m.More = c.T("wave.new_tote")
	case h.More > 0:
		m.More = c.T("wave.more", "n", h.More)
	}
	return m
}

// toteModel is an order of a round that was walked, and where it goes on.
type toteModel struct {
	Title, Sub string
	Route      page.Route
}

func toteOf(c words.Catalog, t wave.ToteView) toteModel {
	m := toteModel{Title: c.T("wave.whose", "number", t.Number, "name", t.Name), Sub: c.T("wave.to_stage", "n", t.Done), Route: page.Stage{Order: t.Order}}
	switch {
	case t.Ended:
		m.Sub, m.Route = c.T("wave.ended", "n", t.Back), page.Stop{Order: t.Order}
	case t.Lost:
		m.Sub, m.Route = c.T("wave.lost", "name", t.By), page.Pick{Order: t.Order}
	case t.Short > 0:
		m.Sub = c.T("wave.short", "n", t.Done, "short", t.Short)
	case t.Done < t.Total:
		m.Sub, m.Route = c.T("wave.open", "n", t.Total-t.Done), page.Pick{Order: t.Order}
	}
	return m
}

// shortOf is a reason and what it does to the stock, in real numbers.
func shortOf(c words.Catalog, st wave.Stop, r retail.ShortReason) (text, effect string) {
	key := "pick.short.effect." + r.String()
	if !st.Known {
		return c.T("pick.short." + r.String()), c.T(key + ".plain")
	}
	return c.T("pick.short." + r.String()), c.T(key, "n", st.OnHand, "qty", st.Qty, "after", st.OnHand-st.Qty)
}
