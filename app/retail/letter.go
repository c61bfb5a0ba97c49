package retail

import (
	"encoding/json"
	"strconv"
	"time"
)

// Letter is what a shop asks of another one, or answers it: a command into the
// other shop's books. Every shop has one home that judges in one order, and no
// transaction spans two shops, so a rule that wants something of another shop
// writes a letter into its Decision:
//
//	d.write(c, b.From, KindHoldAnswer, HoldAnswer{…})
//
// The home stores it with the decision, in one transaction. The chain's hub
// delivers it exactly once: as a command of RoleHub in the shop To, under
// CommandID, judged there at once or by that shop's relay. The kind is a row of
// the table of commands whose role is RoleHub, and its rule answers with a
// letter of its own; the body says who asks. Until the answer is there what was
// asked for is 仮. A terminal writes no letters: its own view ignores them.
//
// A letter that cannot be judged, or that the rule turns down without a word,
// becomes an exception ExUnknown in the inbox of the shop it came to, or of the
// one that wrote it when there is no such shop: never silence. Letters of one
// shop arrive in the order it wrote them.
type Letter struct {
	ID   LetterID
	From SiteID
	To   SiteID
	Kind Kind
	At   time.Time
	Body Body
}

// LetterID names one letter for ever. It follows from the command that wrote it.
type LetterID string

// LetterIDFor returns the LetterID of the n-th letter that a command wrote.
func LetterIDFor(cmd CommandID, n int) LetterID {
	return LetterID("l-" + string(cmd) + "-" + strconv.Itoa(n))
}

// CommandID is the id under which the letter is judged where it goes to.
func (l Letter) CommandID() CommandID { return DerivedCommandID("letter", string(l.ID)) }

// Command is the letter as the command that it is where it goes to.
func (l Letter) Command() Command {
	return Command{ID: l.CommandID(), V: l.Kind.Version(), Kind: l.Kind, At: l.At, Store: l.To, Body: l.Body}
}

// Word is the stable word of the letter's kind, also of one nobody here knows.
func (l Letter) Word() string {
	if u, ok := l.Body.(UnknownBody); ok {
		return u.Word
	}
	return l.Kind.String()
}

// write puts a letter into the decision.
func (d *Decision) write(c Command, to SiteID, kind Kind, body Body) {
	d.Letters = append(d.Letters, Letter{
		ID: LetterIDFor(c.ID, len(d.Letters)), From: c.Store, To: to, Kind: kind, At: c.At, Body: body,
	})
}

type letterJSON struct {
	ID   LetterID        `json:"id"`
	From SiteID          `json:"from"`
	To   SiteID          `json:"to"`
	Kind string          `json:"kind"`
	V    int             `json:"v"`
	At   time.Time       `json:"at"`
	Body json.RawMessage `json:"body"`
}

// MarshalJSON writes the letter; one of an unknown kind goes on as it came.
func (l Letter) MarshalJSON() ([]byte, error) {
	j := letterJSON{ID: l.ID, From: l.From, To: l.To, Kind: l.Kind.String(), V: l.Kind.Version(), At: l.At}
	if u, ok := l.Body.(UnknownBody); ok {
		j.Kind, j.V, j.Body = u.Word, u.V, u.Raw
		return plain(j)
	}
	b, err := plain(l.Body)
	if err != nil {
		return nil, err
	}
	j.Body = b
	return plain(j)
}

// UnmarshalJSON reads a letter. What this program does not understand of it is
// kept in an UnknownBody.
func (l *Letter) UnmarshalJSON(data []byte) error {
	var j letterJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*l = Letter{ID: j.ID, From: j.From, To: j.To, At: j.At}
	l.Kind, l.Body = decodeBody(j.Kind, j.V, j.Body)
	return nil
}
