package hubdb

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// split takes who ordered out of the JSON of an order: rest has blanks in the
// place of the customer and the proxy, people is what stood there, empty when
// that was nobody. It looks at bytes only, so that it gives the same for an old
// row whatever retail.Order has become since.
func split(data string) (rest, people string) {
	var kept, cut strings.Builder
	from := 0
	members(data, func(key string, begin, end int) {
		blank := ""
		switch key {
		case "customer":
			blank = "{}"
		case "proxy":
			blank = `""`
		default:
			return
		}
		if data[begin:end] == blank {
			return
		}
		kept.WriteString(data[from:begin])
		kept.WriteString(blank)
		cut.WriteString(data[begin:end])
		from = end
	})
	if from == 0 {
		return data, ""
	}
	kept.WriteString(data[from:])
	return kept.String(), cut.String()
}

// splitRow is split for the row of any entity: of a transfer it takes the customer
// who waits for the goods, of what never names anybody nothing.
func splitRow(entity retail.Entity, data string) (rest, people string) {
	switch entity { //nolint:exhaustive // the others never name anybody
	case retail.EntityOrder, retail.EntityHold:
		return split(data)
	case retail.EntityTransfer:
		rest = data
		members(data, func(key string, begin, end int) {
			if key == "for" && data[begin:end] != "null" {
				rest, people = data[:begin]+"null"+data[end:], data[begin:end]
			}
		})
		return rest, people
	}
	return data, ""
}

// members calls each for every member of a JSON object as json.Marshal writes
// it; the value is data[begin:end].
func members(data string, each func(key string, begin, end int)) {
	depth, begin, key := 0, 0, ""
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			start := i + 1
			for i++; i < len(data) && data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
			if depth == 1 && begin == 0 {
				key = data[start:min(i, len(data))]
			}
		case ':':
			if depth == 1 {
				begin = i + 1
			}
		case '{', '[':
			depth++
		case ',', '}', ']':
			if depth == 1 && begin > 0 {
				each(key, begin, i)
				begin = 0
			}
			if data[i] != ',' {
				depth--
			}
		}
	}
}

// seal is what of a row the chain holds: all of it as rest, or without people,
// who are held as a digest that nobody can guess from once the salt is gone.
func seal(entity retail.Entity, data string) (rest, salt, digest string) {
	rest, people := splitRow(entity, data)
	if people == "" {
		return rest, "", ""
	}
	salt = rand.Text()
	return rest, salt, sealed(salt, people)
}

func sealed(salt, people string) string {
	sum := sha256.Sum256([]byte(salt + "\x00" + people))
	return hex.EncodeToString(sum[:16])
}

// OrdersToPurge returns orders out of the feeds that ended before the instant
// and still hold people.
func (d *DB) OrdersToPurge(ctx context.Context, before time.Time, limit int) ([]hub.OrderRef, error) {
	return d.refs(ctx, `SELECT k.id, k.store FROM order_key k
		`+rowsOfOrders+` AND e.live = 0
		WHERE k.ended > 0 AND k.purged = 0 AND k.ended < ? LIMIT ? + 0`, millis(before), int64(limit))
}

// Forget removes people from an order that is out of its feed. See hub.Tx.
func (x *tx) Forget(id retail.OrderID) error {
	c, err := x.order(id)
	if err != nil || c.o == nil {
		return err
	}
	at := place{wire.StoreScope(c.o.Store), retail.EntityOrder, string(id)}
	row, err := x.cell(at)
	if err != nil || row.live {
		return err // a late fact brought it back
	}
	if x.feeds[at.scope] == nil || row.dirty {
		return retail.E(retail.CodeInternal, "hubdb.Forget", "", fmt.Errorf("order %s is not held, or written to as well", id))
	}
	delete(x.orders, id)
	delete(x.cells, at)
	x.d.pages.forget(x.d.clock.Now())
	if err := x.forgetChanges(at); err != nil {
		return err
	}
	rest, _ := split(row.data)
	if err := x.exec("UPDATE entity SET data = ? WHERE scope = ? AND entity = 'order' AND key = ?", rest, string(at.scope), at.key); err != nil {
		return err
	}
	for n := range c.times { // the mark of what came in could be guessed from
		err := x.exec("UPDATE cmd SET raw = ? WHERE id = ?", hub.ReceivedRaw(id, ""), string(hub.ReceiveID(id, int(n)+1)))
		if err != nil {
			return err
		}
	}
	if err := x.forgetNamed(c.o.Named); err != nil {
		return err
	}
	if err := x.exec("DELETE FROM order_news WHERE order_id = ?", at.key); err != nil {
		return err
	}
	return x.exec("UPDATE order_key SET email = '', source = '', purged = 1 WHERE id = ?", at.key)
}

// forgetNamed removes who was to collect for the customer from the commands that named them.
func (x *tx) forgetNamed(ids []retail.CommandID) error {
	for _, id := range ids {
		known, err := x.KnownID(id)
		if missing(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := x.exec("UPDATE cmd SET raw = ? WHERE id = ?", scrub(known.Raw), string(id)); err != nil {
			return err
		}
		delete(x.byID, id)
	}
	return nil
}

// forgetChanges removes people from what the feed says of the order, hold or
// transfer.
func (x *tx) forgetChanges(at place) error {
	rest := map[int64]string{}
	err := x.each(func(rows scanner) error {
		var seq int64
		var data string
		err := rows.Scan(&seq, &data)
		rest[seq], _ = splitRow(at.entity, data)
		return err
	}, "SELECT seq, data FROM change WHERE scope = ? AND key = ? AND salt <> ''", string(at.scope), at.key)
	for seq, data := range rest {
		if err == nil {
			err = x.exec("UPDATE change SET salt = '', data = ? WHERE scope = ? AND seq = ?", data, string(at.scope), seq)
		}
	}
	return err
}

// PurgeBad drops rows of imported files that nobody settled since the instant,
// and returns how many: like those that a person drops they leave only their
// ids behind.
func (d *DB) PurgeBad(ctx context.Context, before time.Time) (n int, err error) {
	_, err = d.Update(ctx, nil, func(t hub.Tx) error {
		n = 0
		return t.(*tx).each(func(scanner) error { n++; return nil },
			`UPDATE quarantine SET dropped = 1, body = '', cells = 'null', waits = '', reason = '{}'
			WHERE dropped = 0 AND at < ? RETURNING id`, millis(before))
	})
	return n, err
}
