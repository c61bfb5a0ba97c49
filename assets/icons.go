package assets

import (
	"fmt"
	"maps"
	"slices"
)

// Icon names one of the line icons: drawn on a grid of 24, round caps, in one
// colour.
type Icon string

// The icons.
const (
	IconCheck   Icon = "check"
	IconCross   Icon = "x"
	IconBack    Icon = "back"
	IconNext    Icon = "next"
	IconMenu    Icon = "menu"
	IconRing    Icon = "circle"
	IconHalf    Icon = "half" // half disc: somebody is on it
	IconDot     Icon = "dot"  // disc: connected
	IconOff     Icon = "off"  // ring of dashes: offline
	IconBox     Icon = "box"
	IconShelf   Icon = "shelf"
	IconMail    Icon = "mail"
	IconWarn    Icon = "tri"  // triangle with !
	IconExcl    Icon = "excl" // ring with !
	IconClock   Icon = "clock"
	IconScan    Icon = "scan"
	IconBag     Icon = "bag"
	IconPin     Icon = "pin"
	IconCard    Icon = "card"
	IconUser    Icon = "user"
	IconBadge   Icon = "badge"
	IconUndo    Icon = "undo"
	IconSearch  Icon = "search"
	IconWalk    Icon = "walk"
	IconCamera  Icon = "camera"
	IconTag     Icon = "tag"
	IconTruck   Icon = "truck"
	IconList    Icon = "list"
	IconNote    Icon = "note"
	IconReturn  Icon = "ret"
	IconTri     Icon = "tri0"
	IconHead    Icon = "bldg" // the head office
	IconLock    Icon = "lock"
	IconStop    Icon = "stop"  // octagon with bar
	IconStopX   Icon = "stopx" // octagon with cross
	IconDelete  Icon = "del"
	IconBell    Icon = "bell"
	IconPhone   Icon = "phone"
	IconHub     Icon = "hub"
	IconArrow   Icon = "arrow"
	IconHold    Icon = "hold"
	IconBasket  Icon = "basket"
	IconChat    Icon = "chat"
	IconPlus    Icon = "plus"
	IconMinus   Icon = "minus"
	IconEye     Icon = "eye"
	IconGear    Icon = "gear"
	IconPrinter Icon = "printer"
	IconChecks  Icon = "checks" // two checks: the hub's word is here again
	IconTorch   Icon = "torch"
	IconZoom    Icon = "zoom"
	IconKeypad  Icon = "keypad"
	IconUp      Icon = "up"
	IconDown    Icon = "down"
	IconGlobe   Icon = "globe"
	IconShop    Icon = "shop"
	IconHanger  Icon = "hanger"
	IconBeside  Icon = "beside" // two things beside one another
	IconHeart   Icon = "heart"
	IconNoLine  Icon = "noline" // nothing comes over the air
	IconInfo    Icon = "info"
	IconMore    Icon = "more" // a choice opens below
)

// iconPaths are the strokes of each icon as SVG path data.
var iconPaths = map[Icon]string{
	IconCheck: "M5 12.5l4.5 4.5L19 7.5", IconCross: "M6 6l12 12M18 6L6 18", IconBack: "M15 5l-7 7 7 7", IconNext: "M9 5l7 7-7 7",
	IconMenu:   "M4 7h16M4 12h16M4 17h16",
	IconRing:   "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16",
	IconBox:    "M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9",
	IconShelf:  "M4 4v17M20 4v17M4 10h16M4 18h16M8 10V6h4v4M13 18v-4h4v4",
	IconMail:   "M4 6h16v12H4zM4 7l8 6 8-6",
	IconWarn:   "M12 4L21 20H3zM12 10v4.5M12 17v.5",
	IconExcl:   "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7.5v6M12 16v.7",
	IconClock:  "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7.5V12l3 2.5",
	IconScan:   "M4 8V5h4M16 5h4v3M20 16v3h-4M8 19H4v-3M8.5 9.5v5M12 9.5v5M15.5 9.5v5",
	IconBag:    "M5 8h14l1 13H4zM9 8V6.5a3 3 0 0 1 6 0V8",
	IconPin:    "M12 21c5-5.5 7-8.5 7-11.5a7 7 0 0 0-14 0C5 12.5 7 15.5 12 21zM12 7.2a2.3 2.3 0 1 0 0 4.6a2.3 2.3 0 1 0 0-4.6",
	IconCard:   "M3 6h18v12H3zM3 10h18M6.5 14.5h4",
	IconUser:   "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.5 20.5c.5-4 3.5-6 7.5-6s7 2 7.5 6",
	IconBadge:  "M6 5h12v16H6zM10 5V3h4v2M12 9.5a2 2 0 1 0 0 4a2 2 0 1 0 0-4M9 18c.3-1.8 1.5-2.5 3-2.5s2.7.7 3 2.5",
	IconUndo:   "M8 5L4 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11H9",
	IconSearch: "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20.5 20.5",
	IconWalk:   "M13 3.2a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2M12.5 9l-2 5 3.5 2.5L15 21M10.5 14L8 20.5M12.5 9L9 10.5 8 13.5M12.5 9l2 3 3 .5",
	IconCamera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.3 3.3 0 1 0 0 6.6a3.3 3.3 0 1 0 0-6.6",
	IconTag:    "M4 4h8l8.5 8.5-8 8L4 12zM8 7.2v1",
	IconTruck:  "M3 6h11v11H3zM14 10h4l3 3.5V17h-7M7 17.1a1.9 1.9 0 1 0 0 3.8a1.9 1.9 0 1 0 0-3.8M17 17.1a1.9 1.9 0 1 0 0 3.8a1.9 1.9 0 1 0 0-3.8",
	IconList:   "M9 6h11M9 12h11M9 18h11M4.5 6h.5M4.5 12h.5M4.5 18h.5",
	IconNote:   "M5 4h14v16H5zM8.5 9h7M8.5 13h7M8.5 17h4",
	IconReturn: "M4 8h11a5 5 0 0 1 0 10H8M7.5 4.5L4 8l3.5 3.5",
	IconTri:    "M12 5L20.5 19.5h-17z",
	IconHead:   "M5 21V4h10v17M15 10h4v11M8.5 8h3M8.5 12h3M8.5 16h3M3 21h18",
	IconLock:   "M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3",
	IconStop:   "M8.5 3h7L21 8.5v7L15.5 21h-7L3 15.5v-7zM8 12h8",
	IconStopX:  "M8.5 3h7L21 8.5v7L15.5 21h-7L3 15.5v-7zM9 9l6 6M15 9l-6 6",
	IconDelete: "M9 6h12v12H9l-6-6zM12 9.5l5 5M17 9.5l-5 5",
	IconBell:   "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10.5 21h3",
	IconPhone:  "M7 3h10v18H7zM11 18h2",
	IconHub:    "M4 5h16v11H4zM9 20h6M12 16v4",
	IconArrow:  "M4 12h15M13 6l6 6-6 6",
	IconUp:     "M12 20V5M6 11l6-6 6 6",
	IconDown:   "M12 4v15M6 13l6 6 6-6",
	IconHold:   "M6 3h12v18l-6-4-6 4z",
	IconBasket: "M3 10h18l-2 10H5zM8 10l3-6M16 10l-3-6",
	IconChat:   "M4 5h16v11H11l-4 4v-4H4z",
	IconPlus:   "M12 5v14M5 12h14", IconMinus: "M5 12h14",
	IconEye:     "M2.5 12c2.5-4.5 6-6.5 9.5-6.5s7 2 9.5 6.5c-2.5 4.500-6 6.500-9.500 6.500S5 16.500 2.500 12zM12 9.200a2.800 2.800 0 1 0 0 5.600a2.800 2.800 0 1 0 0-5.600",
	IconGear:    "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 1 0 0-5M9 14.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 1 0 0-5",
	IconPrinter: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
	IconTorch:   "M8 3h8v4l-2 3v11h-4V10L8 7zM8 7h8M12 13v2",
	IconZoom:    "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20.5 20.5M7.5 10.5h6M10.5 7.5v6",
	IconKeypad:  "M6 5.5h.5M12 5.5h.5M18 5.5h.5M6 11h.5M12 11h.5M18 11h.5M6 16.500h.5M12 16.500h.5M18 16.500h.5M12 21.500h.5",
	IconGlobe:   "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M3 12h18M12 3c3 3 4 6 4 9s-1 6-4 9c-3-3-4-6-4-9s1-6 4-9",
	IconShop:    "M4 10v10h16V10M3 10l2-6h14l2 6zM9 20v-6h6v6M8.5 10v1.500M15.500 10v1.500",
	IconHanger:  "M9.500 7a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.500M12 11L3 17.500h18z",
	IconBeside:  "M4 5h6.500v14H4zM13.500 5H20v14h-6.500z",
	IconHeart:   "M12 20C6 15.500 3.500 12.500 3.500 9a4.300 4.300 0 0 1 8.500-1a4.300 4.300 0 0 1 8.500 1c0 3.500-2.500 6.500-8.500 11z",
	IconNoLine:  "M4 4l16 16M3 9.500c1.500-1.500 3.200-2.500 5-3M11.500 5.800c3.500 0 6.700 1.300 9.500 3.700M6.500 13c1-1 2.200-1.700 3.500-2.100M15 11.500c.9.400 1.700.9 2.500 1.500M12 17.500v.5",
	IconInfo:    "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 11v6M12 7.500v.5",
	IconMore:    "M7 10l5 5 5-5",
	IconChecks:  "M2 12.5l4.500 4.500L16 7.500M12 16.500l.5.5L22 7.500",
}

// Icons lists every icon by name.
func Icons() []Icon {
	out := append(slices.Collect(maps.Keys(iconPaths)), IconHalf, IconDot, IconOff)
	slices.Sort(out)
	return out
}

// SVG is the icon as an SVG picture of 24 × 24 in the colour "#RRGGBB" with the
// given stroke width on that grid. An unknown icon gives nil.
func (n Icon) SVG(colour string, stroke float32) []byte {
	const head = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`
	line := func(path, more string) string {
		return fmt.Sprintf(`<path d="%s" fill="none" stroke="%s" stroke-width="%g" stroke-linecap="round" stroke-linejoin="round"%s/>`, path, colour, stroke, more)
	}
	const disc = "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16z"
	var body string
	switch n {
	case IconHalf:
		body = line(iconPaths[IconRing], "") + fmt.Sprintf(`<path d="M12 4a8 8 0 0 0 0 16z" fill="%s"/>`, colour)
	case IconDot:
		body = fmt.Sprintf(`<path d="%s" fill="%s"/>`, disc, colour)
	case IconOff:
		body = line(disc, ` stroke-dasharray="3.6 4.8"`)
	default:
		path, ok := iconPaths[n]
		if !ok {
			return nil
		}
		body = line(path, "")
	}
	return []byte(head + body + "</svg>")
}
