package waveui

import (
	"context"
	"strconv"
	"strings"

	"miseban/app/internal/ui/byhand"
	"miseban/app/internal/ui/load"
	"miseban/app/internal/ui/theme"
	"miseban/app/internal/ui/widgets"
	"miseban/app/internal/wave"
	"miseban/assets"
)

// beginPass shows the codes for another terminal.
func (s *round) beginPass() {
	load.InTurn(&s.Turns, s.P, func(ctx context.Context) (wave.Parcel, error) { return s.svc.Pack(ctx, s.id) }, func(p wave.Parcel, err error) {
		if err != nil {
			s.W.Fail(err)
			return
		}
		s.pass, s.turn, s.keyed, s.typed = &p, 0, false, ""
		s.paintPass()
	})
}

func (s *round) paintPass() {
	s.Back = s.dropPass
	if s.keyed {
		s.receipt()
		return
	}
	n := len(s.pass.Frames)
	at := s.turn % n
	s.Show(s.C.T("wave.pass.title"), s.C.T("wave.pass.at", "n", at+1, "of", n), widgets.VBox(12,
		widgets.Body(s.C.T("wave.pass.how")).Center(), code(s.pass.Frames[at], 320), widgets.NewProgressRow(strconv.Itoa(at+1), s.C.T("wave.reading.of", "of", n), at+1, n),
	), widgets.Action{Kind: widgets.Secondary, Text: s.C.T("common.cancel"), OnTap: s.dropPass},
		widgets.Action{Kind: widgets.Main, Text: s.C.T("wave.pass.key"), Sub: s.C.T("wave.pass.key.sub"), Icon: assets.IconKeypad, OnTap: func() {
			s.keyed = true
			s.paintPass()
		}})
}

// receipt asks for the four digits that the other terminal shows.
func (s *round) receipt() {
	s.Back = func() {
		s.keyed = false
		s.paintPass()
	}
	pad := widgets.NewKeypad(func(d rune) {
		if s.typed += string(d); len(s.typed) == len(s.pass.Receipt) {
			s.give(s.typed)
			s.typed = ""
		}
		s.paintPass()
	}, func() {
		s.typed = s.typed[:max(0, len(s.typed)-1)]
		s.paintPass()
	})
	typed := s.typed + strings.Repeat("_", len(s.pass.Receipt)-len(s.typed))
	s.Show(s.C.T("wave.pass.title"), "", widgets.Column(widgets.VBox(12, widgets.Body(s.C.T("wave.pass.receipt")).Center(), widgets.Code(typed, theme.T64).Center(), pad), byhand.Width))
}

// dropPass goes on here.
func (s *round) dropPass() {
	s.pass = nil
	s.paint()
}

// give ends this terminal's part, when the receipt is right.
func (s *round) give(receipt string) {
	p := *s.pass
	s.Do(func(ctx context.Context) error { return s.svc.Pass(ctx, s.id, p, receipt) }, func() {
		s.pass = nil
		s.over()
	})
}
