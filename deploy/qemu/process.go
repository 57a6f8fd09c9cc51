package qemu

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
)

// process is a running QEMU whose serial port is its standard input and
// output.
type process struct {
	console journal[string] // the guest's lines, without line ends
	done    chan struct{}   // closed when QEMU has ended and the console is complete
	err     error           // how QEMU ended; read after done

	cmd   *exec.Cmd
	mu    sync.Mutex // serialises requests
	input io.WriteCloser
	// what QEMU itself complains about; complete after done
	complaints strings.Builder
}

// startProcess starts QEMU in dir. The kernel kills QEMU should this process
// die. That signal is tied to the thread that started the child, so one
// goroutine keeps its thread from start to end.
func startProcess(program string, args []string, dir string) (*process, error) {
	p := &process{cmd: exec.Command(program, args...), done: make(chan struct{})}
	p.cmd.Dir = dir
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	p.cmd.Stderr = &p.complaints
	input, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("qemu: start: %w", err)
	}
	p.input = input
	output, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("qemu: start: %w", err)
	}
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		err := p.cmd.Start()
		started <- err
		if err != nil {
			return
		}
		readErr := p.read(output)
		p.err = p.cmd.Wait()
		if p.err == nil {
			p.err = readErr
		}
		p.console.end()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("qemu: start: %w", err)
	}
	return p, nil
}

// read fills the console journal until the output ends.
func (p *process) read(output io.Reader) error {
	in := bufio.NewReaderSize(output, 64<<10)
	for {
		line, err := in.ReadString('\n')
		if line != "" {
			p.console.add(strings.TrimRight(line, "\r\n"))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("qemu: console: %w", err)
		}
	}
}

// request sends one line to the guest's first process.
func (p *process) request(format string, args ...any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := fmt.Fprintf(p.input, format+"\n", args...); err != nil {
		return fmt.Errorf("qemu: request to the guest: %w", err)
	}
	return nil
}

// kill ends QEMU at once and waits for the end.
func (p *process) kill() {
	// The only failure is that it has ended already.
	_ = p.cmd.Process.Kill()
	<-p.done
}
