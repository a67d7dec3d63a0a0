package webapp

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// Command is the command that was chosen on the command line.
type Command struct {
	ctx *kong.Context
	env map[*kong.Value]string
}

// ParseConfig fills cli, a pointer to a struct whose tags name its flags, from
// the arguments, the environment and the defaults, in this order:
//
//	type cli struct {
//		Config                                   // flags of all commands
//		Serve serveCmd `cmd:"" default:"1" help:"Serve (what it does without a command)."`
//		Reset resetCmd `cmd:"" help:"Put the demo data back."`
//	}
//	type Config struct {
//		Addr string `env:"PHOTOS_ADDR" default:"localhost:8080" help:"Where to listen."`
//		Key  string `env:"PHOTOS_SECRET_KEY" secret:"" help:"…"` // never printed
//	}
//	func (*resetCmd) Run(ctx context.Context, c *Config) error
//
// An empty environment variable is the same as none. Asked for -h, it prints
// the help to out and returns nil and no error. Any error is one clear line.
func ParseConfig(name, help string, cli any, args []string, getenv func(string) string, out io.Writer) (*Command, error) {
	helped := false
	cmd := &Command{env: map[*kong.Value]string{}}
	parser, err := kong.New(cli, kong.Name(name), kong.Description(help), kong.Writers(out, out),
		kong.Exit(func(int) { helped = true; panic(helpShown{}) }),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100, FlagsLast: true}),
		kong.ValueFormatter(cmd.describe),
		kong.Resolvers(cmd.resolver(getenv)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	cmd.ownEnvironment(parser.Model.Node)
	func() {
		defer func() {
			if p := recover(); p != nil && p != (helpShown{}) {
				panic(p)
			}
		}()
		cmd.ctx, err = parser.Parse(args)
	}()
	if helped {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%s -h lists everything)", err, name)
	}
	return cmd, nil
}

type helpShown struct{}

// ownEnvironment takes the names of the environment variables away from kong,
// which would read the process's own environment, and keeps them here.
func (cmd *Command) ownEnvironment(n *kong.Node) {
	for _, f := range n.Flags {
		if len(f.Tag.Envs) > 0 {
			cmd.env[f.Value] = f.Tag.Envs[0]
			f.Tag.Envs, f.Envs = nil, nil
		}
	}
	for _, child := range n.Children {
		cmd.ownEnvironment(child)
	}
}

func (cmd *Command) resolver(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
		if v := getenv(cmd.env[f.Value]); cmd.env[f.Value] != "" && v != "" {
			return v, nil
		}
		return nil, nil
	})
}

// describe is the help of one flag with its environment variable.
func (cmd *Command) describe(v *kong.Value) string {
	env, ok := cmd.env[v]
	if !ok {
		return v.Help
	}
	return strings.TrimSuffix(v.Help, ".") + " ($" + env + ")."
}

// Name returns the chosen command: "serve", "user add".
func (cmd *Command) Name() string {
	var words []string
	for n := cmd.ctx.Selected(); n != nil && n.Type == kong.CommandNode; n = n.Parent {
		words = append([]string{n.Name}, words...)
	}
	return strings.Join(words, " ")
}

// Run calls the Run method of the chosen command's struct. Each parameter of
// that method is ctx or the one of binds that has its type.
func (cmd *Command) Run(ctx context.Context, binds ...any) error {
	cmd.ctx.BindTo(ctx, (*context.Context)(nil))
	return cmd.ctx.Run(binds...)
}

// PrintConfig writes the configuration as NAME=value lines, one for each flag
// that has an environment variable, without the secrets.
func (cmd *Command) PrintConfig(w io.Writer) {
	for _, f := range cmd.ctx.Model.Flags {
		env, ok := cmd.env[f.Value]
		if !ok {
			continue
		}
		fmt.Fprintf(w, "%s=%s\n", env, shown(f))
	}
}

func shown(f *kong.Flag) string {
	value := f.Target
	if f.Tag.Has("secret") {
		if value.IsZero() {
			return ""
		}
		return "(set, not shown)"
	}
	if value.Kind() == reflect.Pointer && value.IsNil() {
		return ""
	}
	text := fmt.Sprint(value.Interface())
	if strings.Contains(text, "://") {
		return withoutPassword(text)
	}
	if value.Kind() == reflect.Slice {
		return strings.ReplaceAll(strings.Trim(text, "[]"), " ", ",")
	}
	return text
}

// withoutPassword is an address as it may be printed: that of a database may have
// a password in it, and somebody may have put one into any other.
func withoutPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "(set, not shown: it cannot be read)"
	}
	q, hidden := u.Query(), false
	for name, values := range q {
		if isSecret(name) || strings.Contains(values[0], "@") {
			q.Set(name, "xxxxx")
			hidden = true
		}
	}
	if hidden {
		u.RawQuery = q.Encode()
	} else if u.User == nil {
		return address
	}
	return u.Redacted()
}

// isSecret tells a parameter that is not printed by its name. An address of a bucket
// must have none, but is printed before anybody says so.
func isSecret(parameter string) bool {
	parameter = strings.ToLower(parameter)
	for _, word := range []string{"password", "secret", "token", "access", "credential", "signature"} {
		if strings.Contains(parameter, word) {
			return true
		}
	}
	return false
}
