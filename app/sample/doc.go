// Package sample is the believable shop chain 見世野: four shops and a
// warehouse with staff, members, some 2,400 SKUs on their shelves, and web
// orders that keep arriving and being canceled. Demonstrations, the gallery,
// tests and the simulator live in it.
//
// Everything follows from a seed and an instant that the caller gives: no
// clock, no disk, no network. People, phones, e-mail addresses and GS1 company
// prefixes are made up; 03-0000 and 090-0000 numbers reach nobody.
package sample
