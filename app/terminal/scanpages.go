package terminal

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"miseban/app/internal/ui/scanui"
	"miseban/app/retail"
	"miseban/assets"
	"miseban/scanner/sheet"
)

// scans is what the pages of the scanner ask.
type scans struct{ *Core }

var _ scanui.Service = scans{}

// sheetName is the file of the set-up sheet.
const sheetName = "miseban-scanner.pdf"

// Sheet writes the set-up sheet to where people find it: the folder for
// downloads, else the home folder.
func (scans) Sheet(context.Context) (string, error) {
	const op = "terminal.Sheet"
	home, err := os.UserHomeDir()
	if err != nil {
		return "", retail.E(retail.CodeInternal, op, "", err)
	}
	for _, name := range []string{"Downloads", "ダウンロード"} {
		if st, err := os.Stat(filepath.Join(home, name)); err == nil && st.IsDir() {
			home = filepath.Join(home, name)
			break
		}
	}
	path := filepath.Join(home, sheetName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return "", retail.E(retail.CodeInternal, op, "", err)
	}
	_, regular := assets.Regular.Bytes()
	_, bold := assets.Bold.Bytes()
	if err := errors.Join(sheet.Write(f, sheet.Fonts{Regular: regular, Bold: bold}), f.Close()); err != nil {
		return "", retail.E(retail.CodeInternal, op, "", err)
	}
	return path, nil
}
