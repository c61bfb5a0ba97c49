package tcpline_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"miseban/scanner"
	"miseban/scanner/feedtest"
	"miseban/scanner/line"
	"miseban/scanner/tcpline"
)

// listening is a scanner that calls a feed that listens.
func listening(ends line.Ends, end string) func(t testing.TB) *feedtest.Rig {
	return func(testing.TB) *feedtest.Rig {
		var conn net.Conn
		write := func(t testing.TB, text string) {
			if _, err := conn.Write([]byte(text)); err != nil {
				t.Error(err)
			}
		}
		return &feedtest.Rig{
			Feed:    tcpline.New(tcpline.Setting{Listen: "127.0.0.1:0", Rules: line.Rules{Ends: ends}}, feedtest.Clock()),
			Listens: true,
			Plug: func(t testing.TB, at string) {
				conn = dial(t, at)
			},
			Unplug: func(testing.TB) { conn.Close() },
			Send:   func(t testing.TB, texts ...string) { write(t, strings.Join(texts, end)+end) },
			Half:   write,
		}
	}
}

func dial(t testing.TB, at string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// bridge is a bridge that a feed calls.
func bridge(t testing.TB) *feedtest.Rig {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := free.Addr().String()
	free.Close()
	var l net.Listener
	var conn net.Conn
	write := func(t testing.TB, text string) {
		if _, err := conn.Write([]byte(text)); err != nil {
			t.Error(err)
		}
	}
	return &feedtest.Rig{
		Feed: tcpline.New(tcpline.Setting{Dial: at}, feedtest.Clock()),
		Plug: func(t testing.TB, _ string) {
			if l, err = net.Listen("tcp", at); err != nil {
				t.Fatal(err)
			}
			if conn, err = l.Accept(); err != nil {
				t.Fatal(err)
			}
		},
		Unplug: func(testing.TB) {
			l.Close()
			conn.Close()
		},
		Send: func(t testing.TB, texts ...string) { write(t, strings.Join(texts, "\r\n")+"\r\n") },
		Half: write,
	}
}

func TestContract(t *testing.T) {
	for name, end := range map[string]string{"return": "\r", "feed": "\n", "both": "\r\n", "tab": "\t"} {
		t.Run(name, func(t *testing.T) { feedtest.Run(t, listening(0, end)) })
	}
	t.Run("bridge", func(t *testing.T) { feedtest.Run(t, bridge) })
}

func BenchmarkListen(b *testing.B) { feedtest.Bench(b, listening(0, "\r\n")(b)) }
func BenchmarkBridge(b *testing.B) { feedtest.Bench(b, bridge(b)) }

// record is a sink that keeps what it is told.
type record struct {
	mu    sync.Mutex
	texts []string
	state scanner.FeedState
	at    string
	moved *sync.Cond
}

func newRecord() *record {
	r := &record{}
	r.moved = sync.NewCond(&r.mu)
	return r
}

func (r *record) Take(c scanner.Reading) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.texts = append(r.texts, c.Text)
	r.moved.Broadcast()
}

func (r *record) Tell(s scanner.FeedState, at string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state, r.at = s, at
	r.moved.Broadcast()
}

// until waits for what the sink was told; the test's own limit ends a wait for
// ever.
func (r *record) until(ok func() bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for !ok() {
		r.moved.Wait()
	}
}

// got is what was taken so far.
func (r *record) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.texts)
}

// listen runs a feed that listens and returns where.
func listen(t *testing.T, set tcpline.Setting) (at string, r *record) {
	t.Helper()
	set.Listen = "127.0.0.1:0"
	ctx, cancel := context.WithCancel(t.Context())
	r = newRecord()
	done := make(chan error, 1)
	go func() { done <- tcpline.New(set, feedtest.Clock()).Run(ctx, r) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	r.until(func() bool {
		at = r.at
		return r.state == scanner.FeedWaiting
	})
	return at, r
}

// TestSeveral: several scanners at once, each in its own order; their codes are
// never mixed.
func TestSeveral(t *testing.T) {
	at, r := listen(t, tcpline.Setting{})
	const callers, each = 6, 200
	var wg sync.WaitGroup
	for n := range callers {
		conn := dial(t, at)
		wg.Go(func() {
			for _, text := range feedtest.Jans(each) {
				for _, part := range []string{text[:5], text[5:], "\r\n"} {
					if _, err := conn.Write([]byte(strings.ReplaceAll(part, "4901", "490"+string(rune('0'+n))))); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	r.until(func() bool { return len(r.texts) >= callers*each })
	for n := range callers {
		head := "490" + string(rune('0'+n))
		var got, want []string
		for _, text := range r.got() {
			if strings.HasPrefix(text, head) {
				got = append(got, text[4:])
			}
		}
		for _, text := range feedtest.Jans(each) {
			want = append(want, text[4:])
		}
		if !slices.Equal(got, want) {
			t.Errorf("scanner %d: %d codes of %d in order", n, len(got), each)
		}
	}
}

// TestSilentOneMakesWay: a handheld that lost its network and calls again finds
// a place, and the others keep theirs.
func TestSilentOneMakesWay(t *testing.T) {
	at, r := listen(t, tcpline.Setting{})
	conns := make([]net.Conn, 8)
	for i := range conns {
		conns[i] = dial(t, at)
		if _, err := conns[i].Write([]byte{'a' + byte(i), '\r'}); err != nil {
			t.Fatal(err)
		}
		r.until(func() bool { return len(r.texts) == i+1 })
	}
	if _, err := conns[0].Write([]byte("again\r")); err != nil { // the second one is now silent for longest
		t.Fatal(err)
	}
	r.until(func() bool { return len(r.texts) == 9 })
	late := dial(t, at)
	if _, err := conns[1].Read(make([]byte, 1)); err == nil {
		t.Error("the silent one kept its place")
	}
	for _, c := range append(slices.Delete(conns, 1, 2), late) {
		if _, err := c.Write([]byte("still\r")); err != nil {
			t.Fatal(err)
		}
	}
	r.until(func() bool { return len(r.texts) == 17 })
}

// TestBrowser: a page in a browser of this machine cannot scan.
func TestBrowser(t *testing.T) {
	at, r := listen(t, tcpline.Setting{})
	web := dial(t, at)
	if _, err := web.Write([]byte("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n4901234567894\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := web.Read(make([]byte, 1)); err == nil {
		t.Error("a browser is listened to")
	}
	r.until(func() bool { return r.state == scanner.FeedWaiting })
	good := dial(t, at)
	if _, err := good.Write([]byte("1\rGET / HTTP/1.1\r")); err != nil { // a scanner may scan anything
		t.Fatal(err)
	}
	r.until(func() bool { return len(r.texts) >= 2 })
	if got := r.got(); !slices.Equal(got, []string{"1", "GET / HTTP/1.1"}) {
		t.Errorf("%q", got)
	}
}

// TestFlood: what never ends is never a code, and what comes behind it is.
func TestFlood(t *testing.T) {
	at, r := listen(t, tcpline.Setting{})
	conn := dial(t, at)
	noise := []byte(strings.Repeat("\x00\xff4901234567894", 1<<14))
	for range 20 {
		if _, err := conn.Write(noise); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.Write([]byte("\r\n\x16\x03\x01\r\n4901234567894\r\n")); err != nil {
		t.Fatal(err)
	}
	r.until(func() bool { return len(r.texts) > 0 })
	if got := r.got(); !slices.Equal(got, []string{"4901234567894"}) {
		t.Errorf("%d codes, first %.40q", len(got), got[0])
	}
}

// TestSilence: a scanner without a line end.
func TestSilence(t *testing.T) {
	at, r := listen(t, tcpline.Setting{Rules: line.Rules{Ends: line.Idle, Silence: 20 * time.Millisecond}})
	conn := dial(t, at)
	for i, text := range feedtest.Jans(3) {
		if _, err := conn.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		r.until(func() bool { return len(r.texts) > i })
	}
	if got := r.got(); !slices.Equal(got, feedtest.Jans(3)) {
		t.Errorf("%q", got)
	}
}

// TestRefused: what a setting or the system does not allow.
func TestRefused(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	for _, c := range []struct {
		set  tcpline.Setting
		want scanner.Reason
	}{
		{tcpline.Setting{Listen: ":0"}, scanner.ReasonSetting},
		{tcpline.Setting{Listen: "0.0.0.0:0"}, scanner.ReasonSetting},
		{tcpline.Setting{Listen: "[::]:0"}, scanner.ReasonSetting},
		{tcpline.Setting{Listen: "192.0.2.1:0"}, scanner.ReasonSetting},
		{tcpline.Setting{Listen: "192.0.2.1:0", Beyond: true}, scanner.ReasonSetting}, // no address of this machine
		{tcpline.Setting{Listen: "example.com:0"}, scanner.ReasonSetting},
		{tcpline.Setting{Listen: "127.0.0.1"}, scanner.ReasonSetting},
		{tcpline.Setting{Listen: "127.0.0.1:70000"}, scanner.ReasonSetting},
		{tcpline.Setting{Listen: taken.Addr().String()}, scanner.ReasonBusy},
		{tcpline.Setting{Dial: gone.Addr().String()}, scanner.ReasonAbsent},
		{tcpline.Setting{Dial: "127.0.0.1"}, scanner.ReasonSetting},
	} {
		err := tcpline.New(c.set, feedtest.Clock()).Run(t.Context(), newRecord())
		if got := scanner.ReasonOf(err); got != c.want {
			t.Errorf("%+v: %v (%v), want %v", c.set, got, err, c.want)
		}
	}
	if !tcpline.Beyond("0.0.0.0:1") || tcpline.Beyond(tcpline.DefaultListen) || tcpline.Beyond("localhost:1") || tcpline.Beyond("[::1]:1") {
		t.Error("Beyond is wrong about who can reach an address")
	}
}
