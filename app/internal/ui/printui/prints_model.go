// Package printui is the screens of labels on paper: the printer and its queue
// (印刷), choosing a printer, and the strip by which other screens print.
package printui

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"miseban/app/internal/label"
	"miseban/app/internal/printing"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// standModel says how the printer stands.
type standModel struct {
	Icon assets.Icon
	Tone widgets.Tone
	Word string // what is so
	Do   string // what to do about it, empty when nothing is
}

// jobModel is one label in the list.
type jobModel struct {
	ID    retail.PrintID
	Icon  assets.Icon
	Title string
	Sub   string // when, and why
	Mark  assets.Icon
	Tone  widgets.Tone
	State string
	Ask   bool // somebody has to look: did it come out?
	Drop  bool // it can be taken out of the queue
	Again bool // it can be printed once more
}

// queueModel is the page 印刷.
type queueModel struct {
	Stand standModel
	At    string     // the printer's address
	Open  []jobModel // nobody knows of them
	Wait  []jobModel // the next to be printed first
	Done  []jobModel
}

var kindIcons = map[label.Kind]assets.Icon{
	label.Bag: assets.IconBag, label.Shelf: assets.IconShelf, label.Held: assets.IconHold, label.Box: assets.IconBox, label.Trial: assets.IconPrinter,
}

// standOf says how the printer stands, by what became of the last labels.
func standOf(c words.Catalog, q printing.Queue) standModel {
	switch {
	case !q.Config.Set():
		return standModel{assets.IconPrinter, widgets.ToneGrey, c.T("print.none"), c.T("print.none.do")}
	case q.Sending:
		return standModel{assets.IconPrinter, widgets.ToneBlue, c.T("print.sending"), ""}
	case q.Waiting > 0 && q.Cause != 0:
		return standModel{assets.IconWarn, widgets.ToneOrange, c.T("print.cause." + q.Cause.String()), c.T("print.do." + q.Cause.String())}
	case q.Waiting > 0:
		return standModel{assets.IconPrinter, widgets.ToneBlue, c.T("print.waiting", "n", q.Waiting), ""}
	case q.Unknown > 0:
		return standModel{assets.IconEye, widgets.ToneAmber, c.T("print.unknown", "n", q.Unknown), c.T("print.unknown.do")}
	}
	return standModel{assets.IconPrinter, widgets.ToneGreen, c.T("print.ready"), ""}
}

// queueOf makes the page.
func queueOf(c words.Catalog, q printing.Queue, now time.Time) queueModel {
	m := queueModel{Stand: standOf(c, q), At: strings.TrimSuffix(q.Config.Address, ":"+strconv.Itoa(printing.Port))}
	var waiting []jobModel
	for _, j := range q.Jobs {
		row := jobOf(c, j, now)
		switch {
		case row.Ask:
			m.Open = append(m.Open, row)
		case j.State.Waits() || j.State == retail.PrintSending:
			waiting = append(waiting, row)
		default:
			m.Done = append(m.Done, row)
		}
	}
	for i := len(waiting) - 1; i >= 0; i-- {
		m.Wait = append(m.Wait, waiting[i])
	}
	return m
}

func jobOf(c words.Catalog, j printing.Job, now time.Time) jobModel {
	m := jobModel{ID: j.ID, Icon: kindIcons[j.Kind], Title: j.Title, Sub: c.Age(now.Sub(j.At)), State: c.T("print.state." + j.State.String())}
	if m.Icon == "" {
		m.Icon = assets.IconTag
	}
	why := ""
	if j.Cause != 0 {
		why = c.T("print.cause." + j.Cause.String())
	}
	switch j.State {
	case retail.PrintQueued:
		m.Mark, m.Tone, m.Drop = assets.IconClock, widgets.ToneBlue, true
	case retail.PrintFailed:
		m.Mark, m.Tone, m.Drop, m.Sub = assets.IconClock, widgets.ToneOrange, true, cmp.Or(why, m.Sub)
	case retail.PrintSending:
		m.Mark, m.Tone = assets.IconPrinter, widgets.ToneBlue
	case retail.PrintUnknown:
		m.Mark, m.Tone, m.Ask = assets.IconEye, widgets.ToneAmber, true
		m.Sub = cmp.Or(why, m.Sub)
	case retail.PrintPrinted:
		m.Mark, m.Tone, m.Again = assets.IconCheck, widgets.ToneGreen, true
	case retail.PrintDropped:
		m.Mark, m.Tone, m.Again = assets.IconCross, widgets.ToneGrey, true
		if why != "" {
			m.Sub = why
		}
	}
	return m
}

// stripModel is what the strip on another screen says under its button.
type stripModel struct {
	Icon assets.Icon
	Ink  theme.Token
	Text string // empty: nothing is to be said
	Open bool   // a tap leads to the page 印刷
}

func stripOf(c words.Catalog, q printing.Queue) stripModel {
	s := standOf(c, q)
	switch {
	case q.Waiting > 0 && q.Cause != 0:
		return stripModel{s.Icon, s.Tone.Ink, c.T("print.strip.waits", "n", q.Waiting, "why", s.Word), true}
	case q.Unknown > 0:
		return stripModel{assets.IconEye, widgets.ToneAmber.Ink, c.T("print.unknown", "n", q.Unknown), true}
	case q.Sending || q.Waiting > 0:
		return stripModel{s.Icon, s.Tone.Ink, s.Word, false}
	}
	return stripModel{}
}
