// Package label lays out what shops stick on things: the label of a bag, of a
// shelf, of goods kept for a customer (取り置き札) and of a box that travels
// between shops. A label is laid out once, in words and a code; Draw makes the
// dots of it for the paper that is in the printer. How dots come onto paper is
// package printing's business.
//
// A label hangs where everybody sees it: of a customer it carries the family
// name in kana and of that the beginning, never more.
package label

import (
	"cmp"
	"fmt"
	"time"

	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/scanner"
)

// Kind is what a label is for.
type Kind uint8

// Values of Kind.
const (
	// Bag is of a bag of an order.
	Bag Kind = iota + 1
	// Shelf is of a place where bags wait.
	Shelf
	// Held is of goods that are kept for a customer (取り置き札).
	Held
	// Box is of a box that travels between shops.
	Box
	// Trial is the test print.
	Trial
)

// String returns the word of the kind in message keys.
func (k Kind) String() string {
	if int(k) >= len(kindWords) {
		return ""
	}
	return kindWords[k]
}

var kindWords = [...]string{"", "bag", "shelf", "held", "box", "trial"}

// Label is what stands on a label, in the words of whoever printed it.
type Label struct {
	Kind  Kind   `json:"kind"`
	Head  string `json:"head"`           // 袋 1/2, 取り置き
	Shop  string `json:"shop,omitempty"` // beside it
	Big   string `json:"big"`            // what is looked for: 4821, B-12, T-4509
	Name  string `json:"name,omitempty"` // whose it is, masked; or where it goes
	Lines []Line `json:"lines,omitempty"`
	Mark  string `json:"mark,omitempty"` // what must not be overlooked: お支払い前
	Code  string `json:"code"`           // what a scanner reads
}

// Line is a short fact with what it is.
type Line struct {
	Word string `json:"word"` // 受取期限
	Text string `json:"text"` // 11月28日(土) 20:00
}

// Title names a label in a list without naming anybody: 袋 1/2・4821.
func (l Label) Title() string {
	if l.Big == "" {
		return l.Head
	}
	return l.Head + "・" + l.Big
}

// maskSign stands for what of a name is not shown.
const maskSign = "＊"

// masked is the customer as a label may name them: ヤマ＊様. It is empty when
// nothing is known.
func masked(c words.Catalog, who retail.Customer) string {
	name := []rune(who.CallName())
	if len(name) == 0 {
		return ""
	}
	keep := min(2, max(1, len(name)-1))
	return c.T("common.sama", "name", string(name[:keep])+maskSign)
}

// when is a time in Japan.
func when(c words.Catalog, t time.Time) string { return c.DayClock(t.In(retail.Japan)) }

// ForBag is the label of the no-th of so many bags of an order; id is the bag's
// own (scanner.NewBag).
func ForBag(c words.Catalog, shop string, o *retail.Order, id string, no, of int) (Label, error) {
	code, err := scanner.NewBag(id)
	if err != nil {
		return Label{}, err
	}
	l := Label{
		Kind: Bag, Head: c.T("label.bag", "no", no, "of", max(no, of)), Shop: shop, Big: o.Number, Name: masked(c, o.Customer), Code: code,
	}
	if !o.Deadline.IsZero() {
		l.Lines = append(l.Lines, Line{c.T("label.deadline"), when(c, o.Deadline)})
	}
	if o.Pay.DueTaxIn > 0 {
		l.Mark = c.T("label.due")
	}
	return l, nil
}

// ForShelf is the label of a place.
func ForShelf(c words.Catalog, shop string, s retail.StagingSlot) (Label, error) {
	code, err := scanner.NewPlace(s.Code)
	if err != nil {
		return Label{}, err
	}
	return Label{Kind: Shelf, Head: cmp.Or(s.Area, c.T("label.shelf")), Shop: shop, Big: s.Code, Lines: []Line{{"", s.Place}}, Code: code}, nil
}

// ForHold is the tag of goods kept for a customer.
func ForHold(c words.Catalog, shop string, h *retail.Hold) (Label, error) {
	code, err := scanner.NewBag(h.Tag)
	if err != nil {
		return Label{}, err
	}
	l := Label{Kind: Held, Head: c.T("label.held", "n", h.Pieces()), Shop: shop, Big: h.Number, Name: masked(c, h.Customer), Code: code}
	if !h.Until.IsZero() {
		l.Lines = append(l.Lines, Line{c.T("label.until"), when(c, h.Until)})
	}
	if h.Pay == retail.PayLater {
		l.Mark = c.T("label.due")
	}
	return l, nil
}

// ForBox is the label of a box; from and to are names of shops. Who waits for
// the goods does not stand on it, only that somebody does.
func ForBox(c words.Catalog, from, to string, t *retail.Transfer, box string) (Label, error) {
	code, err := scanner.NewBox(box)
	if err != nil {
		return Label{}, err
	}
	_, no, _ := retail.CutBoxID(box)
	pieces := 0
	if b := t.Box(box); b != nil {
		for _, g := range b.Goods {
			pieces += g.Qty
		}
	} else { // it is being filled
		for _, x := range t.Out.Scans {
			if x.Box == box {
				pieces += x.Qty
			}
		}
	}
	l := Label{Kind: Box, Head: c.T("label.box", "no", no, "n", pieces), Shop: from, Big: t.Number, Name: c.T("label.to", "shop", to), Code: code}
	if !t.Due.IsZero() {
		l.Lines = append(l.Lines, Line{c.T("label.due_at"), c.Day(t.Due.In(retail.Japan))})
	}
	if t.Customer {
		l.Mark = c.T("label.waiting")
	}
	return l, nil
}

// ForTrial is the test print of a terminal.
func ForTrial(c words.Catalog, shop, terminal string, now time.Time) (Label, error) {
	code, err := scanner.NewPlace("TEST-1")
	if err != nil {
		return Label{}, fmt.Errorf("label: %w", err)
	}
	return Label{
		Kind: Trial, Head: c.T("label.trial"), Shop: shop, Big: c.Clock(now.In(retail.Japan)), Name: terminal,
		Lines: []Line{{"", when(c, now)}, {"", c.T("label.trial.do")}}, Code: code,
	}, nil
}
