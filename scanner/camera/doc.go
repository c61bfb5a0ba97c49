// Package camera yields the frames of a camera and reads the codes in them. A
// Driver lists and opens cameras: System those of the machine (Linux, by
// Video4Linux2), Files pictures that are played as if a camera made them. A
// Watch reads one camera: it keeps only the newest frame, lets at most two
// goroutines decode, makes a small picture to look at, and tells each code once
// for as long as it stays in view.
//
// What goes wrong is a *scanner.FeedError whose Reason a screen has words for.
package camera
