package localdb

import (
	"context"
	"encoding/json"

	"miseban/app/retail"
)

// Setting names something that this device keeps for itself. Its content is
// JSON of whoever keeps it.
type Setting string

// The settings.
const (
	// SettingLayout is what the keyboard does to scans, see scanner.Layout.
	SettingLayout Setting = "scanner.layout"
	// SettingSearches is what was looked for last, see catalog.Memory.
	SettingSearches Setting = "catalog.searches"
	// SettingPrinter is where labels are printed, see printing.Config.
	SettingPrinter Setting = "printer"
	// SettingSkips is which goods were put to the end of rounds, see package wave.
	SettingSkips Setting = "wave.skips"
	// SettingCodeTries is how many wrong pickup codes were typed, see retail.CodeTries.
	SettingCodeTries Setting = "counter.tries"
	// SettingWeekly is how the shop did, as the hub last said, see wire.Weekly.
	SettingWeekly Setting = "weekly"
)

// LoadSetting reads a setting into v. CodeNotFound: it was never stored.
func (d *DB) LoadSetting(ctx context.Context, name Setting, v any) error {
	const op = "localdb.LoadSetting"
	var data string
	err := d.one(ctx, `SELECT data FROM setting WHERE name = ?`, []any{string(name)}, &data)
	if isNoRows(err) {
		return notFound(op, string(name))
	}
	if err != nil {
		return fault(op, err)
	}
	if err := json.Unmarshal([]byte(data), v); err != nil {
		return retail.E(retail.CodeDamaged, op, "", err)
	}
	return nil
}

// StoreSetting keeps v under a name.
func (d *DB) StoreSetting(ctx context.Context, name Setting, v any) error {
	const op = "localdb.StoreSetting"
	data, err := json.Marshal(v)
	if err != nil {
		return retail.E(retail.CodeInvalid, op, "", err)
	}
	return d.write(ctx, op, func(ctx context.Context, t *wtx) error {
		_, err := t.exec(ctx, `INSERT INTO setting (name, data) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET data = excluded.data`, string(name), string(data))
		return err
	})
}

// CodeRules reads the rules of the chain's own codes, as the hub has them, into
// v; see scanner.Rules. CodeNotFound before the first sync.
func (d *DB) CodeRules(ctx context.Context, v any) error {
	const op = "localdb.CodeRules"
	all, err := allKnown[json.RawMessage](ctx, d, op, retail.EntityCodes)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return notFound(op, "rules of codes")
	}
	if err := json.Unmarshal(all[0], v); err != nil {
		return retail.E(retail.CodeDamaged, op, "", err)
	}
	return nil
}

// LoadSearches returns what was looked for last on this device.
func (d *DB) LoadSearches(ctx context.Context) (texts []string, err error) {
	return texts, d.LoadSetting(ctx, SettingSearches, &texts)
}

// StoreSearches keeps what was looked for last.
func (d *DB) StoreSearches(ctx context.Context, texts []string) error {
	return d.StoreSetting(ctx, SettingSearches, texts)
}

// CodeTries returns how many wrong pickup codes were typed on this device of late.
func (d *DB) CodeTries(ctx context.Context) (t retail.CodeTries, err error) {
	if err = d.LoadSetting(ctx, SettingCodeTries, &t); retail.CodeOf(err) == retail.CodeNotFound {
		return retail.CodeTries{}, nil
	}
	return t, err
}

// StoreCodeTries keeps it, over a restart too.
func (d *DB) StoreCodeTries(ctx context.Context, t retail.CodeTries) error {
	return d.StoreSetting(ctx, SettingCodeTries, t)
}
