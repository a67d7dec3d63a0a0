package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/probe"
)

type consumerCommand struct {
	output
	Listen   string        `default:"localhost:9090" help:"Where to play Service Provider."`
	Key      string        `default:"probe-key" help:"The Consumer Key."`
	Secret   string        `default:"probe-secret" env:"OAUTHPROBE_SECRET" help:"The Consumer Secret."`
	Callback []string      `required:"" help:"The Consumer's callback, or what it begins with, up to a slash."`
	Wait     time.Duration `default:"5m" help:"How long to wait for the Consumer to dance three times."`
	Linger   time.Duration `default:"3s" help:"How long it is watched after that: it could still go wrong."`
}

// Run implements the command.
func (c *consumerCommand) Run(e *env) error {
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return err
	}
	address := "http://" + c.Listen
	if _, port, err := net.SplitHostPort(c.Listen); err == nil && port == "0" {
		address = "http://" + listener.Addr().String()
	}
	stage, err := probe.NewStage(address, oauthcore.Registration{Key: c.Key, Secret: c.Secret, Callbacks: c.Callback})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintf(e.err, "Playing Service Provider at %s (key %s). Let the Consumer connect %d times; %s.\n", address, c.Key, probe.Acts, stage.Doing())
	if err := c.play(e, listener, stage); err != nil {
		return err
	}
	return c.write(e, stage.Report())
}

// play serves until every act was played, the time is up, or somebody presses Ctrl-C.
func (c *consumerCommand) play(e *env, listener net.Listener, stage *probe.Stage) error {
	ctx, cancel := context.WithTimeout(e.ctx, c.Wait)
	defer cancel()
	played := make(chan struct{}, 1)
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		before := stage.Doing()
		stage.ServeHTTP(w, r)
		if after := stage.Doing(); after != before {
			fmt.Fprintln(e.err, after)
		}
		if stage.Played() {
			select {
			case played <- struct{}{}:
			default:
			}
		}
	})}
	go func() {
		select {
		case <-ctx.Done():
		case <-played:
			linger(ctx, c.Linger)
		}
		_ = server.Shutdown(context.WithoutCancel(ctx)) // what is still under way may end
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func linger(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
