package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"miseban/app/retail"
	"miseban/scanner"
	"miseban/sync/hub"
	"miseban/sync/hubserve"
)

func init() {
	commands["staff"] = command{
		ja: "スタッフの一覧、または -id で追加・変更します。", en: "Lists the staff, or adds and changes one with -id.", run: staff,
	}
	commands["places"] = command{
		ja: "保管棚の一覧、または -add で追加します。", en: "Lists the staging places of a shop, or adds some with -add.", run: places,
	}
	commands["terminals"] = command{
		ja: "端末の一覧です。なくした端末を止めるのは revoke です。", en: "Lists the terminals; revoke shuts a lost one out.", run: terminals,
	}
}

func staff(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("staff", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	id := f.String("id", "", "スタッフ番号 / staff code")
	name := f.String("name", "", "名字 / family name")
	english := f.String("name-en", "", "ローマ字の名字 / family name in Latin letters")
	role := f.String("role", "staff", "staff, lead, manager, hq")
	pin := f.String("pin", "", "4けたの番号。- なら標準入力から / four digits, - reads them from standard input")
	badge := f.String("badge", "", "名札のコード / code on the badge")
	stores := f.String("store", "", "店舗コード。コンマ区切り、空は全店 / shops, comma separated; empty is every shop")
	gone := f.Bool("gone", false, "退職: もう使えなくします / left: may not sign in any more")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	if *id == "" {
		return beside(ctx, *data, func(h *hub.Hub) error { return listStaff(ctx, out, h) })
	}
	if !*gone {
		if err := required(f, "name"); err != nil {
			return err
		}
	}
	row := hub.StaffRow{Staff: retail.Staff{ID: retail.StaffID(*id), Name: *name, NameEn: *english, Active: !*gone}}
	if err := row.Staff.Role.UnmarshalText([]byte(*role)); err != nil || row.Staff.Role < retail.RoleStaff || row.Staff.Role > retail.RoleHQ {
		return wrong(f, "staff, lead, manager, hq のどれかです", "is staff, lead, manager or hq", "-role "+*role)
	}
	for s := range strings.SplitSeq(*stores, ",") {
		if s = strings.TrimSpace(s); s != "" {
			row.Staff.Stores = append(row.Staff.Stores, retail.SiteID(s))
		}
	}
	var err error
	if row.PIN, err = readPIN(f, *pin); err != nil {
		return err
	}
	if row.Badge, err = readBadge(f, *badge); err != nil {
		return err
	}
	return beside(ctx, *data, func(h *hub.Hub) error { return putStaff(ctx, out, h, row) })
}

// putStaff stores a member of staff; who left keeps name and role.
func putStaff(ctx context.Context, out io.Writer, h *hub.Hub, row hub.StaffRow) error {
	if row.Staff.Name == "" {
		all, err := h.Staff(ctx)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.ID == row.Staff.ID {
				s.Active = false
				row.Staff = s
			}
		}
		if row.Staff.Name == "" {
			return fmt.Errorf("スタッフ %s はいません / there is nobody with the code %s", row.Staff.ID, row.Staff.ID)
		}
	}
	if _, err := h.PutStaff(ctx, []hub.StaffRow{row}); err != nil {
		return err
	}
	return listStaff(ctx, out, h)
}

func readPIN(f *flag.FlagSet, pin string) (string, error) {
	if pin == "-" {
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		pin = strings.TrimSpace(line)
	}
	if pin != "" && (len(pin) != 4 || strings.Trim(pin, "0123456789") != "") {
		return "", wrong(f, "数字4けたです", "is four digits", "-pin")
	}
	return pin, nil
}

// readBadge takes a badge's number, or the whole code as scanned.
func readBadge(f *flag.FlagSet, badge string) (string, error) {
	badge = strings.ToUpper(badge)
	if badge == "" {
		return "", nil
	}
	if id, err := scanner.ParseStaff(badge); err == nil {
		return id, nil
	}
	if _, err := scanner.NewStaff(badge); err != nil {
		return "", wrong(f, "英数字と - . で20文字までです", "is up to 20 of 0-9 A-Z - .", "-badge "+badge)
	}
	return badge, nil
}

func listStaff(ctx context.Context, out io.Writer, h *hub.Hub) error {
	all, err := h.Staff(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, s := range all {
		state := ""
		if !s.Active {
			state = "退職 / left"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", s.ID, s.Name, s.Role, joined(s.Stores), state)
	}
	return w.Flush()
}

func joined(ids []retail.SiteID) string {
	if len(ids) == 0 {
		return "全店 / all"
	}
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return strings.Join(out, ",")
}

func places(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("places", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	store := f.String("store", "", "店舗コード / code of the shop")
	add := f.String("add", "", "追加する保管棚。近い順にコンマ区切り (B-01,B-02) / codes to add, nearest first")
	area := f.String("area", "受取コーナー", "場所の名前 / name of the area")
	kind := f.String("kind", "normal", "棚の種類 / kind of place: `normal|hanging|cold|frozen|safe|large`")
	room := f.Int("room", 0, "何袋まで一緒に置けるか。0は1注文だけ / how many bags of several orders it holds; 0: one order alone")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data", "store"); err != nil {
		return err
	}
	var is retail.SlotKind
	if err := is.UnmarshalText([]byte(*kind)); err != nil || is == 0 {
		return wrong(f, "normal, hanging, cold, frozen, safe, large のどれかです", "is one of normal, hanging, cold, frozen, safe, large", "-kind")
	}
	if *room < 0 {
		return wrong(f, "0以上です", "is 0 or more", "-room")
	}
	return beside(ctx, *data, func(h *hub.Hub) error {
		have, err := h.Slots(ctx, retail.SiteID(*store))
		if err != nil {
			return err
		}
		next := 1
		for _, s := range have {
			next = max(next, s.Order+1)
		}
		var slots []retail.StagingSlot
		for code := range strings.SplitSeq(*add, ",") {
			if code = strings.ToUpper(strings.TrimSpace(code)); code == "" {
				continue
			}
			if _, err := scanner.NewPlace(code); err != nil {
				return wrong(f, "英数字と - . で20文字までです", "is up to 20 of 0-9 A-Z - .", code)
			}
			s := retail.StagingSlot{Code: code, Store: retail.SiteID(*store), Area: *area, Order: next}
			if i := slices.IndexFunc(have, func(x retail.StagingSlot) bool { return x.Code == code }); i >= 0 {
				s = have[i] // it stays where it is
			} else {
				next++
			}
			s.Kind, s.Room = is, *room
			slots = append(slots, s)
		}
		if _, err := h.PutSlots(ctx, slots); err != nil {
			return err
		}
		if have, err = h.Slots(ctx, retail.SiteID(*store)); err != nil {
			return err
		}
		for _, s := range have {
			fmt.Fprintf(out, "%s  %s %s  %s", s.Code, s.Area, s.Place, s.Kind.Or())
			if s.Room > 0 {
				fmt.Fprintf(out, " %d", s.Room)
			}
			fmt.Fprintln(out)
		}
		return nil
	})
}

func terminals(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flags("terminals", errs)
	data := f.String("data", "", "ハブのデータフォルダー / the hub's data folder")
	if err := parse(f, args); err != nil {
		return err
	}
	if err := required(f, "data"); err != nil {
		return err
	}
	return beside(ctx, *data, func(h *hub.Hub) error {
		all, err := h.Store.Devices(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, d := range all {
			state := fmt.Sprintf("未送信 %d / unsent %d", d.Unsent, d.Unsent)
			if d.Revoked {
				state = "停止 / revoked"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", d.ID, d.Store, d.Name, d.LastSeen.In(retail.Japan).Format("2006-01-02 15:04"), state)
		}
		return w.Flush()
	})
}

// beside runs f over the hub of a data folder and says in words when there is
// none, or no such thing in it.
func beside(ctx context.Context, data string, f func(*hub.Hub) error) error {
	found := false
	err := hubserve.Beside(ctx, data, func(h *hub.Hub) error {
		found = true
		return f(h)
	})
	switch {
	case retail.CodeOf(err) != retail.CodeNotFound:
		return err
	case !found:
		return fmt.Errorf("%s でハブが動いたことがありません。先に serve してください / no hub has run in %s; start it with serve first", data, data)
	}
	return errors.New("その番号のものはありません / there is nothing with that code")
}
