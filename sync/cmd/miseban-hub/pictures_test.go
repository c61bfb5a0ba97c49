package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hubserve"
)

// picture is a picture file of w by h in a colour.
func picture(t *testing.T, name string, w, h int, c color.Color) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		img.Set(i%w, i/w, c)
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	if filepath.Ext(name) == ".jpg" {
		out.Reset()
		err = jpeg.Encode(&out, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestPictures: photographs go into a hub that runs; files that cannot be used are
// named with the reason and do not keep the others out.
func TestPictures(t *testing.T) {
	ctx, dir, from := t.Context(), t.TempDir(), t.TempDir()
	s, err := hubserve.Start(ctx, hubserve.Options{Data: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Hub.PutSKUs(ctx, []retail.SKU{
		{ID: "A-M", JAN: "4901234567894", Style: "NK-1", Name: "シャツ", Picture: "art:shirt/F8F6F1"}, {ID: "A-L", Style: "NK-1", Name: "シャツ"}, {ID: "B", Style: "KN-2", Name: "ニット"},
	}); err != nil {
		t.Fatal(err)
	}
	red, blue := color.RGBA{200, 30, 30, 255}, color.RGBA{30, 30, 200, 255}
	write := func(name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(from, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("nk-1.jpg", picture(t, "x.jpg", 900, 600, red))
	write("NK-1_2.jpg", picture(t, "x.jpg", 900, 600, blue))
	write("KN-2_01.png", picture(t, "x.png", 400, 400, blue))
	write("4901234567894.jpg", []byte("GIF89a"))
	write("9999.jpg", picture(t, "x.jpg", 100, 100, blue))
	write("KN-2 (1).png", picture(t, "x.png", 10, 400, blue))
	call := func(exit int, says []string, args ...string) {
		t.Helper()
		var b bytes.Buffer
		if code := run(ctx, append([]string{"pictures", "-data", dir}, args...), &b, &b); code != exit || !holds(b.String(), says) {
			t.Errorf("%v: exit %d, want %d and %q\n%s", args, code, exit, says, b.String())
		}
	}
	look := func(id retail.SKUID) bool {
		t.Helper()
		k, err := s.Hub.SKU(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		_, ok := retail.ParsePhoto(k.Picture)
		return ok
	}
	call(exitFailed, []string{
		"写真 2 枚を取り込み", "1 枚は2枚目以降", "3 枚は使えません", "3 件の商品", "× 9999.jpg: この名前の", "× 4901234567894.jpg: JPEG でも", "× KN-2 (1).png: 同じ名前",
	}, from)
	if !look("A-M") || !look("A-L") || !look("B") {
		t.Error("a SKU has no photograph")
	}
	for _, bad := range []string{"4901234567894.jpg", "9999.jpg", "KN-2 (1).png"} {
		if err := os.Remove(filepath.Join(from, bad)); err != nil {
			t.Fatal(err)
		}
	}
	call(exitOK, []string{"写真 0 枚を取り込み、2 枚は同じ", "0 件の商品"}, from)
	write("nk-1.jpg", picture(t, "x.jpg", 20, 20, red))
	call(exitFailed, []string{"× nk-1.jpg: 小さすぎます（20 × 20"}, from)
	if !look("A-M") {
		t.Error("a bad file took a good photograph away")
	}
	call(exitOK, []string{"1 件の商品"}, "-remove", "kn-2")
	if look("B") {
		t.Error("what was removed is there")
	}
	if err := os.Remove(filepath.Join(from, "nk-1.jpg")); err != nil {
		t.Fatal(err)
	}
	call(exitOK, []string{"写真 1 枚を取り込み", "3 件の商品"}, "-whole", from)
	if look("A-M") || !look("B") {
		t.Error("whole is not the whole")
	}
	call(exitUsage, []string{"フォルダー"})
	call(exitFailed, nil, filepath.Join(from, "nothing"))
}
