package main

import (
	"miseban/app/internal/ui/page"
)

// scene is one screen in one situation.
type scene struct {
	Name  string     // of the picture: "queue", "pick-wrong"; unique
	Route page.Route // the route that shows it
	Build func(w page.Window) page.Screen
	// Then brings the screen where the picture is taken: it taps and scans
	// after the first content is there. May be nil.
	Then func(s page.Screen, w *window)
	// Contrast draws it in high contrast too.
	Contrast bool
	// Light draws it in the light theme alone: customers see no other.
	Light bool
	// Only draws it in one shape; zero draws both.
	Only page.Shape
}

// scenes is every picture, collected from the files of the areas.
var scenes []scene
