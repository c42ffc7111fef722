-- A refused entry may be given a place later on. Its link stays in its chain.

-- +goose Up
alter table refused add column place bigint; -- null where it has none

-- +goose Down
alter table refused drop column place;
