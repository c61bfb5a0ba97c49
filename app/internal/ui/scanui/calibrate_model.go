package scanui

import (
	"miseban/assets/words"
	"miseban/scanner"
)

// result is what a calibration came to.
type result struct {
	Learned bool // the device reads by it from now on
	Title   string
	Lines   []line
}

// learn compares a scanned calibration code with what it holds, and puts into
// words what was wrong, what was mended, and what staff have to do.
func learn(c words.Catalog, code scanner.Code) (scanner.Layout, result) {
	if code.Source != scanner.SourceWedge && code.Source != scanner.SourceEvdev {
		return scanner.Layout{}, result{Title: c.T("scan.cal.other"), Lines: []line{{care, c.T("scan.cal.other.sub"), ""}}}
	}
	if code.Typing.Trust != scanner.TrustTyped || code.Fault == scanner.FaultInputMethod {
		return scanner.Layout{}, result{Title: c.T("scan.cal.ime"), Lines: []line{{bad, c.T("scan.fault.input-method"), c.T("scan.fault.input-method.do")}}}
	}
	l, lost, err := scanner.Learn(code.Raw)
	if err != nil {
		return scanner.Layout{}, result{Title: c.T("scan.cal.part"), Lines: []line{{bad, c.T("scan.cal.part.sub"), c.T("scan.cal.part.do")}}}
	}
	if l.Suffix == 0 {
		l.Suffix = code.Typing.End
	}
	return l, result{Learned: true, Title: titleOf(c, l, lost), Lines: linesOf(c, l, lost)}
}

// titleOf is the outcome in a sentence.
func titleOf(c words.Catalog, l scanner.Layout, lost []scanner.Lost) string {
	switch {
	case len(lost) > 0:
		return c.T("scan.cal.lost")
	case l.Typed != "" || l.CapsLock:
		return c.T("scan.cal.mended")
	}
	return c.T("scan.cal.fine")
}

// linesOf says what was found: marks, Caps Lock, separator, end.
func linesOf(c words.Catalog, l scanner.Layout, lost []scanner.Lost) []line {
	var out []line
	switch gone := every(c, lost); {
	case gone != "" && l.Typed != "":
		out = append(out, line{care, c.T("scan.cal.marks.some"), c.T("scan.cal.marks.gone", "marks", gone)})
	case gone != "":
		out = append(out, line{care, c.T("scan.cal.marks.gone", "marks", gone), c.T("scan.cal.marks.do")})
	case l.Typed != "":
		out = append(out, line{good, c.T("scan.cal.marks.mended"), c.T("scan.cal.marks.count", "n", len([]rune(l.Typed)))})
	default:
		out = append(out, line{good, c.T("scan.cal.marks.fine"), ""})
	}
	if l.CapsLock {
		out = append(out, line{care, c.T("scan.cal.caps"), c.T("scan.cal.caps.do")})
	}
	switch {
	case l.Separator == "":
		out = append(out, line{bad, c.T("scan.cal.gs.lost"), c.T("scan.cal.gs.lost.do")})
	case l.Separator != "\x1d":
		out = append(out, line{good, c.T("scan.cal.gs.text", "text", l.Separator), ""})
	default:
		out = append(out, line{good, c.T("scan.cal.gs.fine"), ""})
	}
	switch l.Suffix {
	case scanner.EndEnter:
		out = append(out, line{good, c.T("scan.cal.end.enter"), ""})
	case scanner.EndTab:
		out = append(out, line{care, c.T("scan.cal.end.tab"), c.T("scan.cal.end.tab.do")})
	case scanner.EndIdle:
		out = append(out, line{care, c.T("scan.cal.end.none"), c.T("scan.cal.end.none.do")})
	}
	return out
}
