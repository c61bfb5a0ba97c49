package localdb

import (
	"encoding/base64"
	"encoding/json"

	"miseban/app/retail"
)

// bare takes the customer out of a command that names one. named is false for
// every other command.
func bare(c retail.Command) (_ retail.Command, who retail.Customer, named bool) {
	switch b := c.Body.(type) {
	case retail.MakeHold:
		who, b.Customer = b.Customer, retail.Customer{}
		c.Body = b
		return c, who, true
	case retail.FloorOrder:
		who, b.Customer = b.Customer, retail.Customer{}
		c.Body = b
		return c, who, true
	case retail.AskTransfer:
		if b.For == nil {
			return c, who, false
		}
		f := *b.For
		who, f.Customer = f.Customer, retail.Customer{}
		b.For = &f
		c.Body = b
		return c, who, true
	}
	return c, who, false
}

// naming puts the customer back into a command that bare took one from.
func naming(c retail.Command, who retail.Customer) retail.Command {
	switch b := c.Body.(type) {
	case retail.MakeHold:
		b.Customer = who
		c.Body = b
	case retail.FloorOrder:
		b.Customer = who
		c.Body = b
	case retail.AskTransfer:
		if b.For != nil {
			f := *b.For
			f.Customer = who
			b.For = &f
			c.Body = b
		}
	}
	return c
}

// lineJSON renders a command for the outbox. The customer it names lies sealed
// beside it: a key that is lost takes the customer away, and not the command.
func (d *DB) lineJSON(c *retail.Command) ([]byte, error) {
	plain, customer, named := bare(*c)
	if !named {
		return json.Marshal(c)
	}
	who, err := json.Marshal(customer)
	if err != nil {
		return nil, err
	}
	line, err := json.Marshal(plain)
	if err != nil {
		return nil, err
	}
	sealed := base64.StdEncoding.EncodeToString(d.o.Sealer.Seal(who, tableOutbox, string(c.ID)))
	return append([]byte(`{"sealed":"`+sealed+`",`), line[1:]...), nil
}

// readLine reads what lineJSON wrote.
func (d *DB) readLine(text []byte) (retail.Command, error) {
	var c retail.Command
	if err := json.Unmarshal(text, &c); err != nil {
		return c, err
	}
	if _, _, named := bare(c); !named {
		return c, nil
	}
	var beside struct {
		Sealed []byte `json:"sealed"`
	}
	if err := json.Unmarshal(text, &beside); err != nil || len(beside.Sealed) == 0 {
		return c, err
	}
	text, err := d.o.Sealer.Open(beside.Sealed, tableOutbox, string(c.ID))
	if err != nil {
		return c, nil //nolint:nilerr // sealed with a key that is lost: the command is told all the same
	}
	var who retail.Customer
	err = json.Unmarshal(text, &who)
	return naming(c, who), err
}
