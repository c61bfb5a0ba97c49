package hubserve

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"miseban/app/retail"
	"miseban/assets/words"
	"miseban/sync/bridge/csvfile"
	"miseban/sync/hub"
	"miseban/sync/internal/hubdb"
	"miseban/sync/notice"
)

// Names in a hub's data folder.
const (
	mappingFile = "mapping.txt" // what columns of a shop's own CSV files mean
	mailFolder  = "outbox-mail" // ready notices as .eml files where no mail server is set
)

// intake returns what reads CSV files into a hub, with the mapping of its data
// folder.
func intake(data string, h *hub.Hub, store *hubdb.DB, clock retail.Clock) (*csvfile.Intake, error) {
	mapping, err := os.ReadFile(filepath.Join(data, mappingFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, retail.E(retail.CodeInvalid, "hubserve.intake", "hint.mapping", err)
	}
	profiles, err := csvfile.Profiles(string(mapping))
	if err != nil {
		return nil, err
	}
	return &csvfile.Intake{Sink: h, Keep: store, Profiles: profiles, Clock: clock}, nil
}

// Files calls f with what reads CSV files into the hub of a data folder, beside
// it or without it; see Beside.
func Files(ctx context.Context, data string, f func(*csvfile.Intake) error) error {
	return beside(ctx, data, func(h *hub.Hub, store *hubdb.DB, clock retail.Clock) error {
		in, err := intake(data, h, store, clock)
		if err != nil {
			return err
		}
		return f(in)
	})
}

// watch returns the job that reads what lands in the watched folder.
func (s *Server) watch(h *hub.Hub) (func(context.Context, *hub.Hub), error) {
	const op = "hubserve.watch"
	in, err := intake(s.opts.Data, h, s.store, s.opts.Clock)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.opts.Inbox, 0o755); err != nil {
		return nil, retail.E(retail.CodeInvalid, op, "", err)
	}
	folder := &csvfile.Folder{Dir: s.opts.Inbox, Intake: in, Clock: s.opts.Clock, Lang: words.Ja, Log: s.opts.Log}
	return func(ctx context.Context, _ *hub.Hub) { folder.Run(ctx) }, nil
}

// mailer is how ready notices leave.
func (s *Server) mailer() (notice.Mailer, error) {
	if s.opts.SMTP == "" {
		return notice.Folder{Dir: filepath.Join(s.opts.Data, mailFolder)}, nil
	}
	return notice.ParseSMTP(s.opts.SMTP)
}

// sendNotices sends ready notices until ctx ends.
func (s *Server) sendNotices(ctx context.Context, h *hub.Hub, mailer notice.Mailer) {
	h.Settle()
	w := &notice.Worker{Desk: h, Mailer: mailer, Clock: s.opts.Clock, Log: s.opts.Log, Chain: s.chainName(ctx), Ledger: s.ledger.Ledger}
	w.Run(ctx)
}
