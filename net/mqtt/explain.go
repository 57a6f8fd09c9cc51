package mqtt

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// explain adds what to do to an error of connecting.
func explain(err error) error {
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.Is(err, packets.ErrorRefusedBadUsernameOrPassword), errors.Is(err, packets.ErrorRefusedNotAuthorised):
		return fmt.Errorf("the broker refuses the user or the password (mqtt.user, mqtt.password_file): %w", err)
	case errors.Is(err, packets.ErrorRefusedIDRejected):
		return fmt.Errorf("the broker refuses the client id (mqtt.node): %w", err)
	case errors.As(err, &unknown):
		return fmt.Errorf("the broker's certificate isn't vouched for (mqtt.ca_file names who does): %w", err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("no answer within %v: is the address right (mqtt.broker), is the broker running?", connectTimeout)
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return fmt.Errorf("the broker hung up during the handshake (tcp:// to a port for ssl://?): %w", err)
	}
	return err
}

// kind is an error without what differs from one attempt to the next (the local port), to tell a new trouble from the
// same again.
func kind(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}
