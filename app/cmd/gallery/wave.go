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

func (fakeRound) Propose(context.Context, wave.Wish) (wave.Proposal, error) {
	p := wave.Proposal{Size: 3, Pieces: 9, Stops: 6, Zones: []string{"A", "C"}}
	for i, name := range []string{"ヤマダ", "ワタナベ", "ナカムラ"} {
		p.Orders = append(p.Orders, wave.Choice{
			ID: retail.OrderID(name), Number: []string{"4821", "4825", "4830"}[i], Name: name, Promised: at.Add(time.Duration(20*i+14) * time.Minute), Pieces: 2 + i, Zones: []string{"A", "C"}[:1+i%2], Picked: true,
		})
	}
	return p, nil
}

func (f fakeRound) Open(context.Context, []retail.OrderID, string) (wave.View, error) {
	return f.view, nil
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
func (fakeRound) Empty(context.Context, retail.SKUID) error                { return nil }
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

func init() {
	over := walked(false)
	over.Stops, over.Done = nil, 8
	over.Totes[2].Ended, over.Totes[2].Back = true, 1
	build := func(v wave.View) func(w page.Window) page.Screen {
		return func(w page.Window) page.Screen { return waveui.NewRound(w, fakeRound{view: v}, page.Round{ID: "w"}) }
	}
	scenes = append(scenes,
		scene{Name: "rounds", Route: page.Rounds{}, Build: func(w page.Window) page.Screen { return waveui.NewRounds(w, fakeRound{}, page.Rounds{}) }},
		scene{Name: "round-item", Route: page.Round{}, Build: build(walked(false))},
		scene{Name: "round-tote", Route: page.Round{}, Build: build(walked(true))},
		scene{Name: "round-done", Route: page.Round{}, Build: build(over)},
	)
}
