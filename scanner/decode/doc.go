// Package decode reads bar codes and two-dimensional codes from the brightness
// of pictures and camera frames. It draws its own scan lines, finds edges finer
// than a pixel, decides what the widths say, and hands the ideal bars to
// gozxing's decoders, which have the last word on what the code means.
//
// A code counts only when several different lines say the same: a wrong read
// hands the wrong goods over.
package decode
