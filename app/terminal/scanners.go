package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/settingsui"
	"miseban/app/internal/ui/shell"
	"miseban/app/retail"
	"miseban/scanner"
	"miseban/scanner/decode"
	"miseban/scanner/evdev"
	"miseban/scanner/intake"
	lines "miseban/scanner/line"
	"miseban/scanner/picture"
	"miseban/scanner/serialport"
	"miseban/scanner/tcpline"
)

// scanners is the ways codes come in besides the keyboard: what is chosen on
// this device, and what runs.
type scanners struct {
	keep  shell.Keeper
	clock scanner.Clock
	in    *intake.Intake
	// pictures is the folder that is watched when none other was given.
	pictures string
	codes    func() scanner.Options
	known    func(decode.Result) bool // doubtful codes of pictures; nil: all are

	mu   sync.Mutex
	once map[string]string // of the command line, for this run
}

// ways are the ways in, in the order that the settings show.
var ways = []scanner.Source{scanner.SourceTCP, scanner.SourceSerial, scanner.SourceEvdev, scanner.SourcePicture}

// shopListen is where a terminal listens for handhelds of the shop.
var shopListen = "0.0.0.0" + strings.TrimPrefix(tcpline.DefaultListen, "127.0.0.1")

// newScanners begins what is switched on. once is what the command line says,
// codes is how the keyboard's codes are read, known which doubtful ones of
// pictures count.
func newScanners(
	ctx context.Context, keep shell.Keeper, once map[scanner.Source]string, pictures string, codes func() scanner.Options, known func(decode.Result) bool, o intake.Options,
) *scanners {
	s := &scanners{keep: keep, clock: o.Clock, pictures: pictures, codes: codes, known: known, once: map[string]string{}}
	o.Read = s.read
	s.in = intake.New(ctx, o)
	for from, device := range once {
		s.once[key(from)] = "on"
		if device != "" {
			s.once[key(from)+".device"] = device
		}
	}
	s.apply()
	return s
}

// key is where a way in is kept.
func key(from scanner.Source) string { return "scan." + from.String() }

func (s *scanners) get(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.once[key]; ok {
		return v
	}
	return s.keep.String(key)
}

func (s *scanners) set(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.once, key)
	s.keep.SetString(key, value)
}

func (s *scanners) on(from scanner.Source) bool { return s.get(key(from)) == "on" }

// chosen is the device of a way in; two have one without a choice.
func (s *scanners) chosen(from scanner.Source) string {
	if d := s.get(key(from) + ".device"); d != "" {
		return d
	}
	switch from {
	case scanner.SourceTCP:
		return tcpline.DefaultListen
	case scanner.SourcePicture:
		return s.pictures
	default:
		return ""
	}
}

// apply runs what is switched on.
func (s *scanners) apply() {
	var slots []intake.Slot
	if s.on(scanner.SourcePicture) && s.chosen(scanner.SourcePicture) == s.pictures {
		_ = os.MkdirAll(s.pictures, 0o700) // the feed says what is wrong with it
	}
	for _, from := range ways {
		if device := s.chosen(from); s.on(from) {
			slots = append(slots, intake.Slot{Name: from.String(), Setting: device, Feed: s.feed(from, device)})
		}
	}
	s.in.Set(slots)
}

// feed makes the feed of a way in.
func (s *scanners) feed(from scanner.Source, device string) scanner.Feed {
	clock := s.clock
	var rules lines.Rules
	device, silent := strings.CutSuffix(device, silentTail)
	if silent {
		rules.Ends = lines.Marks | lines.Idle
	}
	switch from {
	case scanner.SourceSerial:
		set := serialSetting(device)
		set.Rules = rules
		return serialport.New(set, clock)
	case scanner.SourceEvdev:
		return evdev.New(evdev.Setting{Device: device, Rules: rules}, clock)
	case scanner.SourcePicture:
		return picture.New(picture.Setting{Path: device, Known: s.known}, clock)
	default:
		if bridge, ok := strings.CutPrefix(device, bridgeHead); ok {
			return tcpline.New(tcpline.Setting{Dial: bridge, Rules: rules}, clock)
		}
		// Whoever chose an address that others reach was told so.
		return tcpline.New(tcpline.Setting{Listen: device, Beyond: true, Rules: rules}, clock)
	}
}

// silentTail stands behind the device of a scanner that sends no line end and
// cannot be taught to: silence ends its codes.
const silentTail = "+idle"

// bridgeHead stands before the address of a bridge to call.
const bridgeHead = "call:"

// lineSet is how a serial port is written when it is not set as most are: the port,
// then @, the speed, bits, parity and stop bits, as in /dev/ttyS0@9600,7E1.
var lineSet = regexp.MustCompile(`^(.*)@([0-9]{3,7})(?:,([78])([NOE])([12]))?$`)

func serialSetting(device string) serialport.Setting {
	m := lineSet.FindStringSubmatch(device)
	if m == nil {
		return serialport.Setting{Port: device}
	}
	baud, _ := strconv.Atoi(m[2]) // digits by the expression
	set := serialport.Setting{Port: m[1], Baud: baud, TwoStops: m[5] == "2"}
	if m[3] == "7" {
		set.Bits = 7
	}
	switch m[4] {
	case "O":
		set.Parity = serialport.ParityOdd
	case "E":
		set.Parity = serialport.ParityEven
	}
	return set
}

// Scanners lists the ways in as they are set and as they stand.
func (s *scanners) Scanners() []settingsui.Scanner {
	stands := map[scanner.Source]intake.Status{}
	for _, st := range s.in.Status() {
		stands[st.Source] = st
	}
	out := make([]settingsui.Scanner, len(ways))
	for i, from := range ways {
		v := settingsui.Scanner{Source: from, On: s.on(from), Chosen: s.chosen(from)}
		v.Device = v.Chosen
		if st, runs := stands[from]; runs {
			v.Device, v.State, v.Reason = st.Device, st.State, st.Reason
		}
		v.Open = from == scanner.SourceTCP && !strings.HasPrefix(v.Chosen, bridgeHead) && tcpline.Beyond(strings.TrimSuffix(v.Chosen, silentTail))
		out[i] = v
	}
	return out
}

// Switch switches a way in on or off.
func (s *scanners) Switch(from scanner.Source, on bool) {
	word := "off"
	if on {
		word = "on"
	}
	s.set(key(from), word)
	s.apply()
}

// Use chooses a device and switches it on.
func (s *scanners) Use(from scanner.Source, device string) {
	s.set(key(from)+".device", device)
	s.Switch(from, true)
}

// Devices lists what there is to choose from.
func (s *scanners) Devices(_ context.Context, from scanner.Source) ([]settingsui.Device, error) {
	var out []settingsui.Device
	switch from {
	case scanner.SourceTCP:
		return []settingsui.Device{{ID: tcpline.DefaultListen}, {ID: shopListen, Open: true}}, nil
	case scanner.SourceSerial:
		ports, err := serialport.Ports()
		for _, p := range ports {
			name := p.Path
			if p.Name != "" {
				name = p.Name
			}
			out = append(out, settingsui.Device{ID: p.ID(), Name: name})
		}
		return out, err
	case scanner.SourceEvdev:
		boards, err := evdev.Keyboards()
		for _, b := range boards {
			out = append(out, settingsui.Device{ID: b.ID(), Name: b.Name})
		}
		return out, err
	default:
		return nil, nil
	}
}

// read is how codes are read that came in some way. A device read below the
// keyboard has a layout of its own: the one that this terminal learned is what
// the desktop's keyboard does.
func (s *scanners) read(from scanner.Source) scanner.Options {
	opt := s.codes()
	opt.Layout = scanner.Layout{}
	if kept := s.get(layoutKey); from == scanner.SourceEvdev && kept != "" {
		if err := json.Unmarshal([]byte(kept), &opt.Layout); err != nil {
			opt.Layout = scanner.Layout{} // as if it was never learned
		}
	}
	return opt
}

// layoutKey is where the layout of the device read below the keyboard is kept.
const layoutKey = "scan.evdev.layout"

// learn keeps what the calibration code teaches about that device.
func (s *scanners) learn(c scanner.Code) {
	if c.Source != scanner.SourceEvdev || c.Kind != scanner.KindCalibration {
		return
	}
	if l, _, err := scanner.Learn(c.Raw); err == nil {
		if b, err := json.Marshal(l); err == nil {
			s.set(layoutKey, string(b))
		}
	}
}

// pour hands the codes to the window until ctx ends.
func (s *scanners) pour(ctx context.Context, ui load.Dispatcher, take func(scanner.Code)) {
	var g guesses
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-s.in.Codes():
			s.learn(c)
			if g.allow(c) {
				ui.Do(func() { take(c) })
			}
		}
	}
}

// guesses keeps a program on the network from trying badges and pickup numbers
// one after the other: over the line they count once in two seconds, which is as
// fast as hands show them.
type guesses struct{ last time.Time }

const guessEvery = 2 * time.Second

// allow tells whether a code is to count. One that does not, makes the next one
// wait as well.
func (g *guesses) allow(c scanner.Code) bool {
	if c.Source != scanner.SourceTCP || c.Kind != scanner.KindStaff && c.Kind != scanner.KindPickupDigits {
		return true
	}
	since := c.At.Sub(g.last)
	g.last = c.At
	return since < 0 || since >= guessEvery
}

// ticking is the clock of the feeds.
type ticking struct{ retail.Clock }

// After is time.After.
func (ticking) After(d time.Duration) <-chan time.Time { return time.After(d) }

// parseScan reads the flag -scan: names of ways in, joined by commas, each with
// a device behind "=" where one is to be said. A comma in a device is written as
// a semicolon: serial=/dev/ttyS0@9600;7E1.
func parseScan(s string) (map[scanner.Source]string, error) {
	if s == "" {
		return nil, nil
	}
	out := map[scanner.Source]string{}
	for part := range strings.SplitSeq(s, ",") {
		name, device, _ := strings.Cut(part, "=")
		found := false
		for _, from := range ways {
			if from.String() == strings.TrimSpace(name) {
				out[from], found = strings.ReplaceAll(device, ";", ","), true
			}
		}
		if !found {
			return nil, fmt.Errorf("no such way in: %q", name)
		}
	}
	return out, nil
}

// pictureFolder is the folder in the data folder that pictures are put into.
func pictureFolder(data string) string { return filepath.Join(data, "pictures") }

var _ settingsui.Scanners = (*scanners)(nil)
