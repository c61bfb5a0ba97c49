package terminal

import (
	"context"

	"miseban/app/internal/localdb"
	"miseban/app/internal/wave"
	"miseban/app/retail"
)

// waveStore is the terminal's database as the service of rounds asks for it.
type waveStore struct{ *localdb.DB }

var _ wave.Store = waveStore{}

// LoadSkips returns which SKUs were put to the end of the rounds.
func (s waveStore) LoadSkips(ctx context.Context) (map[retail.WaveID][]retail.SKUID, error) {
	skips := map[retail.WaveID][]retail.SKUID{}
	err := s.LoadSetting(ctx, localdb.SettingSkips, &skips)
	if retail.CodeOf(err) == retail.CodeNotFound {
		err = nil
	}
	return skips, err
}

// StoreSkips keeps them.
func (s waveStore) StoreSkips(ctx context.Context, skips map[retail.WaveID][]retail.SKUID) error {
	return s.StoreSetting(ctx, localdb.SettingSkips, skips)
}
