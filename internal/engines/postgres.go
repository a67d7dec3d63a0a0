package engines

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Postgres is a PostgreSQL server of its own, with one user who may do everything and must give a password.
type Postgres struct {
	URL string // of the database postgres, where databases are made: postgres://postgres:…@127.0.0.1:…/postgres?sslmode=disable

	bin, dir, port string
	password       string
	server         server
}

var errNoPostgres = errors.New("PostgreSQL is missing: install it, on Debian and Ubuntu with apt-get install postgresql, or put its pg_ctl into PATH")

// postgresBin finds the folder of initdb and postgres: the newest of Debian's, or the one of the pg_ctl in PATH.
func postgresBin() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	newest, at := 0, ""
	for _, path := range found {
		if version, _ := strconv.Atoi(strings.Split(path, "/")[4]); version > newest {
			newest, at = version, path
		}
	}
	if at != "" {
		return filepath.Dir(at), nil
	}
	path, err := exec.LookPath("pg_ctl")
	if err != nil {
		return "", errNoPostgres
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

// StartPostgres makes an empty server in a folder and starts it on a free loopback port.
// The context bounds the start; the server runs until it is stopped, or until this process ends.
func StartPostgres(ctx context.Context, dir string) (*Postgres, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	if dir, err = claim(dir); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	p := &Postgres{bin: bin, dir: dir, port: port, password: secret()}
	p.URL = p.Database("postgres")
	p.server = server{name: "PostgreSQL", log: filepath.Join(dir, "postgres.log")}
	if err := p.initialise(ctx); err != nil {
		return nil, err
	}
	return p, p.Start(ctx)
}

// Database is the address of one of its databases, which need not exist yet.
func (p *Postgres) Database(name string) string {
	return (&url.URL{Scheme: "postgres", User: url.UserPassword("postgres", p.password), Host: "127.0.0.1:" + p.port, Path: "/" + name, RawQuery: "sslmode=disable"}).String()
}

// initialise makes the files of the server.
func (p *Postgres) initialise(ctx context.Context) error {
	password := filepath.Join(p.dir, "password")
	if err := hand(password, p.password); err != nil {
		return err
	}
	err := p.tool(ctx, "initdb", "-D", p.data(), "-U", "postgres", "-A", "scram-sha-256", "--pwfile="+password, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	return errors.Join(err, os.Remove(password))
}

// tool runs one of the programs that come with PostgreSQL to its end.
func (p *Postgres) tool(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, name), args...)
	cmd.Dir, cmd.Env = p.dir, []string{"PGPASSWORD=" + p.password}
	if err := asChild(cmd); err != nil {
		return err
	}
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s of PostgreSQL: %w\n%s", name, err, said)
	}
	return nil
}

func (p *Postgres) data() string { return filepath.Join(p.dir, "data") }

// Start starts it where it was before. What the system keeps is all that a test looks at, so nothing waits for a disk (fsync).
func (p *Postgres) Start(ctx context.Context) error {
	settings := []string{"listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=400", "shared_buffers=64MB", "log_min_error_statement=panic"}
	args := []string{"-D", p.data(), "-p", p.port}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return p.server.start(ctx, exec.Command(filepath.Join(p.bin, "postgres"), args...), p.ready)
}

// ready reads what the server says of itself, as pg_ctl does: its process on the first line, its state on the eighth.
func (p *Postgres) ready(pid int) bool {
	text, err := os.ReadFile(filepath.Join(p.data(), "postmaster.pid"))
	lines := strings.Split(string(text), "\n")
	return err == nil && len(lines) > 7 && lines[0] == strconv.Itoa(pid) && strings.TrimSpace(lines[7]) == "ready"
}

// Stop ends it in order: whoever is connected is cut off, what was committed is written.
func (p *Postgres) Stop() error { return p.server.end(os.Interrupt) }

// Kill ends it at once, so that its next start has to recover.
func (p *Postgres) Kill() error { return p.server.end(syscall.SIGQUIT) }

// Restart stops it and starts it again on the same port.
func (p *Postgres) Restart(ctx context.Context) error {
	if err := p.Stop(); err != nil {
		return err
	}
	return p.Start(ctx)
}

// Create makes a database, as a copy of another one unless that is "", and answers its address. Nobody may be connected to the other.
func (p *Postgres) Create(ctx context.Context, name, copyOf string) (string, error) {
	args := []string{"-h", "127.0.0.1", "-p", p.port, "-U", "postgres", name}
	if copyOf != "" {
		args = append(args, "-T", copyOf)
	}
	if err := p.tool(ctx, "createdb", args...); err != nil {
		return "", err
	}
	return p.Database(name), nil
}

// CutOff ends every connection that somebody has to any of its databases. The server goes on.
func (p *Postgres) CutOff(ctx context.Context) error {
	return p.tool(ctx, "psql", "-h", "127.0.0.1", "-p", p.port, "-U", "postgres", "-X", "-q", "-c",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()", "postgres")
}

// PID is the number of the process of the server; those that answer the connections are its children, 0 if it does not run.
func (p *Postgres) PID() int { return p.server.pid() }
