package retail

// Kind is a kind of command.
type Kind uint8

// Values of Kind. The words are stable; new kinds go to the end.
const (
	// KindReceive: an order arrives or changes in the web shop.
	KindReceive Kind = iota + 1
	// KindCancel: the order is no more (customer, web shop or shop).
	KindCancel
	// KindClaim: 担当する.
	KindClaim
	// KindRelease: the claim is given up.
	KindRelease
	// KindPick: an item was verified by scan, or by hand with a reason.
	KindPick
	// KindUndoPick: the last scan is taken back.
	KindUndoPick
	// KindMismatch: a scan that did not fit was shown and acknowledged.
	KindMismatch
	// KindShort: 見つからない, with a reason.
	KindShort
	// KindFound: a line given up as short is looked for again.
	KindFound
	// KindStageBag: a bag was put into its place.
	KindStageBag
	// KindStage: every bag lies in its place.
	KindStage
	// KindDecline: 対応不可.
	KindDecline
	// KindNoticeStart: the hub is about to send the ready notice.
	KindNoticeStart
	// KindNoticeResult: what became of the notice.
	KindNoticeResult
	// KindNoticeResend: staff ask for the notice again.
	KindNoticeResend
	// KindTold: staff told the customer themselves.
	KindTold
	// KindCheckBag: a bag was scanned at the counter.
	KindCheckBag
	// KindCollect: the amount due was taken at the till.
	KindCollect
	// KindHandover: 引き渡し.
	KindHandover
	// KindExpire: not collected by the deadline, by the hub's clock.
	KindExpire
	// KindPutBack: 棚戻し, with the shelf scanned.
	KindPutBack
	// KindReveal: personal data was shown in full.
	KindReveal
	// KindCodeShown: a pickup code was shown that cannot be honoured.
	KindCodeShown
	// KindSignIn: somebody signed in on the terminal.
	KindSignIn
	// KindSignOut: somebody signed out, or the terminal locked itself.
	KindSignOut
	// KindLockout: too many wrong PINs.
	KindLockout
	// KindSettle: an exception was settled.
	KindSettle
	// KindSale: sold at the till, as the POS says.
	KindSale
	// KindCount: a shelf was counted (棚卸).
	KindCount
	// KindTakeCounter: this terminal becomes, or stays, the counter (受渡端末).
	KindTakeCounter
	// KindLeaveCounter: it is the counter no longer.
	KindLeaveCounter
	// KindExtend: 受取期限を延長.
	KindExtend
	// KindAssign: an exception is given to somebody.
	KindAssign
	// KindRevoke: 端末を無効化.
	KindRevoke
	// KindAway: a terminal was not heard of for long, or is back.
	KindAway
	// KindOpenCount: a stocktake begins (棚卸).
	KindOpenCount
	// KindTally: what a terminal has counted so far of an area.
	KindTally
	// KindCountAgain: another person counted a SKU again.
	KindCountAgain
	// KindApproveCount: a counted figure goes into the books.
	KindApproveCount
	// KindNameCode: an unknown code of a stocktake is this SKU, or none.
	KindNameCode
	// KindCloseCount: the stocktake is over.
	KindCloseCount
	// KindAskTransfer: 取り寄せを頼む, or goods are to be sent (店間移動).
	KindAskTransfer
	// KindApproveTransfer: the sender promises the goods.
	KindApproveTransfer
	// KindDeclineTransfer: the sender does not send them, with a reason.
	KindDeclineTransfer
	// KindCancelTransfer: whoever began the transfer takes it back.
	KindCancelTransfer
	// KindPickTransfer: pieces went into a box.
	KindPickTransfer
	// KindUndoTransfer: a scan of a transfer is taken back.
	KindUndoTransfer
	// KindTransferMismatch: a scan that did not fit a transfer was shown.
	KindTransferMismatch
	// KindDispatch: the boxes have left.
	KindDispatch
	// KindTakeIn: pieces were unpacked and scanned.
	KindTakeIn
	// KindTakeBox: a box was received as it stands on the list.
	KindTakeBox
	// KindFinishTransfer: nothing is left to unpack.
	KindFinishTransfer
	// KindSettleTransfer: what became of pieces that do not agree.
	KindSettleTransfer
	// KindTransferTold: a letter: what the other shop did.
	KindTransferTold
	// KindReclass: 品質区分の変更.
	KindReclass
	// KindPriceCheck: 価格チェック: prices were found to differ.
	KindPriceCheck
	// KindAskShelf: another shop is asked to look at its shelf.
	KindAskShelf
	// KindShelfAsked: another shop asks, by letter.
	KindShelfAsked
	// KindAnswerShelf: somebody looked.
	KindAnswerShelf
	// KindShelfAnswered: the other shop answers, by letter.
	KindShelfAnswered
	// KindHold: 取り置き, here or at another shop.
	KindHold
	// KindHoldAsk: another shop, or the web shop, wants goods kept here.
	KindHoldAsk
	// KindHoldNews: how a hold stands in the shop with the goods.
	KindHoldNews
	// KindHoldKeep: a piece was scanned and put by.
	KindHoldKeep
	// KindHoldCollect: the customer has the goods.
	KindHoldCollect
	// KindHoldRelease: 取り置き解除.
	KindHoldRelease
	// KindHoldBack: 棚戻し of a piece that was put by.
	KindHoldBack
	// KindHoldExtend: 取り置き期限を延長.
	KindHoldExtend
	// KindHoldExpire: not collected in time, by the hub's clock.
	KindHoldExpire
	// KindHoldWish: the shop that asked for a hold wants it extended or released.
	KindHoldWish
	// KindOpenWave: まとめてピッキング begins.
	KindOpenWave
	// KindJoinWave: one more walks a wave, or another zone.
	KindJoinWave
	// KindAddToWave: orders join a wave before its first scan.
	KindAddToWave
	// KindLeaveWave: an order goes back to the queue before its first scan.
	KindLeaveWave
	// KindPutInTote: picked pieces lie in a tote (かご).
	KindPutInTote
	// KindPassWave: a part of a wave was given to another terminal.
	KindPassWave
	// KindTakeWave: a terminal goes on with another one's part of a wave.
	KindTakeWave
	// KindCloseWave: a wave is over.
	KindCloseWave
	// KindArrive: the customer is in the shop (着きました).
	KindArrive
	// KindTakeCall: somebody looks after the customer who called.
	KindTakeCall
	// KindAnswerShort: what the customer said of missing goods.
	KindAnswerShort
	// KindPause: the work on an order rests, with a reason (一時停止).
	KindPause
	// KindResume: it rests no longer.
	KindResume
	// KindHoldNotice: the hub is about to tell the customer of a hold.
	KindHoldNotice
	// KindHoldNoticed: what became of that.
	KindHoldNoticed
	// KindHoldRenotice: staff ask for it again.
	KindHoldRenotice
	// KindHoldTold: staff told the customer of a hold.
	KindHoldTold
	// KindCountLeft: a stocktake was left and nobody ended it.
	KindCountLeft
	// KindRemind: the customer is told once more, before the deadline.
	KindRemind
	// KindWrongGoods: an order's goods were found not to be what was ordered.
	KindWrongGoods
	// KindAuditBag: a bag was looked for in its place, or found in one (保管棚の点検).
	KindAuditBag
	// KindFloorOrder: 店頭注文: a customer ordered in the shop.
	KindFloorOrder
	// KindHoldPaid: a part of a floor order was paid.
	KindHoldPaid
	// KindUndoHandover: a handover was a mistaken tap: the goods are here (引き渡しの取り消し).
	KindUndoHandover
	// KindRefuse: the customer does not take some of the goods at the counter (受け取らない).
	KindRefuse
	// KindCallStaff: a customer at a tablet calls (スタッフを呼ぶ).
	KindCallStaff
	// KindTakeStaffCall: somebody goes to that customer.
	KindTakeStaffCall
	// KindEndStaffCall: nobody waits at the tablet any more.
	KindEndStaffCall
	// KindApproveSpot: a count of one SKU that waits goes into the books, or not.
	KindApproveSpot
	// KindOutOfCold: chilled or frozen goods are out of the cold for too long, by
	// the hub's clock.
	KindOutOfCold
	// KindOwe: a handover can no longer be taken back: the web shop is told what it owes.
	KindOwe
	// KindSuggested: goods were suggested to a customer at the counter (ついで買い).
	KindSuggested
	// KindHoldShort: goods that were to be put by are not there (見つからない).
	KindHoldShort
	// KindDelegate: the customer named somebody who collects in their place (代理受取), or
	// took that back.
	KindDelegate
)

var kindWords = words{
	"receive",
	"cancel",
	"claim",
	"release",
	"pick",
	"undo_pick",
	"mismatch",
	"short",
	"found",
	"stage_bag",
	"stage",
	"decline",
	"notice_start",
	"notice_result",
	"notice_resend",
	"told",
	"check_bag",
	"collect",
	"handover",
	"expire",
	"put_back",
	"reveal",
	"code_shown",
	"sign_in",
	"sign_out",
	"lockout",
	"settle",
	"sale",
	"count",
	"take_counter",
	"leave_counter",
	"extend",
	"assign",
	"revoke",
	"away",
	"open_count",
	"tally",
	"count_again",
	"approve_count",
	"name_code",
	"close_count",
	"transfer_ask",
	"transfer_approve",
	"transfer_decline",
	"transfer_cancel",
	"transfer_pick",
	"transfer_undo",
	"transfer_mismatch",
	"transfer_dispatch",
	"transfer_take",
	"transfer_box",
	"transfer_finish",
	"transfer_settle",
	"transfer_told",
	"reclass",
	"price_check",
	"ask_shelf",
	"shelf_asked",
	"answer_shelf",
	"shelf_answered",
	"hold",
	"hold_ask",
	"hold_news",
	"hold_keep",
	"hold_collect",
	"hold_release",
	"hold_back",
	"hold_extend",
	"hold_expire",
	"hold_wish",
	"wave_open",
	"wave_join",
	"wave_add",
	"wave_leave",
	"tote_put",
	"wave_pass",
	"wave_take",
	"wave_close",
	"arrive",
	"take_call",
	"answer_short",
	"pause",
	"resume",
	"hold_notice",
	"hold_noticed",
	"hold_renotice",
	"hold_told",
	"count_left",
	"remind",
	"wrong_goods",
	"audit_bag",
	"floor_order",
	"hold_paid",
	"undo_handover",
	"refuse",
	"call_staff",
	"take_staff_call",
	"end_staff_call",
	"approve_spot",
	"out_of_cold",
	"owe",
	"suggested",
	"hold_short",
	"delegate",
}

// String returns the stable word of the kind.
func (k Kind) String() string { return kindWords.text(uint8(k)) }

// MarshalText writes the stable word.
func (k Kind) MarshalText() ([]byte, error) { return kindWords.marshal(uint8(k)) }

// UnmarshalText reads the stable word.
func (k *Kind) UnmarshalText(b []byte) error {
	n, err := kindWords.parse(b)
	*k = Kind(n)
	return err
}

// Kinds returns every kind in order.
func Kinds() []Kind { return allOf[Kind](len(kindWords)) }
