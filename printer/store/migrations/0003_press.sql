-- An order's way through the shop's own printer. The step is kept before the act that it names.

CREATE TABLE printouts (
	order_id   TEXT PRIMARY KEY REFERENCES orders (id),
	step       TEXT NOT NULL CHECK (step IN ('waiting', 'opening', 'sending', 'sent', 'unsure')),
	sheet_w    DOUBLE PRECISION NOT NULL,
	sheet_h    DOUBLE PRECISION NOT NULL,
	try        BIGINT NOT NULL,
	job        BIGINT NOT NULL,         -- the printer's number; 0: none yet
	uuid       TEXT NOT NULL,
	name       TEXT NOT NULL,
	sheets     BIGINT NOT NULL,
	printer    TEXT NOT NULL,
	cancelling BOOLEAN NOT NULL
);
CREATE INDEX orders_press ON orders (next_try, id) WHERE state = 'printing';
