package byhand

import (
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// Model is a code being typed by hand: first why, then the digits.
type Model struct {
	Reason retail.HandReason // 0: not chosen yet
	Digits string
	Wrong  bool // the digits do not make a code
}

// Lengths of the codes that are printed under bars: JAN-8 to ITF-14.
const (
	minDigits = 8
	maxDigits = 14
)

// Add types a digit; more than any code has are left out.
func (m Model) Add(d rune) Model {
	if len(m.Digits) < maxDigits {
		m.Digits += string(d)
	}
	m.Wrong = false
	return m
}

// Del takes the last digit back.
func (m Model) Del() Model {
	if n := len(m.Digits); n > 0 {
		m.Digits = m.Digits[:n-1]
	}
	m.Wrong = false
	return m
}

// Check tells whether the digits make a code; a slip of the finger is caught
// here and not written down as a wrong item.
func (m Model) Check() Model {
	m.Wrong = !scanner.Classify(m.Digits, scanner.Options{Source: scanner.SourceTyped}).Kind.Goods()
	return m
}

// Grouped is the digits as they stand under the bars of a JAN-13.
func (m Model) Grouped() string {
	d := m.Digits
	if len(d) > 7 {
		return d[:1] + " " + d[1:7] + " " + d[7:]
	}
	if len(d) > 1 {
		return d[:1] + " " + d[1:]
	}
	return d
}

// Message is the line under the digits.
func (m Model) Message(c words.Catalog) string {
	if m.Wrong {
		return c.T("pick.hand.wrong")
	}
	return c.T("pick.hand.hint")
}

// Action is the main action: off until there may be a whole code.
func (m Model) Action(c words.Catalog) widgets.Action {
	switch {
	case m.Reason == 0:
		return widgets.Action{Kind: widgets.NotYet, Text: c.T("pick.hand.check"), Sub: c.T("pick.short.first")}
	case len(m.Digits) < minDigits:
		return widgets.Action{Kind: widgets.NotYet, Text: c.T("pick.hand.check"), Sub: c.T("pick.hand.more")}
	}
	return widgets.Action{Kind: widgets.Main, Text: c.T("pick.hand.check"), Icon: assets.IconCheck}
}

// reason is one reason to choose.
type reason struct {
	Reason retail.HandReason
	Icon   assets.Icon
	Text   string
}

func reasons(c words.Catalog) []reason {
	icons := map[retail.HandReason]assets.Icon{retail.LabelDamaged: assets.IconWarn, retail.NoLabel: assets.IconTag, retail.ScannerBroken: assets.IconScan}
	var out []reason
	for _, r := range retail.HandReasons() {
		out = append(out, reason{r, icons[r], c.T("pick.hand." + r.String())})
	}
	return out
}
