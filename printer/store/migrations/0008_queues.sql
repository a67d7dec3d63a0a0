-- Orders that wait for a permission are counted now and then.
CREATE INDEX orders_permission ON orders (placed) WHERE state = 'needs_permission';
