package mqtt

import (
	"testing"

	"go.uber.org/goleak"
)

// Nothing that a test began runs on after it, the MQTT library's goroutines included.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
