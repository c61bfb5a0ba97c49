package agent

import (
	"context"
	"path/filepath"

	"miseban/app/retail"
	"miseban/sync/wire"
)

// blobs is the folder, below that of parts, of blobs that were cut off.
const blobs = "pictures"

// Blob fetches a blob by its SHA-256 and checks it, from where an earlier try was
// cut off. CodeNotFound: the hub has none, or no longer; CodeOffline: try again. It
// says nothing of how the line stands, and may be called from any goroutine, of one
// blob once at a time.
func (a *Agent) Blob(ctx context.Context, sha string, bytes int64) ([]byte, error) {
	if bytes <= 0 || bytes > wire.MaxPart {
		return nil, retail.E(retail.CodeInvalid, "agent.Blob", "", nil)
	}
	s := &spool{}
	if a.o.Parts != "" {
		s.dir = filepath.Join(a.o.Parts, blobs)
	}
	data, err := a.fetch(ctx, s, wire.Part{Sha: sha, Bytes: bytes}, Progress{})
	if said(err, wire.ProblemGone) {
		s.drop(sha)
		return nil, retail.E(retail.CodeNotFound, "agent.Blob", "", err)
	}
	if err == nil {
		s.drop(sha)
	}
	return data, err
}
