package hubdb

import (
	"context"
	"encoding/json"
	"time"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

const homeColumns = `SELECT store, device, no, state, url, pins, epoch, seq, h, errands, done, rev, contact, pack, parts, closed, last_errand, taken
	FROM home `

const homeByStore = homeColumns + "WHERE store = ?"

// notJudged names the shops whose home is another hub: their rows are copies.
const notJudged = "(SELECT store FROM home WHERE judges = 0)"

func readHome(row func(...any) error) (hub.Home, error) {
	var m hub.Home
	var pins []byte
	var contact, closed, taken int64
	err := row(&m.Store, &m.Device, &m.No, &m.State, &m.Place.URL, &pins, &m.Epoch, &m.At.Seq, &m.At.H, &m.Errands, &m.Done, &m.Rev,
		&contact, &m.Pack, &m.Parts, &closed, &m.LastErrand, &taken)
	if err != nil {
		return m, err
	}
	m.Contact, m.Closed, m.Taken = instant(contact), closed != 0, instant(taken)
	if err := json.Unmarshal(pins, &m.Place.Pins); err != nil {
		return m, retail.E(retail.CodeDamaged, "hubdb.Home", "", err)
	}
	return m, nil
}

// Home returns the home of a shop, locked until the end of the transaction.
func (x *tx) Home(store retail.SiteID) (hub.Home, error) {
	var m hub.Home
	var err error
	if e := x.early.homes[store]; e != nil {
		delete(x.early.homes, store)
		m, err = e.take(x)
	} else {
		m, err = readHome(x.row(homeByStore+x.d.e.lock, string(store)))
	}
	if err = x.d.fault("hubdb.Home", err); missing(err) {
		return hub.Home{Store: store}, nil
	}
	return m, err
}

// PutHome writes the home of a shop.
func (x *tx) PutHome(m hub.Home, judges bool) error {
	delete(x.early.homes, m.Store)
	pins, err := json.Marshal(m.Place.Pins)
	if err != nil {
		return retail.E(retail.CodeInvalid, "hubdb.PutHome", "", err)
	}
	return x.exec(`INSERT INTO home (store, device, no, state, judges, url, pins, epoch, seq, h, errands, done, rev, contact, pack, parts,
		closed, last_errand, taken)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (store) DO UPDATE SET device = excluded.device,
		no = excluded.no, state = excluded.state, judges = excluded.judges, url = excluded.url, pins = excluded.pins,
		epoch = excluded.epoch, seq = excluded.seq, h = excluded.h, errands = excluded.errands, done = excluded.done,
		rev = excluded.rev, contact = excluded.contact, pack = excluded.pack, parts = excluded.parts, closed = excluded.closed,
		last_errand = excluded.last_errand, taken = excluded.taken`,
		string(m.Store), string(m.Device), m.No, string(m.State), flag(judges), m.Place.URL, pins, m.Epoch, m.At.Seq, m.At.H,
		m.Errands, m.Done, m.Rev, millis(m.Contact), m.Pack, int64(m.Parts), flag(m.Closed), m.LastErrand, millis(m.Taken))
}

// Home returns the home of a shop.
func (d *DB) Home(ctx context.Context, store retail.SiteID) (hub.Home, error) {
	m, err := readHome(d.one(ctx, homeByStore, string(store)).Scan)
	if err = d.fault("hubdb.Home", err); missing(err) {
		return hub.Home{Store: store}, nil
	}
	return m, err
}

// Homes returns every home that is known.
func (d *DB) Homes(ctx context.Context) ([]hub.Home, error) {
	var out []hub.Home
	err := d.query(ctx, func(rows scanner) error {
		m, err := readHome(rows.Scan)
		out = append(out, m)
		return err
	}, homeColumns+"ORDER BY store")
	return out, err
}

// PutErrand appends an errand.
func (x *tx) PutErrand(store retail.SiteID, e wire.Errand) error {
	return x.exec("INSERT INTO errand (store, n, id, kind, order_id, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
		string(store), e.N, e.ID, string(e.Kind), string(e.Order), millis(e.At), bytesOf(e.Body))
}

const errandColumns = "SELECT n, id, kind, order_id, at, body FROM errand "

func readErrand(row func(...any) error) (wire.Errand, error) {
	var e wire.Errand
	var at int64
	var body []byte
	err := row(&e.N, &e.ID, &e.Kind, &e.Order, &at, &body)
	e.At, e.Body = instant(at), body
	return e, err
}

// Errands returns errands behind the number.
func (d *DB) Errands(ctx context.Context, store retail.SiteID, after int64, limit int) ([]wire.Errand, error) {
	var out []wire.Errand
	err := d.query(ctx, func(rows scanner) error {
		e, err := readErrand(rows.Scan)
		out = append(out, e)
		return err
	}, errandColumns+"WHERE store = ? AND n > ? ORDER BY n LIMIT ? + 0", string(store), after, int64(limit))
	return out, err
}

// ErrandID returns the id of an errand.
func (d *DB) ErrandID(ctx context.Context, store retail.SiteID, n int64) (string, error) {
	var id string
	err := d.fault("hubdb.ErrandID", d.one(ctx, "SELECT id FROM errand WHERE store = ? AND n = ?", string(store), n).Scan(&id))
	if missing(err) {
		err = nil
	}
	return id, err
}

// TrimErrands forgets errands that were done long ago.
func (d *DB) TrimErrands(ctx context.Context, before time.Time) error {
	_, err := d.Update(ctx, nil, func(t hub.Tx) error {
		return t.(*tx).exec(`DELETE FROM errand WHERE at < ? AND n <= (SELECT done FROM home WHERE home.store = errand.store)`, millis(before))
	})
	return err
}

// LastErrand returns the newest errand of a kind about an order.
func (x *tx) LastErrand(order retail.OrderID, kind wire.ErrandKind) (wire.Errand, bool, error) {
	if order == "" {
		return wire.Errand{}, false, nil
	}
	e, err := readErrand(x.row(errandColumns+"WHERE order_id = ? AND order_id <> '' AND kind = ? ORDER BY at DESC, n DESC LIMIT 1", string(order), string(kind)))
	if err = x.d.fault("hubdb.LastErrand", err); missing(err) {
		return wire.Errand{}, false, nil
	}
	return e, err == nil, err
}

// ErrandNumber returns the number of an errand, 0 when it is not known.
func (x *tx) ErrandNumber(store retail.SiteID, id string) (int64, error) {
	var n int64
	err := x.scan(x.row("SELECT n FROM errand WHERE id = ? AND store = ? ORDER BY n DESC LIMIT 1", id, string(store)), &n)
	if missing(err) {
		err = nil
	}
	return n, err
}

// ErrandDone tells whether the errand was done here.
func (x *tx) ErrandDone(id string) (bool, error) {
	var n int64
	err := x.scan(x.row("SELECT 1 FROM errand_done WHERE id = ?", id), &n)
	if missing(err) {
		return false, nil
	}
	return err == nil, err
}

// DidErrand notes that the errand was done.
func (x *tx) DidErrand(e wire.Errand, at, before time.Time) error {
	if x.out != nil {
		x.out.Errand = e.ID
	}
	if err := x.exec("DELETE FROM errand_done WHERE at < ?", millis(before)); err != nil {
		return err
	}
	return x.KnowErrands([]retail.CommandID{retail.CommandID(e.ID)}, at)
}

// KnowErrands notes that commands of hubs were judged elsewhere.
func (x *tx) KnowErrands(ids []retail.CommandID, at time.Time) error {
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{string(id), millis(at)}
	}
	return x.bulk("INSERT INTO errand_done (id, at)", " ON CONFLICT (id) DO NOTHING", rows)
}

// FirstUndone returns the first errand behind the one given that was not done.
func (x *tx) FirstUndone(store retail.SiteID, after int64) (int64, error) {
	var n int64
	err := x.scan(x.row(`SELECT e.n FROM errand e WHERE e.store = ? AND e.n > ?
		AND NOT EXISTS (SELECT 1 FROM errand_done d WHERE d.id = e.id) ORDER BY e.n LIMIT 1`, string(store), after), &n)
	if missing(err) {
		err = nil
	}
	return n, err
}

// Mail returns what became of a mail of a relay.
func (x *tx) Mail(id string) (o wire.MailOutcome, ok bool, err error) {
	err = x.scan(x.row("SELECT outcome FROM relay_mail WHERE id = ?", id), &o)
	if missing(err) {
		return "", false, nil
	}
	return o, err == nil, err
}

// PutMail notes what became of it.
func (x *tx) PutMail(id string, o wire.MailOutcome, at, before time.Time) error {
	if err := x.exec("DELETE FROM relay_mail WHERE at < ?", millis(before)); err != nil {
		return err
	}
	return x.exec("INSERT INTO relay_mail (id, outcome, at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome",
		id, string(o), millis(at))
}
