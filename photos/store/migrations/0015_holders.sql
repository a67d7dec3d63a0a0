-- Which request an upload in pieces belongs to at the moment, where several processes serve.
ALTER TABLE arrivals ADD COLUMN holder TEXT NOT NULL DEFAULT '';
ALTER TABLE arrivals ADD COLUMN held BIGINT NOT NULL DEFAULT 0; -- until then, by the database's clock
