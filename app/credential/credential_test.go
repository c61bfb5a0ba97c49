package credential_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"miseban/app/credential"
	"miseban/app/retail"
)

func TestPINIsBoundToItsDevice(t *testing.T) {
	salt := bytes.Repeat([]byte{7}, 16)
	mine, other := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	v := credential.Bind(mine, credential.PINKey("4821", salt))
	for _, c := range []struct {
		name   string
		secret []byte
		pin    string
		salt   []byte
		want   bool
	}{
		{"right", mine, "4821", salt, true},
		{"wrong PIN", mine, "4822", salt, false},
		{"empty PIN", mine, "", salt, false},
		{"other device", other, "4821", salt, false},
		{"other salt", mine, "4821", bytes.Repeat([]byte{8}, 16), false},
	} {
		if got := credential.CheckPIN(c.secret, c.pin, c.salt, v); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if bytes.Equal(credential.BadgeKey(mine, "S204"), credential.BadgeKey(other, "S204")) {
		t.Error("a badge has the same key on two devices")
	}
}

func TestSealedOpensInItsPlaceOnly(t *testing.T) {
	s, err := credential.NewSealer(bytes.Repeat([]byte{3}, 32))
	if err != nil {
		t.Fatal(err)
	}
	plain := []byte("ヤマダ タロウ")
	sealed := s.Seal(plain, "person", "o-1")
	if bytes.Contains(sealed, plain[:9]) {
		t.Error("plain text in the sealed bytes")
	}
	if bytes.Equal(sealed, s.Seal(plain, "person", "o-1")) {
		t.Error("sealing twice gave the same bytes: the nonce repeats")
	}
	if got, err := s.Open(sealed, "person", "o-1"); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("Open = %q, %v", got, err)
	}
	for name, try := range map[string]func() ([]byte, error){
		"other row":   func() ([]byte, error) { return s.Open(sealed, "person", "o-2") },
		"other table": func() ([]byte, error) { return s.Open(sealed, "people", "o-1") },
		"cut":         func() ([]byte, error) { return s.Open(sealed[:5], "person", "o-1") },
		"changed":     func() ([]byte, error) { b := bytes.Clone(sealed); b[20] ^= 1; return s.Open(b, "person", "o-1") },
	} {
		if _, err := try(); retail.CodeOf(err) != retail.CodeDamaged {
			t.Errorf("%s: %v, want damaged", name, err)
		}
	}
	if _, err := credential.NewSealer([]byte("short")); retail.CodeOf(err) != retail.CodeInvalid {
		t.Errorf("short key: %v", err)
	}
}

func TestDeviceFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := credential.Load(dir); retail.CodeOf(err) != retail.CodeNotFound {
		t.Errorf("empty folder: %v", err)
	}
	d, err := credential.NewDevice()
	if err != nil {
		t.Fatal(err)
	}
	d.ID, d.Store, d.Hub, d.Secret, d.Pins = "d-1", "s-1", "https://127.0.0.1:8443", bytes.Repeat([]byte{9}, 32), [][]byte{{1, 2}}
	if err := d.Save(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, credential.FileName)
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", st.Mode(), err)
	}
	got, err := credential.Load(dir)
	if err != nil || got.ID != d.ID || !got.Key.Equal(d.Key) || !bytes.Equal(got.Wrap, d.Wrap) || len(got.Pins) != 1 {
		t.Errorf("Load = %+v, %v", got, err)
	}
	if err := credential.Destroy(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the device file is still there")
	}
	if err := credential.Destroy(dir); err != nil {
		t.Error("destroying nothing:", err)
	}
	if err := os.WriteFile(path, []byte(`{"id":"x"`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := credential.Load(dir); retail.CodeOf(err) != retail.CodeDamaged {
		t.Errorf("cut file: %v", err)
	}
}
