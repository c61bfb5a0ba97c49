package hubserve

import (
	"os"
	"path/filepath"
	"testing"

	"miseban/app/retail"
	"miseban/scanner"
	"miseban/sync/wire"
)

// The rules of the file reach the row that terminals take, those that hold
// without one too; a hub with a wrong file does not start.
func TestRulesOfCodesReachTheTerminals(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "codes.toml")
	run := func(codes string) (r scanner.Rules, err error) {
		s, err := Start(t.Context(), Options{Data: dir, Listen: "127.0.0.1:0", Codes: codes})
		if err != nil {
			return r, err
		}
		defer func() { _ = s.Close() }()
		_, err = s.store.Row(t.Context(), wire.ScopeOrg, retail.EntityCodes, "codes", &r)
		return r, err
	}
	if r, err := run(""); err != nil || len(r.Slips) != 1 || r.Slips[0].Check != scanner.Check7DR || len(r.Templates) != 0 {
		t.Errorf("without a file: %+v, %v", r, err)
	}
	if err := os.WriteFile(file, []byte("upc-e = true\n[[template]]\npattern = \"02IIIIIXXXXXC\"\nunit = \"yen\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := run(file); err != nil || !r.UPCE || len(r.Templates) != 1 || len(r.Slips) != 0 {
		t.Errorf("with a file: %+v, %v", r, err)
	}
	if err := os.WriteFile(file, []byte("[[template]]\npattern = \"02\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run(file); retail.CodeOf(err) != retail.CodeInvalid {
		t.Errorf("with a wrong file: %v", err)
	}
}
