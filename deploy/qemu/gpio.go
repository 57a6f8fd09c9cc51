package qemu

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// gpioChip drives the input lines of the board's PL061 through QEMU's test
// socket (docs/devel/testing/qtest.rst in QEMU's source).
type gpioChip struct {
	conn   net.Conn
	in     *bufio.Reader
	device string // path in QEMU's object tree
	names  []string
}

// newGPIO finds the chip. Its index among the unattached devices depends on
// the machine's options, so it is looked up.
func newGPIO(ctx context.Context, q *qmpClient, conn net.Conn, names []string) (*gpioChip, error) {
	const parent = "/machine/unattached"
	result, err := q.execute(ctx, "qom-list", map[string]any{"path": parent})
	if err != nil {
		return nil, err
	}
	var devices []struct{ Name, Type string }
	if err := json.Unmarshal(result, &devices); err != nil {
		return nil, fmt.Errorf("qemu: qom-list: %w", err)
	}
	for _, d := range devices {
		if d.Type == "child<pl061>" {
			return &gpioChip{conn: conn, in: bufio.NewReader(conn), device: parent + "/" + d.Name, names: names}, nil
		}
	}
	return nil, fmt.Errorf("qemu: the machine has no PL061 among its %d devices", len(devices))
}

// set drives a line by name.
func (g *gpioChip) set(name string, level bool) error {
	line := slices.Index(g.names, name)
	if line < 0 || name == "" {
		return fmt.Errorf("qemu: no GPIO line %q, the board has %q", name, g.names)
	}
	value := 0
	if level {
		value = 1
	}
	if err := g.conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return fmt.Errorf("qemu: qtest: %w", err)
	}
	if _, err := fmt.Fprintf(g.conn, "set_irq_in %s unnamed-gpio-in %d %d\n", g.device, line, value); err != nil {
		return fmt.Errorf("qemu: qtest: %w", err)
	}
	answer, err := g.in.ReadString('\n')
	if err != nil {
		return fmt.Errorf("qemu: qtest: %w", err)
	}
	if strings.TrimSpace(answer) != "OK" {
		return fmt.Errorf("qemu: qtest set_irq_in: %s", strings.TrimSpace(answer))
	}
	return nil
}

// writeDTB writes the machine's device tree with the line names added to the
// GPIO chip. machine are the options that shape the tree and must be those of
// the run.
func writeDTB(ctx context.Context, log *strings.Builder, qemu, file string, machine, names []string) error {
	dump := append(slices.Clone(machine), "-nodefaults", "-display", "none")
	i := slices.Index(dump, "-M")
	dump[i+1] += ",dumpdtb=" + file
	dir := filepath.Dir(file)
	if err := run(ctx, log, dir, qemu, dump...); err != nil {
		return err
	}
	var nodes strings.Builder
	if err := run(ctx, &nodes, dir, tool("fdtget"), "-l", file, "/"); err != nil {
		return err
	}
	for node := range strings.Lines(nodes.String()) {
		node = strings.TrimSpace(node)
		if !strings.HasPrefix(node, "pl061@") {
			continue
		}
		// "gpio-line-names" (Documentation/devicetree/bindings/gpio/gpio.txt).
		args := append([]string{"-t", "s", file, "/" + node, "gpio-line-names"}, names...)
		return run(ctx, log, dir, tool("fdtput"), args...)
	}
	return fmt.Errorf("qemu: no pl061 in the machine's device tree")
}
