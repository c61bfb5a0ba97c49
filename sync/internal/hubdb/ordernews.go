package hubdb

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
)

// orderNews is what an order's web shop is to be told, as JSON, and its mark: the
// same order gives the same one, also in another life of the database. The zero one: nothing.
type orderNews struct {
	mark string
	data []byte
}

func newsOf(o *retail.Order) (orderNews, error) {
	if o.Channel == "" || o.External == "" {
		return orderNews{}, nil
	}
	n := o.News()
	if n == nil {
		return orderNews{}, nil
	}
	b, err := json.Marshal(n)
	if err != nil {
		return orderNews{}, retail.E(retail.CodeInvalid, "hubdb.newsOf", "", err)
	}
	sum := sha256.Sum256(b)
	return orderNews{fmt.Sprintf("%d-%x", o.Rounds(), sum[:8]), b}, nil
}

// writeNews keeps, for every order whose news are others than before, what its web
// shop is to be told. Of an order that stays as it was for the web shop, which is what
// most commands do, nothing is written.
func (x *tx) writeNews() error {
	for _, c := range x.keys {
		now, err := newsOf(c.o)
		if err != nil {
			return err
		}
		if now.mark == c.news {
			continue
		}
		c.news = now.mark
		if now.mark == "" {
			err = x.exec("UPDATE order_news SET mark = '', told = '', news = '' WHERE order_id = ?", string(c.o.ID))
		} else {
			err = x.exec(`INSERT INTO order_news (order_id, channel, mark, told, at, news)
				SELECT CAST(? AS TEXT), name, CAST(? AS TEXT), '', CAST(? AS BIGINT), CAST(? AS TEXT) FROM news_channel WHERE name = ?
				ON CONFLICT (order_id) DO UPDATE SET mark = excluded.mark, at = excluded.at, news = excluded.news`,
				string(c.o.ID), now.mark, millis(x.d.clock.Now()), string(now.data), c.o.Channel)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TellOrdersOf settles whose orders are told. See hub.OrderNewsStore.
func (d *DB) TellOrdersOf(ctx context.Context, channels []string) error {
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		var gone []string
		err := x.each(func(rows scanner) error {
			var name string
			err := rows.Scan(&name)
			if !slices.Contains(channels, name) {
				gone = append(gone, name)
			}
			return err
		}, "SELECT name FROM news_channel ORDER BY name")
		for _, name := range gone {
			for _, q := range []string{"DELETE FROM order_news WHERE channel = ?", "DELETE FROM news_channel WHERE name = ?"} {
				if err == nil {
					err = x.exec(q, name)
				}
			}
		}
		for _, name := range channels {
			if err == nil {
				err = x.exec("INSERT INTO news_channel (name) VALUES (?) ON CONFLICT (name) DO NOTHING", name)
			}
		}
		return err
	})
	return err
}

// untoldNews is of whom the index order_news_untold knows.
const untoldNews = `told <> mark`

// newsKey names news of an order: a web shop that says it has them says of which.
func newsKey(order retail.OrderID, mark string) string { return string(order) + "." + mark }

// OrderNews returns what a web shop is to be told. See hub.OrderNewsStore.
func (d *DB) OrderNews(ctx context.Context, channel string, limit int) ([]hub.OrderNews, error) {
	out := []hub.OrderNews{}
	err := d.query(ctx, func(rows scanner) error {
		n := hub.OrderNews{Channel: channel}
		var id retail.OrderID
		var mark, data string
		if err := rows.Scan(&id, &mark, &data); err != nil {
			return err
		}
		n.Key = newsKey(id, mark)
		if err := json.Unmarshal([]byte(data), &n.OrderNews); err != nil {
			return retail.E(retail.CodeDamaged, "hubdb.OrderNews", "", err)
		}
		out = append(out, n)
		return nil
	}, `SELECT order_id, mark, news FROM order_news WHERE channel = ? AND `+untoldNews+` ORDER BY at, order_id LIMIT ? + 0`, channel, int64(limit))
	return out, err
}

// OrderNewsTold notes that a web shop has some of it. See hub.OrderNewsStore.
func (d *DB) OrderNewsTold(ctx context.Context, channel, key string) error {
	at := strings.LastIndexByte(key, '.')
	if at < 0 {
		return retail.E(retail.CodeNotFound, "hubdb.OrderNewsTold", "", nil)
	}
	id, mark := key[:at], key[at+1:]
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		x := t.(*tx)
		var now, told string
		err := x.scan(x.row("SELECT mark, told FROM order_news WHERE order_id = ? AND channel = ?"+d.e.lock, id, channel), &now, &told)
		switch {
		case missing(err):
			return retail.E(retail.CodeNotFound, "hubdb.OrderNewsTold", "", nil)
		case err != nil || now != mark || told == mark:
			return err
		}
		return x.exec("UPDATE order_news SET told = ? WHERE order_id = ?", mark, id)
	})
	return err
}

// OrderNewsUntold counts what no web shop has heard of. See hub.OrderNewsStore.
func (d *DB) OrderNewsUntold(ctx context.Context, before time.Time) (map[string]int, error) {
	return d.byChannel(ctx, "SELECT channel, count(*) FROM order_news WHERE "+untoldNews+" AND at < ? GROUP BY channel ORDER BY channel", before)
}

var _ hub.OrderNewsStore = (*DB)(nil)
