package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestSheet(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sheet.pdf")
	var b bytes.Buffer
	if code := run(t.Context(), []string{"sheet", "-out", file}, &b, &b); code != 0 {
		t.Fatalf("code %d: %s", code, b.String())
	}
	pdf, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) || b.String() != file+"\n" {
		t.Errorf("%d bytes, %v, said %q", len(pdf), err, b.String())
	}
}
