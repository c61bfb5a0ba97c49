package hubdb

import (
	"context"
	"encoding/json"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// PutLetter keeps a letter that was written.
func (x *tx) PutLetter(l retail.Letter) error {
	body, err := json.Marshal(l)
	if err != nil {
		return retail.E(retail.CodeInvalid, "hubdb.PutLetter", "", err)
	}
	x.letters = true
	if x.out != nil {
		x.out.Letters = append(x.out.Letters, l)
	}
	return x.exec(`INSERT INTO letter (id, store, n, at, done, body)
		VALUES (?, ?, (SELECT COALESCE(max(n), 0) + 1 FROM letter WHERE store = ?), ?, 0, ?) ON CONFLICT (id) DO NOTHING`,
		string(l.ID), string(l.From), string(l.From), millis(x.d.clock.Now()), body)
}

// LetterWaits tells whether the letter is still to be delivered.
func (x *tx) LetterWaits(id retail.LetterID) (bool, error) {
	var done int64
	err := x.scan(x.row("SELECT done FROM letter WHERE id = ?"+x.d.e.lock, string(id)), &done)
	if missing(err) {
		return false, nil
	}
	return err == nil && done == 0, err
}

// LetterDone notes that it was delivered.
func (x *tx) LetterDone(id retail.LetterID, at time.Time) error {
	return x.exec("UPDATE letter SET done = ?, body = ? WHERE id = ?", max(1, millis(at)), []byte{}, string(id))
}

// Letters returns letters that were not delivered.
func (d *DB) Letters(ctx context.Context, after hub.Post, limit int) ([]hub.Post, error) {
	var out []hub.Post
	err := d.query(ctx, func(rows scanner) error {
		var p hub.Post
		var body []byte
		if err := rows.Scan(&p.N, &body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &p.Letter); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.Letters", "", err)
		}
		out = append(out, p)
		return nil
	}, "SELECT n, body FROM letter WHERE done = 0 AND (store > ? OR store = ? AND n > ?) ORDER BY store, n LIMIT ? + 0",
		string(after.From), string(after.From), after.N, int64(limit))
	return out, err
}

// TrimLetters forgets letters from before the instant. Those of a relay's shop
// went up with its log.
func (d *DB) TrimLetters(ctx context.Context, before time.Time) error {
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		relay := d.follows.Load() != nil
		return t.(*tx).exec("DELETE FROM letter WHERE at < ? AND (done > 0 OR ? = 1)", millis(before), flag(relay))
	})
	return err
}

// letters packs what the shop of a relay wrote: whoever mirrors it knows which of
// them were delivered.
func (p *packer) letters(v view, store retail.SiteID, whole bool) error {
	if !whole {
		return nil
	}
	return v.each(func(rows scanner) error {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var l retail.Letter
		if err := json.Unmarshal(body, &l); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.Pack", "", err)
		}
		p.Letters = append(p.Letters, l)
		return p.added(len(body))
	}, "SELECT body FROM letter WHERE store = ? AND done = 0 ORDER BY n", string(store))
}

var _ hub.LetterStore = (*DB)(nil)
