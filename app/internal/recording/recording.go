// Package recording writes down what the signed-in staff do: the one way from a
// service to a command of a person at this terminal.
package recording

import (
	"context"

	"miseban/app/retail"
)

// Session tells who is signed in; ok is false while nobody is.
type Session interface {
	Actor() (a retail.Actor, ok bool)
}

// Clerk records commands of whoever is signed in. A service fills in what it has.
type Clerk struct {
	Session Session
	// Site is the shop of this terminal.
	Site func(ctx context.Context) (retail.Site, error)
	// Record judges and stores commands and their effects in one transaction.
	Record func(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error)
	Clock  retail.Clock
	IDs    retail.IDs
	// Hint is the message key of a refusal, nil for "verdict." and the word of the
	// code.
	Hint func(code retail.VerdictCode) string
}

// Actor returns who acts, or CodeNotAllowed while nobody is signed in.
func (c Clerk) Actor(op string) (retail.Actor, error) {
	a, ok := c.Session.Actor()
	if !ok {
		return a, retail.E(retail.CodeNotAllowed, op, "hint.sign_in", nil)
	}
	return a, nil
}

// Do records one command and returns it. CodeNotAllowed: nobody is signed in.
// CodeRefused: the rule of an intent said no; the hint says why.
func (c Clerk) Do(ctx context.Context, op string, kind retail.Kind, body retail.Body) (retail.Command, error) {
	a, err := c.Actor(op)
	if err != nil {
		return retail.Command{}, err
	}
	site, err := c.Site(ctx)
	if err != nil {
		return retail.Command{}, err
	}
	cmd := a.Command(retail.CommandID(c.IDs.NewID()), c.Clock.Now(), site.ID, kind, body)
	ds, err := c.Record(ctx, a.Staff.Role, cmd)
	if err != nil {
		return cmd, err
	}
	if d := ds[0]; d.Verdict == retail.Rejected {
		hint := "verdict." + d.Code.String()
		if c.Hint != nil {
			hint = c.Hint(d.Code)
		}
		return cmd, retail.E(retail.CodeRefused, op, hint, nil)
	}
	return cmd, nil
}
