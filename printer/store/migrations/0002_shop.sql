-- Each photo of an order has its own place on the paper; the basket is kept for the customer, not for a browser.

ALTER TABLE items ADD COLUMN album  TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN fit    TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN crop_x DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN crop_y DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN zoom   DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN turn   BIGINT NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN across BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE items SET
	fit   = (SELECT o.fit FROM orders o WHERE o.id = items.order_id),
	album = (SELECT o.album FROM orders o WHERE o.id = items.order_id);

-- The orders that one basket became have its key in common.
ALTER TABLE orders ADD COLUMN checkout TEXT NOT NULL DEFAULT '';
CREATE INDEX orders_checkout ON orders (customer, checkout);

CREATE TABLE basket_items (
	id          TEXT PRIMARY KEY,
	customer    TEXT NOT NULL REFERENCES customers (id),
	position    BIGINT NOT NULL,
	photo       TEXT NOT NULL,
	album       TEXT NOT NULL,
	album_title TEXT NOT NULL,
	file        TEXT NOT NULL,
	title       TEXT NOT NULL,
	alt         TEXT NOT NULL,
	width       BIGINT NOT NULL,
	height      BIGINT NOT NULL,
	paper       TEXT NOT NULL,
	finish      TEXT NOT NULL,
	fit         TEXT NOT NULL,
	crop_x      DOUBLE PRECISION NOT NULL,
	crop_y      DOUBLE PRECISION NOT NULL,
	zoom        DOUBLE PRECISION NOT NULL,
	turn        BIGINT NOT NULL,
	across      BOOLEAN NOT NULL,
	copies      BIGINT NOT NULL
);
CREATE INDEX basket_items_customer ON basket_items (customer, position);
