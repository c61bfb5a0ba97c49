package hubdb

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"miseban/app/retail"
)

// TestSplit: without who ordered the bytes are those of an order without them,
// and a second time takes nothing more.
func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", `"customer":{`, `}],"\`, "山田", `\"`}))
		o := retail.Order{
			ID: retail.OrderID(word.Draw(t, "id")), Number: word.Draw(t, "number"), Slot: word.Draw(t, "slot"), Proxy: word.Draw(t, "proxy"),
			Customer: retail.Customer{Name: word.Draw(t, "name"), Note: word.Draw(t, "note")},
			Lines:    []retail.Line{{Name: word.Draw(t, "line")}, {JAN: word.Draw(t, "jan")}},
			Steps:    []retail.Step{{Note: word.Draw(t, "step")}},
		}
		data := text(t, o)
		rest, people := split(data)
		if (people != "") != (o.Customer != retail.Customer{} || o.Proxy != "") {
			t.Fatalf("people %q of %s", people, data)
		}
		var is retail.Order
		if err := json.Unmarshal([]byte(rest), &is); err != nil {
			t.Fatalf("%v: %s", err, rest)
		}
		o.Customer, o.Proxy = retail.Customer{}, ""
		if text(t, is) != text(t, o) {
			t.Fatalf("rest %s of %s", rest, data)
		}
		if again, nobody := split(rest); again != rest || nobody != "" {
			t.Fatalf("again %s, %q", again, nobody)
		}
	})
}

func text(t *rapid.T, o retail.Order) string {
	b, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var clean retail.Order // invalid UTF-8 is replaced once
	if err := json.Unmarshal(b, &clean); err != nil {
		t.Fatal(err)
	}
	b, err = json.Marshal(clean)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
