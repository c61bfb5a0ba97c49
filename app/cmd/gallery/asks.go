package main

import (
	"time"

	"fyne.io/fyne/v2"

	"miseban/app/internal/asked"
	"miseban/app/internal/ui/page"
	"miseban/app/internal/ui/pickupui"
	"miseban/app/internal/ui/shell"
	"miseban/app/internal/ui/widgets"
	"miseban/app/retail"
)

// barred is a screen with bars of the window over it.
type barred struct {
	page.Screen
	bars []fyne.CanvasObject
}

// Content is the bars over the screen.
func (b barred) Content() fyne.CanvasObject {
	return widgets.Page(widgets.VBox(0, b.bars...), b.Screen.Content(), nil)
}

// askedScene shows what others ask over the queue.
func askedScene(name string, after time.Duration, asks ...asked.Ask) scene {
	return scene{Name: name, Route: page.Queue{}, Build: func(w page.Window) page.Screen {
		if g, ok := w.(*window); ok {
			g.who.Asks = asked.Counts{Shelves: 1, Holds: 2, Transfers: 12}
		}
		queue := pickupui.NewQueue(w, fakeQueue{}, page.Queue{})
		if len(asks) == 0 {
			return queue
		}
		return barred{queue, []fyne.CanvasObject{shell.AskBar(w.Words(), asks, at.Add(after), func() {})}}
	}}
}

func init() {
	shinjuku := retail.Site{ID: "S02", Name: "新宿店", NameEn: "Shinjuku"}
	var shirt retail.SKU
	for _, k := range chain.SKUs {
		if k.ID == "OX-2041-WH-M" {
			shirt = k
		}
	}
	check := asked.Ask{Kind: asked.Shelf, ID: "c", Other: shinjuku, Goods: shirt, Pieces: 1, Shelf: "A-01-2", Due: at.Add(8 * time.Minute)}
	answer := asked.Ask{Kind: asked.Answer, ID: "a", Other: shinjuku, Goods: shirt, Pieces: 2, Answer: retail.ShelfHas}
	hold := asked.Ask{Kind: asked.Hold, ID: "h", Goods: shirt, Pieces: 1, Shelf: "A-01-2"}
	move := asked.Ask{Kind: asked.Transfer, ID: "t", Other: shinjuku, Goods: shirt, Pieces: 3, Shelf: "A-01-2"}
	menu := askedScene("asks-menu", 0)
	menu.Only = page.Handheld
	menu.Then = func(_ page.Screen, w *window) { w.tapFirst() }
	scenes = append(scenes, askedScene("asks-shelf", 0, check, hold), askedScene("asks-late", 12*time.Minute, check), askedScene("asks-answer", 0, answer), askedScene("asks-hold", 0, hold), askedScene("asks-transfer", 0, move), menu)
}
