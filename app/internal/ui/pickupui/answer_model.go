package pickupui

import (
	"miseban/app/internal/pickup"
	"miseban/app/internal/ui/theme"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/assets/words"
	"miseban/scanner"
)

// answerLook is how loudly an answer speaks.
type answerLook uint8

const (
	// lookRight: a green head over the next shelf; leaves by itself.
	lookRight answerLook = iota + 1
	// lookWrong: red, the scanned and the needed one side by side; blocks.
	lookWrong
	// lookFull: the whole screen in a colour of its own; blocks.
	lookFull
	// lookNote: one line above the bottom bar; blocks nothing.
	lookNote
)

// cardModel is one side of the comparison.
type cardModel struct{ Label, Picture, Value string }

// answerModel is what a scan is answered with.
type answerModel struct {
	Look     answerLook
	Fill     theme.Token // lookFull
	Icon     assets.Icon // lookFull
	Sound    assets.Sound
	Sentence string
	Need     string // 必要なのは
	Wanted   string // M
	Scanned  cardModel
	Right    cardModel // no label: no comparison
	Where    string    // what to do now, or where the right one is
	More     string
	Shelf    string      // in front of More, in the code face
	DoIcon   assets.Icon // before Where; zero: put it back
}

// answerOf says what a scan came to in the shop's words.
func answerOf(c words.Catalog, f pickup.Found) answerModel {
	switch f.Kind {
	case retail.MatchRight, retail.MatchOtherLine:
		return rightAnswer(c, f)
	case retail.MatchEnough:
		return enoughAnswer(c, f)
	case retail.MatchTooMany:
		return caseAnswer(c, f)
	case retail.MatchWrongSize, retail.MatchWrongColor, retail.MatchWrongStyle, retail.MatchWrongItem:
		return wrongAnswer(c, f)
	case retail.MatchOtherOrder:
		return foreignAnswer(c, f)
	case retail.MatchUnknown:
		return unknownAnswer(c, f)
	case retail.MatchExpired:
		return expiredAnswer(c, f)
	case retail.MatchTote:
		return toteAnswer(c, f)
	case retail.MatchForeignTote:
		return foreignToteAnswer(c, f)
	case retail.MatchWrongZone:
		return zoneAnswer(c, f)
	case retail.MatchTooLight, retail.MatchTooHeavy:
		return weightAnswer(c, f)
	case retail.MatchNoWeight:
		return noWeightAnswer(c, f)
	case retail.MatchLaterDate:
		return laterAnswer(c, f)
	case retail.MatchNotAnItem:
	}
	return answerModel{Look: lookNote, Sound: assets.SoundUnknown, Sentence: notAnItem(c, f)}
}

// rightAnswer names what was found; the last one of an order sounds done.
func rightAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := answerModel{Look: lookRight, Sound: assets.SoundRight, Sentence: c.T("pick.right.title")}
	if f.Pick.Current < 0 {
		a.Sound = assets.SoundDone
	}
	if f.Got != nil {
		a.Need, a.Wanted = skuName(c, f.Got), skuWhat(c, f.Got)
	} else if f.Line != nil {
		a.Need, a.Wanted = f.Line.Name, joined(colorWord(c, f.Line.Color), f.Line.Size)
	}
	if f.Qty > 1 {
		a.Wanted += c.T("pick.right.qty", "n", f.Qty)
	}
	if f.Tag.Grams > 0 {
		a.Wanted = c.T("pick.weigh.is", "n", c.Number(f.Tag.Grams), "yen", c.Yen(int64(f.Tag.FinalTaxIn)))
	}
	return a
}

// wrongAnswer compares the item in the hand with the needed one.
func wrongAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := answerModel{Look: lookWrong, Sound: assets.SoundWrong, Need: c.T("pick.wrong.need")}
	got, need := f.Got, f.Needed
	if need == nil {
		a.Look, a.Fill, a.Icon, a.Need = lookFull, theme.StopFill, assets.IconCross, ""
		a.Sentence = c.T("pick.wrong.nowhere")
		a.Scanned = scannedCard(c, got)
		a.Where, a.More = c.T("pick.do.return"), c.T("pick.do.return.more")
		return a
	}
	var is, wanted, fits string
	switch f.Kind {
	case retail.MatchWrongSize:
		is, wanted, fits = got.Size, need.Size, "pick.fits.color"
	case retail.MatchWrongColor:
		is, wanted, fits = colorWord(c, got.Color), colorWord(c, need.Color), "pick.fits.size"
	case retail.MatchWrongStyle:
		is, wanted, fits = skuWhat(c, got), skuWhat(c, need), "pick.fits.style"
	case retail.MatchRight, retail.MatchOtherLine, retail.MatchEnough, retail.MatchOtherOrder, retail.MatchWrongItem,
		retail.MatchUnknown, retail.MatchTooMany, retail.MatchNotAnItem, retail.MatchExpired, retail.MatchTote, retail.MatchForeignTote, retail.MatchWrongZone,
		retail.MatchTooLight, retail.MatchTooHeavy, retail.MatchNoWeight, retail.MatchLaterDate:
		is, wanted, fits = skuName(c, got), skuName(c, need), ""
	}
	a.Sentence = c.T("pick.wrong.is", "what", is)
	a.Scanned = cardModel{c.T("pick.card.scanned"), got.Picture, is}
	a.Right = cardModel{c.T("pick.card.needed"), need.Picture, wanted}
	if f.Kind == retail.MatchWrongItem {
		a.Need, a.Scanned.Label, a.Right.Label = "", is, wanted
		a.Scanned.Value, a.Right.Value = cardValue(c, got), cardValue(c, need)
		if len([]rune(is)) > 7 {
			a.Sentence = c.T("pick.wrong.other")
		}
	} else {
		a.Wanted = wanted
	}
	a.Where, a.Shelf = whereIs(c, f, a.Right.Value), ""
	if f.Line != nil {
		a.Shelf = f.Line.Shelf
	}
	if fits != "" {
		a.More = c.T(fits)
	} else {
		a.More = skuWhat(c, need)
	}
	return a
}

// cardValue is what tells two products apart at a glance: the size, or the
// colour of things in one size.
func cardValue(c words.Catalog, s *retail.SKU) string {
	if len([]rune(s.Size)) > 4 || s.Size == "" {
		return colorWord(c, s.Color)
	}
	return s.Size
}

// whereIs says where the needed item lies, seen from the scanned one.
func whereIs(c words.Catalog, f pickup.Found, what string) string {
	switch f.Side {
	case pickup.SideLeft:
		return c.T("pick.where.left", "what", what)
	case pickup.SideRight:
		return c.T("pick.where.right", "what", what)
	case pickup.SideOther:
		return c.T("pick.where.shelf")
	}
	if f.Line == nil || f.Line.Shelf == "" {
		return c.T("pick.where.ask")
	}
	return c.T("pick.where.look")
}

func scannedCard(c words.Catalog, s *retail.SKU) cardModel {
	if s == nil {
		return cardModel{}
	}
	return cardModel{skuName(c, s), s.Picture, skuWhat(c, s)}
}

// enoughAnswer: right, but the order has enough of it.
func enoughAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := full(theme.MoreFill, assets.IconBasket, assets.SoundSurplus, c.T("pick.enough.title"))
	a.Scanned = scannedCard(c, f.Got)
	a.Need = c.T("pick.enough.sub")
	a.Where, a.More = c.T("pick.do.return"), c.T("pick.enough.more")
	return a
}

// expiredAnswer: the right goods, too late: nobody gets them any more.
func expiredAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := full(theme.StopFill, assets.IconClock, assets.SoundWrong, c.T("pick.expired.title"))
	a.Scanned = scannedCard(c, f.Got)
	a.Need = c.T("pick.expired.sub", "day", c.Day(f.Last))
	a.Where, a.More = c.T("pick.expired.do"), c.T("pick.expired.more")
	return a
}

// caseAnswer: a case holds more than is needed.
func caseAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := full(theme.MoreFill, assets.IconBox, assets.SoundSurplus, c.T("pick.case.title", "n", f.Qty))
	a.Scanned = scannedCard(c, f.Got)
	open := 0
	for _, l := range f.Pick.Route {
		if f.Got != nil && l.SKU == f.Got.ID {
			open += l.Open()
		}
	}
	a.Need, a.Wanted = c.T("pick.case.need"), c.T("common.items", "n", open)
	a.Where, a.More, a.DoIcon = c.T("pick.case.do"), c.T("pick.case.more"), assets.IconScan
	return a
}

// foreignAnswer: an open order of this shop needs it, this one does not.
func foreignAnswer(c words.Catalog, f pickup.Found) answerModel {
	a := full(theme.OtherFill, assets.IconBag, assets.SoundOtherOrder, c.T("pick.foreign.title", "number", f.For))
	a.Scanned = scannedCard(c, f.Got)
	if f.Needed != nil {
		a.Need = c.T("pick.wrong.need.item", "what", joined(skuName(c, f.Needed), skuWhat(c, f.Needed)))
	}
	a.Where, a.More = c.T("pick.do.return"), c.T("pick.foreign.more", "number", f.Pick.Order.Number)
	return a
}

// unknownAnswer: no product has the code. A misread is only a note: the item
// may be right.
func unknownAnswer(c words.Catalog, f pickup.Found) answerModel {
	if misread(f.Code) {
		return answerModel{Look: lookNote, Sound: assets.SoundUnknown, Sentence: c.T("pick.misread")}
	}
	a := full(theme.HaltFill, assets.IconTag, assets.SoundUnknown, c.T("pick.unknown.title"))
	a.Need = c.T("pick.unknown.code", "code", f.Code.Text)
	a.Where, a.More, a.DoIcon = c.T("pick.unknown.do"), c.T("pick.unknown.more"), assets.IconSearch
	return a
}

// misread tells whether the code did not arrive whole.
func misread(code scanner.Code) bool {
	switch code.Fault {
	case scanner.FaultEmpty, scanner.FaultTooLong, scanner.FaultCheckDigit, scanner.FaultDamaged, scanner.FaultElementString,
		scanner.FaultPairing:
		return true
	case scanner.FaultNone, scanner.FaultUnrecognised, scanner.FaultVariableMeasure, scanner.FaultCompressed:
	}
	return false
}

func full(fill theme.Token, icon assets.Icon, sound assets.Sound, sentence string) answerModel {
	return answerModel{Look: lookFull, Fill: fill, Icon: icon, Sound: sound, Sentence: sentence}
}

// notAnItem says calmly what was scanned instead of goods.
func notAnItem(c words.Catalog, f pickup.Found) string {
	switch f.Code.Kind {
	case scanner.KindPlace:
		if f.Line == nil {
			return c.T("pick.note.shelf", "shelf", f.Slot)
		}
		if f.Slot == f.Line.Shelf {
			return c.T("pick.note.shelf.here")
		}
		return c.T("pick.note.shelf.other", "shelf", f.Slot, "here", f.Line.Shelf)
	case scanner.KindBag:
		return c.T("pick.note.bag")
	case scanner.KindStaff:
		return c.T("pick.note.badge")
	case scanner.KindPickupToken, scanner.KindPickupDigits:
		return c.T("pick.note.pickup")
	case scanner.KindBookPrice, scanner.KindTagPrice:
		return c.T("pick.note.book")
	}
	return c.T("pick.note.other")
}
