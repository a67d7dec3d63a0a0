-- What a User does to bring order into pictures.

-- Albums, and the photos in each, stand in the order that their owner gives them. Until then that is the order of making.
ALTER TABLE albums ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
UPDATE albums SET position = created;
DROP INDEX albums_of_owner;
CREATE INDEX albums_of_owner ON albums (owner, position, id);

ALTER TABLE photos ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
UPDATE photos SET position = created;
DROP INDEX photos_of_album;
CREATE INDEX photos_of_album ON photos (album, position, id);

-- The photo that was chosen for the cover; if it is not in the album any more, nobody minds.
ALTER TABLE albums ADD COLUMN cover TEXT NOT NULL DEFAULT '';

ALTER TABLE photos ADD COLUMN caption TEXT NOT NULL DEFAULT '';
-- What a search looks through: names, caption and date in lower case. NULL until the program has written it.
ALTER TABLE photos ADD COLUMN words TEXT;
CREATE INDEX photos_wordless ON photos (id) WHERE words IS NULL;

-- What is deleted can come back for a while. A deleted album stays a row, with the time; photos that were deleted out of
-- an album lie in an album made for them, whose origin is the one that they were in. So every row of photos counts for
-- the originals, the names in a living album are free again, and what is deleted is deleted by one statement.
ALTER TABLE albums ADD COLUMN deleted BIGINT;
ALTER TABLE albums ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE photos ADD COLUMN deleted BIGINT;
CREATE INDEX albums_deleted ON albums (deleted) WHERE deleted IS NOT NULL;

-- Whether others get originals without the place where they were taken: what the User says, and what is said of an album.
ALTER TABLE users ADD COLUMN hide_place BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE albums ADD COLUMN place TEXT NOT NULL DEFAULT '' CHECK (place IN ('', 'shown', 'hidden'));

-- What is left of an original without the place: hash and length, 'same' if it tells none, 'none' if it cannot be made.
CREATE TABLE placeless (
	original TEXT PRIMARY KEY, -- SHA-256
	kind     TEXT NOT NULL CHECK (kind IN ('made', 'same', 'none')),
	sha256   TEXT NOT NULL,
	bytes    BIGINT NOT NULL
);

-- How much a User keeps, each original once.
CREATE INDEX photos_used ON photos (owner, sha256, bytes, deleted);
