package engines

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// S3 is a versitygw of its own: a server that checks signatures (AWS Signature
// Version 4) and keeps each object as a file and each bucket as a folder.
type S3 struct {
	URL       string // of its first bucket: s3://oauth1?endpoint=…&region=us-east-1
	AccessKey string
	SecretKey string

	program, dir, addr string
	server             server
}

// StartS3 makes an empty store with one bucket in a folder and starts it on a free loopback port.
// The context bounds the start; the server runs until it is stopped, or until this process ends.
func StartS3(ctx context.Context, dir string) (*S3, error) {
	return StartS3As(ctx, dir, secret(), secret())
}

// StartS3As is StartS3 with credentials that somebody knows already.
func StartS3As(ctx context.Context, dir, accessKey, secretKey string) (*S3, error) {
	program, err := Gateway(ctx)
	if err != nil {
		return nil, err
	}
	if dir, err = claim(dir); err != nil {
		return nil, err
	}
	if program, err = bring(program, dir); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &S3{AccessKey: accessKey, SecretKey: secretKey, program: program, dir: dir, addr: net.JoinHostPort("127.0.0.1", port)}
	s.server = server{name: "versitygw", log: filepath.Join(dir, "versitygw.log")}
	if s.URL, err = s.Bucket("oauth1"); err != nil {
		return nil, err
	}
	return s, s.Start(ctx)
}

// Bucket makes a bucket, unless it is there, and answers its address. A name has three characters at least.
func (s *S3) Bucket(name string) (string, error) {
	for _, dir := range []string{filepath.Dir(s.Folder(name)), s.Folder(name)} {
		if _, err := claim(dir); err != nil {
			return "", err
		}
	}
	query := url.Values{"endpoint": {"http://" + s.addr}, "region": {"us-east-1"}}
	return fmt.Sprintf("s3://%s?%s", name, query.Encode()), nil
}

// Folder is where the objects of a bucket lie as files, for a test that damages or removes one.
func (s *S3) Folder(bucket string) string { return filepath.Join(s.dir, "buckets", bucket) }

// Env are the credentials as the AWS SDK reads them from the environment.
func (s *S3) Env() []string {
	return []string{"AWS_ACCESS_KEY_ID=" + s.AccessKey, "AWS_SECRET_ACCESS_KEY=" + s.SecretKey}
}

// Start starts it where it was before.
func (s *S3) Start(ctx context.Context) error {
	cmd := exec.Command(s.program, "--port", s.addr, "--quiet", "posix", filepath.Join(s.dir, "buckets"))
	cmd.Env = []string{"ROOT_ACCESS_KEY=" + s.AccessKey, "ROOT_SECRET_KEY=" + s.SecretKey}
	return s.server.start(ctx, cmd, func(int) bool {
		conn, err := net.Dial("tcp", s.addr)
		return err == nil && conn.Close() == nil
	})
}

// Stop ends it: requests are refused until it is started again.
func (s *S3) Stop() error { return s.server.end(syscall.SIGTERM) }

// Kill ends it as a power failure would.
func (s *S3) Kill() error { return s.server.end(os.Kill) }

// PID is the number of the process of the server, 0 if it does not run.
func (s *S3) PID() int { return s.server.pid() }
