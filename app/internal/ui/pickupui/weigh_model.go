package pickupui

import (
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
)

// rangeOf is what a pack of weighed goods may have: 270〜330 g.
func rangeOf(c words.Catalog, least, most int) string {
	switch {
	case least > 0 && most > 0:
		return c.T("pick.weigh.range", "least", c.Number(least), "most", c.Number(most))
	case least > 0:
		return c.T("pick.weigh.least", "least", c.Number(least))
	case most > 0:
		return c.T("pick.weigh.most", "most", c.Number(most))
	}
	return ""
}

// weightAnswer: the right goods, and less or more of them than the customer may get.
func weightAnswer(c words.Catalog, f pickup.Found) answerModel {
	title := "pick.light.title"
	if f.Kind == retail.MatchTooHeavy {
		title = "pick.heavy.title"
	}
	a := full(theme.MoreFill, assets.IconBasket, assets.SoundSurplus, c.T(title))
	a.Scanned = scannedCard(c, f.Got)
	a.Scanned.Value = c.T("pick.weigh.read", "n", c.Number(f.Tag.Grams))
	a.Need, a.Wanted = c.T("pick.weigh.need"), rangeOf(c, f.Least, f.Most)
	a.Where, a.More, a.DoIcon = c.T("pick.weigh.do"), c.T("pick.weigh.more"), assets.IconScan
	return a
}

// noWeightAnswer: the right goods, and nobody knows what they weigh.
func noWeightAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := full(theme.HaltFill, assets.IconTag, assets.SoundWrong, c.T("pick.noweight.title"))
	a.Scanned = scannedCard(c, f.Got)
	a.Need = c.T("pick.noweight.sub")
	a.Where, a.More, a.DoIcon = c.T("pick.noweight.do"), c.T("pick.noweight.more"), assets.IconScan
	return a
}

// laterAnswer: the right goods, and those that expire sooner go first.
func laterAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := full(theme.MoreFill, assets.IconClock, assets.SoundSurplus, c.T("pick.later.title"))
	a.Scanned = scannedCard(c, f.Got)
	a.Scanned.Value = c.T("pick.later.sub", "day", c.Day(f.Tag.LastDay()))
	a.Need, a.Wanted = c.T("pick.later.need"), c.T("pick.later.want", "day", c.Day(f.Last))
	a.Where, a.More, a.DoIcon = c.T("pick.later.do"), c.T("pick.later.more"), assets.IconSearch
	return a
}
