package evdev

import (
	"strconv"
	"strings"
)

// parse reads /proc/bus/input/devices: a paragraph for each device, each line
// with a letter that says what it holds (input_devices_seq_show in
// drivers/input/input.c). Devices without events are left out.
func parse(s string) []Info {
	var out []Info
	var now Info
	flush := func() {
		if now.Path != "" && now.Vendor != "" {
			out = append(out, now)
		}
		now = Info{}
	}
	for l := range strings.Lines(s) {
		l = strings.TrimRight(l, "\r\n")
		what, rest, ok := strings.Cut(l, ": ")
		switch {
		case l == "":
			flush()
		case !ok:
		case what == "I":
			now.Vendor, now.Product = number(rest, "Vendor="), number(rest, "Product=")
		case what == "N":
			now.Name = strings.TrimSuffix(strings.TrimPrefix(rest, `Name="`), `"`)
		case what == "H":
			for h := range strings.FieldsSeq(strings.TrimPrefix(rest, "Handlers=")) {
				if n, event := strings.CutPrefix(h, "event"); event {
					if _, err := strconv.ParseUint(n, 10, 16); err == nil {
						now.Path = "/dev/input/" + h
					}
				}
			}
		case what == "B" && strings.HasPrefix(rest, "KEY="):
			words := strings.Fields(strings.TrimPrefix(rest, "KEY="))
			now.Keyboard = len(words) > 0 && types(words[len(words)-1])
		}
	}
	flush()
	return out
}

// number returns four capital hexadecimal digits behind a key, or "0000".
func number(s, key string) string {
	_, v, _ := strings.Cut(s, key)
	v, _, _ = strings.Cut(v, " ")
	n, err := strconv.ParseUint(v, 16, 16)
	if err != nil {
		n = 0
	}
	v = strings.ToUpper(strconv.FormatUint(n, 16))
	return "0000"[len(v):] + v
}

// types tells from the lowest word of a device's keys whether it has all digits
// and Enter.
func types(word string) bool {
	bits, err := strconv.ParseUint(word, 16, 64)
	const digits = 0x3ff << key1
	return err == nil && bits&digits == digits && bits&(1<<keyEnter) != 0
}
