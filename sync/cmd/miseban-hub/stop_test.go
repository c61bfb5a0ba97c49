package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"miseban/app/retail"
	"miseban/sync/hubserve"
	"miseban/sync/wire"
)

// envHub makes the test's program be miseban-hub, with the arguments in it.
const envHub = "TEST_BE_MISEBAN_HUB"

func TestMain(m *testing.M) {
	if args := os.Getenv(envHub); args != "" {
		os.Args = append(os.Args[:1], strings.Split(args, "\n")...)
		main()
	}
	os.Exit(m.Run())
}

// caller is a terminal that speaks HTTP by hand.
type caller struct {
	t      *testing.T
	client *http.Client
	url    string
	id     retail.DeviceID
	access string
}

// send asks for the hub's leave before the body goes out: once the first of it
// is taken, the hub is reading.
func (c *caller) send(method, path string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(context.Background(), method, c.url+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.access)
	if body != nil {
		req.Header.Set("Expect", "100-continue")
	}
	return c.client.Do(req)
}

func (c *caller) do(method, path string, body io.Reader) *http.Response {
	c.t.Helper()
	res, err := c.send(method, path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res
}

func (c *caller) ask(path string, body, answer any) {
	c.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	res := c.do(http.MethodPost, path, bytes.NewReader(b))
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(answer); err != nil || res.StatusCode != http.StatusOK {
		c.t.Fatal(path, res.Status, err)
	}
}

// enrolBy makes a terminal at the hub of the folder.
func enrolBy(t *testing.T, dir string) *caller {
	t.Helper()
	code, err := hubserve.EnrolBeside(t.Context(), dir, "SHIBUYA")
	if err != nil {
		t.Fatal(err)
	}
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{t: t, url: code.URL(), client: &http.Client{Transport: &http.Transport{TLSClientConfig: hubserve.Pinned(code.Pin[:]), ExpectContinueTimeout: time.Minute}}}
	var e wire.EnrolReply
	c.ask(wire.PathEnrol, wire.EnrolRequest{Code: hex.EncodeToString(code.Once[:]), Public: pub}, &e)
	c.id = e.Device
	req := wire.TokenRequest{Device: e.Device, TS: time.Now(), Nonce: "n"}
	req.Sig = ed25519.Sign(key, req.SigningInput())
	var token wire.TokenReply
	c.ask(wire.PathToken, req, &token)
	c.access = token.Access
	return c
}

// TestStopsGracefully: a real process tells systemd when it is ready; on
// SIGTERM it ends the event streams, still judges the push that is coming in,
// keeps it, and leaves with code 0.
func TestStopsGracefully(t *testing.T) {
	dir := t.TempDir()
	notify, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(t.TempDir(), "notify"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer notify.Close()
	heard := func(want string) {
		t.Helper()
		if err := notify.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 64)
		n, err := notify.Read(b)
		if err != nil || string(b[:n]) != want {
			t.Fatalf("systemd heard %q, %v; want %q", b[:n], err, want)
		}
	}
	hub := exec.CommandContext(t.Context(), os.Args[0])
	hub.Env = append(os.Environ(), "NOTIFY_SOCKET="+notify.LocalAddr().String(), envHub+"="+strings.Join([]string{
		"serve", "-data", dir, "-listen", "127.0.0.1:0", "-admin", "127.0.0.1:0", "-sample", "-log", "json",
	}, "\n"))
	var log bytes.Buffer
	hub.Stderr = &log
	if err := hub.Start(); err != nil {
		t.Fatal(err)
	}
	heard("READY=1")
	c := enrolBy(t, dir)

	events := c.do(http.MethodGet, wire.PathEvents, nil)
	defer events.Body.Close()
	stream := bufio.NewReader(events.Body)
	if line, err := stream.ReadString('\n'); err != nil || !strings.HasPrefix(line, ":") {
		t.Fatal(line, err)
	}
	body, send := io.Pipe()
	type outcome struct {
		res *http.Response
		err error
	}
	answer := make(chan outcome, 1)
	go func() {
		res, err := c.send(http.MethodPost, wire.PathCommands, body)
		_ = body.CloseWithError(err) // whoever still writes is told
		answer <- outcome{res, err}
	}()
	b, err := json.Marshal(wire.PushRequest{Commands: []retail.Command{{
		ID: retail.CommandID(retail.UUIDv7{}.NewID()), Dseq: 1, V: 1, Kind: retail.KindSignIn, At: time.Now(), Body: retail.SignIn{},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := send.Write(b[:len(b)/2]); err != nil {
		t.Fatal(err)
	}
	if err := hub.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	heard("STOPPING=1")
	if _, err := io.Copy(io.Discard, stream); err != nil {
		t.Errorf("the event stream was cut, not ended: %v", err)
	}
	if _, err := send.Write(b[len(b)/2:]); err != nil {
		t.Fatal(err)
	}
	_ = send.Close()
	got := <-answer
	if got.err != nil {
		t.Fatal(got.err)
	}
	res := got.res
	defer res.Body.Close()
	var reply wire.PushReply
	if err := json.NewDecoder(res.Body).Decode(&reply); err != nil || len(reply.Results) != 1 || reply.Results[0].Verdict != retail.Applied {
		t.Errorf("the push that was coming in: %s %+v, %v", res.Status, reply, err)
	}
	if err := hub.Wait(); err != nil {
		t.Errorf("it did not leave in peace: %v\n%s", err, log.String())
	}
	for line := range strings.Lines(log.String()) {
		var entry struct{ Level, Msg string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Level == "" || entry.Level == "ERROR" {
			t.Errorf("log: %v %s", err, line)
		}
	}
	a, err := hubserve.AuditBeside(t.Context(), dir, false)
	if err != nil || !a.Sound {
		t.Fatal(a, err)
	}
	for _, d := range a.Devices {
		if d.ID == c.id && d.Last != 1 {
			t.Errorf("what was answered is not kept: %+v", d)
		}
	}
}
