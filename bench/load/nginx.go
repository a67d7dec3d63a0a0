package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"example.net/oauth1/bench/programs"
)

// nginxConf serves one file, as nginx does it best: from the kernel, without a log.
const nginxConf = `daemon off; master_process off; pid DIR/nginx.pid; error_log DIR/nginx.log;
worker_rlimit_nofile 20000;
events { worker_connections 10000; }
http {
	access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type image/jpeg;
	client_body_temp_path DIR/a; proxy_temp_path DIR/b; fastcgi_temp_path DIR/c; uwsgi_temp_path DIR/d; scgi_temp_path DIR/e;
	server { listen ADDR; root DIR; location = /picture.jpg { open_file_cache max=10; } location / { return 404; } }
}
`

// errNoNginx means that there is none on this machine.
var errNoNginx = errors.New("nginx is not installed (Debian: nginx-light), so there is no comparison with it")

// startNginx serves DIR/picture.jpg.
func startNginx(dir string) (*programs.Process, error) {
	binary, err := exec.LookPath("nginx")
	if err != nil {
		if binary = "/usr/sbin/nginx"; !exists(binary) {
			return nil, errNoNginx
		}
	}
	addr, err := programs.FreeAddr()
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(dir, "nginx.conf")
	text := strings.NewReplacer("DIR", dir, "ADDR", addr).Replace(nginxConf)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return nil, err
	}
	p := &programs.Process{Command: exec.Command(binary, "-p", dir, "-c", conf), URL: "http://" + addr}
	return p, p.Start(p.URL + "/picture.jpg")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
