// Package windowtest drives the real window: the built terminal on an X
// display, a built hub process with the sample chain, keys typed as a hand
// scanner types them, and taps. Its test is built with the tag window and run
// by .ci/window; it has no other code.
package windowtest
