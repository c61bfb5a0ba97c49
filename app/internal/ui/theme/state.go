package theme

import (
	"miseban/app/retail"
	"miseban/assets"
)

// StateLook is how a state is shown: never by colour alone.
type StateLook struct {
	Icon assets.Icon
	Ink  Token
	Soft Token
	Word string // message key
}

// State is the look of an order's state. It knows every state of retail; the
// zero state shows as a plain grey ring without a word.
func State(s retail.OrderState) StateLook {
	switch s {
	case retail.Received:
		return StateLook{assets.IconRing, Blue, BlueSoft, "state.received"}
	case retail.Picking:
		return StateLook{assets.IconHalf, Amber, AmberSoft, "state.picking"}
	case retail.Staged:
		return StateLook{assets.IconShelf, Teal, TealSoft, "state.staged"}
	case retail.Notified:
		return StateLook{assets.IconMail, Indigo, IndigoSoft, "state.notified"}
	case retail.HandedOver:
		return StateLook{assets.IconCheck, Grey, GreySoft, "state.handed_over"}
	case retail.Short:
		return StateLook{assets.IconWarn, Orange, OrangeSoft, "state.short"}
	case retail.Declined:
		return StateLook{assets.IconStop, Grey, GreySoft, "state.declined"}
	case retail.Expired:
		return StateLook{assets.IconClock, Red, RedSoft, "state.expired"}
	case retail.Canceled:
		return StateLook{assets.IconCross, Grey, GreySoft, "state.canceled"}
	}
	return StateLook{assets.IconRing, Grey, GreySoft, ""}
}

// ExceptionLook is the look of 要確認, which stands beside any state.
func ExceptionLook() StateLook {
	return StateLook{assets.IconExcl, Red, RedSoft, "state.exception"}
}

// ClaimLook is the look of an order somebody is working on; the word takes
// {name}. mine is for the person signed in.
func ClaimLook(mine bool) StateLook {
	if mine {
		return StateLook{assets.IconHalf, Amber, AmberSoft, "state.mine"}
	}
	return StateLook{assets.IconHalf, Amber, AmberSoft, "state.claimed"}
}
