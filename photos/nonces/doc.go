// Package nonces remembers which nonces have been used, exactly, and cheaply
// enough to do it for every signed picture.
//
// It owns one folder. A nonce is in memory, and in an append-only log that is
// written before the request is answered but not brought to the disk: what was
// written survives the death of the process, though not of the machine. So
// there are two ways to start:
//
//   - The machine has not been restarted since, or the last run ended in good
//     order: the log is whole, is read back, and everything is known again.
//   - The power failed, or the log is missing or damaged: some nonces may be
//     forgotten. But none of them had a timestamp above the mark, which is
//     brought to the disk before any timestamp above it is accepted. Whatever
//     is not above the mark is therefore refused with timestamp_refused: the
//     [Barrier]. It is a few seconds after the last request there was, so
//     Consumers with a good clock do not meet it.
//
// A database that comes from elsewhere says up to which timestamp nonces may have
// been used there; that is a floor, and the Barrier is not below it.
//
// A database would bring each nonce to the disk; measured beside it, this costs
// a tenth of the CPU (make bench).
//
// Open book.go first.
package nonces
