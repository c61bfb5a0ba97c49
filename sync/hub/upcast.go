package hub

import (
	"encoding/json"
	"fmt"

	"miseban/app/retail"
)

// step names a version of a kind of command that is not written any more.
type step struct {
	kind    retail.Kind
	version int
}

// upcast rewrites the body of one version as the next version has it. It
// changes the form, never what was done: a fact stays the same fact.
type upcast func(body json.RawMessage) (json.RawMessage, error)

// upcasts is the one table of old versions. A row is added in the commit that
// raises the version of a kind in app/retail, and stays for six months: so long
// a terminal may lie in a drawer with something unsent. After that its commands
// are quarantined and looked at by a person; nothing is ever dropped. A version
// that only added fields needs no row.
var upcasts = map[step]upcast{}

// raise brings a command to the versions that this program judges. The command
// is kept as it came, whatever is made of it here. One that no row changes comes
// back as it is.
func raise(raw []byte) ([]byte, error) {
	if len(upcasts) == 0 {
		return raw, nil
	}
	var c struct {
		Kind string          `json:"kind"`
		V    int             `json:"v"`
		Body json.RawMessage `json:"body"`
	}
	var kind retail.Kind
	if json.Unmarshal(raw, &c) != nil || kind.UnmarshalText([]byte(c.Kind)) != nil {
		return raw, nil //nolint:nilerr // nothing that a row could be for: whoever decodes it says so
	}
	from := c.V
	for f := upcasts[step{kind, c.V}]; f != nil; f = upcasts[step{kind, c.V}] {
		body, err := f(c.Body)
		if err != nil {
			return nil, fmt.Errorf("hub: %s of version %d: %w", kind, c.V, err)
		}
		c.Body = body
		c.V++
	}
	if c.V == from {
		return raw, nil
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, err
	}
	all["v"], all["body"] = json.RawMessage(fmt.Sprint(c.V)), c.Body
	return json.Marshal(all)
}
