package terminal

import (
	"context"

	"miseban/app/internal/localdb"
	"miseban/app/internal/ui/figureui"
	"miseban/app/retail"
	"miseban/sync/wire"
)

// weekly asks the hub how the shop did, and keeps what it said for when it
// cannot be asked.
type weekly struct{ c *Core }

// Weekly returns how this shop did.
func (w weekly) Weekly(ctx context.Context) (figureui.Report, error) {
	ctx, cancel := context.WithTimeout(ctx, fleetTimeout)
	defer cancel()
	said, err := w.c.Agent.Weekly(ctx)
	stale := err != nil
	if stale {
		if w.c.DB.LoadSetting(context.WithoutCancel(ctx), localdb.SettingWeekly, &said) != nil {
			return figureui.Report{}, retail.E(retail.CodeOffline, "terminal.Weekly", "", err)
		}
	} else if err := w.keep(ctx, said); err != nil {
		return figureui.Report{}, err
	}
	return figureui.Report{Weeks: said.Weeks, At: said.At, Stale: stale, Unsent: w.c.Agent.Status().Unsent}, nil
}

// keep writes what was said down when it says anything new.
func (w weekly) keep(ctx context.Context, said wire.Weekly) error {
	var before wire.Weekly
	if w.c.DB.LoadSetting(ctx, localdb.SettingWeekly, &before) == nil && before.At.Equal(said.At) {
		return nil
	}
	return w.c.DB.StoreSetting(ctx, localdb.SettingWeekly, said)
}
