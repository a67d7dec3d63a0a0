// Package gate stands between the rules of OAuth, which know no favours, and what photos remembers. It is a decorator
// of an oauthcore.Store, and what it goes by:
//
//   - a limit on how often one Consumer may ask (limit.go), counted for correctly signed requests only, so that nobody
//     can use up another's;
//   - the sandbox (faults.go, board.go): what goes wrong on purpose for one Consumer whose developer has switched it on, each in
//     exactly one documented way (switches.go). oauthcore itself has no weak or broken mode.
//
// Begin with store.go.
package gate
