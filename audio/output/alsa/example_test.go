package alsa_test

import (
	"fmt"
	"log"
	"time"

	"auralis/audio/output/alsa"
)

// A device is opened by the name that stays the same, with a buffer of 4 × 10 ms.
func ExampleOpen() {
	card, device, err := alsa.ParseName("hw:CARD=DAC,DEV=0")
	if err != nil {
		log.Fatal(err)
	}
	sink, err := alsa.Open(alsa.Options{Card: card, Device: device, Rate: 44100, Period: 10 * time.Millisecond})
	if err != nil {
		log.Fatal(err)
	}
	defer sink.Close()
	fmt.Println(sink.Device(), sink.Config())
}

func ExampleParseName() {
	card, device, err := alsa.ParseName("hw:Headphones,0")
	fmt.Println(card, device, err)
	fmt.Println(alsa.DeviceName(card, device))
	// Output:
	// Headphones 0 <nil>
	// hw:CARD=Headphones,DEV=0
}
