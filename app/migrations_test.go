package app_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var migrationName = regexp.MustCompile(`^(\d{5})_[a-z0-9_]+\.sql$`)

// TestMigrations reads every embedded migration: numbered 00001, 00002 and so on without a gap in each folder, so
// that two of them never meet in one place, and forward-only, because a terminal in a shop is never taken back.
func TestMigrations(t *testing.T) {
	folders := map[string][]string{} // folder below a "migrations" → its files
	err := walk(func(file string) error {
		folder := path.Dir(file)
		if path.Ext(file) == ".sql" && slices.Contains(strings.Split(folder, "/"), "migrations") {
			folders[folder] = append(folders[folder], path.Base(file))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, names := range folders {
		slices.Sort(names)
		for i, name := range names {
			match := migrationName.FindStringSubmatch(name)
			if match == nil {
				t.Errorf("%s/%s: want a name such as 00007_what_it_does.sql", folder, name)
				continue
			}
			if number, _ := strconv.Atoi(match[1]); number != i+1 {
				t.Errorf("%s/%s: want number %05d, each once and without a gap", folder, name, i+1)
			}
			text, err := os.ReadFile(filepath.Join(root, folder, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range migrationFaults(string(text)) {
				t.Errorf("%s/%s: %s", folder, name, fault)
			}
		}
	}
}

// migrationFaults returns what is wrong with the text of one migration.
func migrationFaults(text string) []string {
	var faults []string
	up, down, annotated := strings.Cut(text, "-- +goose Up")
	if !annotated {
		return []string{`no line "-- +goose Up"`}
	}
	if statements(up) {
		faults = append(faults, `statements before "-- +goose Up" never run`)
	}
	up, down, _ = strings.Cut(down, "-- +goose Down")
	if !statements(up) {
		faults = append(faults, "it changes nothing")
	}
	if statements(down) {
		faults = append(faults, "migrations go forward only: delete what follows -- +goose Down")
	}
	return faults
}

// statements tells whether SQL holds anything besides comments and white space.
func statements(sql string) bool {
	for line := range strings.Lines(sql) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			return true
		}
	}
	return false
}

func TestMigrationFaults(t *testing.T) {
	for text, want := range map[string]int{
		"CREATE TABLE a (b INTEGER);":                                          1,
		"-- +goose Up\n-- why\nCREATE TABLE a (b INTEGER);":                    0,
		"-- +goose Up\nCREATE TABLE a (b INTEGER);\n-- +goose Down\n":          0,
		"-- +goose Up\nCREATE TABLE a (b INT);\n-- +goose Down\nDROP TABLE a;": 1,
		"-- +goose Up\n": 1,
		"DROP TABLE x;\n-- +goose Up\nCREATE TABLE a (b INT);": 1,
	} {
		if got := migrationFaults(text); len(got) != want {
			t.Errorf("%q: %q, want %d faults", text, got, want)
		}
	}
}
