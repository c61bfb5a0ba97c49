// Package decode reads bar codes and two-dimensional codes from the brightness
// of pictures and camera frames. For bars it draws its own scan lines, finds
// edges finer than a pixel, decides what the widths say, and hands the ideal
// bars to gozxing's decoders, which have the last word on what the code means.
// QR and Data Matrix it finds and reads itself (docs/adr/0025).
//
// A code of bars counts only when several different lines say the same, a
// square one when its error correction says so with something to spare: a wrong
// read hands the wrong goods over.
package decode
