package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"

	"auralis/audio/player"
	"auralis/net/api"
	"auralis/net/mqtt"
	"auralis/net/web"
	"auralis/net/web/pair"

	"golang.org/x/term"
	"rsc.io/qr"
)

// remotes starts everything that steers the player. What fails to start is said and left out; a page that was asked for
// and can't be served ends the program.
func (p *parts) remotes(ctx context.Context, all *sync.WaitGroup, fatal func(error)) {
	handler, err := api.New(api.Parts{
		Control: p.ctl, Instance: api.NewInstance(), Library: catalog{p}, Scanner: p.scanner, System: p, Outputs: p, Settings: p,
	})
	if err != nil {
		fatal(err)
		return
	}
	page := ""
	if p.cfg.HTTP.Listen != "" {
		s, err := p.web(handler)
		if err != nil {
			fatal(err)
			return
		}
		page = s.LANURL()
		p.showAddress(s)
		all.Go(func() {
			if err := s.Run(ctx); err != nil {
				fatal(err)
			}
		})
	}
	if p.cfg.MQTT.Enabled {
		if c, err := p.mqtt(handler, page); err != nil {
			p.log.Error("no MQTT", "error", err)
		} else {
			p.broker.Store(c)
			all.Go(func() {
				if err := c.Run(ctx); err != nil {
					p.log.Error("MQTT ended", "error", err)
				}
			})
		}
	}
	p.controls(ctx, all)
}

func (p *parts) web(handler *api.Handler) (*web.Server, error) {
	return web.New(web.Options{
		Listen: p.cfg.HTTP.Listen, Access: p.cfg.HTTP.Access, Hosts: p.cfg.HTTP.Hosts, Control: p.ctl, Handler: handler, Levels: p.engine,
		Keys: pair.File(filepath.Join(p.dir, "paired.keys")), Components: p.components, Panel: p.engine.Panel(), Log: p.log,
		ShowPIN: func(pin string) {
			fmt.Fprintf(os.Stderr, "PIN for a new phone: %s\n", pin)
		},
	})
}

func (p *parts) mqtt(handler *api.Handler, page string) (*mqtt.Client, error) {
	o, err := p.mqttOptions()
	if err != nil {
		return nil, err
	}
	o.Page, o.Player, o.Snapshot, o.RPC, o.Library = page, p.ctl, handler.SnapshotJSON, handler.Serve, catalog{p}
	return mqtt.New(o)
}

// mqttOptions are what the configuration says about the broker.
func (p *parts) mqttOptions() (mqtt.Options, error) {
	node := p.cfg.MQTT.Node
	if node == "" {
		var err error
		if node, err = mqtt.NodeID(mqtt.Board{ReadFile: os.ReadFile, Interfaces: net.Interfaces}); err != nil {
			return mqtt.Options{}, err
		}
	}
	host, _ := os.Hostname()
	return mqtt.Options{
		Broker: p.cfg.MQTT.Broker, Node: node, User: p.cfg.MQTT.User, PasswordFile: p.cfg.MQTT.PasswordFile, CAFile: p.cfg.MQTT.CAFile,
		Discovery: p.cfg.MQTT.Discovery, Name: host, Version: version, Log: p.log,
	}, nil
}

// showAddress prints where the page is, with a code for a phone's camera where a person looks on.
func (p *parts) showAddress(s *web.Server) {
	fmt.Fprintf(os.Stderr, "The page: %s\n", s.URL())
	lan := s.LANURL()
	if lan == "" {
		return
	}
	fmt.Fprintf(os.Stderr, "On a phone: %s\n", lan)
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return
	}
	code, err := qr.Encode(lan, qr.L)
	if err != nil {
		return // an address too long for a code is still printed above
	}
	dark := func(x, y int) bool { return x >= 0 && y >= 0 && x < code.Size && y < code.Size && code.Black(x, y) }
	for y := -2; y < code.Size+2; y += 2 { // two rows a line, in half blocks, light on dark
		for x := -2; x < code.Size+2; x++ {
			fmt.Fprint(os.Stderr, [2][2]string{{"█", "▀"}, {"▄", " "}}[b2i(dark(x, y))][b2i(dark(x, y+1))])
		}
		fmt.Fprintln(os.Stderr)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// components tells the real state of the parts, for /readyz.
func (p *parts) components() []web.Component {
	s := p.ctl.State()
	out := web.Component{Name: "output", OK: s.Output.Err == "", Detail: s.Output.Name}
	if !out.OK {
		out.Detail = s.Output.Err
	}
	view := p.db.View()
	lib := web.Component{Name: "library", OK: view.Ready(), Detail: fmt.Sprintf("%d tracks", view.Len())}
	saved := p.saver.Stats()
	keep := web.Component{Name: "store", OK: saved.Last == nil}
	if saved.Last != nil {
		keep.Detail = saved.Last.Error()
	}
	all := []web.Component{out, lib, keep}
	if c := p.broker.Load(); c != nil {
		st := c.Status()
		all = append(all, web.Component{Name: "mqtt", OK: st.Connected, Detail: st.Problem})
	}
	return all
}

// announceButton tells the remotes that something was done at the board.
func (p *parts) announceButton(name, gesture string) {
	data, err := json.Marshal(map[string]string{"button": name, "gesture": gesture})
	if err != nil {
		return // two strings can't fail to be written
	}
	p.ctl.Announce(player.Notice{Kind: "button", Data: json.RawMessage(data)})
}
