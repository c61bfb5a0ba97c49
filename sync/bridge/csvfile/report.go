package csvfile

import (
	"strings"

	"miseban/app/retail"
	say "miseban/assets/words"
)

// maxReported is how many bad rows a report lists.
const maxReported = 200

// Text writes the report for people, in the language of the shop. It names rows
// and reasons but quotes no row: rows hold personal data.
func (r Report) Text(lang say.Lang) string {
	c := catalog(lang)
	var b strings.Builder
	line := func(key string, args ...any) { b.WriteString(c.T("import.report."+key, args...) + "\n") }
	some := func(n int, key string) {
		if n > 0 {
			line(key, "n", n)
		}
	}
	if r.File != "" {
		line("title", "file", r.File)
	}
	if r.Profile != "" && r.Enc != 0 {
		line("read", "profile", r.Profile, "n", r.Rows, "encoding", r.Enc)
	}
	if r.Again {
		line("again")
	}
	some(r.Grown, "grown")
	some(r.New, "new")
	if r.Kind == Orders {
		some(r.Changed, "changed")
	} else {
		some(r.Good, "good")
		some(r.Changed, "different")
	}
	some(r.Pending, "pending")
	some(r.Unchanged, "unchanged")
	some(r.Canceled, "canceled")
	some(r.Foreign, "foreign")
	some(r.Unpaid, "unpaid")
	some(r.Held, "held")
	if len(r.Bad) == 0 {
		line("none")
		return b.String()
	}
	line("bad", "n", len(r.Bad))
	for i, bad := range r.Bad {
		if i == maxReported {
			line("more", "n", len(r.Bad)-i)
			break
		}
		b.WriteString("  " + bad.ID + "  ")
		line("row", "row", bad.Row, "why", bad.Reason.Say(lang))
	}
	line("help")
	return b.String()
}

// OfFile tells whether an error of Import is about the file itself, so that
// trying again without a change is of no use.
func OfFile(err error) bool {
	c := retail.CodeOf(err)
	return c == retail.CodeInvalid || c == retail.CodeNotFound
}

// FailText says in words why a whole file could not be read.
func FailText(file string, err error, lang say.Lang) string {
	c := catalog(lang)
	hint := retail.HintOf(err)
	if hint == "" || !c.Has(hint) {
		hint = "error." + retail.CodeOf(err).String()
	}
	return c.T("import.report.title", "file", file) + "\n" + c.T("import.report.failed", "why", c.T(hint)) + "\n"
}
