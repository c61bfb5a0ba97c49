//go:build window

package windowtest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"strings"

	"miseban/app/retail"
	"miseban/scanner/decode"
)

// mail waits for the ready notice of an order and reads the pickup code off the
// picture in it, as the customer's telephone shows it.
func (s *shop) mail(o *retail.Order) string {
	s.t.Helper()
	var files []string
	await(s.t, "the ready notice lies in the mail folder", func() bool {
		var err error
		files, err = filepath.Glob(filepath.Join(s.hub, "outbox-mail", "*.eml"))
		return len(files) > 0 && err == nil
	})
	if len(files) != 1 {
		s.t.Fatalf("one order was staged, notices are %q", files)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		s.t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		s.t.Fatal(err)
	}
	if to := m.Header.Get("To"); !strings.Contains(to, o.Customer.Email) {
		s.t.Errorf("the notice goes to %q, the customer is %q", to, o.Customer.Email)
	}
	code, err := pictured(m)
	if err != nil {
		s.t.Fatal("the notice has no code that can be read: ", err)
	}
	return code
}

// pictured decodes the QR of the mail's PNG.
func pictured(m *mail.Message) (string, error) {
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return "", errors.New("no picture")
		}
		if err != nil {
			return "", err
		}
		if p.Header.Get("Content-Type") != "image/png" {
			continue
		}
		img, err := png.Decode(base64.NewDecoder(base64.StdEncoding, p))
		if err != nil {
			return "", err
		}
		got := decode.New(decode.QR).Still(decode.FromImage(img))
		if len(got) != 1 {
			return "", fmt.Errorf("%d codes in the picture", len(got))
		}
		return got[0].Text, nil
	}
}
