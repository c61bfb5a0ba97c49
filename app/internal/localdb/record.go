package localdb

import (
	"context"
	"errors"
	"fmt"

	"miseban/app/retail"
)

var (
	qNextDseq  = hot(`UPDATE device SET dseq = dseq + 1, recorded = recorded + 1 WHERE one = 1 RETURNING dseq`)
	qAddOutbox = hot(`INSERT INTO outbox (dseq, id, kind, at, entity, ref, role, command) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	qBase      = hot(`SELECT epoch, seq FROM cursor WHERE scope = ?`)
	qSignedIn  = hot(`INSERT INTO signed_in (staff, at) VALUES (?, ?) ON CONFLICT (staff) DO UPDATE SET at = excluded.at`)
)

// maxCommand is the most bytes that a command may have. The hub takes no push
// over 256 KiB: a command larger than that would stand before all others for
// ever.
const maxCommand = 64 << 10

// Record judges commands in their order and stores their effects and outbox
// lines in one transaction: when it returns, they outlive a loss of power. It
// sets Dseq, Stamp and Base of each command it is given, and V where that is
// zero. Decisions
// carry the whole new order, customer included.
//
// When an intent is rejected nothing of the call is stored; its decision is
// the last one returned. CodeDiskFull and CodeDamaged mean that nothing was
// stored either.
func (d *DB) Record(ctx context.Context, role retail.Role, cmds ...retail.Command) ([]retail.Decision, error) {
	const op = "localdb.Record"
	var out []retail.Decision
	var stamp retail.Stamp
	if d.o.Stamp != nil {
		stamp = d.o.Stamp()
	}
	err := d.write(ctx, op, func(ctx context.Context, t *wtx) error {
		out = out[:0]
		var base retail.Base
		err := t.row(ctx, qBase, storePrefix+string(d.o.Store)).Scan(&base.Epoch, &base.Seq)
		if err != nil && !isNoRows(err) {
			return err
		}
		for i := range cmds {
			cmds[i].Stamp, cmds[i].Base = stamp, base
			dec, err := t.record(ctx, &cmds[i], role)
			if err != nil {
				return err
			}
			out = append(out, dec)
			if dec.Verdict == retail.Rejected {
				return errUndo
			}
		}
		t.outboxChanged()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (t *wtx) record(ctx context.Context, c *retail.Command, role retail.Role) (retail.Decision, error) {
	const op = "localdb.Record"
	if c.Body == nil || c.Kind.MinRole() == retail.RoleHub {
		return retail.Decision{}, retail.E(retail.CodeInvalid, op, "", errors.New("no command of a terminal: "+c.Kind.String()))
	}
	if c.V == 0 {
		c.V = c.Kind.Version()
	}
	if err := t.row(ctx, qNextDseq).Scan(&c.Dseq); err != nil {
		return retail.Decision{}, err
	}
	dec, err := t.apply(ctx, *c, role)
	if err != nil || dec.Verdict == retail.Rejected {
		return dec, err
	}
	if dec.Order != nil {
		if err := t.addPerson(ctx, dec.Order); err != nil {
			return dec, err
		}
	}
	if c.Kind == retail.KindSignIn {
		if _, err := t.exec(ctx, qSignedIn, c.Staff, ms(c.At)); err != nil {
			return dec, err
		}
	}
	line, err := t.d.lineJSON(c)
	if err != nil {
		return dec, err
	}
	if len(line) > maxCommand {
		return dec, retail.E(retail.CodeInvalid, op, "", fmt.Errorf("%s of %d bytes", c, len(line)))
	}
	ref := c.Body.About()
	_, err = t.exec(ctx, qAddOutbox, c.Dseq, c.ID, c.Kind.String(), ms(c.At), entityWord(ref.Entity), ref.ID, role, string(line))
	return dec, err
}

func entityWord(e retail.Entity) string {
	if e == 0 {
		return ""
	}
	return e.String()
}

func (t *wtx) addPerson(ctx context.Context, o *retail.Order) error {
	var sealed []byte
	err := t.row(ctx, qGetPerson, o.ID).Scan(&sealed)
	if err != nil && !isNoRows(err) {
		return err
	}
	return t.d.unseal(o, sealed)
}
