package ring

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"auralis/audio"
)

const (
	roleEnv   = "AURALIS_RING_TEST_ROLE"
	killTotal = 40_000_000
)

// The test binary started again is the other process; the ring is its descriptor 3.
func TestMain(m *testing.M) {
	if role := os.Getenv(roleEnv); role != "" {
		if err := child(role); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child writes or reads numbered frames until killTotal, from where the ring stands. A mark stands at every 10,000th
// frame. The reader checks all it takes.
func child(role string) error {
	r, err := Open(3)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	if role == "writer" {
		w := r.Writer()
		for w.Written() < killTotal {
			at := w.Written()
			if at%10_000 == 0 && !w.Mark(audio.Mark{Instance: audio.Instance(at/10_000 + 1)}) {
				continue
			}
			fillSome(w, at)
		}
		return nil
	}
	return readAll(r.Reader(), killTotal, nil)
}

// fillSome writes up to the next multiple of 10,000; a writer killed between mark and frames puts the mark again, which
// is the same mark.
func fillSome(w *Writer, at uint64) {
	n := int(min(10_000-at%10_000, 700))
	for n > 0 {
		a, b := w.Regions(n)
		for i := range a {
			a[i] = number(at + uint64(i))
		}
		for i := range b {
			b[i] = number(at + uint64(len(a)+i))
		}
		k := len(a) + len(b)
		w.Commit(k)
		at, n = at+uint64(k), n-k
	}
}

func readAll(rd *Reader, total uint64, tick func()) error {
	for rd.Position() < total {
		m, a, b := rd.Next(900)
		at := rd.Position()
		for _, part := range [2][]audio.Frame{a, b} {
			for _, f := range part {
				if place(f) != at || m.Instance != audio.Instance(at/10_000+1) {
					return fmt.Errorf("frame %d holds %d under mark %+v", at, place(f), m)
				}
				at++
			}
		}
		rd.Release(len(a) + len(b))
		if tick != nil {
			tick()
		}
	}
	return nil
}

// Either process is killed at random moments, many times, and started again: every frame arrives once, in order, under
// its mark (a reader that dies may see again what it hadn't released).
func TestTwoProcessesWithKills(t *testing.T) {
	for _, role := range []string{"writer", "reader"} {
		t.Run(role+" killed", func(t *testing.T) {
			r, err := Create(8192, 8, 1)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			stop := make(chan struct{})
			here := make(chan error, 1)
			go func() {
				if role == "writer" {
					rd := r.Reader()
					for {
						select {
						case <-stop:
							here <- nil
							return
						default:
						}
						if err := readAll(rd, min(rd.Position()+10_000, rd.Position()+uint64(rd.Available())), nil); err != nil {
							here <- err
							return
						}
					}
				}
				w := r.Writer()
				for {
					select {
					case <-stop:
						here <- nil
						return
					default:
					}
					at := w.Written()
					if w.Free() < 700 || at%10_000 == 0 && !w.Mark(audio.Mark{Instance: audio.Instance(at/10_000 + 1)}) {
						continue
					}
					fillSome(w, at)
				}
			}()
			const kills = 25
			for range kills {
				before := r.Written() + r.Read()
				cmd, out := start(t, r, role)
				if !out.Scan() || out.Text() != "ready" {
					t.Fatalf("child said %q", out.Text())
				}
				time.Sleep(time.Duration(rand.IntN(8000)) * time.Microsecond) // the random moment of the kill, not a wait for something
				cmd.Process.Kill()
				for out.Scan() {
					t.Fatalf("child said %q", out.Text())
				}
				cmd.Wait()
				if r.Written()+r.Read() < before {
					t.Fatal("a count went back")
				}
			}
			close(stop)
			if err := <-here; err != nil {
				t.Fatal(err)
			}
			if r.Written() == 0 || r.Read() == 0 {
				t.Fatalf("nothing went through: %d written, %d read", r.Written(), r.Read())
			}
		})
	}
}

func start(t *testing.T, r *Ring, role string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	f, err := r.File()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleEnv+"="+role)
	cmd.ExtraFiles = []*os.File{f}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

func TestOpenRefusesWhatIsNoRing(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "x")
	if err != nil {
		t.Fatal(err)
	}
	f.Write(make([]byte, 100_000))
	if r, err := Open(int(f.Fd())); err == nil {
		t.Errorf("opened %v", r)
	}
}
