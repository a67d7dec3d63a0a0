package metadata

import "errors"

// gifApplications are the extensions of applications that make a picture move
// or give it colours. XMP comes in one of the others.
var gifApplications = map[string]bool{"NETSCAPE2.0": true, "ANIMEXTS1.0": true, "ICCRGBG1012": true}

// gif copies a GIF block by block (GIF89a appendix B), up to its trailer.
func (f *filter) gif() error {
	head, err := f.take(13)
	if err != nil {
		return err
	}
	if string(head[:3]) != "GIF" {
		return errStructure
	}
	if err := errors.Join(f.write(head), f.copy(colours(head[10]))); err != nil {
		return err
	}
	for {
		kind, err := f.r.ReadByte()
		if err != nil {
			return err
		}
		switch kind {
		case 0x3b:
			return errors.Join(f.write([]byte{kind}), f.end())
		case 0x2c:
			err = f.gifImage()
		case 0x21:
			err = f.gifExtension()
		default:
			err = errStructure
		}
		if err != nil {
			return err
		}
	}
}

// colours is how long the table of colours is that flags announce.
func colours(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

func (f *filter) gifImage() error {
	head, err := f.take(9)
	if err != nil {
		return err
	}
	if err := f.write([]byte{0x2c}, head); err != nil {
		return err
	}
	if err := f.copy(colours(head[8]) + 1); err != nil {
		return err
	}
	return f.gifBlocks(true)
}

func (f *filter) gifExtension() error {
	label, err := f.r.ReadByte()
	if err != nil {
		return err
	}
	keep := true
	if label == 0xff {
		ahead, err := f.r.Peek(12)
		if err != nil {
			return err
		}
		keep = ahead[0] == 11 && gifApplications[string(ahead[1:])]
	}
	if keep {
		if err := f.write([]byte{0x21, label}); err != nil {
			return err
		}
	}
	return f.gifBlocks(keep)
}

// gifBlocks copies blocks, each with its length before it, up to an empty one.
func (f *filter) gifBlocks(keep bool) error {
	f.removed = f.removed || !keep
	for {
		n, err := f.r.ReadByte()
		if err != nil {
			return err
		}
		block, err := f.take(int(n))
		if err != nil {
			return err
		}
		if keep {
			if err := f.write([]byte{n}, block); err != nil {
				return err
			}
		}
		if n == 0 {
			return nil
		}
	}
}
