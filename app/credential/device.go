package credential

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"miseban/app/retail"
)

// FileName is the name of the device file in the data folder.
const FileName = "device.json"

// Device is what makes this machine a terminal of a shop. It is kept in the
// device file, which only its owner may read.
type Device struct {
	ID     retail.DeviceID    `json:"id"`
	Name   string             `json:"name"` // as staff call it: ハンディ2
	Store  retail.SiteID      `json:"store"`
	Key    ed25519.PrivateKey `json:"key"`    // signs token requests
	Secret []byte             `json:"secret"` // 32 bytes from the hub: binds PINs and badges
	Hub    string             `json:"hub"`    // base URL
	Pins   [][]byte           `json:"pins"`   // SPKI SHA-256 of the hub's certificates
	Wrap   []byte             `json:"wrap"`   // 32 bytes: wraps personal data
}

// NewDevice returns a Device with fresh keys and nothing else.
func NewDevice() (*Device, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, retail.E(retail.CodeInternal, "credential.NewDevice", "", err)
	}
	wrap := make([]byte, keySize)
	_, _ = rand.Read(wrap)
	return &Device{Key: key, Wrap: wrap}, nil
}

// Load reads the device file of a data folder: CodeNotFound when this machine
// is not enrolled, CodeDamaged when the file cannot be used.
func Load(dir string) (*Device, error) {
	const op = "credential.Load"
	b, err := os.ReadFile(filepath.Join(dir, FileName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, retail.E(retail.CodeNotFound, op, "", err)
	case err != nil:
		return nil, retail.E(retail.CodeInternal, op, "", err)
	}
	var d Device
	if err := json.Unmarshal(b, &d); err != nil {
		return nil, retail.E(retail.CodeDamaged, op, "hint.damaged", err)
	}
	if d.ID == "" || len(d.Key) != ed25519.PrivateKeySize || len(d.Wrap) != keySize {
		return nil, retail.E(retail.CodeDamaged, op, "hint.damaged", errors.New("device file is incomplete"))
	}
	return &d, nil
}

// Save writes the device file, readable by its owner alone (0600): whole or
// not at all, and on the disk when it returns.
func (d *Device) Save(dir string) error {
	const op = "credential.Save"
	b, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	path := filepath.Join(dir, FileName)
	tmp := path + ".part"
	if err := errors.Join(writeSynced(tmp, b), os.Rename(tmp, path)); err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	return syncDir(dir)
}

// Destroy overwrites and removes the device file: nothing that was sealed can
// be read again. A file that is not there is no error.
func Destroy(dir string) error {
	const op = "credential.Destroy"
	path := filepath.Join(dir, FileName)
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	noise := make([]byte, st.Size())
	_, _ = rand.Read(noise)
	if err := errors.Join(overwrite(path, noise), os.Remove(path)); err != nil {
		return retail.E(retail.CodeInternal, op, "", err)
	}
	return syncDir(dir)
}

func writeSynced(path string, b []byte) error {
	f, err := os.OpenFile(filepath.Clean(path), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, werr := f.Write(b)
	return errors.Join(werr, f.Sync(), f.Close())
}

func overwrite(path string, b []byte) error {
	f, err := os.OpenFile(filepath.Clean(path), os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, werr := f.WriteAt(b, 0)
	return errors.Join(werr, f.Sync(), f.Close())
}

// syncDir makes a rename or removal last through a loss of power; Windows has
// no such call.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return retail.E(retail.CodeInternal, "credential.syncDir", "", err)
	}
	return errors.Join(f.Sync(), f.Close())
}
