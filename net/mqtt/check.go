package mqtt

import (
	"context"
	"fmt"
)

// Check connects to the broker once and hangs up, for a diagnosis: nil where address, certificate, user and password are
// right. It doesn't disturb a player that is connected (its client id is another) and publishes nothing. It needs of o only
// Broker, Node, User, PasswordFile and CAFile; any goroutine may call.
func Check(ctx context.Context, o Options) error {
	broker, err := o.broker()
	if err != nil {
		return err
	}
	l, err := dialPaho(ctx, &o, broker, o.Node+"-check", nil, func(message) {})
	if err != nil {
		return fmt.Errorf("broker %s: %w", o.Broker, err)
	}
	l.Close()
	return nil
}
