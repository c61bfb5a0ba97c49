package sample

import (
	"fmt"
	"math/rand/v2"

	"miseban/app/retail"
)

// Sites of the chain.
const (
	Shibuya   retail.SiteID = "SHIBUYA"
	Shinjuku  retail.SiteID = "SHINJUKU"
	Kichijoji retail.SiteID = "KICHIJOJI"
	Yokohama  retail.SiteID = "YOKOHAMA"
	Kawaguchi retail.SiteID = "KAWAGUCHI" // the warehouse
)

func sites() []retail.Site {
	return []retail.Site{
		{ID: Shibuya, No: 101, Kind: retail.Shop, Name: "渋谷店", NameEn: "Shibuya", Kana: "シブヤテン", Phone: "0300000101", Address: "東京都渋谷区神南1丁目", Lat: 35.6627, Lng: 139.6996, Opens: "10:00", Closes: "20:00"},
		{ID: Shinjuku, No: 102, Kind: retail.Shop, Name: "新宿店", NameEn: "Shinjuku", Kana: "シンジュクテン", Phone: "0300000102", Address: "東京都新宿区新宿3丁目", Lat: 35.6915, Lng: 139.7047, Opens: "10:00", Closes: "21:00"},
		{ID: Kichijoji, No: 103, Kind: retail.Shop, Name: "吉祥寺店", NameEn: "Kichijoji", Kana: "キチジョウジテン", Phone: "0422000103", Address: "東京都武蔵野市吉祥寺本町1丁目", Lat: 35.7047, Lng: 139.5785, Opens: "10:30", Closes: "20:00"},
		{ID: Yokohama, No: 104, Kind: retail.Shop, Name: "横浜店", NameEn: "Yokohama", Kana: "ヨコハマテン", Phone: "0450000104", Address: "神奈川県横浜市西区南幸1丁目", Lat: 35.4657, Lng: 139.6201, Opens: "10:00", Closes: "20:30"},
		{ID: Kawaguchi, No: 901, Kind: retail.Warehouse, Name: "川口倉庫", NameEn: "Kawaguchi warehouse", Kana: "カワグチソウコ", Phone: "0480000901", Address: "埼玉県川口市領家3丁目", Lat: 35.8127, Lng: 139.7475, Opens: "08:00", Closes: "18:00"},
	}
}

// Staff of 渋谷店 that the pictures show.
const (
	Sato      retail.StaffID = "s-101" // 佐藤, lead, PIN 1234
	Suzuki    retail.StaffID = "s-102" // 鈴木, PIN 2345
	Takahashi retail.StaffID = "s-103" // 高橋, PIN 3456
	Tanaka    retail.StaffID = "s-104" // 田中, manager, PIN 4567
)

// badgeLetters leave out what is mistaken for something else (0 O, 1 I, U V).
const badgeLetters = "23456789ABCDEFGHJKLMNPQRSTWXYZ"

func staff(r *rand.Rand) []Person {
	rows := []struct {
		id, name, en, pin string
		role              retail.Role
		stores            []retail.SiteID
	}{
		{"s-101", "佐藤", "Sato", "1234", retail.RoleLead, []retail.SiteID{Shibuya}},
		{"s-102", "鈴木", "Suzuki", "2345", retail.RoleStaff, []retail.SiteID{Shibuya}},
		{"s-103", "高橋", "Takahashi", "3456", retail.RoleStaff, []retail.SiteID{Shibuya, Shinjuku}},
		{"s-104", "田中", "Tanaka", "4567", retail.RoleManager, []retail.SiteID{Shibuya}},
		{"s-105", "グエン", "Nguyen", "5678", retail.RoleStaff, []retail.SiteID{Shibuya}},
		{"s-201", "伊藤", "Ito", "2101", retail.RoleManager, []retail.SiteID{Shinjuku}},
		{"s-202", "渡辺", "Watanabe", "2202", retail.RoleLead, []retail.SiteID{Shinjuku}},
		{"s-203", "山本", "Yamamoto", "2303", retail.RoleStaff, []retail.SiteID{Shinjuku}},
		{"s-301", "中村", "Nakamura", "3101", retail.RoleManager, []retail.SiteID{Kichijoji}},
		{"s-302", "小林", "Kobayashi", "3202", retail.RoleStaff, []retail.SiteID{Kichijoji}},
		{"s-401", "加藤", "Kato", "4101", retail.RoleManager, []retail.SiteID{Yokohama}},
		{"s-402", "吉田", "Yoshida", "4202", retail.RoleLead, []retail.SiteID{Yokohama}},
		{"s-403", "李", "Lee", "4303", retail.RoleStaff, []retail.SiteID{Yokohama}},
		{"s-901", "山田", "Yamada", "9101", retail.RoleHQ, nil},
	}
	out := make([]Person, len(rows))
	for i, s := range rows {
		secret := make([]byte, 6)
		for j := range secret {
			secret[j] = badgeLetters[r.IntN(len(badgeLetters))]
		}
		out[i] = Person{
			Staff: retail.Staff{ID: retail.StaffID(s.id), Name: s.name, NameEn: s.en, Role: s.role, Stores: s.stores, Active: true},
			PIN:   s.pin, Badge: fmt.Sprintf("S%s-%s", s.id[2:], secret),
		}
	}
	return out
}

// slots are the places of a pickup corner: a shelf of three boards, then a
// rail for what hangs.
func slots(store retail.SiteID) []retail.StagingSlot {
	boards := []struct {
		name        string
		first, last int
	}{{"上段", 1, 9}, {"中段", 10, 17}, {"下段", 18, 24}}
	var out []retail.StagingSlot
	for _, b := range boards {
		for n := b.first; n <= b.last; n++ {
			out = append(out, retail.StagingSlot{
				Code: fmt.Sprintf("B-%02d", n), Store: store, Area: "受取コーナー",
				Place: fmt.Sprintf("%s・左から %dつ目", b.name, n-b.first+1), Order: len(out) + 1,
			})
		}
	}
	for n := 1; n <= 6; n++ {
		out = append(out, retail.StagingSlot{
			Code: fmt.Sprintf("H-%02d", n), Store: store, Area: "受取コーナー",
			Place: fmt.Sprintf("ハンガー・左から %d本目", n), Order: len(out) + 1,
		})
	}
	return out
}
