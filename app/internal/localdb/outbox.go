package localdb

import (
	"context"
	"time"

	"miseban/app/retail"
)

// Judged is the hub's verdict on one command.
type Judged struct {
	Dseq    int64
	ID      retail.CommandID
	Verdict retail.Verdict
	Code    retail.VerdictCode
	Seq     int64 // where its changes end in the shop's feed
}

// Unsent returns how many commands have no verdict of the hub.
func (d *DB) Unsent(ctx context.Context) (int, error) {
	n, _, err := d.UnsentSince(ctx)
	return n, err
}

// UnsentSince returns how many commands have no verdict of the hub, and when
// the oldest of them was given (zero when there is none).
func (d *DB) UnsentSince(ctx context.Context) (int, time.Time, error) {
	var n int
	var at int64
	// Counted in the index alone: after days without the hub this runs at each scan.
	err := d.one(ctx, `SELECT (SELECT count(*) FROM outbox WHERE verdict IS NULL),
		COALESCE((SELECT at FROM outbox WHERE verdict IS NULL ORDER BY dseq LIMIT 1), 0)`, nil, &n, &at)
	return n, fromMS(at), fault("localdb.UnsentSince", err)
}

// Pending returns the oldest unsent commands in dseq order, at most maxN of
// them and about maxBytes of JSON, but always one when there is any; left is
// how many more wait behind them.
func (d *DB) Pending(ctx context.Context, maxN, maxBytes int) (cmds []retail.Command, left int, err error) {
	const op = "localdb.Pending"
	rows, err := d.query(ctx, `SELECT dseq, role, command FROM outbox WHERE verdict IS NULL ORDER BY dseq LIMIT ? + 0`, maxN)
	if err != nil {
		return nil, 0, fault(op, err)
	}
	lines, err := d.scanLines(rows)
	if err != nil {
		return nil, 0, fault(op, err)
	}
	size := 0
	for _, l := range lines {
		if size += l.size + 32; size > maxBytes && len(cmds) > 0 {
			break
		}
		cmds = append(cmds, l.cmd)
	}
	if len(cmds) == 0 {
		return nil, 0, nil
	}
	err = d.one(ctx, `SELECT count(*) FROM outbox WHERE verdict IS NULL AND dseq > ?`, []any{cmds[len(cmds)-1].Dseq}, &left)
	return cmds, left, fault(op, err)
}

// SaveVerdicts stores the hub's answers. A verdict once stored stays. The
// effect of the command stands until the pulled state contains it.
func (d *DB) SaveVerdicts(ctx context.Context, results []Judged, at time.Time) error {
	if len(results) == 0 {
		return nil
	}
	return d.write(ctx, "localdb.SaveVerdicts", func(ctx context.Context, t *wtx) error {
		var n int64
		for _, r := range results {
			res, err := t.exec(ctx, `UPDATE outbox SET verdict = ?, code = ?, seq = ?, acked_at = ? WHERE dseq = ? AND id = ? AND verdict IS NULL`,
				r.Verdict, codeWord(r.Code), r.Seq, ms(at), r.Dseq, r.ID)
			if err != nil {
				return err
			}
			k, err := res.RowsAffected()
			if err != nil {
				return err
			}
			n += k
		}
		if n == 0 {
			return errUndo
		}
		t.outboxChanged()
		_, err := t.exec(ctx, `UPDATE device SET acked = acked + ?, acked_at = ?`, n, ms(at))
		return err
	})
}

func codeWord(c retail.VerdictCode) string { return c.String() }

// Rewind brings the outbox in line with a hub that knows this device's
// commands only up to last: what comes after has lost its verdict there and is
// unsent again; what it was is remembered. When the next one is not kept here any more, what is left is
// renumbered from last + 1; ids stay, so nothing can count twice.
func (d *DB) Rewind(ctx context.Context, last int64) error {
	return d.write(ctx, "localdb.Rewind", func(ctx context.Context, t *wtx) error {
		res, err := t.exec(ctx, `UPDATE outbox SET was = verdict, was_code = code, verdict = NULL, code = '', seq = 0, acked_at = 0
			WHERE dseq > ? AND verdict IS NOT NULL`, last)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE device SET acked = acked - ?`, n); err != nil {
			return err
		}
		var first, given int64
		err = t.row(ctx, `SELECT COALESCE((SELECT min(dseq) FROM outbox WHERE verdict IS NULL), 0), dseq FROM device`).Scan(&first, &given)
		switch {
		case err != nil:
			return err
		case first > 0 && first <= last+1, first == 0 && given == last:
			// It follows, or the hub has heard it and the answer was lost.
			if n == 0 {
				return errUndo
			}
			t.outboxChanged()
			return nil
		}
		t.outboxChanged()
		return t.renumber(ctx, last, true)
	})
}

// Again returns how many commands wait to be sent that the hub had judged
// before it was restored from a copy.
func (d *DB) Again(ctx context.Context) (int, error) {
	var n int
	err := d.one(ctx, `SELECT count(*) FROM outbox WHERE verdict IS NULL AND was <> ''`, nil, &n)
	return n, fault("localdb.Again", err)
}

// Rejected returns what the hub had rejected before it was restored of the
// unsent commands from one dseq to another.
func (d *DB) Rejected(ctx context.Context, from, to int64) ([]Judged, error) {
	const op = "localdb.Rejected"
	rows, err := d.query(ctx, `SELECT dseq, id, was, was_code FROM outbox
		WHERE verdict IS NULL AND was = ? AND dseq BETWEEN ? AND ? ORDER BY dseq`, retail.Rejected, from, to)
	return collect(op, rows, err, func(scan func(...any) error) (Judged, error) {
		var j Judged
		var code string
		if err := scan(&j.Dseq, &j.ID, &j.Verdict, &code); err != nil {
			return j, err
		}
		return j, j.Code.UnmarshalText([]byte(code))
	})
}

// Renumber gives the unsent commands the numbers from last + 1: the hub knows
// other commands of this device under their numbers, which this device lost.
func (d *DB) Renumber(ctx context.Context, last int64) error {
	return d.write(ctx, "localdb.Renumber", func(ctx context.Context, t *wtx) error {
		t.outboxChanged()
		// The hub gave its verdict on each that it knows: what is unsent now is in no state of it.
		return t.renumber(ctx, last, false)
	})
}

// reclaim numbers what is unsent above the last number that the hub has of this
// device, when that is higher than any that was given out: this device lost its
// database, and gives numbers again that the hub has under other commands. Left
// so, what staff do now would be taken for contained in the hub's state.
func (t *wtx) reclaim(ctx context.Context, last int64) error {
	var given int64
	if err := t.row(ctx, `SELECT dseq FROM device`).Scan(&given); err != nil || given >= last {
		return err
	}
	if _, err := t.exec(ctx, `UPDATE device SET device_last = 0`); err != nil {
		return err
	}
	t.outboxChanged()
	return t.renumber(ctx, last, false)
}

// renumber gives the unsent commands the numbers from last + 1. heard tells that
// the hub may have judged some of them already.
func (t *wtx) renumber(ctx context.Context, last int64, heard bool) error {
	lines, err := t.lines(ctx, `SELECT dseq, role, command FROM outbox WHERE verdict IS NULL ORDER BY dseq`)
	if err != nil {
		return err
	}
	var judged int64
	if err := t.row(ctx, `SELECT COALESCE(max(dseq), 0) FROM outbox WHERE verdict IS NOT NULL`).Scan(&judged); err != nil {
		return err
	}
	var contained int64
	if err := t.row(ctx, `SELECT device_last FROM device`).Scan(&contained); err != nil {
		return err
	}
	next := max(last, judged)
	deviceLast := min(contained, next)
	if _, err := t.exec(ctx, `UPDATE outbox SET dseq = -dseq WHERE verdict IS NULL`); err != nil {
		return err
	}
	for _, l := range lines {
		next++
		old := l.cmd.Dseq
		if heard && old <= contained {
			deviceLast = next // what the pulled state contains it still contains
		}
		l.cmd.Dseq = next
		b, err := t.d.lineJSON(&l.cmd)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE outbox SET dseq = ?, command = ? WHERE dseq = ?`, next, string(b), -old); err != nil {
			return err
		}
	}
	if _, err := t.exec(ctx, `UPDATE device SET dseq = ?, device_last = ?`, next, deviceLast); err != nil {
		return err
	}
	if err := t.lift(ctx); err != nil {
		return err
	}
	return t.replay(ctx, deviceLast)
}

// OutboxLine is one recorded command as the page 記録と送信 shows it.
type OutboxLine struct {
	Command retail.Command
	Verdict retail.Verdict // zero: unsent
	Code    retail.VerdictCode
	AckedAt time.Time
	Number  string // of the order it is about, when known
	// Contained tells that the hub's state as it was taken in last holds its effect.
	Contained bool
}

// OutboxPage is what the page 記録と送信 shows.
type OutboxPage struct {
	Recorded     int // ever, on this terminal
	Acked        int // of them judged by the hub
	Unsent       int
	LastRecorded time.Time
	LastAcked    time.Time
	Lines        []OutboxLine // newest first
}

// Outbox returns the totals and the newest limit lines. Judged lines are kept
// until they are in a backup of the hub or 14 days old, and the last 200 in any
// case.
func (d *DB) Outbox(ctx context.Context, limit int) (OutboxPage, error) {
	const op = "localdb.Outbox"
	var p OutboxPage
	var recorded, acked int64
	err := d.one(ctx, `SELECT recorded, acked, acked_at, (SELECT count(*) FROM outbox WHERE verdict IS NULL),
		COALESCE((SELECT at FROM outbox ORDER BY dseq DESC LIMIT 1), 0) FROM device`, nil, &p.Recorded, &p.Acked, &acked, &p.Unsent, &recorded)
	if err != nil {
		return p, fault(op, err)
	}
	p.LastRecorded, p.LastAcked = fromMS(recorded), fromMS(acked)
	rows, err := d.query(ctx, `SELECT x.dseq, x.command, COALESCE(x.verdict, ''), x.code, x.acked_at, COALESCE(json_extract(o.data, '$.number'), json_extract(h.data, '$.number'), ''),
		x.dseq <= (SELECT device_last FROM device) FROM outbox x LEFT JOIN orders o ON x.entity = 'order' AND o.id = x.ref
		LEFT JOIN holds h ON x.entity = 'hold' AND h.id = x.ref ORDER BY x.dseq DESC LIMIT ? + 0`, limit)
	p.Lines, err = collect(op, rows, err, func(scan func(...any) error) (OutboxLine, error) {
		var l OutboxLine
		var dseq, at int64
		var text []byte
		var code string
		if err := scan(&dseq, &text, &l.Verdict, &code, &at, &l.Number, &l.Contained); err != nil {
			return l, err
		}
		var err error
		if l.Command, err = d.readLine(text); err != nil {
			return l, err
		}
		l.Command.Dseq, l.AckedAt = dseq, fromMS(at)
		return l, l.Code.UnmarshalText([]byte(code))
	})
	return p, err
}

// HubTime returns the largest hub time seen, in Unix milliseconds, 0 before
// the first contact. It never goes back.
func (d *DB) HubTime(ctx context.Context) (int64, error) {
	var n int64
	err := d.one(ctx, `SELECT hub_time FROM device`, nil, &n)
	return n, fault("localdb.HubTime", err)
}

// ClockOffset returns what was last measured as the hub's clock minus this
// terminal's.
func (d *DB) ClockOffset(ctx context.Context) (time.Duration, error) {
	var n int64
	err := d.one(ctx, `SELECT clock_off FROM device`, nil, &n)
	return time.Duration(n) * time.Millisecond, fault("localdb.ClockOffset", err)
}

// Steps below which a new time or offset is not worth a write.
const (
	hubTimeStep = time.Minute
	offsetStep  = 50 * time.Millisecond
)

// SeenHub notes the hub's time and the clock offset measured with it. A hub
// time before the largest seen changes nothing of it; small steps are not
// written.
func (d *DB) SeenHub(ctx context.Context, now time.Time, offset time.Duration) error {
	const op = "localdb.SeenHub"
	var seen, off int64
	if err := d.one(ctx, `SELECT hub_time, clock_off FROM device`, nil, &seen, &off); err != nil {
		return fault(op, err)
	}
	diff := offset - time.Duration(off)*time.Millisecond
	if ms(now)-seen < hubTimeStep.Milliseconds() && diff.Abs() < offsetStep {
		return nil
	}
	return d.write(ctx, op, func(ctx context.Context, t *wtx) error {
		_, err := t.exec(ctx, `UPDATE device SET hub_time = max(hub_time, ?), clock_off = ?`, ms(now), offset.Milliseconds())
		return err
	})
}
