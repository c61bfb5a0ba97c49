// Package hubserve opens the storage, builds the hub and returns it running:
// the one door for miseban-hub and for `miseban -solo`.
package hubserve

import (
	"context"
	"errors"
	"log/slog"

	"miseban/app/retail"
	"miseban/sync/hub"
	"miseban/sync/wire"
)

// Options says how a hub is run.
type Options struct {
	Data   string   // folder of its keys and, unless DB says otherwise, its database
	Listen string   // "host:port", port 0 for any
	DB     string   // "" for hub.db in Data, a path, or postgres://…
	Hosts  []string // names and addresses for the certificate; the first stands in enrolment codes
	Sample bool     // load the sample chain and let its web shop run
	Inbox  string   // watched folder for CSV files, "" for none
	SMTP   string   // smtp://user:password@host:port, "" for no notices
	Clock  retail.Clock
	Log    *slog.Logger
	Jobs   []func(context.Context, *hub.Hub) // run beside the server until Close
}

// Server is a running hub.
type Server struct {
	Addr string // as listened on
	URL  string // https://host:port
	Pin  []byte // SHA-256 of the certificate's SPKI
	Hub  *hub.Hub
}

// Start opens the database, brings it up to date and serves until Close.
func Start(ctx context.Context, o Options) (*Server, error) {
	return nil, errors.New("hubserve: not built yet")
}

// NewEnrolCode makes a one-time code for a terminal of the shop, good for ten
// minutes.
func (s *Server) NewEnrolCode(ctx context.Context, store retail.SiteID) (wire.EnrolCode, error) {
	return wire.EnrolCode{}, errors.New("hubserve: not built yet")
}

// Close ends the jobs and the connections and closes the database.
func (s *Server) Close() error { return nil }
