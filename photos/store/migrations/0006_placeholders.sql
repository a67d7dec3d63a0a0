-- What is shown of a photo before its pixels are there: see gallery.Placeholder. Where it is missing, the originals go
-- through the list of what is pending once more; renditions that are there already are not made again.
ALTER TABLE photos ADD COLUMN placeholder TEXT NOT NULL DEFAULT '';
UPDATE photos SET renditions = 'pending' WHERE renditions = 'made';
