//go:build linux

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"auralis/deploy/qemu/script"
)

// console writes whole lines, from any goroutine.
type console struct {
	mu sync.Mutex
	to io.Writer
}

// line writes one line of output. A console that can't be written leaves
// nobody to tell, so the error is dropped.
func (c *console) line(prefix, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintf(c.to, "%s%s\n", prefix, text)
}

// report writes one line that the host understands.
func (c *console) report(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	c.line(script.Mark, strings.ReplaceAll(text, "\n", " / "))
}

// copyLines writes every line of r with the prefix until r ends.
func (c *console) copyLines(prefix string, r io.Reader) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		text, err := in.ReadString('\n')
		if text != "" {
			c.line(prefix, strings.TrimRight(text, "\r\n"))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// listen answers the host's requests until the console ends; quit is closed
// at the first Quit.
func listen(in io.Reader, out *console, r *runner, quit chan struct{}) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 1 && words[0] == script.Quit:
			if quit != nil {
				close(quit)
				quit = nil
			}
		case len(words) == 3 && words[0] == script.Sleep:
			micros, err := strconv.ParseInt(words[1], 10, 64)
			if err != nil {
				out.report("error request %q: %v", lines.Text(), err)
				continue
			}
			token := words[2]
			time.AfterFunc(time.Duration(micros)*time.Microsecond, func() { out.report("slept %s", token) })
		case len(words) == 3 && words[0] == script.Signal:
			number, err := strconv.Atoi(words[2])
			if err == nil {
				err = r.signal(words[1], syscall.Signal(number))
			}
			if err != nil {
				out.report("error request %q: %v", lines.Text(), err)
			}
		case len(words) > 0:
			out.report("error unknown request %q", lines.Text())
		}
	}
	if err := lines.Err(); err != nil {
		out.report("error console input: %v", err)
	}
}

// silenceEcho keeps the console from repeating the host's requests among the
// output.
func silenceEcho() error {
	settings, err := unix.IoctlGetTermios(int(os.Stdin.Fd()), unix.TCGETS)
	if err != nil {
		return fmt.Errorf("console: %w", err)
	}
	settings.Lflag &^= unix.ECHO
	if err := unix.IoctlSetTermios(int(os.Stdin.Fd()), unix.TCSETS, settings); err != nil {
		return fmt.Errorf("console: %w", err)
	}
	return nil
}

// followKernelLog copies the kernel's messages of level warning and worse
// (levels 0…4, syslog(2)) to the console. The kernel is told to print none
// itself: its lines would land in the middle of ours.
func followKernelLog(out *console) error {
	file, err := os.Open("/dev/kmsg")
	if err != nil {
		return fmt.Errorf("kernel log: %w", err)
	}
	go func() {
		record := make([]byte, 16<<10)
		for {
			n, err := file.Read(record) // one record a read: "level,sequence,time,flags;text"
			if errors.Is(err, syscall.EPIPE) {
				continue // records were overwritten before we read them
			}
			if err != nil {
				out.report("error kernel log: %v", err)
				return
			}
			head, text, _ := strings.Cut(string(record[:n]), ";")
			digits, _, _ := strings.Cut(head, ",")
			level, err := strconv.Atoi(digits)
			if err != nil || level&7 > 4 {
				continue
			}
			text, _, _ = strings.Cut(text, "\n") // what follows are key=value lines
			out.line("kernel| ", text)
		}
	}()
	return nil
}
