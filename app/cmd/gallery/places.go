package main

import (
	"context"
	"fmt"
	"time"

	"miseban/app/internal/staging"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/placeui"
	"miseban/app/retail"
	"miseban/scanner"
)

// fakePlaces is a pickup corner; sight is what the next bag is.
type fakePlaces struct {
	sight staging.Seen
	none  bool
}

// bagIn is a bag of somebody's order.
func bagIn(slot, number, name string, no, of int) staging.Bag {
	return staging.Bag{
		Order: retail.OrderID(number), Number: number, Name: name, Label: fmt.Sprint(number, no), No: no, Of: of, Slot: slot, State: retail.Staged, Due: at.Add(50 * time.Hour),
	}
}

func (f fakePlaces) Places(context.Context) ([]staging.Place, error) {
	if f.none {
		return nil, nil
	}
	var out []staging.Place
	add := func(code string, kind retail.SlotKind, room int, bags ...staging.Bag) {
		p := staging.Place{StagingSlot: retail.StagingSlot{Code: code, Area: "受取コーナー", Place: "中段・左から 3つ目", Kind: kind, Room: room}, Bags: bags}
		p.Full = room == 0 && len(bags) > 0 || room > 0 && len(bags) >= room
		out = append(out, p)
	}
	for n := 9; n <= 16; n++ {
		switch n {
		case 10:
			add("B-10", 0, 0, bagIn("B-10", "4817", "タナカ", 1, 1))
		case 12:
			lost := bagIn("B-12", "4821", "ヤマダ", 2, 2)
			lost.Missing = true
			add("B-12", 0, 0, bagIn("B-12", "4821", "ヤマダ", 1, 2), lost)
		case 14:
			add("B-14", 0, 0, bagIn("B-14", "4830", "ナカムラ", 1, 1))
		default:
			add(fmt.Sprintf("B-%02d", n), 0, 0)
		}
	}
	add("H-01", retail.SlotHanging, 12, bagIn("H-01", "4822", "サトウ", 1, 1), bagIn("H-01", "4828", "コバヤシ", 1, 1))
	add("C-01", retail.SlotCold, 8, bagIn("C-01", "4825", "ワタナベ", 1, 2))
	add("C-02", retail.SlotCold, 8)
	add("S-01", retail.SlotSafe, 4)
	return out, nil
}

func (f fakePlaces) Place(ctx context.Context, code string) (staging.Place, error) {
	all, err := f.Places(ctx)
	for _, p := range all {
		if p.Code == code {
			return p, err
		}
	}
	return staging.Place{}, retail.E(retail.CodeNotFound, "gallery", "hint.place_unknown", nil)
}

func (f fakePlaces) PlaceOf(ctx context.Context, _ retail.OrderID) (staging.Place, error) {
	return f.Place(ctx, "B-12")
}

func (fakePlaces) Take(context.Context, string) (staging.Held, error) {
	to := retail.StagingSlot{Code: "C-02", Area: "受取コーナー", Place: "冷蔵庫・下段", Kind: retail.SlotCold, Room: 8}
	return staging.Held{Bag: bagIn("C-01", "4825", "ワタナベ", 1, 2), Needs: []retail.SlotKind{retail.SlotCold}, To: &to}, nil
}

func (fakePlaces) Move(_ context.Context, _, slot string) (staging.Bag, error) {
	return bagIn(slot, "4825", "ワタナベ", 1, 2), nil
}

func (f fakePlaces) See(context.Context, string, string) (staging.Seen, error) { return f.sight, nil }

func (fakePlaces) Keep(_ context.Context, slot, _ string) (staging.Bag, error) {
	return bagIn(slot, "4825", "ワタナベ", 1, 2), nil
}

func (fakePlaces) Finish(context.Context, string, []string) ([]staging.Bag, error) { return nil, nil }

func init() {
	build := func(f fakePlaces, r page.Places) func(w page.Window) page.Screen {
		return func(w page.Window) page.Screen { return placeui.NewPlaces(w, f, r) }
	}
	bag := func(s page.Screen, w *window) {
		w.settle()
		code, err := scanner.NewBag("48211")
		if err != nil {
			panic(err)
		}
		s.Scan(scanner.Classify(code, scanner.Options{}))
		w.settle()
	}
	left := func(s page.Screen, w *window) {
		bag(s, w)
		w.tap(w.Words().T("place.look.end"))
	}
	one := page.Places{Order: "o"}
	sight := func(x staging.Sight) fakePlaces {
		b := bagIn("B-12", "4821", "ヤマダ", 1, 2)
		switch x { //nolint:exhaustive // the others lie where they should
		case staging.SightElsewhere:
			b = bagIn("C-01", "4825", "ワタナベ", 1, 2)
		case staging.SightLeft:
			b = bagIn("B-14", "4799", "イトウ", 1, 1)
		}
		return fakePlaces{sight: staging.Seen{Sight: x, Bag: b}}
	}
	scenes = append(scenes,
		scene{Name: "places", Route: page.Places{}, Build: build(fakePlaces{}, page.Places{})},
		scene{Name: "places-none", Route: page.Places{}, Build: build(fakePlaces{none: true}, page.Places{})},
		scene{Name: "places-look", Route: one, Build: build(sight(staging.SightRight), one), Then: bag},
		scene{Name: "places-left", Route: one, Build: build(sight(staging.SightRight), one), Then: left},
		scene{Name: "places-elsewhere", Route: one, Build: build(sight(staging.SightElsewhere), one), Then: bag},
		scene{Name: "places-behind", Route: one, Build: build(sight(staging.SightLeft), one), Then: bag},
		scene{Name: "places-move", Route: page.Places{}, Build: build(fakePlaces{}, page.Places{}), Then: bag},
	)
}
