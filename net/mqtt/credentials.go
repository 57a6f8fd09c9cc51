package mqtt

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
)

// maxSecret bounds what is read of a password file, maxCA of a file of certificates, in bytes.
const (
	maxSecret = 4 << 10
	maxCA     = 1 << 20
)

// readPassword gives the first line of a file, "" where there is no file to read.
func readPassword(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("mqtt.password_file: %w", err)
	}
	defer f.Close()
	line, err := bufio.NewReader(io.LimitReader(f, maxSecret+1)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("mqtt.password_file: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	switch {
	case line == "":
		return "", fmt.Errorf("mqtt.password_file %s: its first line is empty, the password should stand there", path)
	case len(line) > maxSecret:
		return "", fmt.Errorf("mqtt.password_file %s: its first line has more than %d bytes", path, maxSecret)
	}
	return line, nil
}

// tlsSettings is how a connection is made secure; nil where it isn't.
type tlsSettings struct{ config *tls.Config }

// tlsConfig gives the settings for an ssl:// broker.
func tlsConfig(broker *url.URL, caFile string) (*tlsSettings, error) {
	if broker.Scheme != "ssl" {
		return nil, nil
	}
	c := &tls.Config{ServerName: broker.Hostname(), MinVersion: tls.VersionTLS12}
	if caFile == "" {
		return &tlsSettings{c}, nil
	}
	f, err := os.Open(caFile)
	if err != nil {
		return nil, fmt.Errorf("mqtt.ca_file: %w", err)
	}
	defer f.Close()
	pem, err := io.ReadAll(io.LimitReader(f, maxCA))
	if err != nil {
		return nil, fmt.Errorf("mqtt.ca_file: %w", err)
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("mqtt.ca_file %s: no certificate in PEM form in it", caFile)
	}
	return &tlsSettings{c}, nil
}

// handshake secures a connection, or closes it.
func (t *tlsSettings) handshake(ctx context.Context, conn net.Conn) (net.Conn, error) {
	secure := tls.Client(conn, t.config)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("TLS: %w", err)
	}
	return secure, nil
}
