-- Entities across articles: which entities of the coder are one thing, and the keys under which their like are sought.
-- In rows of articles `entity_id` is the real-world thing; the id that the coder gave stands beside it where it is another.

alter table main.mentions add column "coded_entity_id" VARCHAR;
alter table main.participants add column "coded_entity_id" VARCHAR;
alter table main.quotations add column "coded_speaker_id" VARCHAR;

-- one row per entity of the coder that is the same thing as another
create table main.entity_merges (
    "entity_id" VARCHAR not null,
    "merged_into" VARCHAR not null,
    "score" DOUBLE not null,
    "reason" VARCHAR not null,
    "run_id" VARCHAR not null,
    primary key ("entity_id")
);

-- one row per entity of the coder and key under which others like it are sought
create table main.entity_keys (
    "entity_id" VARCHAR not null,
    "key" VARCHAR not null,
    primary key ("entity_id", "key")
);
