package mqtt

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"
)

// Packet types of MQTT 3.1.1, table 2.1, as they stand in the upper half of the first byte.
const (
	packetPublish = 3
	packetSuback  = 9
)

// maxBody is the longest PUBLISH that is passed on whole: the longest topic with its length, and one byte more than the
// largest payload, so that a message that was cut off is still seen to be too large.
const maxBody = 2 + 65535 + maxPayload + 1

// guard stands between the network and the MQTT library, which believes every length it reads (up to 256 MiB, held in
// memory) and every count (a SUBACK with too many answers makes it panic). A PUBLISH that is too long is passed on cut
// off, the rest read and dropped; what a broker never sends to this client breaks the connection with an error. Read is
// called by one goroutine, Write by another.
type guard struct {
	net.Conn
	in *bufio.Reader

	// Of the packet that is being read; the reading goroutine's alone:
	header []byte // its rewritten fixed header, what wasn't passed on yet
	body   int    // bytes of the body to pass on
	drop   int64  // bytes of the body to drop after that
	err    error
}

func newGuard(c net.Conn) *guard { return &guard{Conn: c, in: bufio.NewReader(c)} }

// Read passes packets on.
func (g *guard) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	if len(g.header) == 0 && g.body == 0 {
		if err := g.next(); err != nil {
			g.err = err
			return 0, err
		}
	}
	if len(g.header) > 0 {
		n := copy(p, g.header)
		g.header = g.header[n:]
		return n, nil
	}
	n, err := g.in.Read(p[:min(len(p), g.body)])
	g.body -= n
	return n, err
}

// next reads the fixed header of the next packet (MQTT 3.1.1, 2.2).
func (g *guard) next() error {
	if _, err := io.CopyN(io.Discard, g.in, g.drop); err != nil {
		return err
	}
	g.drop = 0
	first, err := g.in.ReadByte()
	if err != nil {
		return err
	}
	length, err := g.length()
	if err != nil {
		return err
	}
	switch kind := first >> 4; {
	case kind == packetPublish && first&0x06 != 0:
		return fmt.Errorf("the broker sent a message with QoS %d to a subscription with QoS 0", first>>1&3)
	case kind == packetPublish:
	case kind == packetSuback && length != 3: // the number, and one answer for the one filter
		return fmt.Errorf("the broker answered a subscription with %d bytes in the place of 3", length)
	case length > 4:
		return fmt.Errorf("the broker sent a packet of type %d with %d bytes, more than it can have", kind, length)
	}
	g.body = min(length, maxBody)
	g.drop = int64(length - g.body)
	g.header = binary.AppendUvarint([]byte{first}, uint64(g.body)) // the same form as MQTT's, 2.2.3
	return nil
}

// length reads a remaining length: at most 4 bytes.
func (g *guard) length() (int, error) {
	n := 0
	for shift := 0; shift < 28; shift += 7 {
		b, err := g.in.ReadByte()
		if err != nil {
			return 0, err
		}
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n, nil
		}
	}
	return 0, fmt.Errorf("the broker sent a packet whose length has more than 4 bytes: is it an MQTT broker?")
}

// Write gives the other side writeTimeout to take the bytes; the library doesn't for all its packets.
func (g *guard) Write(p []byte) (int, error) {
	if err := g.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	return g.Conn.Write(p)
}
