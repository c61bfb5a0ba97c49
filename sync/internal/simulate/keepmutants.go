package simulate

import (
	"slices"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// heldFree promises what is held already.
func heldFree(st retail.State, c retail.Command) retail.Decision {
	if c.Kind == retail.KindHold || c.Kind == retail.KindFloorOrder || c.Kind == retail.KindHoldAsk {
		st.Levels = slices.Clone(st.Levels)
		for i := range st.Levels {
			st.Levels[i].Held = 0
		}
	}
	return retail.Decide(st, c)
}

// endsAgain forgets that a hold has ended.
func endsAgain(st retail.State, c retail.Command) retail.Decision {
	if c.Kind == retail.KindHoldRelease && st.Hold != nil && st.Hold.State.Ended() {
		st.Hold = st.Hold.Clone()
		st.Hold.State = retail.HoldHeld
	}
	return retail.Decide(st, c)
}

// silentBreak leaves the broken promise to nobody.
func silentBreak(st retail.State, c retail.Command) retail.Decision {
	d := retail.Decide(st, c)
	if c.Kind == retail.KindSale {
		d.Raise = slices.DeleteFunc(d.Raise, func(x retail.Exception) bool { return x.Kind == retail.ExHoldBroken })
		if len(d.Raise) == 0 {
			d.Verdict, d.Code = retail.Applied, 0
		}
	}
	return d
}

// mute loses every third letter about a hold.
type mute struct {
	hub.Tx
}

// PutLetter loses letters by their name, so that one that is lost stays lost.
func (m *mute) PutLetter(l retail.Letter) error {
	if l.Kind == retail.KindHoldNews && l.ID[len(l.ID)-3]%3 == 0 {
		return nil
	}
	return m.Tx.PutLetter(l)
}
