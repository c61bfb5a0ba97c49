package main

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"miseban/app/internal/ui/page"
)

// routes is one value of every route; TestRoutes of the package's own source
// keeps it whole.
var routes = []page.Route{
	page.Enrol{}, page.SignIn{}, page.Queue{}, page.Search{}, page.Pick{}, page.Shortage{}, page.Stage{}, page.Stop{},
	page.Handover{}, page.Exception{}, page.Records{}, page.Settings{},
}

func TestEveryRouteHasAScene(t *testing.T) {
	shown := map[reflect.Type]bool{}
	for _, s := range scenes {
		shown[reflect.TypeOf(s.Route)] = true
	}
	for _, r := range routes {
		if !shown[reflect.TypeOf(r)] {
			t.Errorf("%T: no scene draws it", r)
		}
	}
}

func TestScenesAreWhole(t *testing.T) {
	names := map[string]bool{}
	for _, s := range scenes {
		if s.Name == "" || names[s.Name] {
			t.Errorf("scene %q: the name is empty or taken", s.Name)
		}
		names[s.Name] = true
		if s.Route == nil || s.Build == nil {
			t.Errorf("scene %q: has no route or no screen", s.Name)
		}
	}
}

// TestDraw draws every scene once, in Japanese on light ground.
func TestDraw(t *testing.T) {
	dir := t.TempDir()
	if err := draw(options{out: dir, looks: "handheld-light-ja"}); err != nil {
		t.Fatal(err)
	}
	for _, s := range scenes {
		if s.Only != 0 && s.Only != page.Handheld {
			continue
		}
		if st, err := os.Stat(filepath.Join(dir, s.Name+"-handheld-light-ja.png")); err != nil || st.Size() < 2000 {
			t.Errorf("scene %q: %v", s.Name, err)
		}
	}
}
