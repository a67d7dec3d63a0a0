package seal

import "encoding/hex"

// CheckValue is what a database may remember of the key, so that a process with
// another one is told at its start instead of failing at every secret. It opens
// nothing, and does not lead back to the key.
func CheckValue(key [KeySize]byte) string {
	derived := Derive(key, "check value")
	return hex.EncodeToString(derived[:16])
}
