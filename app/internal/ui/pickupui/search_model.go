package pickupui

import (
	"miseban/app/internal/ui/widgets"
	"miseban/assets/words"
)

// queryModel is what was typed to search by: digits or kana. Other letters
// never come from the pads.
type queryModel struct {
	Text string
	Kana bool // the kana pad is shown
}

// maxQuery is the longest text that is looked for.
const maxQuery = 12

func (m *queryModel) add(s string) {
	if len([]rune(m.Text)) < maxQuery {
		m.Text += s
	}
}

func (m *queryModel) drop() {
	if r := []rune(m.Text); len(r) > 0 {
		m.Text = string(r[:len(r)-1])
	}
}

// mark gives the last kana its next form.
func (m *queryModel) mark() { m.Text = widgets.KanaCycle(m.Text) }

// swap changes to the other pad and begins anew: digits and kana never mix.
func (m *queryModel) swap() { m.Kana, m.Text = !m.Kana, "" }

// prompt is what the empty field asks for.
func (m queryModel) prompt(c words.Catalog) string {
	if m.Kana {
		return c.T("queue.search.kana.prompt")
	}
	return c.T("queue.search.digits.prompt")
}
