package chaostest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"miseban/app/internal/pickup"
	"miseban/app/retail"
	"miseban/app/terminal"
	"miseban/scanner"
)

// clerk is a member of staff at a terminal: it does what the screens do, and
// nothing that a screen could not.
type clerk struct {
	*terminal.Core
	did func() error // called after each action that the terminal has taken
}

// signIn shows the badge of 佐藤.
func (k *clerk) signIn(ctx context.Context) error {
	_, err := k.Shift.SignInBadge(ctx, world().Staff[0].Badge)
	return k.after(err)
}

// after passes an action's error on, and tells of the action where there is
// none.
func (k *clerk) after(err error) error {
	if err != nil || k.did == nil {
		return err
	}
	return k.did()
}

// scanned is a code as the hand scanner gives it.
func scanned(text string) scanner.Code {
	return scanner.Classify(text, scanner.Options{Source: scanner.SourceWedge, At: time.Now()})
}

// label is a code that could be made, or nothing that scans.
func label(code string, err error) scanner.Code {
	if err != nil {
		return scanner.Code{}
	}
	return scanned(code)
}

// pick claims an order and scans what it asks for, piece by piece.
func (k *clerk) pick(ctx context.Context, id retail.OrderID) error {
	if err := k.after(k.Pickup.Claim(ctx, id, false)); err != nil {
		return err
	}
	for {
		v, err := k.Pickup.Pick(ctx, id)
		if err != nil || v.Now() == nil {
			return err
		}
		f, err := k.Pickup.Scan(ctx, id, scanned(v.Now().JAN))
		if err := k.after(err); err != nil {
			return err
		}
		if !f.Kind.Right() {
			return fmt.Errorf("the right code was judged %v", f.Kind)
		}
	}
}

// errFull says that no staging place is free.
var errFull = errors.New("no place is free")

// stage puts an order into the suggested place, in so many bags.
func (k *clerk) stage(ctx context.Context, id retail.OrderID, bags int) error {
	s, err := k.place(ctx, id, bags)
	if err != nil {
		return err
	}
	for s.Answer != pickup.StageDone {
		tag := newTag()
		if bags := s.View.Pick.Order.Bags; s.View.Count >= s.View.Want { // broken off before: the last one once more
			tag = bags[len(bags)-1].Label
		}
		s, err = k.Pickup.ScanStage(ctx, id, label(scanner.NewBag(tag)))
		if err := k.after(err); err != nil {
			return err
		}
		if s.Answer != pickup.StageBagIn && s.Answer != pickup.StageDone {
			return fmt.Errorf("bag %d of %d: %v", s.View.Count, s.View.Want, s.Answer)
		}
	}
	return nil
}

// place scans the suggested place, or the next one that is suggested where a
// colleague was faster.
func (k *clerk) place(ctx context.Context, id retail.OrderID, bags int) (pickup.Staged, error) {
	for {
		v, err := k.Pickup.SetBags(ctx, id, bags)
		if err != nil {
			return pickup.Staged{}, err
		}
		if v.Full {
			return pickup.Staged{}, errFull
		}
		s, err := k.Pickup.ScanStage(ctx, id, label(scanner.NewPlace(v.Slot.Code)))
		switch {
		case err != nil, s.Answer == pickup.StageSlot:
			return s, err
		case s.Answer != pickup.StageSlotTaken:
			return s, fmt.Errorf("place %s: %v", v.Slot.Code, s.Answer)
		}
	}
}

// newTag is the number of a bag tag that was never used.
func newTag() string {
	var b [6]byte
	_, _ = rand.Read(b[:])
	return strings.ToUpper(hex.EncodeToString(b[:]))
}

// handOverByCode hands an order over to whoever shows its pickup code.
func (k *clerk) handOverByCode(ctx context.Context, token string) error {
	s, err := k.Pickup.Present(ctx, scanned(token))
	if err != nil {
		return err
	}
	return k.give(ctx, s.View)
}

// handOverByName hands an order over to whoever says its name and shows who
// they are.
func (k *clerk) handOverByName(ctx context.Context, id retail.OrderID, name string) error {
	rows, err := k.Pickup.Search(ctx, name)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.ID == id {
			return k.handOver(ctx, id)
		}
	}
	return fmt.Errorf("%q finds %d orders and not %s", name, len(rows), id)
}

// handOver hands an order over after a look at the customer's licence.
func (k *clerk) handOver(ctx context.Context, id retail.OrderID) error {
	v, err := k.Pickup.Open(ctx, id)
	if err != nil {
		return err
	}
	return k.give(ctx, k.Pickup.Identify(v, retail.PhotoID, retail.DriverLicence, false))
}

// give takes what is due, scans every bag and hands over.
func (k *clerk) give(ctx context.Context, v pickup.CounterView) error {
	switch v.Answer {
	case retail.PickupOK:
	case retail.PickupUsed: // the queue offered what the customer has already
		return errors.New("the counter says used")
	default: // the hub's news of this moment, a cancel for example
		return retail.E(retail.CodeRefused, "chaostest.give", "answer."+v.Answer.String(), nil)
	}
	var err error
	if v.Due > 0 {
		v, err = k.Pickup.Collect(ctx, v, "R-1")
		if err := k.after(err); err != nil {
			return err
		}
	}
	for _, b := range v.Order.Bags {
		if !b.Checked.IsZero() {
			continue
		}
		s, err := k.Pickup.ScanAtCounter(ctx, v, label(scanner.NewBag(b.Label)))
		if err := k.after(err); err != nil {
			return err
		}
		if s.Answer != pickup.CounterBag {
			return fmt.Errorf("bag %s: %v", b.Label, s.Answer)
		}
		v = s.View
	}
	_, err = k.Pickup.HandOver(ctx, v)
	return k.after(err)
}
