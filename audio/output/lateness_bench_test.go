package output_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"auralis/audio"
	"auralis/audio/output"
	"auralis/audio/ring"
)

// BenchmarkLateness measures how late the output thread wakes, 1,000 times a second, while this process makes garbage on
// every core with a collector that runs all the time (GOGC=1). Debian's cyclictest at the same priority and interval is
// measured beside it, at the same time. AURALIS_WAKEUPS sets how many wake-ups (default 200,000: 200 s).
//
// The histogram has a bucket a power of two: quantiles are upper bounds.
func BenchmarkLateness(b *testing.B) {
	wakeups := 200_000
	if n, err := strconv.Atoi(os.Getenv("AURALIS_WAKEUPS")); err == nil {
		wakeups = n
	}
	if b.N > 1 {
		b.Skip("once is enough: -benchtime 1x")
	}
	r, err := ring.Create(1<<16, 64, output.PanelWords)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	p := output.NewPanel(r)
	ctx, cancel := context.WithCancel(context.Background())
	up := make(chan output.Report, 16)
	client := output.Start(ctx, r, func() *exec.Cmd { return exec.Command(os.Args[0], "serve") }, func(r output.Report) { up <- r })
	first := <-up
	if _, err := client.Do(ctx, output.Request{Op: "open", Open: &output.Open{Spec: "clock", Rate: 48000, Period: 48, Periods: 40}}); err != nil {
		b.Fatal(err)
	}
	w := r.Writer()
	w.Mark(audio.Mark{Epoch: 1, Instance: 1, Rate: 48000, Bits: 16})
	p.SetGain(1)
	p.Want(1)

	defer debug.SetGCPercent(debug.SetGCPercent(1))
	var stop atomic.Bool
	var all sync.WaitGroup
	for g := range runtime.GOMAXPROCS(0) {
		all.Go(func() { garbage(&stop, uint64(g)) })
	}
	peer := make(chan string, 1)
	go func() {
		out, err := exec.Command("cyclictest", "-q", "-m", "-p45", "-i1000", "-h20000", "-l"+strconv.Itoa(wakeups)).Output()
		if err != nil {
			peer <- "cyclictest: " + err.Error()
			return
		}
		peer <- string(out)
	}()
	block := make([]audio.Frame, 9600)
	for count(p) < uint64(wakeups) {
		w.Write(block[:min(len(block), 9600-min(9600, w.Fill()))])
		time.Sleep(20 * time.Millisecond)
	}
	stop.Store(true)
	all.Wait()
	h := p.Lateness()
	b.ReportMetric(quantile(h, 0.5), "p50-µs")
	b.ReportMetric(quantile(h, 0.999), "p99.9-µs")
	b.ReportMetric(quantile(h, 1), "max-µs")
	b.ReportMetric(float64(p.Underruns()), "underruns")
	b.ReportMetric(float64(p.Xruns()), "xruns")
	c50, c999, cmax := cyclictest(<-peer)
	b.ReportMetric(c50, "cyclictest-p50-µs")
	b.ReportMetric(c999, "cyclictest-p99.9-µs")
	b.ReportMetric(cmax, "cyclictest-max-µs")
	b.Logf("SCHED_FIFO %v %s", first.FIFO, first.Missing)
	cancel()
	client.Wait()
}

// garbage allocates as fast as it can.
func garbage(stop *atomic.Bool, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	var keep [256][]byte
	for !stop.Load() {
		keep[r.IntN(len(keep))] = make([]byte, 16+r.IntN(8192))
	}
}

func count(p output.Panel) (n uint64) {
	for _, k := range p.Lateness() {
		n += k
	}
	return n
}

// quantile is the upper edge, in microseconds, of the bucket that holds it.
func quantile(h [output.LatenessBuckets]uint64, q float64) float64 {
	var total, seen uint64
	for _, k := range h {
		total += k
	}
	last := 0.0
	for i, k := range h {
		if seen += k; k > 0 {
			last = float64(uint64(1) << i)
		}
		if total > 0 && float64(seen) >= q*float64(total) {
			return last
		}
	}
	return last
}

// cyclictest reads its histogram: a line "microseconds count" each.
func cyclictest(out string) (p50, p999, most float64) {
	var us, n []uint64
	var total uint64
	for _, line := range strings.Split(out, "\n") {
		var a, k uint64
		if strings.HasPrefix(line, "#") {
			fmt.Sscanf(line, "# Max Latencies: %f", &most)
			continue
		}
		if c, _ := fmt.Sscanf(line, "%d %d", &a, &k); c == 2 && k > 0 {
			us, n = append(us, a), append(n, k)
			total += k
		}
	}
	at := func(q float64) float64 {
		var seen uint64
		for i := range us {
			if seen += n[i]; float64(seen) >= q*float64(total) {
				return float64(us[i])
			}
		}
		return 0
	}
	return at(0.5), at(0.999), most
}
