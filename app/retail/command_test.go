package retail

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// bodies is one of every kind, with something in every field.
func bodies() map[Kind]Body {
	id := shopOrder().ID
	return map[Kind]Body{
		KindReceive: Receive{Order: shopOrder()}, KindCancel: Cancel{Order: id, Why: "お客様都合"}, KindClaim: ClaimOrder{Order: id, TakeOver: true},
		KindRelease: Release{Order: id}, KindPick: PickItem{id, 1, "shirt", 2, "4999", TypedIn, NoLabel, "w-1", Tag{512, 1050, "A12", "2026-11-30"}}, KindUndoPick: UndoPick{id, 1, "c-1"},
		KindMismatch: Mismatch{id, 1, "4999", "shirt", "wrong_size"}, KindShort: ShortLine{id, 1, 1, DamagedGoods}, KindFound: FoundLine{id, 1},
		KindStageBag: StageBag{id, "B-12", "bag1", 1, []Temperature{Chilled}}, KindStage: StageOrder{id}, KindDecline: Decline{id, "閉店"}, KindNoticeStart: NoticeStart{id, "<1@hub>"},
		KindNoticeResult: NoticeResult{id, "<1@hub>", NoticeUnknown}, KindNoticeResend: NoticeResend{id}, KindTold: Told{id}, KindCheckBag: CheckBag{id, "bag1"},
		KindCollect: Collect{id, 3000, "R-1"}, KindHandover: HandOver{id, ByIdentity, HandoverID{1}, 2, ProxyNote, Passport, true, []string{"bag1"}, true, 3, "tencho", []Portion{{1, 2}}, []string{"bag1"}, 1, AgeDocument, 2},
		KindExpire: Expire{id}, KindPutBack: PutBackItem{id, 1, 2, "A-01-2", LabelDamaged}, KindReveal: Reveal{id, "phone"}, KindCodeShown: CodeShown{id, "used"},
		KindSignIn: SignIn{}, KindSignOut: SignOut{Auto: true}, KindLockout: Lockout{"sato", true, "tencho"}, KindSettle: Settle{"x-1", ExRecount, "found"},
		KindSale: Sale{"shirt", Regular, 2, "R-2"}, KindCount: Count{"shirt", Regular, 7, noon, 3000}, KindTakeCounter: TakeCounter{true},
		KindLeaveCounter: LeaveCounter{}, KindExtend: Extend{id, true}, KindAssign: Assign{"x-1", "sato"}, KindRevoke: Revoke{"handy-2", 3},
		KindAway: Away{"handy-2", noon, 3, true}, KindOpenCount: OpenCount{"cycle-1", CycleCount, []string{"A-01"}, []CountTarget{{"shirt", "A-01", CycleDoubt}}},
		KindTally:        Tally{"cycle-1", CycleCount, "A-01", []TallyLine{{"shirt", Regular, "4999", "sato", 1, 2, 7, 1000, 500, 3000, true, true, "coat", "sock"}}, true},
		KindCountAgain:   CountAgain{"cycle-1", "shirt", Regular, 2, 1000},
		KindApproveCount: ApproveCount{"cycle-1", "shirt", Regular, 2, -1, VarianceLost},
		KindNameCode:     NameCode{"cycle-1", "4999", "shirt", Regular, 3000}, KindCloseCount: CloseCount{"cycle-1", 1, 2},
		KindAskTransfer: AskTransfer{
			"t-1", "SHINJUKU", shop, ForCustomer, &TransferFor{Customer: Customer{Name: "山田 太郎", Kana: "ヤマダ タロウ", Phone: "09012345678"}, Days: 7}, noon, "",
			[]TransferBit{{"shirt", Regular, 2}},
		},
		KindApproveTransfer: ApproveTransfer{"t-1", []TransferBit{{"shirt", Regular, 2}}}, KindDeclineTransfer: DeclineTransfer{"t-1", RefusedNeeded},
		KindCancelTransfer: CancelTransfer{"t-1"}, KindPickTransfer: PickTransfer{"t-1", "shirt", Regular, 1, "A.1", "4999", TypedIn, NoLabel},
		KindUndoTransfer: UndoTransfer{"t-1", "c-1"}, KindTransferMismatch: TransferMismatch{"t-1", "4999", "shirt", "wrong_size"},
		KindDispatch: Dispatch{"t-1"}, KindTakeIn: TakeIn{"t-1", "A.1", "shirt", BGrade, 1, true, "4999", TypedIn, NoLabel},
		KindTakeBox: TakeBox{"t-1", "A.1"}, KindFinishTransfer: FinishTransfer{"t-1", true},
		KindSettleTransfer: SettleTransfer{"t-1", "shirt", Regular, 1, SettleLost},
		KindTransferTold:   TransferTold{"SHINJUKU", Transfer{ID: "t-1", From: "SHINJUKU", To: shop}},
		KindReclass:        Reclass{"shirt", Regular, BGrade, 1, ReclassFlaw}, KindPriceCheck: PriceCheck{"shirt", PriceClash{3990, 4290, 3990}},
		KindAskShelf: AskShelf{"k-1", "S02", "shirt", 2}, KindShelfAsked: ShelfAsked{ShelfCheck{ID: "k-1", From: "S01", To: "S02", SKU: "shirt", AskedAt: noon, Due: noon}},
		KindAnswerShelf: AnswerShelf{"k-1", "shirt", ShelfHas, 2}, KindShelfAnswered: ShelfAnswered{"k-1", ShelfLost, 0, noon, "sato"},
		KindHold: MakeHold{"h-1", shop, "4821", "HD-1", keptFor, keptLines(2), noon, PaidDeposit, 500}, KindHoldAsk: AskHold{keptHold()},
		KindHoldNews: HoldNews{keptHold(), WishExtend, "a1b2", "c-9"}, KindHoldKeep: KeepHold{"h-1", 1, 1, "4999", TypedIn, NoLabel, "K-1"},
		KindHoldCollect: CollectHold{"h-1", "HD-1", NameAndPhone, true, 3, "tencho", 1, "123456789012", []string{"4999"}, LabelDamaged}, KindHoldRelease: ReleaseHold{"h-1", "customer"},
		KindHoldShort: HoldShort{"h-1", 1, 1, NotFound},
		KindHoldBack:  BackHold{"h-1", 1, 1, "A-01-2"}, KindHoldExtend: ExtendHold{"h-1"}, KindHoldExpire: ExpireHold{"h-1"},
		KindHoldWish: WishHold{"h-1", WishRelease, true, "customer"}, KindHoldPaid: HoldPaid{"h-1", 3990, "R-1"},
		KindFloorOrder: FloorOrder{
			MakeHold{"h-1", shop, "4821", "HD-1", keptFor, keptLines(2), noon, PayLater, 0},
			Floor{"f-1", 1, 2, HomeDelivery, 8480, 3990, "2026-11-28", Morning, "1"},
		},
		KindOpenWave: OpenWave{"w-1", []OrderID{id}, "A"}, KindJoinWave: JoinWave{"w-1", "B"}, KindAddToWave: AddToWave{"w-1", []OrderID{id}},
		KindLeaveWave: LeaveWave{"w-1", id}, KindPutInTote: PutInTote{id, "w-1", "T-12", []CommandID{"c-1"}, TypedIn},
		KindPassWave: PassWave{"w-1", "p-1", "handy-2"}, KindCloseWave: CloseWave{"w-1"},
		KindTakeWave: TakeWave{
			"w-1", "handy-1", "p-1", "A",
			[]Command{{ID: "c-1", V: 1, Kind: KindFound, At: noon, Staff: "sato", Body: FoundLine{id, 1}}},
			&Wave{ID: "w-1", Store: shop, State: WaveWalking, OpenedAt: noon, OpenedBy: "sato", Orders: []WaveOrder{{id, "4821", "A"}}, Walkers: []Walker{{Staff: "sato", Device: "handy-1", Since: noon}}},
			[]OrderBrief{{id, "4821", []BriefLine{{1, "shirt", 2, "4999", "シャツ", Color{Word: "白"}, "M", "art:shirt", Fresh{}}}}},
		},
		KindArrive: Arrive{id}, KindTakeCall: TakeCall{id},
		KindAnswerShort: AnswerShort{
			id, 1, 2, ChooseSubstitute, AskedByPhone, &Substitute{"shirt-b", "4999", "シャツ", Color{Word: "黒"}, "M", "art:shirt", 900, 10, Fresh{MinAge: 20}}, "S02", noon, "h-1",
		},
		KindPause: PauseOrder{id, PauseCustomer, noon}, KindResume: ResumeOrder{id},
		KindHoldNotice: HoldNotice{"h-1", "<1@hub>"}, KindHoldNoticed: HoldNoticed{"h-1", "<1@hub>", NoticeSent},
		KindHoldRenotice: RenoticeHold{"h-1"}, KindHoldTold: ToldHold{"h-1"}, KindCountLeft: CountLeft{"cycle-1", 3},
		KindRemind:       Remind{id},
		KindWrongGoods:   WrongReport{Order: id, Line: 1, What: WrongItem, Qty: 1, Out: true},
		KindAuditBag:     AuditBag{id, "bag1", "B-12", true, []Temperature{Frozen}},
		KindUndoHandover: UndoHandover{id, "c-9", "tencho"}, KindRefuse: Refuse{id, 1, 2, RefuseDamaged, true}, KindOwe: Owe{id},
		KindSuggested: Suggested{id, "tote", SuggestTogether, true}, KindDelegate: Delegate{id, "ヤマダ ヨシエ", true},
		KindCallStaff: CallStaff{"tablet-1", NeedSize, "shirt"}, KindTakeStaffCall: TakeStaffCall{"tablet-1", "c-1"}, KindEndStaffCall: EndStaffCall{"tablet-1", "c-1"},
		KindApproveSpot: ApproveSpot{"shirt", Regular, 2, -8, VarianceLost, true},
		KindOutOfCold:   OutOfCold{id},
	}
}

func TestCommandJSON(t *testing.T) {
	all := bodies()
	for _, kind := range Kinds() {
		body, ok := all[kind]
		if !ok {
			t.Errorf("no body of %v here", kind)
			continue
		}
		c := newHost().command(noon, "handy-1", "sato", kind, body)
		var got Command
		if err := json.Unmarshal([]byte(mustJSON(c)), &got); err != nil || !reflect.DeepEqual(got, c) {
			t.Errorf("%v came back as\n%+v, %v\nwas\n%+v", kind, got, err, c)
		}
		if s := c.String(); strings.Contains(s, "山田") || !strings.Contains(s, kind.String()) {
			t.Errorf("%s", s)
		}
	}
}

// TestCommandStamp: what a terminal knew of the time travels, and a terminal of
// an older program that says nothing of it is read all the same.
func TestCommandStamp(t *testing.T) {
	c := newHost().command(noon, "handy-1", "sato", KindSignIn, SignIn{})
	old := mustJSON(c)
	for _, field := range []string{"mono_ms", "boot", "off_ms", "base"} {
		if strings.Contains(old, field) {
			t.Errorf("%s stands in a command without it: %s", field, old)
		}
	}
	c.Stamp, c.Base = Stamp{Boot: "b7", MonoMS: 88123456, OffMS: -140}, Base{Epoch: "e1", Seq: 8812}
	text := mustJSON(c)
	if !strings.Contains(text, `"mono_ms":88123456,"boot":"b7","off_ms":-140,"base":{"epoch":"e1","seq":8812}`) {
		t.Errorf("written as %s", text)
	}
	var got Command
	if err := json.Unmarshal([]byte(text), &got); err != nil || !reflect.DeepEqual(got, c) {
		t.Errorf("came back as %+v, %v", got, err)
	}
}

func TestCommandUnknown(t *testing.T) {
	const envelope = `{"id":"c","dseq":4,"v":%V,"kind":"%K","at":"2026-11-21T12:00:00Z","store":"S","body":%B}`
	for _, c := range []struct{ name, kind, version, body string }{
		{"a kind of tomorrow", "teleport", "1", "{ \"to\" : \"<月>\",\n\t\"n\":1.50 }"},
		{"a later version", "pick", "2", `{"order":"o","line":1}`},
		{"a body of another shape", "pick", "1", `{"order":["o"]}`},
		{"a word of tomorrow", "short", "1", `{"order":"o","line":1,"qty":1,"reason":"eaten"}`},
		{"no object", "stage", "1", `"o"`},
		{"null", "stage", "1", `null`},
		{"no kind", "", "1", `{}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.NewReplacer("%K", c.kind, "%V", c.version, "%B", c.body).Replace(envelope)
			var got Command
			if err := json.Unmarshal([]byte(text), &got); err != nil {
				t.Fatal(err)
			}
			u, ok := got.Body.(UnknownBody)
			if !ok || u.Word != c.kind || string(u.Raw) != c.body || got.Kind != 0 || got.Dseq != 4 {
				t.Fatalf("%+v", got)
			}
			if d := Decide(State{Role: RoleManager}, got); d.Verdict != Quarantined || d.Code != UnknownCommand || len(d.Raise) != 1 {
				t.Errorf("%+v", d)
			}
			var sent, was bytes.Buffer
			if err := json.Compact(&was, []byte(text)); err != nil {
				t.Fatal(err)
			}
			e := json.NewEncoder(&sent)
			e.SetEscapeHTML(false)
			if err := e.Encode(got); err != nil || strings.TrimSpace(sent.String()) != was.String() {
				t.Errorf("sent on as\n%s, came as\n%s", sent.String(), was.String())
			}
		})
	}
}

// TestUnknownOrder: nothing is lost when an order is not known here.
func TestUnknownOrder(t *testing.T) {
	for kind, body := range bodies() {
		if body.About().Entity != EntityOrder || kind == KindReceive {
			continue
		}
		d := Decide(State{Role: RoleHub}, newHost().command(noon, HubDevice, "", kind, body))
		switch _, noted := map[Kind]bool{KindMismatch: true, KindReveal: true, KindSuggested: true}[kind]; {
		case noted && d.Verdict == Applied:
		case kind.Nature() == Intent && d.Verdict == Rejected && d.Code == UnknownOrder && kind != KindUndoHandover:
		case (kind.Nature() == Fact || kind == KindUndoHandover) && d.Verdict == Quarantined && d.Code == UnknownOrder && len(d.Raise) == 1:
		default:
			t.Errorf("%v: %+v", kind, d)
		}
	}
}

func FuzzCommandUnmarshalJSON(f *testing.F) {
	h := newHost()
	for kind, body := range bodies() {
		f.Add(mustJSON(h.command(noon, "handy-1", "sato", kind, body)))
	}
	f.Add(`{"kind":"teleport","v":9,"body":{"a":"<"}}`)
	f.Add(`{"kind":"stage"}`)
	f.Fuzz(func(t *testing.T, s string) {
		var a, b Command
		if json.Unmarshal([]byte(s), &a) != nil {
			return
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		if err := json.Unmarshal(text, &b); err != nil || a.Kind != b.Kind || a.ID != b.ID || a.Dseq != b.Dseq {
			t.Fatalf("%q: %v\n%+v\n%+v", text, err, a, b)
		}
		if again, err := json.Marshal(b); err != nil || !bytes.Equal(again, text) {
			t.Fatalf("%q became %q, %v", text, again, err)
		}
		o := shopOrder()
		if d := Decide(State{Order: &o, Role: RoleManager}, a); d.Verdict == 0 || d.Verdict == Rejected && a.Kind.Nature() != Intent {
			t.Fatalf("%+v", d)
		}
	})
}
