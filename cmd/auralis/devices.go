package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"auralis/audio/output/alsa"
)

type devicesCommand struct {
	JSON bool `name:"json" help:"Print one JSON object a card."`
}

// Help is shown by --help.
func (devicesCommand) Help() string {
	return "Example: auralis devices\nThe first column is what --output alsa:… takes."
}

// Run lists the cards.
func (c devicesCommand) Run() error {
	cards, err := alsa.Cards()
	for _, card := range cards {
		if c.JSON {
			if e := json.NewEncoder(os.Stdout).Encode(card); e != nil {
				return e
			}
			continue
		}
		for _, d := range card.Devices {
			fmt.Printf("alsa:%s  %s, %s\n", d, card.Name, d.Name)
			switch {
			case d.Holder != nil:
				fmt.Printf("    in use by %v\n", d.Holder)
			case d.Caps != nil:
				fmt.Printf("    %v\n", *d.Caps)
			}
		}
	}
	if len(cards) == 0 && !c.JSON {
		fmt.Println("no sound card: --output clock plays to nobody at the right pace; --output wav:FILE and pipe:FILE need none")
	}
	return err
}

// watchCards tells when a sound card comes or goes. It runs in the output process for as long as that lives.
func watchCards(changed func(detail string)) {
	m, err := alsa.Listen()
	if err != nil {
		return // without kernel events a card that comes back is found by trying
	}
	for {
		e, err := m.Next(0)
		switch {
		case errors.Is(err, os.ErrClosed):
			return
		case err != nil:
			time.Sleep(time.Second)
		case e.Lost || e.CardAdded() || e.CardRemoved():
			changed(e.Action + " " + e.Path)
		}
	}
}
