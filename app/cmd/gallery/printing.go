package main

import (
	"context"
	"time"

	"miseban/app/internal/label"
	"miseban/app/internal/printing"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/printui"
	"miseban/app/retail"
)

// fakePrints is a printer in one situation.
type fakePrints struct {
	jobs  []printing.Job
	cfg   printing.Config
	cause retail.PrintCause
}

func (f fakePrints) Queue(context.Context) (printing.Queue, error) {
	q := printing.Queue{Config: f.cfg, Jobs: f.jobs}
	for _, j := range f.jobs {
		switch {
		case j.State.Waits():
			q.Waiting++
			q.Cause = j.Cause
		case j.State == retail.PrintUnknown:
			q.Unknown++
		}
	}
	return q, nil
}

func (fakePrints) Add(context.Context, ...label.Label) error        { return nil }
func (fakePrints) NewBag() string                                   { return "B0123456789" }
func (fakePrints) SetConfig(context.Context, printing.Config) error { return nil }
func (fakePrints) Again(context.Context, retail.PrintID) error      { return nil }
func (fakePrints) Seen(context.Context, retail.PrintID) error       { return nil }
func (fakePrints) Drop(context.Context, retail.PrintID) error       { return nil }
func (f fakePrints) Check(context.Context, printing.Config) (retail.PrintCause, bool, error) {
	return f.cause, f.cause == 0, nil
}

func (fakePrints) Slots(context.Context) ([]retail.StagingSlot, error) {
	return []retail.StagingSlot{
		{Code: "B-11", Area: "受取コーナー", Place: "中段・左から 2つ目"},
		{Code: "B-12", Area: "受取コーナー", Place: "中段・左から 3つ目"},
		{Code: "R-01", Area: "冷蔵庫", Place: "上段"},
	}, nil
}

// printJob is a label in a state.
func printJob(id, title string, kind label.Kind, state retail.PrintState, cause retail.PrintCause, ago time.Duration) printing.Job {
	return printing.Job{PrintJob: retail.PrintJob{ID: retail.PrintID(id), Title: title, State: state, Cause: cause, MadeAt: at.Add(-ago), At: at.Add(-ago)}, Kind: kind}
}

var (
	aPrinter = printing.Config{Address: "192.168.1.20:9100", Language: printing.ESCPOS, Paper: printing.Roll80}
	printed  = []printing.Job{
		printJob("p1", "袋 1/2・4821", label.Bag, retail.PrintPrinted, 0, 4*time.Minute),
		printJob("p2", "取り置き 1点・0731", label.Held, retail.PrintPrinted, retail.PrintSeen, 9*time.Minute),
		printJob("p3", "箱 1・3点・T-4509", label.Box, retail.PrintDropped, retail.PrintAgain, 50*time.Minute),
	}
	printWell  = fakePrints{cfg: aPrinter, jobs: printed}
	printDoubt = fakePrints{cfg: aPrinter, jobs: append([]printing.Job{
		printJob("u1", "袋 2/2・4821", label.Bag, retail.PrintUnknown, retail.PrintLineLost, time.Minute),
	}, printed...)}
	printAway = fakePrints{cfg: aPrinter, cause: retail.PrintUnreached, jobs: append([]printing.Job{
		printJob("w1", "袋 1/1・4822", label.Bag, retail.PrintQueued, 0, time.Minute),
		printJob("w2", "受取コーナー・B-12", label.Shelf, retail.PrintFailed, retail.PrintUnreached, 2*time.Minute),
	}, printed...)}
)

func (f fakePrints) list(w page.Window) page.Screen { return printui.NewPrints(w, f, page.Prints{}) }

func (f fakePrints) choose(w page.Window) page.Screen {
	return printui.NewPrinter(w, f, page.Printer{})
}

func init() {
	scenes = append(scenes,
		scene{Name: "prints", Route: page.Prints{}, Build: printWell.list},
		scene{Name: "prints-unknown", Route: page.Prints{}, Build: printDoubt.list, Contrast: true},
		scene{Name: "prints-waiting", Route: page.Prints{}, Build: printAway.list},
		scene{Name: "prints-none", Route: page.Prints{}, Build: fakePrints{}.list},
		scene{Name: "prints-again", Route: page.Prints{}, Build: printWell.list, Then: func(_ page.Screen, w *window) { w.tap("4821") }},
		scene{Name: "prints-shelves", Route: page.Prints{}, Build: printWell.list, Then: tapped("print.shelves")},
		scene{Name: "printer", Route: page.Printer{}, Build: printAway.choose},
		scene{Name: "printer-unreached", Route: page.Printer{}, Build: printAway.choose, Then: tapped("print.check")},
		scene{Name: "printer-silent", Route: page.Printer{}, Build: printWell.choose, Then: tapped("print.check")},
	)
}
