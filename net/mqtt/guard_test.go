package mqtt

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// pipe is a connection that gives what it was given, in pieces of a size.
type pipe struct {
	in    io.Reader
	piece int
}

func (p *pipe) Read(b []byte) (int, error)       { return p.in.Read(b[:min(len(b), p.piece)]) }
func (p *pipe) Write(b []byte) (int, error)      { return len(b), nil }
func (p *pipe) Close() error                     { return nil }
func (p *pipe) LocalAddr() net.Addr              { return nil }
func (p *pipe) RemoteAddr() net.Addr             { return nil }
func (p *pipe) SetDeadline(time.Time) error      { return nil }
func (p *pipe) SetReadDeadline(time.Time) error  { return nil }
func (p *pipe) SetWriteDeadline(time.Time) error { return nil }

func publish(topic string, payload []byte) []byte {
	p := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	p.TopicName, p.Payload = topic, payload
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Messages pass unchanged up to the largest that is looked at; a larger one comes cut off, still too large, and the one
// after it is whole.
func TestGuardCutsOffWhatIsTooLarge(t *testing.T) {
	for _, size := range []int{0, 1, 100, maxPayload, maxPayload + 1, 1 << 20, 5 << 20} {
		for _, piece := range []int{1 << 20, 1000} {
			var in bytes.Buffer
			in.Write([]byte{0x20, 2, 0, 0}) // CONNACK
			in.Write(publish("a/topic", bytes.Repeat([]byte{7}, size)))
			in.Write(publish("next", []byte("whole")))
			in.Write([]byte{0xd0, 0}) // PINGRESP
			g := newGuard(&pipe{&in, piece})
			if _, err := packets.ReadPacket(g); err != nil {
				t.Fatal(err)
			}
			p, err := packets.ReadPacket(g)
			if err != nil {
				t.Fatalf("%d bytes: %v", size, err)
			}
			m := p.(*packets.PublishPacket)
			switch n := len(m.Payload); {
			case m.TopicName != "a/topic":
				t.Errorf("%d bytes: topic %q", size, m.TopicName)
			case size <= maxPayload && (n != size || bytes.Count(m.Payload, []byte{7}) != size):
				t.Errorf("%d bytes came as %d", size, n)
			case size > maxPayload && (n <= maxPayload || n > maxBody):
				t.Errorf("%d bytes were cut to %d", size, n)
			}
			p, err = packets.ReadPacket(g)
			if err != nil || string(p.(*packets.PublishPacket).Payload) != "whole" {
				t.Errorf("%d bytes: then %v, %v", size, p, err)
			}
			if p, err = packets.ReadPacket(g); err != nil {
				t.Errorf("%d bytes: then %v, %v", size, p, err)
			}
			if _, err = packets.ReadPacket(g); !errors.Is(err, io.EOF) {
				t.Errorf("at the end: %v", err)
			}
		}
	}
}

func TestGuardRefusesWhatABrokerNeverSends(t *testing.T) {
	for _, c := range []struct {
		name, want string
		in         []byte
	}{
		{"two answers to one filter", "3", []byte{0x90, 4, 0, 1, 0, 0}},
		{"no answer", "3", []byte{0x90, 2, 0, 1}},
		{"QoS 2", "QoS 2", append([]byte{0x34}, publish("a", nil)[1:]...)},
		{"QoS 3", "QoS 3", append([]byte{0x36}, publish("a", nil)[1:]...)},
		{"a long CONNACK", "more than it can have", []byte{0x20, 0xff, 0xff, 0xff, 0x7f}},
		{"an HTTP server", "more than it can have", []byte("HTTP/1.1 400 Bad Request\r\n")},
		{"an endless length", "is it an MQTT broker", []byte{0x30, 0xff, 0xff, 0xff, 0xff, 1}},
	} {
		_, err := packets.ReadPacket(newGuard(&pipe{bytes.NewReader(c.in), 100}))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Whatever a broker sends, what comes out are packets of bounded size or an error.
func FuzzGuard(f *testing.F) {
	f.Add(publish("a", []byte("b")), 1)
	f.Add([]byte{0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 'a'}, 3)
	f.Add([]byte{0x90, 3, 0, 1, 0}, 2)
	f.Fuzz(func(t *testing.T, in []byte, piece int) {
		g := newGuard(&pipe{bytes.NewReader(in), max(1, piece&0xffff)})
		for {
			p, err := packets.ReadPacket(g)
			if err != nil {
				return
			}
			if m, ok := p.(*packets.PublishPacket); ok && len(m.Payload) > maxBody {
				t.Fatalf("a payload of %d bytes", len(m.Payload))
			}
		}
	})
}
