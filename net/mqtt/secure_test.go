package mqtt

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"auralis/internal/need"
)

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// certificate makes a certificate for 127.0.0.1 that vouches for itself.
func certificate(t *testing.T) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "broker"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		write(t, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
}

// TLS, user, password and an access list that confines the player to its own topics, as the documentation advises.
func TestBrokerWithPasswordAndTLS(t *testing.T) {
	t.Parallel()
	passwd := need.Tool(t, "mosquitto_passwd", "mosquitto")
	users := filepath.Join(t.TempDir(), "users")
	if out, err := exec.Command(passwd, "-b", "-c", users, "box", "correct horse").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	list := write(t, "acl", []byte("user box\ntopic readwrite auralis/"+testNode+"/#\n"))
	cert, key := certificate(t)
	b := startBroker(t, "allow_anonymous false", "password_file "+users, "acl_file "+list, "certfile "+cert, "keyfile "+key)
	right := Options{Broker: "ssl://" + b.address, Node: testNode, User: "box", PasswordFile: write(t, "p", []byte("correct horse\n")), CAFile: cert}

	c, _ := b.run(func(o *Options) {
		o.Broker, o.User, o.PasswordFile, o.CAFile = right.Broker, right.User, right.PasswordFile, right.CAFile
	})
	if s := c.Status(); s.Problem != "" {
		t.Errorf("status %+v", s)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := Check(ctx, right); err != nil {
		t.Errorf("check: %v", err)
	}
	if !c.Status().Connected {
		t.Error("the check threw the player out")
	}
	other, _ := certificate(t)
	for _, k := range []struct {
		want   string
		change func(*Options)
	}{
		{"mqtt.password_file", func(o *Options) { o.PasswordFile = write(t, "p", []byte("wrong\n")) }},
		{"mqtt.user", func(o *Options) { o.User, o.PasswordFile = "", "" }},
		{"certificate", func(o *Options) { o.CAFile = other }},
		{"certificate", func(o *Options) { o.CAFile = "" }},
		{"hung up", func(o *Options) { o.Broker, o.CAFile = "tcp://"+b.address, "" }},
	} {
		o := right
		k.change(&o)
		if err := Check(ctx, o); err == nil || !strings.Contains(err.Error(), k.want) || strings.Contains(err.Error(), "horse") {
			t.Errorf("want %q: %v", k.want, err)
		}
	}
}

// A broker that breaks the protocol costs the connection, never the program.
func TestHostileBroker(t *testing.T) {
	t.Parallel()
	connack := []byte{0x20, 2, 0, 0}
	for name, answer := range map[string][]byte{
		"too many answers":  append(connack[:4:4], 0x90, 6, 0, 1, 0, 0, 0, 0),
		"a huge message":    append(connack[:4:4], 0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 'a'),
		"an unknown code":   {0x20, 2, 0, 77},
		"no MQTT":           []byte("SSH-2.0-OpenSSH_9.2\r\n"),
		"a packet too soon": {0x90, 3, 0, 1, 0},
		"nothing":           {},
		"half a message":    append(connack[:4:4], 0x30, 2, 0),
		"a short message":   append(connack[:4:4], 0x30, 1, 0),
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					conn.Read(make([]byte, 1024)) // CONNECT
					conn.Write(answer)
					if len(answer) > 0 {
						conn.Read(make([]byte, 1024)) // SUBSCRIBE, where it gets that far
					}
					conn.Close()
				}
			}()
			p, _ := newPlayer(t)
			o := options(p, &lines{})
			o.Broker = "tcp://" + l.Addr().String()
			c, err := New(o)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan error, 1)
			go func() { ended <- c.Run(ctx) }()
			eventually(t, "a problem in the status", func() bool { return c.Status().Problem != "" })
			if c.Status().Connected {
				t.Error("counts as connected")
			}
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

// MQTT 3.1.1, 3.9.3: 0x80 is the broker's no to a subscription. (mosquitto's access lists say yes and deliver nothing.)
func TestSubscriptionRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		packet := make([]byte, 1024)
		conn.Read(packet)
		conn.Write([]byte{0x20, 2, 0, 0})
		conn.Read(packet)
		conn.Write([]byte{0x90, 3, packet[2], packet[3], 0x80})
		conn.Read(packet)
	}()
	broker := &url.URL{Scheme: "tcp", Host: l.Addr().String()}
	k, err := dialPaho(context.Background(), &Options{}, broker, "n", nil, func(message) {})
	if err != nil {
		t.Fatal(err)
	}
	defer k.Drop()
	var no *refusal
	if err := k.Subscribe(context.Background(), "some/topic"); !errors.As(err, &no) || !strings.Contains(err.Error(), "some/topic") {
		t.Errorf("%v", err)
	}
}

func TestKindForgetsThePort(t *testing.T) {
	one := &net.OpError{Op: "read", Net: "tcp", Source: &net.TCPAddr{Port: 1}, Err: errors.New("reset")}
	two := &net.OpError{Op: "read", Net: "tcp", Source: &net.TCPAddr{Port: 2}, Err: errors.New("reset")}
	if kind(one) != kind(two) || kind(one) == kind(errors.New("other")) || bytes.Contains([]byte(kind(one)), []byte(":1")) {
		t.Errorf("%q, %q", kind(one), kind(two))
	}
}
