package config

import (
	"fmt"
	"io"
	"strings"
)

// WriteManual writes docs/configuration.md. The error is the writer's.
func WriteManual(w io.Writer) error {
	p := printer{w: w}
	p.line("# Configuration")
	p.line("")
	p.line("<!-- Made from the table in package config: go test ./config -run Manual -update -->")
	p.line("")
	p.line("Five layers, each stronger than the one before: default < page settings < file < environment < flag. A key that file,")
	p.line("environment or a flag sets is locked on the page. `auralis run --print-config` prints every key with its present value and")
	p.line("where it came from; the output is itself a valid file.")
	p.line("")
	p.line("The file is TOML: the one named by `--config`, else `$AURALIS_CONFIG`, else `~/.config/auralis/auralis.toml`, else")
	p.line("`/etc/auralis/auralis.toml`. An unknown key or a bad value is an error that names file, line and key. Relative file names")
	p.line("start at the folder of the file, `~/` at the home folder. In the environment a list is written `a,b` or `[\"a\", \"b\"]`.")
	p.line("Passwords are never written here: a `…_file` key names the file that holds one.")
	initial := defaults()
	section := ""
	for _, k := range keys() {
		if s, _, _ := strings.Cut(k.name, "."); s != section {
			section = s
			p.head("[" + section + "]")
		}
		p.row(leaf(k.name), k.doc, k.allowed, literal(k.read(&initial)), EnvName(k.name))
	}
	manualArray(&p, "button", newButton(), buttonKeys())
	manualArray(&p, "encoder", newEncoder(), encoderKeys())
	return p.err
}

func manualArray[T any](p *printer, name string, fresh T, table []key[T]) {
	p.head("[[" + name + "]]")
	for _, k := range table {
		initial := literal(k.read(&fresh))
		if k.need {
			initial = "must be set"
		}
		p.row(k.name, k.doc, k.allowed, initial, "")
	}
}

func (p *printer) head(title string) {
	p.line("")
	p.line("## " + title)
	p.line("")
	p.line("| key | meaning | allowed | default | environment |")
	p.line("|---|---|---|---|---|")
}

func (p *printer) row(name, doc, allowed, initial, env string) {
	if env != "" {
		env = "`" + env + "`"
	}
	p.line(fmt.Sprintf("| `%s` | %s | %s | `%s` | %s |", name, cell(doc), cell(allowed), initial, env))
}

// cell keeps a text from ending its cell.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
