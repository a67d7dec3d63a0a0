package sheet

import "encoding/binary"

// orientation finds tag 0112 in the first directory of an EXIF block; 0 if there is none that makes sense.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 0
		}
		if order.Uint16(entries) == 0x0112 {
			return valid(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 0
}

func valid(orientation uint16) int {
	if orientation > 8 {
		return 0
	}
	return int(orientation)
}
