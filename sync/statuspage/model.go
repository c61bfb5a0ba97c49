package statuspage

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/sync/hub"
)

var texts = sync.OnceValues(func() (*words.Words, error) { return words.Load(assets.Translations()) })

// Tone is how a thing stands; page and text draw it, never by colour alone.
type Tone string

// Values of Tone; the page's style sheet names them.
const (
	Good  Tone = "good"
	Plain Tone = "plain"
	Warn  Tone = "warn"
	Bad   Tone = "bad"
)

// Mark is the sign that goes with the tone.
func (t Tone) Mark() string {
	switch t {
	case Good:
		return "✓"
	case Warn:
		return "!"
	case Bad:
		return "✕"
	case Plain:
	}
	return "–"
}

// Page is everything that is said, in one language.
type Page struct {
	Lang, Title, AsOf      string
	Refresh, Pause, Other  string // the sentence, and the two links
	Tone                   Tone
	Answer                 string // is all well?
	Items                  []Item
	Tiles                  []Tile
	ShopWord, TerminalWord string
	UnsentWord, InboxWord  string
	OrdersWord, StateWord  string
	SeenWord, ClockWord    string
	VersionWord, ShopsWord string
	Shops                  []Shop
	NoShops, NoTerminals   string
	Live                   bool // refreshes by itself
	OtherLink, PauseLink   string
}

// Item is one thing that somebody should look at.
type Item struct {
	Tone  Tone
	Text  string
	Where []string // shops and terminals, the first few
}

// Tile is one figure of the whole chain.
type Tile struct {
	Tone               Tone
	Label, Value, Note string
}

// Shop is a row of the table; Open shows its terminals at once.
type Shop struct {
	ID, Name, Line        string // Line: terminals on line
	Unsent, Inbox, Orders string
	InboxTone, LineTone   Tone
	Open                  bool
	Terminals             []Terminal
}

// Terminal is a row below its shop.
type Terminal struct {
	Name, Model, State, Seen, Unsent, Clock, Version string
	Tone, ClockTone                                  Tone
}

// fewWhere is how many terminals an item names.
const fewWhere = 5

// View turns an overview into words.
func View(v hub.Overview, lang words.Lang) (Page, error) {
	all, err := texts()
	if err != nil {
		return Page{}, err
	}
	w := viewer{c: all.In(lang), v: v}
	return w.page(), nil
}

type viewer struct {
	c words.Catalog
	v hub.Overview
}

func (w viewer) page() Page {
	t := w.c.T
	p := Page{
		Lang: w.c.Lang().String(), Title: t("status.title"), AsOf: t("status.asof", "time", w.c.DayClock(w.v.Now.In(retail.Japan))),
		Refresh: t("status.refresh"), Pause: t("status.still"), Other: t("status.other"), Live: true,
		ShopWord: t("status.shop"), TerminalWord: t("status.terminal"), UnsentWord: t("sync.unsent"), InboxWord: t("status.tile.inbox"),
		OrdersWord: t("status.tile.orders"), StateWord: t("status.state"), SeenWord: t("status.seen"), ClockWord: t("status.clock"),
		VersionWord: t("status.version"), ShopsWord: t("status.shops"), NoShops: t("status.empty"), NoTerminals: t("status.none"),
		Tone: Good, Answer: t("status.calm"),
	}
	p.Items = w.items()
	for _, x := range p.Items {
		if x.Tone == Bad || p.Tone != Bad {
			p.Tone = x.Tone
		}
	}
	if len(p.Items) > 0 {
		p.Answer = t("status.look", "n", len(p.Items))
	}
	p.Tiles = w.tiles()
	for _, s := range w.v.Shops {
		p.Shops = append(p.Shops, w.shop(s))
	}
	return p
}

// where names the terminals that fit, and how many they are.
func (w viewer) where(fits func(hub.TerminalView) bool) (n int, names []string) {
	for _, s := range w.v.Shops {
		for _, d := range s.Terminals {
			if !fits(d) {
				continue
			}
			if n++; n <= fewWhere {
				names = append(names, w.name(s)+" "+d.Name)
			}
		}
	}
	if n > fewWhere {
		names = append(names, w.c.T("status.more", "n", n-fewWhere))
	}
	return n, names
}

func (w viewer) name(s hub.ShopView) string {
	if w.c.Lang() == words.En && s.NameEn != "" {
		return s.NameEn
	}
	return s.Name
}

// items lists what somebody should look at, the worst first.
func (w viewer) items() []Item {
	v, t := w.v, w.c.T
	var out []Item
	count := func(n int, tone Tone, key string, where ...string) {
		if n > 0 {
			out = append(out, Item{Tone: tone, Text: t(key, "n", n), Where: where})
		}
	}
	if v.Inbox.Late > 0 {
		var where []string
		for _, s := range v.Shops {
			if s.Inbox.Late > 0 && len(where) < fewWhere {
				where = append(where, fmt.Sprintf("%s %d", w.name(s), s.Inbox.Late))
			}
		}
		out = append(out, Item{Bad, t("status.item.late", "n", v.Inbox.Late, "age", w.c.Age(v.Now.Sub(v.Inbox.Oldest))), where})
	}
	count(v.Notices[retail.NoticeUnknown.String()], Bad, "status.item.unknown")
	count(v.Notices[retail.NoticeFailed.String()], Bad, "status.item.failed")
	switch {
	case v.Backup == nil:
		out = append(out, Item{Tone: Warn, Text: t("status.item.nobackup")})
	case v.Now.Sub(v.Backup.At) > hub.BackupLimit:
		out = append(out, Item{Tone: Bad, Text: t("status.item.backup", "age", w.c.Age(v.Now.Sub(v.Backup.At)))})
	}
	if r := v.Restore; r != nil && r.Back < r.Of {
		out = append(out, Item{Tone: Warn, Text: t("status.item.restore", "n", r.Back, "of", r.Of)})
	}
	n, where := w.where(func(d hub.TerminalView) bool { return d.State == hub.Missing })
	count(n, Warn, "status.item.missing", where...)
	n, where = w.where(func(d hub.TerminalView) bool { return d.ClockOff })
	count(n, Warn, "status.item.clock", where...)
	n, where = w.where(func(d hub.TerminalView) bool { return d.Astray > 0 && d.State != hub.Revoked })
	count(n, Warn, "status.item.astray", where...)
	count(v.Notices[retail.NoticeNoAddress.String()], Warn, "status.item.address")
	count(v.BadRows, Warn, "status.item.import")
	return out
}

func (w viewer) tiles() []Tile {
	v, t, n := w.v, w.c.T, w.c.Number
	here := v.States[hub.Here.String()]
	away := v.States[hub.Away.String()] + v.States[hub.Missing.String()]
	terminals := Tile{Good, t("status.tile.terminals"), t("status.of", "n", here, "of", here+away), ""}
	if away > 0 {
		terminals.Tone, terminals.Note = Plain, t("status.away", "n", away)
	}
	inbox := Tile{Good, t("status.tile.inbox"), n(v.Inbox.Open), ""}
	if v.Inbox.Open > 0 {
		inbox.Tone = Warn
	}
	if v.Inbox.Late > 0 {
		inbox.Tone, inbox.Note = Bad, t("status.late", "n", v.Inbox.Late)
	}
	unsent := Tile{Good, t("status.tile.unsent"), n(v.Unsent), ""}
	if v.Unsent > 0 {
		unsent.Tone = Plain
	}
	notices := v.Notices[retail.NoticeQueued.String()] + v.Notices[retail.NoticeSending.String()]
	backup := Tile{Warn, t("status.tile.backup"), t("status.never"), t("status.database", "size", size(v.Bytes+v.Log))}
	if v.Backup != nil {
		age := v.Now.Sub(v.Backup.At)
		backup.Tone, backup.Value = Good, w.c.Age(age)
		if age > hub.BackupLimit {
			backup.Tone = Bad
		}
	}
	return []Tile{
		terminals, unsent, inbox,
		{Plain, t("status.tile.orders"), n(v.Orders), ""},
		{Plain, t("status.tile.notices"), n(notices), ""},
		backup,
	}
}

func (w viewer) shop(s hub.ShopView) Shop {
	out := Shop{
		ID: string(s.ID), Name: w.name(s), Unsent: w.c.Number(s.Unsent), Inbox: w.c.Number(s.Inbox.Open), Orders: w.c.Number(s.Orders),
		InboxTone: Plain, LineTone: Good,
	}
	here, of := 0, 0
	for _, d := range s.Terminals {
		row := w.terminal(d)
		out.Terminals = append(out.Terminals, row)
		if d.State == hub.Revoked {
			continue
		}
		of++
		if d.State == hub.Here {
			here++
		}
		if row.Tone == Bad || row.Tone == Warn || row.ClockTone == Warn {
			out.Open = true
		}
	}
	out.Line = fmt.Sprintf("%d / %d", here, of)
	if here < of || of == 0 {
		out.LineTone = Plain
	}
	if out.Open {
		out.LineTone = Warn
	}
	if s.Inbox.Open > 0 {
		out.InboxTone = Warn
	}
	if s.Inbox.Late > 0 {
		out.InboxTone = Bad
	}
	return out
}

func (w viewer) terminal(d hub.TerminalView) Terminal {
	t := w.c.T
	out := Terminal{
		Name: d.Name, Model: d.Model, State: t("status.state." + d.State.String()), Seen: t("status.unheard"),
		Unsent: w.c.Number(d.Unsent), Clock: t("status.clock.ok"), Version: d.App, ClockTone: Plain,
	}
	if !d.LastSeen.IsZero() {
		out.Seen = w.c.Age(w.v.Now.Sub(d.LastSeen))
	}
	switch d.State {
	case hub.Here:
		out.Tone = Good
	case hub.Away, hub.Revoked:
		out.Tone = Plain
	case hub.Missing:
		out.Tone = Warn
	}
	if d.State == hub.Revoked {
		out.Clock = "—"
	}
	if d.ClockOff {
		key, off := "status.clock.ahead", time.Duration(d.SkewMS)*time.Millisecond
		if off < 0 {
			key, off = "status.clock.behind", -off
		}
		out.Clock, out.ClockTone = t(key, "span", w.c.Span(off)), Warn
	}
	if out.Version == "" {
		out.Version = "—"
	}
	return out
}

// size is a number of bytes for people: 1.2 GB.
func size(n int64) string {
	f, unit := float64(n), 0
	for ; f >= 1000 && unit < 4; unit++ {
		f /= 1000
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0") + " " + [...]string{"B", "kB", "MB", "GB", "TB"}[unit]
}
