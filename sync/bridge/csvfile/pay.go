package csvfile

import (
	"slices"
	"strings"

	"miseban/app/retail"
)

// Words of 支払方法 that tell whether the money is here, to be taken at the
// counter, or still on its way. A profile's own lists are asked first.
var (
	payCounter = []string{
		"店頭", "店舗で", "店舗支払", "店舗払", "受取時", "受け取り時", "受取り時", "現地", "代引", "代金引換", "現金", "cash", "pay at pickup",
		"pay in store",
	}
	payPrepaid = []string{
		"クレジット", "カード", "credit", "card", "paypay", "ペイペイ", "amazon", "楽天ペイ", "楽天pay", "d払い", "au pay", "aupay", "apple pay",
		"applepay", "google pay", "googlepay", "line pay", "linepay", "メルペイ", "paidy", "ペイディ", "キャリア決済", "まとめて支払", "後払", "あと払",
		"paypal", "shop pay", "shopify", "ポイント", "ギフト券",
	}
	payLater = []string{"振込", "振替", "コンビニ", "ペイジー", "pay-easy", "前払"}
)

// paid words of pay.state.
var (
	stateDone = []string{"prepaid", "paid", "入金済", "支払済", "決済済", "済"}
	stateOpen = []string{"pay_at_pickup", "unpaid", "pending", "未入金", "未払", "未決済", "店頭"}
)

// payment is what a row says about money. wait tells that the customer still
// has to pay the web shop, so that there is nothing to pick yet.
func (r record) payment(total retail.Yen) (p retail.Payment, wait bool, fault Reason) {
	p = retail.Payment{Method: words(r.raw("pay.method")), TotalTaxIn: total}
	due := func() (retail.Payment, bool, Reason) {
		p.State, p.DueTaxIn = retail.PayAtPickup, total
		if v := r.raw("due"); v != "" {
			n, ok := yen(v)
			if !ok || n < 0 {
				return p, false, because(BadNumber, "value", v)
			}
			p.DueTaxIn = n
		}
		return p, false, Reason{}
	}
	method, state := strings.ToLower(code(p.Method)), strings.ToLower(code(r.raw("pay.state")))
	counter := r.means(method, "pay.counter", payCounter)
	switch {
	case total == 0 && r.has("total"), r.any("paid"), r.raw("pay.date") != "":
		p.State = retail.Prepaid
	case has(state, stateOpen) && (counter || method == ""):
		return due()
	case has(state, stateOpen) && !r.means(method, "pay.prepaid", payPrepaid):
		return p, true, Reason{}
	case has(state, stateDone):
		p.State = retail.Prepaid
	case counter:
		return due()
	case r.means(method, "pay.prepaid", payPrepaid):
		p.State = retail.Prepaid
	case r.means(method, "pay.later", payLater):
		return p, true, Reason{}
	case r.plain["pay.other"] == "prepaid":
		p.State = retail.Prepaid
	case r.plain["pay.other"] == "counter":
		return due()
	default:
		return p, false, because(UnknownPay, "method", p.Method)
	}
	return p, false, Reason{}
}

// means tells whether a way of paying is in a list, unless another list of the
// profile itself names it.
func (r record) means(method, key string, common []string) bool {
	if method == "" {
		return false
	}
	if has(method, r.lists[key]) {
		return true
	}
	for _, other := range []string{"pay.counter", "pay.prepaid", "pay.later"} {
		if other != key && has(method, r.lists[other]) {
			return false
		}
	}
	return has(method, common)
}

// has tells whether s contains one of the words.
func has(s string, list []string) bool {
	return s != "" && slices.ContainsFunc(list, func(w string) bool { return strings.Contains(s, strings.ToLower(code(w))) })
}
