package counterui

import (
	"reflect"
	"testing"

	"miseban/app/internal/ui/page"
	"miseban/app/retail"
	"miseban/assets/words"
)

// TestAProxyIsKnownByName: who shows a proxy's code is asked for the name that the
// customer gave, and for nothing that only the customer knows; what was compared is
// recorded as a proxy's.
func TestAProxyIsKnownByName(t *testing.T) {
	v := allBags(ready())
	v.Delegation, v.Proxy, v.ProxyName = 1, true, "ヤマダ ヨシエ"
	s := &counter{present: shows(v)}
	f := open(t, page.Handheld, s, page.Handover{})
	f.Screen.Scan(customer)
	f.UntilSeen("先に 代理の方の確認")
	if !f.Sees("代理の方 ヤマダ ヨシエ様") {
		t.Errorf("who it is: %s", f.Read())
	}
	f.Tap("代理の方を確かめる")
	f.UntilSeen("ヤマダ ヨシエ様")
	for _, not := range []string{"お名前と電話の下4けた", "注文のメール", "委任の書面"} {
		if f.Sees(not) {
			t.Errorf("asks a proxy for %s", not)
		}
	}
	f.Tap("確認しました") // nothing was compared
	f.Tap("お名前が合っている")
	f.Tap("確認しました")
	f.UntilSeen("お渡しできます")
	f.Tap("引き渡す")
	f.UntilSeen("お渡ししました")
	if want := []string{"present " + customer.Text, "hand over o-4821 proxy_note true"}; !reflect.DeepEqual(s.calls, want) {
		t.Errorf("asked %v, want %v", s.calls, want)
	}
	v.ProxyName = ""
	if got := proxyWord(catalogs(t)[words.Ja], v); got != "お名前がまだ届いていません" {
		t.Errorf("a name that has not come: %q", got)
	}
	v.Policy.ProxyID = true
	if v.Asks() != retail.AskDocument {
		t.Error("the chain's document is not asked for")
	}
}
