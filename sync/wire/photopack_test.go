package wire

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

func somePhotos() []PackedPhoto {
	return []PackedPhoto{
		{Thumb: []byte("a small one"), Large: Part{Sha: strings.Repeat("0a", 32), Bytes: MaxLarge}},
		{Thumb: bytes.Repeat([]byte{7}, MaxThumb), Large: Part{Sha: strings.Repeat("ff", 32), Bytes: 1}},
	}
}

func FuzzReadPhotoPack(f *testing.F) {
	pack, err := PackPhotos(somePhotos())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(pack)
	f.Add([]byte(photoMagic))
	f.Add(pack[:60])
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := ReadPhotoPack(data)
		if err != nil {
			return
		}
		again, err := PackPhotos(list)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("%x was read as %+v and is written as %x (%v)", data, list, again, err)
		}
	})
}

func TestPhotoPackIsReadBack(t *testing.T) {
	want := somePhotos()
	pack, err := PackPhotos(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ReadPhotoPack(pack); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for n := range len(pack) {
		if list, err := ReadPhotoPack(pack[:n]); err == nil && len(list) == len(want) {
			t.Fatalf("cut after %d bytes it is whole", n)
		}
	}
	large := want[0]
	large.Thumb = make([]byte, MaxThumb+1)
	if _, err := PackPhotos([]PackedPhoto{large}); err == nil {
		t.Error("a small photograph that is large was packed")
	}
}
