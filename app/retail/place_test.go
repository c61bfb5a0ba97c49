package retail

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// corner is a pickup corner with one of each kind of place but a safe.
func corner() []StagingSlot {
	return []StagingSlot{
		{Code: "B-01", Order: 1},
		{Code: "B-02", Order: 2},
		{Code: "B-03", Order: 3},
		{Code: "B-04", Order: 4},
		{Code: "H-01", Order: 5, Kind: SlotHanging, Room: 2},
		{Code: "C-01", Order: 6, Kind: SlotCold, Room: 2},
		{Code: "C-02", Order: 7, Kind: SlotCold, Room: 2},
	}
}

func waitingOrder(id OrderID, due time.Time, lines ...Line) *Order {
	for i := range lines {
		lines[i].No, lines[i].Qty, lines[i].Picked = i+1, 1, 1
	}
	return &Order{ID: id, Store: shop, State: Picking, Lines: lines, PromisedAt: noon, Deadline: due}
}

// TestKindsOfPlaces: what an order needs, and what a shop without such a place does.
func TestKindsOfPlaces(t *testing.T) {
	p := PlacePolicy{Hang: []string{"コート"}, Large: []string{"ラグ"}}
	category := func(s SKUID) string { return map[SKUID]string{"coat": "コート", "rug": "ラグ"}[s] }
	milk, ice := Line{SKU: "milk", Fresh: Fresh{Temp: Chilled}}, Line{SKU: "ice", Fresh: Fresh{Temp: Frozen}}
	watch, coat, rug, shirt := Line{SKU: "watch", PriceTaxIn: DefaultSafeFrom}, Line{SKU: "coat"}, Line{SKU: "rug"}, Line{SKU: "shirt", PriceTaxIn: 49_999}
	all := corner()
	for i, k := range SlotKinds() {
		all = append(all, StagingSlot{Code: fmt.Sprint("X-", i), Kind: k})
	}
	for name, x := range map[string]struct {
		slots []StagingSlot
		lines []Line
		want  []SlotKind
	}{
		"a shirt":                {all, []Line{shirt}, []SlotKind{SlotNormal}},
		"a shirt and a coat":     {all, []Line{shirt, coat}, []SlotKind{SlotHanging}},
		"milk and a shirt":       {all, []Line{shirt, milk}, []SlotKind{SlotCold, SlotNormal}},
		"everything":             {all, []Line{shirt, coat, milk, rug, ice, watch}, []SlotKind{SlotFrozen, SlotCold, SlotSafe, SlotLarge}},
		"a watch where no safe":  {corner(), []Line{watch}, []SlotKind{SlotNormal}},
		"ice where no freezer":   {corner(), []Line{ice, milk}, []SlotKind{SlotCold, SlotNormal}},
		"nothing at all":         {all, nil, []SlotKind{SlotNormal}},
		"a rug where no floor":   {corner(), []Line{rug}, []SlotKind{SlotNormal}},
		"a shop without a place": {nil, []Line{milk}, []SlotKind{SlotNormal}},
	} {
		if got := p.KindsOf(waitingOrder("o", noon, x.lines...), x.slots, category); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
	given := waitingOrder("o", noon, milk, shirt)
	given.Lines[0].Picked, given.Lines[0].Short = 0, 1
	if got := p.KindsOf(given, all, category); !slices.Equal(got, []SlotKind{SlotNormal}) {
		t.Errorf("milk that is not found needs %v", got)
	}
	if (PlacePolicy{SafeFrom: -1}).KindOf(watch, "") != SlotNormal || (PlacePolicy{SafeFrom: 100}).KindOf(shirt, "") != SlotSafe {
		t.Error("the chain's own price is not asked")
	}
	if !SlotNormal.Harms([]SlotKind{SlotCold}) || SlotNormal.Harms([]SlotKind{SlotCold, SlotNormal}) || SlotCold.Harms([]SlotKind{SlotCold}) || SlotHanging.Harms([]SlotKind{SlotNormal}) {
		t.Error("what harms is wrong")
	}
}

// TestSuggestSlot: nearest first for today, the far half for later, together what
// goes on the same day, and never the wrong temperature.
func TestSuggestSlot(t *testing.T) {
	today := waitingOrder("o", noon.Add(72*time.Hour))
	later := waitingOrder("p", noon.Add(96*time.Hour))
	later.PromisedAt = noon.Add(48 * time.Hour)
	bag := func(slot string, o *Order) *Order {
		o.Bags = append(o.Bags, Bag{Label: string(o.ID) + fmt.Sprint(len(o.Bags)), Slot: slot})
		return o
	}
	full := []*Order{bag("C-01", bag("C-01", waitingOrder("a", noon)))}
	for name, x := range map[string]struct {
		lie  []*Order
		kind SlotKind
		o    *Order
		want string
	}{
		"today":                    {nil, SlotNormal, today, "B-01"},
		"later":                    {nil, SlotNormal, later, "B-03"},
		"the nearest is taken":     {[]*Order{bag("B-01", waitingOrder("a", noon))}, SlotNormal, today, "B-02"},
		"its own bag lies there":   {[]*Order{bag("B-01", waitingOrder("o", noon))}, SlotNormal, today, "B-01"},
		"the refrigerator":         {nil, SlotCold, today, "C-01"},
		"the first one is full":    {full, SlotCold, today, "C-02"},
		"with what goes that day":  {[]*Order{bag("C-02", waitingOrder("a", today.Deadline))}, SlotCold, today, "C-02"},
		"both are full":            {append(full, bag("C-02", bag("C-02", waitingOrder("b", noon)))), SlotCold, today, ""},
		"the rail is full":         {[]*Order{bag("H-01", bag("H-01", waitingOrder("a", noon)))}, SlotHanging, today, "B-01"},
		"what was given is gone":   {[]*Order{bag("B-01", &Order{ID: "a", State: HandedOver})}, SlotNormal, today, "B-01"},
		"what nobody finds is not": {[]*Order{{ID: "a", State: Staged, Bags: []Bag{{Label: "x", Slot: "B-01", Missing: noon}}}}, SlotNormal, today, "B-01"},
	} {
		got := ""
		if i := SuggestSlot(corner(), SlotLoads(x.lie), x.kind, x.o, noon); i >= 0 {
			got = corner()[i].Code
		}
		if got != x.want {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
}

// TestSuggestSlotProperty: whatever lies about, a suggested place has room and
// does no harm.
func TestSuggestSlotProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		slots := make([]StagingSlot, rapid.IntRange(0, 8).Draw(t, "slots"))
		for i := range slots {
			slots[i] = StagingSlot{Code: fmt.Sprint(i), Order: i, Kind: SlotKind(rapid.IntRange(0, len(slotKindWords)).Draw(t, "kind")), Room: rapid.IntRange(0, 2).Draw(t, "room")}
		}
		var lie []*Order
		for i := range rapid.IntRange(0, 6).Draw(t, "orders") {
			o := waitingOrder(OrderID(fmt.Sprint("o", i)), noon.Add(time.Duration(i)*24*time.Hour))
			o.Bags = []Bag{{Label: fmt.Sprint(i), Slot: fmt.Sprint(rapid.IntRange(0, 8).Draw(t, "at"))}}
			lie = append(lie, o)
		}
		me := waitingOrder("me", noon, Line{SKU: "x", PriceTaxIn: Yen(rapid.IntRange(0, 1).Draw(t, "dear")) * DefaultSafeFrom, Fresh: Fresh{Temp: Temperature(rapid.IntRange(0, 3).Draw(t, "temp"))}})
		load := SlotLoads(lie)
		needs := (PlacePolicy{}).KindsOf(me, slots, func(SKUID) string { return "" })
		for _, k := range needs {
			i := SuggestSlot(slots, load, k, me, noon)
			if i < 0 {
				continue
			}
			if !slots[i].Free(load[slots[i].Code], me.ID) || slots[i].Kind.Harms([]SlotKind{k}) {
				t.Fatalf("%v goes to %+v with %+v", k, slots[i], load[slots[i].Code])
			}
		}
	})
}
