package hub

import (
	"context"
	"errors"

	"miseban/app/retail"
	"miseban/scanner"
	"miseban/sync/wire"
)

// codesKey is the key of the one row of code rules.
const codesKey = "codes"

// PutCodes stores the rules of the chain's own codes for every terminal, and
// returns whether they are others than before. CodeInvalid: a rule is wrong.
func (h *Hub) PutCodes(ctx context.Context, r scanner.Rules) (changed bool, err error) {
	if bad := r.Validate(); len(bad) > 0 {
		return false, retail.E(retail.CodeInvalid, "hub.PutCodes", "", errors.Join(bad...))
	}
	n, err := put(ctx, h, wire.ScopeOrg, retail.EntityCodes, []scanner.Rules{r}, func(scanner.Rules) string { return codesKey })
	return n > 0, err
}
