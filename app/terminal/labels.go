package terminal

import (
	"context"

	"miseban/app/internal/localdb"
	"miseban/app/internal/printing"
	"miseban/app/internal/ui/printui"
	"miseban/app/retail"
)

// labels is the printing of this terminal, and the shelves that labels are
// printed for.
type labels struct {
	*printing.Service
	db *localdb.DB
}

var _ printui.Service = labels{}

// Slots returns the places where bags wait.
func (l labels) Slots(ctx context.Context) ([]retail.StagingSlot, error) { return l.db.Slots(ctx) }
