package terminal

import (
	"context"
	"fmt"
	"os"

	"miseban/app/retail"
	"miseban/app/sqlite"
)

// claimFolder takes the data folder for this process alone: two terminals in
// one folder would each send what the other recorded.
func claimFolder(ctx context.Context, dir string) (release func() error, err error) {
	const op = "terminal.Run"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, retail.E(retail.CodeInvalid, op, "", err)
	}
	if release, err = sqlite.Lock(ctx, dir); retail.CodeOf(err) == retail.CodeBusy {
		return nil, retail.E(retail.CodeBusy, op, "hint.in_use", fmt.Errorf(
			"%s は、もう動いている miseban が使っています / another miseban is at work in %s", dir, dir))
	}
	return release, err
}
