package retail

import (
	"encoding/json"
	"fmt"
)

// Nature tells whether the kind is an intent or a fact.
func (k Kind) Nature() Nature { return rules[k].nature }

// AboutOrder tells whether commands of the kind are about an order: they are the
// rows of docs/races.md.
func (k Kind) AboutOrder() bool {
	b, err := rules[k].decode([]byte("{}"))
	return err == nil && b.About().Entity == EntityOrder
}

// MinRole is the least role that may give a command of the kind.
func (k Kind) MinRole() Role { return rules[k].role }

// Version is the body version this program writes.
func (k Kind) Version() int { return rules[k].version }

// rule is one row of the table of commands.
type rule struct {
	nature  Nature
	role    Role
	version int
	decode  func(json.RawMessage) (Body, error)
	decide  func(State, Command) Decision
}

// row makes a rule whose body has type B.
func row[B Body](nature Nature, role Role, decide func(State, Command, B) Decision) rule {
	return rule{
		nature: nature, role: role, version: 1,
		decode: func(raw json.RawMessage) (Body, error) {
			var b B
			if err := json.Unmarshal(raw, &b); err != nil {
				return nil, err
			}
			return b, nil
		},
		decide: func(st State, c Command) Decision {
			b, ok := c.Body.(B)
			if !ok {
				return quarantine(c)
			}
			return decide(st, c, b)
		},
	}
}

// rules is the one table of commands.
var rules map[Kind]rule

func init() {
	rules = map[Kind]rule{
		KindReceive:      row(Fact, RoleHub, decideReceive),
		KindCancel:       row(Fact, RoleManager, onOrder(decideCancel)),
		KindClaim:        row(Intent, RoleStaff, onOrder(decideClaim)),
		KindRelease:      row(Intent, RoleStaff, onOrder(decideRelease)),
		KindPick:         row(Fact, RoleStaff, onOrder(decidePick)),
		KindUndoPick:     row(Fact, RoleStaff, onOrder(decideUndoPick)),
		KindMismatch:     row(Fact, RoleStaff, note[Mismatch]),
		KindShort:        row(Fact, RoleStaff, onOrder(decideShort)),
		KindFound:        row(Fact, RoleStaff, onOrder(decideFound)),
		KindStageBag:     row(Fact, RoleStaff, onOrder(decideStageBag)),
		KindStage:        row(Fact, RoleStaff, onOrder(decideStage)),
		KindDecline:      row(Intent, RoleLead, onOrder(decideDecline)),
		KindNoticeStart:  row(Intent, RoleHub, onOrder(decideNoticeStart)),
		KindNoticeResult: row(Fact, RoleHub, onOrder(decideNoticeResult)),
		KindNoticeResend: row(Intent, RoleStaff, onOrder(decideNoticeResend)),
		KindTold:         row(Fact, RoleStaff, onOrder(decideTold)),
		KindCheckBag:     row(Fact, RoleStaff, onOrder(decideCheckBag)),
		KindCollect:      row(Fact, RoleStaff, onOrder(decideCollect)),
		KindHandover:     row(Fact, RoleStaff, onOrder(decideHandover)),
		KindExpire:       row(Intent, RoleHub, onOrder(decideExpire)),
		KindPutBack:      row(Fact, RoleStaff, onOrder(decidePutBack)),
		KindReveal:       row(Fact, RoleStaff, note[Reveal]),
		KindCodeShown:    row(Fact, RoleStaff, onOrder(decideCodeShown)),
		KindSignIn:       row(Fact, RoleDevice, note[SignIn]),
		KindSignOut:      row(Fact, RoleDevice, note[SignOut]),
		KindLockout:      row(Fact, RoleDevice, note[Lockout]),
		KindSettle:       row(Fact, RoleStaff, decideSettle),
		KindSale:         row(Fact, RoleHub, decideSale),
		KindCount:        row(Fact, RoleStaff, decideCount),
		KindTakeCounter:  row(Intent, RoleStaff, decideTakeCounter),
		KindLeaveCounter: row(Intent, RoleDevice, decideLeaveCounter),
		KindExtend:       row(Intent, RoleStaff, onOrder(decideExtend)),
		KindAssign:       row(Fact, RoleStaff, decideAssign),
		KindRevoke:       row(Intent, RoleManager, decideRevoke),
		KindAway:         row(Fact, RoleHub, decideAway),
		KindOpenCount:    row(Intent, RoleStaff, decideOpenCount),
		KindTally:        row(Fact, RoleStaff, decideTally),
		KindCountAgain:   row(Intent, RoleStaff, decideCountAgain),
		KindApproveCount: row(Intent, RoleStaff, decideApproveCount),
		KindNameCode:     row(Fact, RoleStaff, decideNameCode),
		KindCloseCount:   row(Intent, RoleStaff, decideCloseCount),

		KindAskTransfer:      row(Intent, RoleStaff, decideAskTransfer),
		KindApproveTransfer:  row(Intent, RoleLead, onTransfer(decideApproveTransfer)),
		KindDeclineTransfer:  row(Intent, RoleLead, onTransfer(decideDeclineTransfer)),
		KindCancelTransfer:   row(Intent, RoleStaff, onTransfer(decideCancelTransfer)),
		KindPickTransfer:     row(Fact, RoleStaff, onTransfer(decidePickTransfer)),
		KindUndoTransfer:     row(Fact, RoleStaff, onTransfer(decideUndoTransfer)),
		KindTransferMismatch: row(Fact, RoleStaff, note[TransferMismatch]),
		KindDispatch:         row(Fact, RoleStaff, onTransfer(decideDispatch)),
		KindTakeIn:           row(Fact, RoleStaff, onTransfer(decideTakeIn)),
		KindTakeBox:          row(Fact, RoleStaff, onTransfer(decideTakeBox)),
		KindFinishTransfer:   row(Fact, RoleStaff, onTransfer(decideFinishTransfer)),
		KindSettleTransfer:   row(Fact, RoleStaff, onTransfer(decideSettleTransfer)),
		KindTransferTold:     row(Fact, RoleHub, decideTransferTold),

		KindReclass:       row(Fact, RoleStaff, decideReclass),
		KindPriceCheck:    row(Fact, RoleStaff, decidePriceCheck),
		KindAskShelf:      row(Intent, RoleStaff, decideAskShelf),
		KindShelfAsked:    row(Fact, RoleHub, decideShelfAsked),
		KindAnswerShelf:   row(Fact, RoleStaff, decideAnswerShelf),
		KindShelfAnswered: row(Fact, RoleHub, decideShelfAnswered),
		KindHold:          row(Fact, RoleStaff, decideHold),
		KindFloorOrder:    row(Fact, RoleDevice, decideFloorOrder),
		KindHoldPaid:      row(Fact, RoleStaff, onHold(decideHoldPaid)),
		KindHoldAsk:       row(Fact, RoleHub, decideHoldAsk),
		KindHoldNews:      row(Fact, RoleHub, onHold(decideHoldNews)),
		KindHoldKeep:      row(Fact, RoleStaff, onHold(decideHoldKeep)),
		KindHoldCollect:   row(Fact, RoleStaff, onHold(decideHoldCollect)),
		KindHoldRelease:   row(Intent, RoleStaff, onHold(decideHoldRelease)),
		KindHoldShort:     row(Fact, RoleStaff, onHold(decideHoldShort)),
		KindHoldBack:      row(Fact, RoleStaff, onHold(decideHoldBack)),
		KindHoldExtend:    row(Intent, RoleStaff, onHold(decideHoldExtend)),
		KindHoldExpire:    row(Intent, RoleHub, onHold(decideHoldExpire)),
		KindHoldWish:      row(Fact, RoleHub, onHold(decideHoldWish)),

		KindOpenWave:  row(Intent, RoleStaff, decideOpenWave),
		KindJoinWave:  row(Intent, RoleStaff, onWave(decideJoinWave)),
		KindAddToWave: row(Intent, RoleStaff, onWave(decideAddToWave)),
		KindLeaveWave: row(Intent, RoleStaff, onWave(decideLeaveWave)),
		KindPutInTote: row(Fact, RoleStaff, onOrder(decidePutInTote)),
		KindPassWave:  row(Fact, RoleStaff, onWave(decidePassWave)),
		KindTakeWave:  row(Fact, RoleStaff, decideTakeWave),
		KindCloseWave: row(Intent, RoleStaff, onWave(decideCloseWave)),
		KindArrive:    row(Fact, RoleHub, onOrder(decideArrive)),
		KindTakeCall:  row(Intent, RoleStaff, onOrder(decideTakeCall)),

		KindAnswerShort:  row(Fact, RoleStaff, onOrder(decideAnswerShort)),
		KindPause:        row(Intent, RoleStaff, onOrder(decidePause)),
		KindResume:       row(Intent, RoleStaff, onOrder(decideResume)),
		KindHoldNotice:   row(Intent, RoleHub, onHold(decideHoldNotice)),
		KindHoldNoticed:  row(Fact, RoleHub, onHold(decideHoldNoticed)),
		KindHoldRenotice: row(Intent, RoleStaff, onHold(decideHoldRenotice)),
		KindHoldTold:     row(Fact, RoleStaff, onHold(decideHoldTold)),
		KindCountLeft:    row(Intent, RoleHub, decideCountLeft),
		KindRemind:       row(Intent, RoleHub, onOrder(decideRemind)),
		KindWrongGoods:   row(Fact, RoleStaff, onOrder(decideWrongGoods)),
		KindAuditBag:     row(Fact, RoleStaff, onOrder(decideAuditBag)),
		KindUndoHandover: row(Intent, RoleStaff, onOrder(decideUndoHandover)),
		KindRefuse:       row(Fact, RoleStaff, onOrder(decideRefuse)),
		KindOwe:          row(Intent, RoleHub, onOrder(decideOwe)),
		KindSuggested:    row(Fact, RoleStaff, note[Suggested]),
		KindDelegate:     row(Intent, RoleHub, onOrder(decideDelegate)),

		KindOutOfCold: row(Intent, RoleHub, onOrder(decideOutOfCold)),

		KindCallStaff:     row(Intent, RoleDevice, decideCallStaff),
		KindTakeStaffCall: row(Intent, RoleStaff, decideTakeStaffCall),
		KindEndStaffCall:  row(Intent, RoleDevice, decideEndStaffCall),
		KindApproveSpot:   row(Intent, RoleLead, decideApproveSpot),
	}
	if len(rules) != len(kindWords) {
		panic(fmt.Sprintf("retail: %d rules for %d kinds", len(rules), len(kindWords)))
	}
}

// note is the rule of commands that are only written down.
func note[B Body](State, Command, B) Decision { return Decision{Verdict: Applied} }

// onOrder gives a rule a copy of the order to change. An order that nobody
// knows makes a fact an exception and an intent a rejection; but what takes a
// handover back waits for the order as the handover does.
func onOrder[B Body](decide func(o *Order, st State, c Command, b B) Decision) func(State, Command, B) Decision {
	return func(st State, c Command, b B) Decision {
		if st.Order == nil {
			if c.Kind.Nature() == Intent && c.Kind != KindUndoHandover {
				return rejected(UnknownOrder)
			}
			d := quarantine(c)
			d.Code, d.Raise[0].Order = UnknownOrder, OrderID(b.About().ID)
			return d
		}
		if carriedBefore(st.Order.Carried, c.ID) { // another terminal brought it
			return Decision{Verdict: Applied, Code: AlreadySo}
		}
		return cold(st, c, weighed(shortage(st, c, decide(st.Order.Clone(), st, c, b))))
	}
}
