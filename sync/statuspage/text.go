package statuspage

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// WriteText writes the page for a terminal window.
func (p Page) WriteText(to io.Writer) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s  %s\n\n%s %s\n", p.Title, p.AsOf, p.Tone.Mark(), p.Answer)
	for _, x := range p.Items {
		fmt.Fprintf(w, "  %s %s\n", x.Tone.Mark(), x.Text)
		for _, where := range x.Where {
			fmt.Fprintf(w, "      %s\n", where)
		}
	}
	fmt.Fprintln(w)
	for _, t := range p.Tiles {
		fmt.Fprintf(w, "%s\t%s\t%s\n", t.Label, t.Value, t.Note)
	}
	if len(p.Shops) == 0 {
		fmt.Fprintf(w, "\n%s\n", p.NoShops)
	}
	for _, s := range p.Shops {
		fmt.Fprintf(w, "\n%s %s  %s %s  %s %s  %s %s  %s %s\n", s.ID, s.Name, p.StateWord, s.Line, p.UnsentWord, s.Unsent, p.InboxWord, s.Inbox, p.OrdersWord, s.Orders)
		if len(s.Terminals) == 0 {
			fmt.Fprintf(w, "  %s\n", p.NoTerminals)
			continue
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\t%s\n", p.TerminalWord, p.StateWord, p.SeenWord, p.UnsentWord, p.ClockWord, p.VersionWord)
		for _, d := range s.Terminals {
			fmt.Fprintf(w, "  %s\t%s %s\t%s\t%s\t%s\t%s\n", d.Name, d.Tone.Mark(), d.State, d.Seen, d.Unsent, d.Clock, d.Version)
		}
	}
	return w.Flush()
}
