package page

import (
	"time"

	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// ColdClock says how long goods that are out of the cold since then may be so still:
// a tone and an icon as urgent as it is. A limit of 0 is none.
func ColdClock(c words.Catalog, t retail.Temperature, from time.Time, limit time.Duration, now time.Time) (text string, tone widgets.Tone, icon assets.Icon) {
	zone, gone := c.T("temp."+t.Or().String()), now.Sub(from)
	left := int((limit - gone + time.Minute - 1) / time.Minute) // whole minutes begun
	text, tone, icon = c.T("pick.cold.left", "zone", zone, "n", left), widgets.ToneIndigo, assets.IconClock
	switch pressure := retail.ColdPressure(limit, gone); {
	case limit == 0:
		text = c.T("pick.cold.out", "zone", zone, "n", int(gone/time.Minute))
	case pressure == retail.PressureLate:
		text, tone, icon = c.T("pick.cold.late", "zone", zone), widgets.ToneRed, assets.IconWarn
	case pressure == retail.PressureSoon:
		tone = widgets.ToneAmber
	}
	return text, tone, icon
}
