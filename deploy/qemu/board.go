package qemu

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"auralis/deploy/qemu/script"
	"auralis/internal/need"
)

const usbID = "card" // QEMU's name for the USB sound card

// Board is a running virtual board. Its methods belong to the goroutine that
// runs the test, unless they say otherwise; those without an error result end
// the test where they fail.
type Board struct {
	t       testing.TB
	o       Options
	process *process
	qmp     *qmpClient
	gpio    *gpioChip
	ports   map[int]int // host's by guest's
	wav     string
	ctx     context.Context // until Options.Timeout
	cancel  context.CancelCauseFunc
	started time.Time
	cursor  int // WaitLine's next line
	tokens  int
	killed  atomic.Bool // by Kill
	overdue atomic.Bool // ended by the time limit
	boot    time.Duration
}

// New boots a board and returns it when the guest is about to run the first
// command (about 4 s after the call on two idle cores). The board ends with the test at the
// latest. Where a program is missing or no kernel can be had the test is
// skipped, as package need describes; with -short it is skipped too.
func New(t testing.TB, o Options) *Board {
	t.Helper()
	needHost(t)
	if err := o.check(); err != nil {
		t.Fatal(err)
	}
	program := need.Tool(t, qemuProgram, qemuPackage)
	if len(o.GPIO) > 0 {
		need.Tools(t, "fdtget", "device-tree-compiler", "fdtput", "device-tree-compiler")
	}
	kernel, cache := needKernel(t)
	b := &Board{t: t, o: o, wav: filepath.Join(t.TempDir(), "sound.wav"), started: time.Now()}
	limited, release := context.WithTimeoutCause(context.Background(), o.Timeout, fmt.Errorf("the board's time limit of %v is over", o.Timeout))
	t.Cleanup(release)
	b.ctx, b.cancel = context.WithCancelCause(limited)
	t.Cleanup(func() { b.cancel(nil) })
	// Not t.TempDir: sockets need a short path.
	dir, err := os.MkdirTemp("", "board-")
	if err != nil {
		t.Fatalf("qemu: work folder: %v", err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("qemu: work folder: %v", err)
		}
	})
	if err := b.prepare(program, kernel, cache, dir); err != nil {
		t.Fatal(err)
	}
	args, err := arguments(&o, kernel, b.wav)
	if err != nil {
		t.Fatal(err)
	}
	b.process, err = startProcess(program, args, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.end)
	go b.watch()
	if err := b.connect(dir); err != nil {
		t.Fatalf("%v\n%s", err, b.death())
	}
	if _, err := b.process.console.wait(b.ctx, 0, func(line string) bool { return line == script.Mark+"ready" }); err != nil {
		t.Fatalf("qemu: the board didn't come up: %v\n%s", err, b.death())
	}
	b.boot = time.Since(b.started)
	return b
}

const qemuProgram, qemuPackage = "qemu-system-aarch64", "qemu-system-arm"

// needHost ends the test where no board can be had, before anything is built.
func needHost(t testing.TB) {
	t.Helper()
	if InGuest() {
		t.Skip("skipped: this is the host's side of tests on the board")
	}
	if testing.Short() {
		t.Skip("skipped: boots a virtual board; to run this test: leave -short away")
	}
	need.Tools(t, qemuProgram, qemuPackage, "go", "golang-go")
}

// needKernel returns the kernel, fetched through apt where the cache has
// none.
func needKernel(t testing.TB) (kernel Kernel, cache string) {
	t.Helper()
	cache, err := CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	kernel, err = fetchKernel(context.Background(), cache)
	if err != nil {
		need.Unmet(t, fmt.Sprintf("no arm64 kernel for the board (%v)", err),
			"go run ./deploy/qemu/fetch on a Debian system with network, packages apt, dpkg and kmod")
	}
	return kernel, cache
}

// prepare writes what QEMU reads.
func (b *Board) prepare(program string, kernel Kernel, cache, dir string) error {
	initProgram, err := guestInit(b.ctx, cache)
	if err != nil {
		return err
	}
	if len(b.o.GPIO) > 0 {
		var log strings.Builder
		if err := writeDTB(b.ctx, &log, program, filepath.Join(dir, dtbFile), machineArguments(), b.o.GPIO); err != nil {
			return err
		}
	}
	file, err := os.Create(filepath.Join(dir, initrdFile))
	if err != nil {
		return fmt.Errorf("qemu: initramfs: %w", err)
	}
	if err := writeInitramfs(file, initProgram, kernel, &b.o); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("qemu: initramfs: %w", err)
	}
	return nil
}

// connect opens the control connections while the guest boots.
func (b *Board) connect(dir string) error {
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	go func() { // QEMU refusing its options must not be waited for
		select {
		case <-b.process.done:
			cancel()
		case <-ctx.Done():
		}
	}()
	conn, err := dialUnix(ctx, filepath.Join(dir, qmpSocket))
	if err != nil {
		return err
	}
	if b.qmp, err = dialQMP(ctx, conn); err != nil {
		return err
	}
	if len(b.o.GPIO) > 0 {
		conn, err := dialUnix(ctx, filepath.Join(dir, qtestSocket))
		if err != nil {
			return err
		}
		if b.gpio, err = newGPIO(ctx, b.qmp, conn, b.o.GPIO); err != nil {
			return err
		}
	}
	if len(b.o.Forward) > 0 {
		text, err := b.qmp.hmp(ctx, "info usernet")
		if err != nil {
			return err
		}
		b.ports = forwardedPorts(text)
	}
	return nil
}

// forwarded matches one forwarding of the monitor's "info usernet":
//
//	TCP[HOST_FORWARD]  14       127.0.0.1 37911       10.0.2.15    80     0     0
var forwarded = regexp.MustCompile(`TCP\[HOST_FORWARD\]\s+\d+\s+\S+\s+(\d+)\s+\S+\s+(\d+)\s`)

// forwardedPorts finds the ports that the host's kernel chose.
func forwardedPorts(text string) map[int]int {
	ports := map[int]int{}
	for _, m := range forwarded.FindAllStringSubmatch(text, -1) {
		host, err1 := strconv.Atoi(m[1])
		guest, err2 := strconv.Atoi(m[2])
		if err1 == nil && err2 == nil {
			ports[guest] = host
		}
	}
	return ports
}

// watch ends a board whose time is over; before that it has the running
// commands write their stacks to the console, and the board end by itself
// where it still can.
func (b *Board) watch() {
	select {
	case <-b.process.done:
		return
	case <-b.ctx.Done():
	}
	b.overdue.Store(true)
	for name := range b.running() {
		if b.process.request("%s %s %d", script.Signal, name, syscall.SIGQUIT) != nil {
			break // QEMU is gone
		}
	}
	_ = b.process.request(script.Quit) // likewise
	select {
	case <-b.process.done:
	case <-time.After(5 * time.Second):
		b.process.kill()
	}
}

// end is the board's part of the test's cleanup.
func (b *Board) end() {
	b.process.kill()
	if b.qmp != nil {
		_ = b.qmp.conn.Close() // the other side is gone already
	}
	if b.gpio != nil {
		_ = b.gpio.conn.Close()
	}
	if b.t.Failed() {
		b.t.Logf("the board's console, last lines:\n%s", b.death())
	}
	b.t.Logf("board: up after %.1f s, off after %.1f s", b.boot.Seconds(), time.Since(b.started).Seconds())
}

// death describes a board that ended or stalled: what QEMU said and the tail
// of the console.
func (b *Board) death() string {
	var text strings.Builder
	select {
	case <-b.process.done:
		fmt.Fprintf(&text, "QEMU ended (%v) %s\n", b.process.err, b.process.complaints.String())
	default:
		fmt.Fprintln(&text, "QEMU is running")
	}
	io.WriteString(&text, lastLines(strings.Join(b.Lines(), "\n"), 120))
	return text.String()
}
