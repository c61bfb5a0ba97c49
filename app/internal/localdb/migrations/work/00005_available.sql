-- +goose Up

-- How much of a level may be promised, and whether it is regular goods: a search
-- tells of many goods at once what is here. From now on the program writes it, by
-- retail.StockLevel.Available.
ALTER TABLE stock ADD COLUMN avail INTEGER NOT NULL DEFAULT 0;
UPDATE stock SET avail = max(0, COALESCE(data ->> '$.on_hand', 0) - COALESCE(data ->> '$.allocated', 0)
  - COALESCE(data ->> '$.held', 0) - COALESCE(data ->> '$.safety', 0))
WHERE data ->> '$.class' = 'regular' AND NOT COALESCE(data ->> '$.doubt', 0);
CREATE INDEX stock_avail ON stock (sku, avail) WHERE avail > 0;
