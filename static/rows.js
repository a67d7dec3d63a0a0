// rows.js: pictures in rows of equal height, as the flex box of .photo-grid lays them out.

// ratiosOf reads the shapes of an album: see templates.Shape.
export function ratiosOf(shapes) {
  return Float64Array.from(shapes, (c) => Math.round(100 * 1.03 ** (c.charCodeAt(0) - 79)) / 100);
}

// rowsOf gives the rows of pictures: from, to (not included), top and height. Where the browser has begun its rows
// already, starts says where, so that nothing jumps when rows are laid out by hand from there on.
export function rowsOf(ratios, width, least, gap, starts = []) {
  const rows = [];
  const known = new Set(starts);
  const settled = starts.at(-1) ?? -1;
  let from = 0, sum = 0, top = 0;
  const close = (to) => {
    const fits = (width - gap * (to - from - 1)) / sum;
    const height = to === ratios.length ? Math.min(fits, least) : fits; // the last row does not stretch
    rows.push({ from, to, top, height });
    top += height + gap;
    from = to;
    sum = 0;
  };
  for (let i = 0; i < ratios.length; i++) {
    const full = (sum + ratios[i]) * least + gap * (i - from) > width;
    if (i > from && (i <= settled ? known.has(i) : full)) close(i);
    sum += ratios[i];
  }
  if (ratios.length > 0) close(ratios.length);
  return rows;
}

// rowAt is the number of the row at a height, by halving.
export function rowAt(rows, y) {
  let low = 0, high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rows[middle].top <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

// rowOf is the number of the row that picture number i is in.
export function rowOf(rows, i) {
  let low = 0, high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rows[middle].from <= i) low = middle;
    else high = middle - 1;
  }
  return low;
}
