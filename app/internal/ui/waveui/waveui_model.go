package waveui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/widgets"
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
	case wave.WrongZone:
		return answer{
			Sound: assets.SoundWrong, Sentence: c.T("wave.wrong.zone", "zone", c.T("temp."+f.Zone.String())),
			Need: c.T("wave.wrong.need"), Wanted: c.T("temp.tote", "zone", c.T("temp."+f.View.Hand.Line.Temp.Or().String())),
		}
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
	case retail.MatchExpired:
		a.Sentence = c.T("pick.expired.title")
	case retail.MatchTooLight, retail.MatchTooHeavy:
		a.Sentence = c.T("pick.heavy.title")
		if f.Match == retail.MatchTooLight {
			a.Sentence = c.T("pick.light.title")
		}
		a.Need, a.Wanted = c.T("pick.weigh.need"), rangeOf(c, f.Least, f.Most)
		return a
	case retail.MatchNoWeight:
		a.Sentence, a.Need, a.Wanted = c.T("pick.noweight.title"), c.T("pick.noweight.sub"), c.T("pick.noweight.do")
		return a
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

// rangeOf is what a pack of weighed goods may have: 270〜330 g.
func rangeOf(c words.Catalog, least, most int) string {
	if most == 0 {
		return c.T("pick.weigh.least", "least", c.Number(least))
	}
	return c.T("pick.weigh.range", "least", c.Number(least), "most", c.Number(most))
}

// stopModel is what the screen says of a shelf.
type stopModel struct {
	Shelf, Place, Size, Color, Count, Stock, For string
	Seen                                         bool // Shelf is beside which it was last picked, no planned place
}

// Of is the rest of 5 / 9点.
func (stopModel) Of(c words.Catalog, total int) string {
	return " / " + c.T("common.items", "n", total)
}

func stopOf(c words.Catalog, st wave.Stop) stopModel {
	m := stopModel{Shelf: st.Shelf, Place: st.Place, Size: st.Size, Color: st.Color.Word, Count: fmt.Sprint("×", st.Qty)}
	switch {
	case m.Shelf == "" && st.Seen != "":
		m.Shelf, m.Place, m.Seen = st.Seen, c.T("wave.seen"), true
	case m.Shelf == "":
		m.Shelf = c.T("wave.no_shelf")
	}
	if st.Known {
		m.Stock = c.T("wave.stock", "n", st.OnHand, "at", c.Clock(st.AsOf.In(retail.Japan)))
	}
	var parts []string
	for _, f := range st.For {
		part := fmt.Sprintf("%s×%d", f.Letter, f.Qty)
		if f.Instead {
			part += " " + c.T("wave.instead")
		}
		parts = append(parts, part)
	}
	m.For = strings.Join(parts, "  ")
	return m
}

// handModel is what the screen says of an item on its way into a tote.
type handModel struct{ Into, Whose, More string }

func handOf(c words.Catalog, h wave.Hand, more bool) handModel {
	m := handModel{Into: c.T("wave.into", "n", h.Qty), Whose: c.T("wave.whose", "number", h.Number, "name", h.Name)}
	if h.Zones {
		m.Into = c.T("wave.into.zone", "n", h.Qty, "zone", c.T("temp."+h.Line.Temp.Or().String()))
	}
	if h.Name == "" {
		m.Whose = h.Number
	}
	if h.Line.Of > 0 {
		m.Whose = page.Joined(m.Whose, c.T("wave.instead"))
	}
	switch {
	case more:
		m.More = c.T("wave.one_more")
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

// soon is when an order is urgent.
const soon = 20 * time.Minute

// leftOf is the time left to a promise, as the queue says it.
func leftOf(c words.Catalog, left time.Duration) widgets.TimeData {
	d := widgets.TimeData{Kind: widgets.TimeCalm, Word: c.T("common.left"), Unit: c.T("common.minutes.unit")}
	switch {
	case left < 0:
		d.Kind, d.Word, left = widgets.TimeLate, c.T("common.late"), -left
	case left < soon:
		d.Kind = widgets.TimeSoon
	}
	n := int(left / time.Minute)
	if n > 99 {
		n, d.Unit = n/60, c.T("queue.hours.unit")
	}
	d.Number = strconv.Itoa(n)
	return d
}

// withinOf says how soon orders are promised.
func withinOf(c words.Catalog, d time.Duration) string {
	if d == 0 {
		return c.T("wave.within.any")
	}
	return c.T("wave.within", "n", int(d/time.Hour))
}

// zoneOf says where is walked.
func zoneOf(c words.Catalog, zone string) string {
	if zone == "" {
		return c.T("wave.zone.any")
	}
	return c.T("wave.zone", "zone", zone)
}

// rowModel is what a row says.
type rowModel struct{ Title, Sub string }

// runningOf is a round that others walk.
func runningOf(c words.Catalog, r wave.Running) rowModel {
	m := rowModel{c.T("wave.running", "names", namesOf(r.Parts)), c.T("wave.running.sub", "n", r.Orders, "open", r.Open)}
	if len(r.Parts) == 0 {
		m.Title = c.T("wave.running.nobody")
	}
	return m
}

// addOf is an order that may join.
func addOf(c words.Catalog, o wave.Choice, now time.Time) rowModel {
	d := leftOf(c, o.Promised.Sub(now))
	return rowModel{c.T("wave.order", "number", o.Number, "name", o.Name), page.Joined(d.Word+" "+d.Number+d.Unit, c.T("common.items", "n", o.Pieces), strings.Join(o.Zones, " "))}
}

// coldModel is the clock of what must go into the cold soonest; no text: nothing must.
type coldModel struct {
	Text string // A 冷凍 あと 3分
	Tone widgets.Tone
	Icon assets.Icon
}

func coldOf(c words.Catalog, v wave.View, now time.Time) (m coldModel) {
	if x := v.Cold; x != nil {
		m.Text, m.Tone, m.Icon = page.ColdClock(c, x.Temp, x.From, x.Limit, now)
		m.Text = x.Letter + " " + m.Text
	}
	return m
}

// haltModel is what is said when an order is over in the middle of a round.
type haltModel struct{ Title, Why, What string }

func haltOf(c words.Catalog, t wave.ToteView) haltModel {
	m := haltModel{Title: c.T("wave.halt", "letter", t.Letter), Why: c.T("wave.halt.why", "number", t.Number, "name", t.Name), What: c.T("wave.halt.aside", "n", t.Back)}
	if t.Back == 0 {
		m.Title, m.What = c.T("wave.halt.none"), c.T("wave.halt.nothing")
	}
	return m
}

func namesOf(list []wave.Part) string {
	var names []string
	for _, k := range list {
		if !slices.Contains(names, k.Name) {
			names = append(names, k.Name)
		}
	}
	return strings.Join(names, "・")
}

// takenBy says who walks a zone already, if somebody does.
func takenBy(c words.Catalog, list []wave.Part, zone string) string {
	for _, k := range list {
		if k.Zone == zone {
			return c.T("wave.zone.taken", "name", k.Name)
		}
	}
	return c.T("wave.zone.free")
}

// leavers are the orders that may still go back to the queue; the last one ends
// the round instead.
func leavers(v wave.View) []wave.ToteView {
	var out []wave.ToteView
	for _, t := range v.Totes {
		if t.Free && !t.Ended {
			out = append(out, t)
		}
	}
	if v.Going() < 2 {
		return nil
	}
	return out
}
