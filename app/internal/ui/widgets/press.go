package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// heldFor is how long a page waits for the finger that is on the page before.
const heldFor = 300 * time.Millisecond

// held is the target under a finger, if any, and the stages whose next page
// waits for it. It belongs to the UI goroutine.
var held struct {
	tap     *Tap
	waiting []*Stage
}

// MouseDown notes that a finger is on the target. Fyne counts a tap only when it
// ends on the very object it began on: news of the hub that paint the page anew
// under the finger would swallow it.
func (t *Tap) MouseDown(*desktop.MouseEvent) { held.tap = t }

// MouseUp lets the pages be shown that waited; the tap itself follows.
func (t *Tap) MouseUp(*desktop.MouseEvent) { letGo() }

func letGo() {
	waiting := held.waiting
	held.tap, held.waiting = nil, nil
	for _, s := range waiting {
		s.turn()
	}
}

// SetPage shows another page; toast and sheet stay. While a finger is on a
// target the page waits for it, but not for long.
func (s *Stage) SetPage(page fyne.CanvasObject) {
	if held.tap == nil {
		s.next = page
		s.turn()
		return
	}
	if s.next == nil {
		held.waiting = append(held.waiting, s)
		under := held.tap
		s.life.After(heldFor, func() {
			if held.tap == under { // it slid off, or rests there
				letGo()
			}
		})
	}
	s.next = page
}

// turn shows the next page, if there is one.
func (s *Stage) turn() {
	if s.next == nil {
		return
	}
	s.page, s.next = s.next, nil
	s.root.(*fyne.Container).Objects[0] = s.page
	s.relayout()
}
