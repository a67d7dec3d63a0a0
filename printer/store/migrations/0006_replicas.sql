-- Several replicas of the shop may work on one queue. Whoever works on an order holds it under a lease of that name until
-- then by the database's clock, and renews it; '' is nobody. Where one process serves alone, nobody ever does.
ALTER TABLE orders ADD COLUMN worker TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN leased_until BIGINT NOT NULL DEFAULT 0;
-- The replica that fetched last for it: there lie its originals.
ALTER TABLE orders ADD COLUMN home TEXT NOT NULL DEFAULT '';

-- What the print file is called, where print files lie; '' before there is one.
ALTER TABLE orders ADD COLUMN pdf TEXT NOT NULL DEFAULT '';
UPDATE orders SET pdf = id || '.pdf' WHERE bytes > 0;
CREATE INDEX orders_pdf ON orders (pdf) WHERE pdf <> '';

-- What all replicas must agree on.
CREATE TABLE marks (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
