package stocktakeui

import (
	"miseban/app/internal/stocktake"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// step is what is to be done about a line.
type step uint8

const (
	stepNone    step = iota
	stepWait         // somebody still counts
	stepAgain        // another person counts again, this one may
	stepOther        // another person counts again, not this one
	stepApprove      // it can be approved
	stepAsk          // somebody with a higher role approves
	stepName         // of a code: what is it?
)

// lineModel is one line of the result.
type lineModel struct {
	rowModel
	Counted string
	Booked  string // by the books; empty where this one must not know
	Off     string
	Value   string
	Short   bool // less than booked
	Step    step
	Does    string // what is to be done, in words
	Shelf   string
	Near    string // of a code: what lay beside it
}

// resultModel is everything the page of a result says.
type resultModel struct {
	Title, Sub string
	Counting   string // that somebody still counts
	Offline    string
	Right      string
	Open       []lineModel
	Again      []lineModel
	Strays     []lineModel
	Unknown    []lineModel
	Main       string // what ends it
	Over       bool
	Left       int  // lines without a decision
	Spots      bool // counts of one SKU that wait for another person, and no stocktake
}

func resultOf(c words.Catalog, r stocktake.Results, role retail.Role) resultModel {
	m := resultModel{
		Title: takeName(c, r.Stocktake), Sub: c.T("stocktake.areas.done", "n", r.Stocktake.Done(), "all", len(r.Stocktake.Areas)),
		Right: c.Number(r.Right + r.Stocktake.Totals.Right), Main: c.T("stocktake.close"), Over: r.Stocktake.State == retail.StocktakeClosed, Left: len(r.Open) + len(r.Unknown),
	}
	if r.Spots {
		m.Title, m.Sub, m.Over, m.Spots = c.T("stocktake.spots"), "", true, true
	}
	if r.Counting > 0 {
		m.Counting = c.T("stocktake.counting", "n", r.Counting)
	}
	if !r.Online {
		m.Offline = c.T("stocktake.offline")
	}
	for _, v := range r.Open {
		m.Open = append(m.Open, lineOf(c, v, role, r.Online))
	}
	for _, v := range r.Again {
		l := lineOf(c, v, role, r.Online)
		l.Step, l.Does = stepNone, c.T("stocktake.moved")
		m.Again = append(m.Again, l)
	}
	for _, v := range r.Strays {
		l := lineOf(c, v, role, r.Online)
		l.Step, l.Off, l.Value, l.Booked = stepNone, "", "", ""
		l.Does = c.T("stocktake.stray", "shelf", v.Shelf)
		m.Strays = append(m.Strays, l)
	}
	for _, v := range r.Unknown {
		m.Unknown = append(m.Unknown, codeOf(c, v))
	}
	return m
}

// sees tells whether a role may see what the books say before the figure is
// approved: who may approve, may see.
func sees(role retail.Role) bool { return role >= retail.RoleLead }

func lineOf(c words.Catalog, v stocktake.Variance, role retail.Role, online bool) lineModel {
	m := lineModel{Counted: c.Number(v.Qty()), Short: v.Off() < 0, Shelf: v.Shelf}
	m.Ref = v.Ref()
	m.goods(c, v.Goods)
	m.Class = classText(c, v.Class)
	m.Qty = m.Counted
	if v.Spot && !sees(role) { // whoever counts next must not know
		m.Counted, m.Qty = "？", ""
	}
	if sees(role) {
		m.Booked, m.Off, m.Value = c.T("stocktake.booked", "n", v.Expected), signed(c, v.Off()), c.Yen(int64(v.OffTaxIn()))
	}
	switch {
	case !v.Settled:
		m.Step, m.Does = stepWait, c.T("stocktake.step.wait")
	case v.Spot && v.Mine, v.NeedsTwo && v.Mine:
		m.Step, m.Does = stepOther, c.T("stocktake.step.other")
	case v.NeedsTwo && !(v.Spot && role >= retail.RoleManager), v.Spot && role < v.Approver:
		m.Step, m.Does = stepAgain, c.T("stocktake.step.again")
	case role < v.Approver:
		m.Step, m.Does = stepAsk, c.T("stocktake.step.ask."+v.Approver.String())
	case !online:
		m.Step, m.Does = stepWait, c.T("stocktake.step.offline")
	default:
		m.Step, m.Does = stepApprove, c.T("stocktake.step.approve")
	}
	return m
}

func codeOf(c words.Catalog, v stocktake.Variance) lineModel {
	m := lineModel{Counted: c.Number(v.Qty()), Step: stepName, Does: c.T("stocktake.which")}
	m.Unknown, m.Name, m.Code, m.Ref, m.Qty = true, c.T("stocktake.unknown"), v.Code, v.Ref(), m.Counted
	for _, n := range v.Near {
		if m.Near != "" {
			m.Near += " / "
		}
		m.Near += skuName(c, *n.SKU) + " " + optionOf(c, *n.SKU)
	}
	if m.Near != "" {
		m.Near = c.T("stocktake.near", "goods", m.Near)
	}
	return m
}

// look is icon and tone of a step.
func (s step) look() (assets.Icon, widgets.Tone) {
	switch s {
	case stepAgain, stepOther:
		return assets.IconUser, widgets.Tone{Ink: theme.Amber, Soft: theme.AmberSoft}
	case stepApprove:
		return assets.IconCheck, widgets.Tone{Ink: theme.Teal, Soft: theme.TealSoft}
	case stepAsk:
		return assets.IconLock, widgets.Tone{Ink: theme.Indigo, Soft: theme.IndigoSoft}
	case stepName:
		return assets.IconSearch, widgets.Tone{Ink: theme.Amber, Soft: theme.AmberSoft}
	case stepWait, stepNone:
	}
	return assets.IconHalf, widgets.Tone{Ink: theme.Grey, Soft: theme.GreySoft}
}

// reasonModel is a reason that can explain a difference.
type reasonModel struct {
	Reason       retail.VarianceReason
	Text, Effect string
	Icon         assets.Icon
}

// reasonsOf are the reasons that can explain a line, with what each does to the
// books.
func reasonsOf(c words.Catalog, l retail.CountLine) []reasonModel {
	icons := map[retail.VarianceReason]assets.Icon{
		retail.VarianceLost: assets.IconExcl, retail.VarianceFound: assets.IconSearch, retail.VarianceUnrung: assets.IconCard, retail.VarianceReceipt: assets.IconTruck,
		retail.VarianceDamaged: assets.IconWarn, retail.VarianceSample: assets.IconEye, retail.VarianceMisbooked: assets.IconNote, retail.VarianceUnclear: assets.IconRing,
	}
	effect := c.T("stocktake.effect", "from", l.Expected, "to", l.Qty())
	var out []reasonModel
	for _, r := range retail.VarianceReasons() {
		if r.Fits(l.Off()) {
			out = append(out, reasonModel{Reason: r, Text: c.T("stocktake.reason." + r.String()), Effect: effect, Icon: icons[r]})
		}
	}
	return out
}

// whoText is who counted first.
func whoText(c words.Catalog, v stocktake.Variance) string {
	return c.T("stocktake.by", "name", page.Name(c, v.Staff, v.StaffEn))
}
