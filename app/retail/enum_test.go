package retail

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// golden are the words that databases, terminals and hubs in the field hold.
// A word may be added at the end of its row; none may change or move.
var golden = map[string]string{
	"kind": "receive cancel claim release pick undo_pick mismatch short found stage_bag stage decline notice_start notice_result notice_resend told " +
		"check_bag collect handover expire put_back reveal code_shown sign_in sign_out lockout settle " +
		"sale count take_counter leave_counter extend assign revoke away open_count tally count_again approve_count name_code close_count " +
		"transfer_ask transfer_approve transfer_decline transfer_cancel transfer_pick transfer_undo transfer_mismatch transfer_dispatch " +
		"transfer_take transfer_box transfer_finish transfer_settle transfer_told " +
		"reclass price_check ask_shelf shelf_asked answer_shelf shelf_answered " +
		"hold hold_ask hold_news hold_keep hold_collect hold_release hold_back hold_extend hold_expire hold_wish " +
		"wave_open wave_join wave_add wave_leave tote_put wave_pass wave_take wave_close arrive take_call answer_short pause resume " +
		"hold_notice hold_noticed hold_renotice hold_told count_left remind wrong_goods audit_bag floor_order hold_paid undo_handover refuse call_staff take_staff_call end_staff_call approve_spot out_of_cold owe suggested hold_short delegate",
	"order_state":  "received picking staged notified handed_over short declined expired canceled",
	"pay_state":    "prepaid pay_at_pickup collected",
	"refund_why":   "customer shop declined expired refused short",
	"notice_state": "queued sending sent unknown failed no_address told",
	"short_reason": "not_found damaged display_only sold scrap mismatch",
	"entry":        "scanned typed",
	"hand_reason":  "label_damaged no_label scanner_broken",
	"proof":        "code digits identity",
	"document":     "licence my_number passport residence other",
	"identity":     "name_phone photo_id order_mail proxy_note",
	"role":         "device staff lead manager hq hub",
	"auth":         "none pin badge hub",
	"stock_class":  "regular b_grade display damaged inspecting",
	"stock_mark":   "none few in",
	"move_kind":    "allocate release pick put_back handover reclass adjust doubt sale receipt count counted dispatch take_in incoming hold hold_end",
	"verdict":      "applied applied_exception rejected quarantined",
	"nature":       "intent fact",
	"exception_kind": "double_handover handover_after_cancel handover_not_staged handover_unpaid bag_missing picked_without_claim extra_pick put_back recount cancel_after_handover order_changed staged_incomplete state_clash not_allowed unknown shortage no_lease oversold late away revoked " +
		"transfer_short transfer_over transfer_foreign transfer_damaged transfer_back transfer_arrived price hold_declined hold_broken tote_mixed answer_clash count_left wrong_goods bag_lost bag_left cold_long tote_zones age_unchecked hold_owed transfer_missed proxy_gone",
	"entity":           "order exception stock slot sku site staff terminal chain secret lease stock_cut codes stocktake count_line transfer shelf_check hold wave tote postal staff_call",
	"verdict_code":     "unknown_command unknown_order not_allowed claimed_by wrong_state already_so clashed foreign_store counter_held superseded unknown_count area_open same_person count_again_first needs_reason figure_changed unknown_transfer not_enough unknown_hold unknown_wave wave_begun wave_full call_taken too_late",
	"site_kind":        "shop warehouse",
	"transfer_state":   "asked approved declined canceled picking in_transit receiving received closed",
	"transfer_reason":  "customer shelf surplus display return delivery",
	"transfer_refusal": "needed not_found flawed display busy",
	"settling":         "kept agreed lost accepted",
	"pickup_answer":    "ok not_ready used expired foreign forged replaced gone unknown withdrawn",
	"match_kind":       "right other_line enough wrong_size wrong_color wrong_style other_order wrong_item unknown too_many not_an_item expired tote foreign_tote wrong_zone too_light too_heavy no_weight later_date",
	"hold_state":       "asked held collected released expired declined broken",
	"hold_pay":         "later deposit paid",
	"hold_wish":        "extend release",
	"wave_state":       "open walking closed",
	"remedy": "seen matches counted put_back picked called refunded retrieved bag_given collected transferred substituted declined approved " +
		"updated back revoked settled unpicked retagged repriced cold",
	"reclass_reason":  "flaw display inspect fine mistake",
	"shelf_answer":    "has none not_found",
	"print_state":     "queued sending printed unknown failed dropped",
	"short_choice":    "substitute other_shop ship wait drop unreached",
	"asked_how":       "phone here mail before",
	"substitute_rule": "style color size none",
	"pause_reason":    "goods customer asking floor",
	"print_cause":     "no_printer unreached paper cover fault line_lost no_answer stopped seen again not_drawn",
	"error_code":      "internal not_found invalid refused not_allowed offline revoked locked unsent disk_full damaged busy upgrade unknown_terminal",
	"temperature":     "ambient chilled frozen",
	"wrong":           "item fewer more",
	"refuse_reason":   "size other damaged date age",
	"age_proof":       "document sight",
	"slot_kind":       "normal hanging cold frozen safe large",
	"way":             "carry_out collect delivery",
	"price_reason":    "campaign member shop",
	"delivery_hours":  "morning 14-16 16-18 18-20 19-21",
	"order_status":    "accepted ready part_handed_over handed_over expired declined canceled",
}

func wordsOf[T fmt.Stringer](all []T) string {
	var out []string
	for _, v := range all {
		out = append(out, v.String())
	}
	return strings.Join(out, " ")
}

func TestWords(t *testing.T) {
	rows := map[string]string{
		"kind": wordsOf(Kinds()), "order_state": wordsOf(OrderStates()), "pay_state": wordsOf(PayStates()), "notice_state": wordsOf(NoticeStates()), "refund_why": wordsOf(RefundWhys()), "document": wordsOf(DocumentKinds()),
		"short_reason": wordsOf(ShortReasons()), "entry": wordsOf(Entries()), "hand_reason": wordsOf(HandReasons()), "proof": wordsOf(Proofs()),
		"identity": wordsOf(IdentityKinds()), "role": wordsOf(Roles()), "auth": wordsOf(Auths()), "stock_class": wordsOf(StockClasses()), "stock_mark": wordsOf(StockMarks()),
		"move_kind": wordsOf(MoveKinds()), "verdict": wordsOf(Verdicts()), "nature": wordsOf(Natures()), "exception_kind": wordsOf(ExceptionKinds()),
		"verdict_code": wordsOf(allOf[VerdictCode](len(verdictCodeWords))), "entity": wordsOf(allOf[Entity](len(entityWords))),
		"site_kind": wordsOf(allOf[SiteKind](len(siteKindWords))), "pickup_answer": wordsOf(PickupAnswers()), "match_kind": wordsOf(MatchKinds()),
		"error_code": wordsOf(allOf[Code](len(codeWords))), "remedy": wordsOf(Remedies()), "temperature": wordsOf(Temperatures()), "wrong": wordsOf(Wrongs()), "slot_kind": wordsOf(SlotKinds()),
		"transfer_state": wordsOf(TransferStates()), "transfer_reason": wordsOf(TransferReasons()), "transfer_refusal": wordsOf(TransferRefusals()),
		"settling": wordsOf(Settlings()), "reclass_reason": wordsOf(ReclassReasons()), "shelf_answer": wordsOf(ShelfAnswers()),
		"print_state": wordsOf(PrintStates()), "print_cause": wordsOf(PrintCauses()), "hold_state": wordsOf(HoldStates()), "hold_pay": wordsOf(HoldPays()), "hold_wish": wordsOf(HoldWishes()),
		"wave_state": wordsOf(WaveStates()), "way": wordsOf(Ways()), "price_reason": wordsOf(PriceReasons()), "delivery_hours": wordsOf(AllDeliveryHours()), "refuse_reason": wordsOf(RefuseReasons()), "age_proof": wordsOf(AgeProofs()),
		"short_choice": wordsOf(ShortChoices()), "asked_how": wordsOf(AskedHows()), "substitute_rule": wordsOf(SubstituteRules()), "pause_reason": wordsOf(PauseReasons()),
		"order_status": wordsOf(OrderStatuses()),
	}
	for name, want := range golden {
		if rows[name] != want {
			t.Errorf("%s is\n%s, want\n%s", name, rows[name], want)
		}
		list := strings.Fields(want)
		slices.Sort(list)
		if len(slices.Compact(list)) != len(strings.Fields(want)) {
			t.Errorf("%s has a word twice", name)
		}
	}
	if len(rows) != len(golden) {
		t.Errorf("%d rows of words, %d golden ones", len(rows), len(golden))
	}
}

// text is what every stored enumeration can do.
type text interface {
	comparable
	fmt.Stringer
	encoding.TextMarshaler
}

func roundTrip[T text](t *testing.T, n int) {
	t.Helper()
	for i := 0; i <= n; i++ {
		v := *new(T)
		reflect.ValueOf(&v).Elem().SetUint(uint64(i))
		b, err := v.MarshalText()
		if err != nil || i > 0 && string(b) != v.String() || i == 0 && len(b) != 0 {
			t.Errorf("%T(%d) is %q, %v", v, i, b, err)
		}
		var back T
		if err := any(&back).(encoding.TextUnmarshaler).UnmarshalText(b); err != nil || back != v {
			t.Errorf("%T(%d) came back as %v, %v", v, i, back, err)
		}
		s, ok := any(&back).(sql.Scanner)
		if !ok {
			continue
		}
		stored, err := any(v).(driver.Valuer).Value()
		if err != nil || stored != string(b) {
			t.Errorf("%T(%d) is stored as %v, %v", v, i, stored, err)
		}
		for _, src := range []any{string(b), b} {
			if err := s.Scan(src); err != nil || back != v {
				t.Errorf("%T(%d) from %T is %v, %v", v, i, src, back, err)
			}
		}
		if s.Scan(int64(1)) == nil || s.Scan("no such word") == nil || s.Scan(nil) != nil {
			t.Errorf("%T reads a number or another word, or not NULL", v)
		}
	}
	v := *new(T)
	reflect.ValueOf(&v).Elem().SetUint(uint64(n + 1))
	if _, err := v.MarshalText(); err == nil || !strings.HasPrefix(v.String(), "invalid") {
		t.Errorf("%T(%d) has the word %s", v, n+1, v)
	}
	if x, ok := any(v).(driver.Valuer); ok {
		if stored, err := x.Value(); err == nil {
			t.Errorf("%T(%d) is stored as %v", v, n+1, stored)
		}
	}
}

func TestEnums(t *testing.T) {
	roundTrip[OrderState](t, len(orderStateWords))
	roundTrip[PayState](t, len(payStateWords))
	roundTrip[NoticeState](t, len(noticeStateWords))
	roundTrip[ShortReason](t, len(shortReasonWords))
	roundTrip[Entry](t, len(entryWords))
	roundTrip[HandReason](t, len(handReasonWords))
	roundTrip[Proof](t, len(proofWords))
	roundTrip[IdentityKind](t, len(identityKindWords))
	roundTrip[Role](t, len(roleWords))
	roundTrip[Auth](t, len(authWords))
	roundTrip[StockClass](t, len(stockClassWords))
	roundTrip[MoveKind](t, len(moveKindWords))
	roundTrip[Verdict](t, len(verdictWords))
	roundTrip[Nature](t, len(natureWords))
	roundTrip[ExceptionKind](t, len(exceptionKindWords))
	roundTrip[Kind](t, len(kindWords))
	roundTrip[VerdictCode](t, len(verdictCodeWords))
	roundTrip[Entity](t, len(entityWords))
	roundTrip[SiteKind](t, len(siteKindWords))
	roundTrip[Remedy](t, len(remedyWords))
	roundTrip[TransferState](t, len(transferStateWords))
	roundTrip[TransferReason](t, len(transferReasonWords))
	roundTrip[TransferRefusal](t, len(transferRefusalWords))
	roundTrip[Settling](t, len(settlingWords))
	roundTrip[HoldState](t, len(holdStateWords))
	roundTrip[HoldPay](t, len(holdPayWords))
	roundTrip[PrintState](t, len(printStateWords))
	roundTrip[PrintCause](t, len(printCauseWords))
	roundTrip[HoldWish](t, len(holdWishWords))
	roundTrip[WaveState](t, len(waveStateWords))
	roundTrip[Temperature](t, len(temperatureWords))
	roundTrip[Wrong](t, len(wrongWords))
	roundTrip[Way](t, len(wayWords))
	roundTrip[PriceReason](t, len(priceReasonWords))
	roundTrip[DeliveryHours](t, len(deliveryHoursWords))
	roundTrip[OrderStatus](t, len(orderStatusWords))
}

// TestTransitions holds the table itself to what it promises.
func TestTransitions(t *testing.T) {
	for _, s := range OrderStates() {
		if _, ok := transitions[s]; !ok {
			t.Errorf("%v has no row", s)
		}
		if s.Over() && len(transitions[s]) > 0 || s.CanBecome(s) {
			t.Errorf("%v is over and goes on, or follows itself", s)
		}
		for _, next := range OrderStates() {
			if s.CanBecome(next) && s.CanBecomeLate(next) {
				t.Errorf("%v to %v is both in time and late", s, next)
			}
		}
		if s != HandedOver && !s.CanBecome(HandedOver) && !s.CanBecomeLate(HandedOver) {
			t.Errorf("%v cannot be handed over, but it may have happened", s)
		}
		if s.Over() && s.Waiting() {
			t.Errorf("%v is over and waits", s)
		}
	}
	if HandedOver.CanBecomeLate(Canceled) || len(lateFacts[HandedOver]) > 0 {
		t.Error("something leaves HandedOver")
	}
}
