-- +goose Up

-- What web shops are told of their orders (受注状況の連絡): docs/adr/0049. Channels of
-- orders whose web shop is told.
CREATE TABLE news_channel (
    name TEXT NOT NULL PRIMARY KEY
);

-- One row for each order of such a channel that there is something to tell of,
-- however often it changes: only the last news of it goes out.
CREATE TABLE order_news (
    order_id TEXT   NOT NULL PRIMARY KEY,
    channel  TEXT   NOT NULL,
    mark     TEXT   NOT NULL, -- of the news as they are now, '' for none
    told     TEXT   NOT NULL, -- of those that the web shop said to have
    at       BIGINT NOT NULL, -- when they became so
    news     TEXT   NOT NULL  -- retail.OrderNews, as JSON
);
CREATE INDEX order_news_untold ON order_news (channel, at, order_id) WHERE told <> mark;
