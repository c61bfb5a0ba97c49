package main

import (
	"context"
	"time"

	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/waveui"
	"miseban/app/internal/wave"
	"miseban/app/retail"
	"miseban/scanner"
)

// fakeRound is a round at some moment; scan is what the next code comes to.
type fakeRound struct {
	view wave.View
	scan wave.Found
	// running is what others walk.
	running []wave.Running
	none    bool // no order is free
}

// walked is a round of three orders, half done.
func walked(hand bool) wave.View {
	k := chain.SKUs[4]
	v := wave.View{
		Wave: retail.Wave{ID: "w", State: retail.WaveWalking}, Mine: true, Done: 5, Total: 9,
		Totes: []wave.ToteView{
			{Letter: "A", Order: "a", Number: "4821", Name: "ヤマダ", Done: 2, Total: 2},
			{Letter: "B", Order: "b", Number: "4825", Name: "ワタナベ", Done: 2, Total: 4},
			{Letter: "C", Order: "c", Number: "4830", Name: "ナカムラ", Done: 1, Total: 3},
		},
		Stops: []wave.Stop{
			{
				SKU: k.ID, Name: k.Name, Color: k.Color, Size: k.Size, Picture: k.Picture, Shelf: "A-04-1", Place: "売場 2階・中央の棚", Qty: 2, OnHand: 4, Known: true, AsOf: at,
				For: []wave.Share{{Letter: "B", Order: "b", Number: "4825", Line: 1, Qty: 1}, {Letter: "C", Order: "c", Number: "4830", Line: 1, Qty: 1}},
			},
			{SKU: chain.SKUs[9].ID, Name: chain.SKUs[9].Name, Shelf: "C-02-3", Qty: 1, For: []wave.Share{{Letter: "C", Order: "c", Number: "4830", Line: 2, Qty: 1}}},
		},
	}
	if hand {
		v.Hand = &wave.Hand{Letter: "B", Order: "b", Number: "4825", Name: "ワタナベ", Qty: 1, Totes: []string{"T-12"}, Line: retail.Line{SKU: k.ID, Name: k.Name, Color: k.Color, Size: k.Size, Picture: k.Picture}}
	}
	return v
}

func (f fakeRound) Mine(context.Context) (retail.WaveID, error) {
	return "", retail.E(retail.CodeNotFound, "gallery", "", nil)
}

func (f fakeRound) Propose(context.Context, wave.Wish) (wave.Proposal, error) {
	if f.none {
		return wave.Proposal{}, nil
	}
	p := wave.Proposal{Size: 3, Pieces: 9, Stops: 6, Zones: []string{"A", "C"}}
	for i, name := range []string{"ヤマダ", "ワタナベ", "ナカムラ", "コバヤシ"} {
		p.Orders = append(p.Orders, wave.Choice{
			ID: retail.OrderID(name), Number: []string{"4821", "4825", "4830", "4833"}[i], Name: name, Promised: at.Add(time.Duration(20*i+14) * time.Minute), Pieces: 2 + i, Zones: []string{"A", "C"}[:1+i%2], Picked: i < 3,
		})
	}
	return p, nil
}

func (f fakeRound) Open(context.Context, []retail.OrderID, string) (wave.View, error) {
	return f.view, nil
}
func (f fakeRound) Running(context.Context) ([]wave.Running, error) { return f.running, nil }
func (f fakeRound) Join(context.Context, retail.WaveID, string) (wave.View, error) {
	return f.view, nil
}

func (f fakeRound) TakeOver(context.Context, retail.WaveID, retail.DeviceID) (wave.View, error) {
	return f.view, nil
}

func (f fakeRound) Add(context.Context, retail.WaveID, ...retail.OrderID) (wave.View, error) {
	return f.view, nil
}

func (f fakeRound) Leave(context.Context, retail.WaveID, retail.OrderID) (wave.View, error) {
	return f.view, nil
}
func (fakeRound) Finish(context.Context, retail.WaveID) error { return nil }
func (f fakeRound) Type(context.Context, retail.WaveID, string, retail.HandReason) (wave.Found, error) {
	return f.scan, nil
}

func (f fakeRound) OneMore(context.Context, retail.WaveID, scanner.Code) (wave.Found, error) {
	return f.scan, nil
}
func (f fakeRound) View(context.Context, retail.WaveID) (wave.View, error) { return f.view, nil }
func (f fakeRound) Scan(context.Context, retail.WaveID, scanner.Code) (wave.Found, error) {
	return f.scan, nil
}

func (f fakeRound) Skip(context.Context, retail.WaveID, retail.SKUID) (wave.View, error) {
	return f.view, nil
}

func (f fakeRound) Short(context.Context, retail.WaveID, retail.SKUID, retail.ShortReason) (wave.View, error) {
	return f.view, nil
}

func (fakeRound) SetAside(retail.OrderID)                                  {}
func (fakeRound) Aside(retail.OrderID) bool                                { return false }
func (fakeRound) Empty(context.Context, retail.SKUID) (bool, error)        { return false, nil }
func (f fakeRound) Undo(context.Context, retail.WaveID) (wave.View, error) { return f.view, nil }

func (f fakeRound) TapTote(context.Context, retail.WaveID) (wave.Found, error) { return f.scan, nil }
func (fakeRound) Close(context.Context, retail.WaveID) error                   { return nil }
func (fakeRound) Pack(context.Context, retail.WaveID) (wave.Parcel, error) {
	frames, err := scanner.NewFrames(make([]byte, 700))
	return wave.Parcel{ID: "p", Frames: frames, Receipt: "4821", Orders: 3, Pieces: 5}, err
}

func (fakeRound) Take(context.Context, *scanner.Frames) (wave.TakenOver, error) {
	return wave.TakenOver{Wave: "w", Receipt: "4821", Reply: scanner.NewFrameReply("ABCDEFGH", "4821")}, nil
}
func (fakeRound) Pass(context.Context, retail.WaveID, wave.Parcel, string) error { return nil }

// others is two colleagues who walk a round.
func others() []wave.Part {
	return []wave.Part{{Device: "d2", Name: "鈴木", Zone: "A"}, {Device: "d3", Name: "高橋"}}
}

func init() {
	over := walked(false)
	over.Stops, over.Done = nil, 8
	over.Totes[2].Ended, over.Totes[2].Back = true, 1
	open := walked(false)
	open.Wave.State, open.Zones, open.Others, open.Zone = retail.WaveOpen, []string{"A", "C"}, others()[:1], "C"
	for i := range open.Totes {
		open.Totes[i].Free = true
	}
	part := open
	part.Stops, part.Wave.State = nil, retail.WaveWalking
	seen := walked(false)
	seen.Stops[0].Seen, seen.Stops[0].Shelf = seen.Stops[0].Shelf, ""
	cold := walked(false)
	cold.Cold = &wave.Cold{Letter: "A", Temp: retail.Frozen, From: at.Add(-7 * time.Minute), Limit: 10 * time.Minute}
	halted := walked(false)
	halted.Totes[1].Ended, halted.Totes[1].Back = true, 2
	round := func(f fakeRound) func(w page.Window) page.Screen {
		return func(w page.Window) page.Screen { return waveui.NewRound(w, f, page.Round{ID: "w"}) }
	}
	rounds := func(f fakeRound) func(w page.Window) page.Screen {
		return func(w page.Window) page.Screen { return waveui.NewRounds(w, f, page.Rounds{}) }
	}
	tap := func(keys ...string) func(page.Screen, *window) {
		return func(_ page.Screen, w *window) {
			for _, k := range keys {
				w.tap(w.Words().T(k))
			}
		}
	}
	foreign := wave.Found{Answer: wave.ForeignTote, Owner: "4821", View: walked(true)}
	k := chain.SKUs[4]
	zero := wave.Found{Answer: wave.Taken, Got: &k, Zero: true, View: walked(true)}
	running := []wave.Running{{Wave: "v", Parts: others(), Orders: 5, Open: 7, Zones: []string{"A", "C"}, Begun: true}}
	scan := func(s page.Screen, w *window) {
		w.settle()
		s.Scan(scanner.Classify(k.JAN, scanner.Options{}))
	}
	scenes = append(scenes,
		scene{Name: "rounds", Route: page.Rounds{}, Build: rounds(fakeRound{})},
		scene{Name: "rounds-zone", Route: page.Rounds{}, Build: rounds(fakeRound{}), Then: tap("wave.zone.any")},
		scene{Name: "rounds-running", Route: page.Rounds{}, Build: rounds(fakeRound{running: running, none: true})},
		scene{Name: "rounds-join", Route: page.Rounds{}, Build: rounds(fakeRound{running: running}), Then: func(_ page.Screen, w *window) {
			w.tap(w.Words().T("wave.running.sub", "n", 5, "open", 7))
		}},
		scene{Name: "round-item", Route: page.Round{}, Build: round(fakeRound{view: walked(false)})},
		scene{Name: "round-cold", Route: page.Round{}, Build: round(fakeRound{view: cold})},
		scene{Name: "round-seen", Route: page.Round{}, Build: round(fakeRound{view: seen})},
		scene{Name: "round-other", Route: page.Round{}, Build: round(fakeRound{view: open}), Then: tap("wave.other")},
		scene{Name: "round-leave", Route: page.Round{}, Build: round(fakeRound{view: open}), Then: tap("wave.other", "wave.leave")},
		scene{Name: "round-hand", Route: page.Round{}, Build: round(fakeRound{view: walked(false)}), Then: tap("pick.scan", "pick.hand.no_label")},
		scene{Name: "round-tote", Route: page.Round{}, Build: round(fakeRound{view: walked(true)})},
		scene{Name: "round-tote-help", Route: page.Round{}, Build: round(fakeRound{view: walked(true)}), Then: tap("wave.tote.help")},
		scene{Name: "round-tote-more", Route: page.Round{}, Build: round(fakeRound{view: walked(true)}), Then: tap("wave.tote.help", "wave.tote.full")},
		scene{Name: "round-foreign", Route: page.Round{}, Build: round(fakeRound{view: walked(true), scan: foreign}), Then: scan},
		scene{Name: "round-zero", Route: page.Round{}, Build: round(fakeRound{view: walked(false), scan: zero}), Then: scan},
		scene{Name: "round-canceled", Route: page.Round{}, Build: round(fakeRound{view: halted})},
		scene{Name: "round-part", Route: page.Round{}, Build: round(fakeRound{view: part})},
		scene{Name: "round-pass", Route: page.Round{}, Build: round(fakeRound{view: walked(false)}), Then: tap("wave.other", "wave.pass")},
		scene{Name: "round-receipt", Route: page.Round{}, Build: round(fakeRound{view: walked(false)}), Then: tap("wave.other", "wave.pass", "wave.pass.key")},
		scene{Name: "round-done", Route: page.Round{}, Build: round(fakeRound{view: over}), Then: tap("wave.halt.ok")},
	)
}
