package sheet

// keepChunk collects one part of a profile (ICC.1:2022 annex B.4: number and count, from 1).
func (j *jpegFile) keepChunk(number, count byte, data []byte) {
	if j.kept += len(data); j.kept > maxProfile || j.declared != 0 && j.declared != count {
		j.declared = 0xff // never complete
		return
	}
	j.declared = count
	j.chunks[number] = data
}

// profile joins the parts, or gives nil if one is missing.
func (j *jpegFile) profile() []byte {
	var whole []byte
	for i := 1; i <= int(j.declared); i++ {
		part, ok := j.chunks[byte(i)]
		if !ok {
			return nil
		}
		whole = append(whole, part...)
	}
	return whole
}

// fitting gives the profile back if it is one, and of that many components: a reader of the PDF would stumble
// over another, and the device's own colours are better than none.
func fitting(profile []byte, components int) []byte {
	spaces := map[int]string{1: "GRAY", 3: "RGB ", 4: "CMYK"}
	if len(profile) < 128 || string(profile[36:40]) != "acsp" || string(profile[16:20]) != spaces[components] {
		return nil
	}
	return profile
}
