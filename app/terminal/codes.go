package terminal

import (
	"context"

	"miseban/app/internal/localdb"
	"miseban/app/retail"
	"miseban/scanner"
)

// reading is how codes are read: what the chain settled, and what this device
// learned about its keyboard.
type reading struct {
	rules  scanner.Rules
	layout scanner.Layout
}

// Codes returns how codes are read now.
func (c *Core) Codes() scanner.Options {
	r := c.reading.Load()
	if r == nil {
		return scanner.DefaultRules().Apply(scanner.Options{})
	}
	return r.rules.Apply(scanner.Options{Layout: r.layout})
}

// Rules returns what the chain settled about its own codes.
func (c *Core) Rules() scanner.Rules {
	if r := c.reading.Load(); r != nil {
		return r.rules
	}
	return scanner.DefaultRules()
}

// Layout returns what this device learned about its keyboard, the zero Layout
// when nothing.
func (c *Core) Layout() scanner.Layout {
	if r := c.reading.Load(); r != nil {
		return r.layout
	}
	return scanner.Layout{}
}

// Learn keeps what a calibration taught; every scan is read by it from now on.
func (c *Core) Learn(ctx context.Context, l scanner.Layout) error {
	if err := c.DB.StoreSetting(ctx, localdb.SettingLayout, l); err != nil {
		return err
	}
	return c.learnCodes(ctx)
}

// learnCodes reads what is stored. What cannot be read is as if it were not
// there: codes are scanned all the same.
func (c *Core) learnCodes(ctx context.Context) error {
	next := reading{rules: scanner.DefaultRules()}
	var rules scanner.Rules
	switch err := c.DB.CodeRules(ctx, &rules); {
	case err == nil:
		next.rules = rules
	case retail.CodeOf(err) == retail.CodeDamaged:
		c.log.Error("terminal: rules of codes", "err", err)
	case retail.CodeOf(err) != retail.CodeNotFound:
		return err
	}
	err := c.DB.LoadSetting(ctx, localdb.SettingLayout, &next.layout)
	switch {
	case retail.CodeOf(err) == retail.CodeDamaged:
		c.log.Error("terminal: layout of the keyboard", "err", err)
		next.layout = scanner.Layout{}
	case err != nil && retail.CodeOf(err) != retail.CodeNotFound:
		return err
	}
	c.reading.Store(&next)
	return nil
}
