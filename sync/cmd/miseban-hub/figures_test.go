package main

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"miseban/app/retail"
	"miseban/sync/hub"
)

func TestWeeklyCSV(t *testing.T) {
	var b bytes.Buffer
	err := writeWeeklyCSV(&b, []hub.ShopWeekly{{Site: retail.Site{ID: "SHIBUYA", Name: `渋谷店, "本館"`}, Weeks: []retail.WeekFigures{
		{Week: "2026-11-09"},
		{Week: "2026-11-16", Figures: retail.Figures{Lines: 4, PickSecs: 300, Caught: 2, Ready: 3, InTime: 2, Waits: 2, WaitSecs: 250, Offered: 5, Bought: 1}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) != 3 || len(rows[2]) != len(weeklyColumns) || rows[1][1] != `渋谷店, "本館"` {
		t.Fatalf("%v %v", rows, err)
	}
	if got := strings.Join(rows[2][2:], " "); got != "2026-11-16 4 300 1.25 2 0 0 3 2 66.7 0  2 125 5 1" {
		t.Error(got)
	}
	if got := strings.Join(rows[1][3:], " "); got != "0 0  0 0 0 0 0  0  0  0 0" {
		t.Error(got)
	}
}
