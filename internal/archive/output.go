package archive

import (
	"compress/gzip"
	"errors"
	"io"
	"strings"
)

// Stdout is the name of a backup that goes to the standard output.
const Stdout = "-"

// Write lets f write a backup to a file, compressed if its name ends in .gz or
// .tgz, or to stdout. The file has its name once f has succeeded; until then
// whatever was there before is there.
func Write(path string, stdout io.Writer, f func(w io.Writer) error) (err error) {
	if path == Stdout {
		return f(stdout)
	}
	file, err := Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if !strings.HasSuffix(path, ".gz") && !strings.HasSuffix(path, ".tgz") {
		err = f(file)
	} else {
		zip := gzip.NewWriter(file)
		err = f(zip)
		if err == nil {
			err = zip.Close()
		}
	}
	if err != nil {
		return err
	}
	return file.Keep()
}
