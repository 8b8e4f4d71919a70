-- The public tables, the marts' and seeds' schemas, and the audit tables.

create schema if not exists mart;
create schema if not exists ref;
create schema if not exists audit;

-- one row per distinct article
create table main.articles (
    "article_id" VARCHAR not null,
    "external_id" VARCHAR,
    "source" VARCHAR,
    "url" VARCHAR,
    "title" VARCHAR not null,
    "byline" VARCHAR,
    "dateline_place" VARCHAR,
    "published_at" TIMESTAMP,
    "fetched_at" TIMESTAMP not null,
    "language" VARCHAR not null,
    "text" VARCHAR not null,
    "text_sha256" VARCHAR not null,
    "word_count" BIGINT not null,
    "story_id" VARCHAR,
    "duplicate_of" VARCHAR,
    "duplicate_kind" VARCHAR,
    "licence" VARCHAR,
    "run_id" VARCHAR not null,
    primary key ("article_id")
);

-- one row per group of near-duplicate or follow-up articles
create table main.stories (
    "story_id" VARCHAR not null,
    "headline" VARCHAR not null,
    "first_published_at" TIMESTAMP,
    "last_published_at" TIMESTAMP,
    "article_count" BIGINT not null,
    "source_count" BIGINT not null,
    primary key ("story_id")
);

-- one row per sentence of an article, the title included
create table main.sentences (
    "article_id" VARCHAR not null,
    "sentence_no" BIGINT not null,
    "start_char" BIGINT not null,
    "end_char" BIGINT not null,
    "is_title" BOOLEAN not null,
    "is_quote" BOOLEAN not null,
    "text" VARCHAR not null,
    primary key ("article_id", "sentence_no")
);

-- one row per article and real-world thing that it names
create table main.article_entities (
    "article_id" VARCHAR not null,
    "entity_id" VARCHAR not null,
    "name" VARCHAR not null,
    "label" VARCHAR not null,
    "country" VARCHAR,
    "sector" VARCHAR,
    "description" VARCHAR,
    "mention_count" BIGINT not null,
    primary key ("article_id", "entity_id")
);

-- one row per real-world thing
create table main.entities (
    "entity_id" VARCHAR not null,
    "name" VARCHAR not null,
    "label" VARCHAR not null,
    "country" VARCHAR,
    "sector" VARCHAR,
    "description" VARCHAR,
    "first_seen" TIMESTAMP,
    "last_seen" TIMESTAMP,
    "mention_count" BIGINT not null,
    primary key ("entity_id")
);

-- one row per entity and form of its name
create table main.entity_aliases (
    "entity_id" VARCHAR not null,
    "alias" VARCHAR not null,
    "mention_count" BIGINT not null,
    primary key ("entity_id", "alias")
);

-- one row per entity mention, resolved pronouns and descriptions included
create table main.mentions (
    "mention_id" VARCHAR not null,
    "article_id" VARCHAR not null,
    "sentence_no" BIGINT not null,
    "start_char" BIGINT not null,
    "end_char" BIGINT not null,
    "text" VARCHAR not null,
    "label" VARCHAR not null,
    "kind" VARCHAR not null,
    "entity_id" VARCHAR not null,
    primary key ("mention_id")
);

-- one row per event told in one sentence
create table main.event_mentions (
    "event_mention_id" VARCHAR not null,
    "event_id" VARCHAR not null,
    "article_id" VARCHAR not null,
    "sentence_no" BIGINT not null,
    "trigger_start" BIGINT not null,
    "trigger_end" BIGINT not null,
    "trigger_text" VARCHAR not null,
    "event_type" VARCHAR not null,
    "event_mode" VARCHAR,
    "contexts" VARCHAR[] not null,
    "quad_class" VARCHAR not null,
    "intensity" DOUBLE not null,
    "cameo_code" VARCHAR,
    "goldstein" DOUBLE,
    "modality" VARCHAR not null,
    "date_start" DATE,
    "date_end" DATE,
    "date_precision" VARCHAR,
    "date_expression" VARCHAR,
    "location_name" VARCHAR,
    "place_id" VARCHAR,
    "country" VARCHAR,
    "admin1" VARCHAR,
    "latitude" DOUBLE,
    "longitude" DOUBLE,
    "geo_precision" VARCHAR,
    "location_start" BIGINT,
    "location_end" BIGINT,
    "confidence" DOUBLE not null,
    "rule_id" VARCHAR not null,
    "coding_id" VARCHAR not null,
    primary key ("event_mention_id")
);

-- one row per participant of an event mention
create table main.participants (
    "event_mention_id" VARCHAR not null,
    "role" VARCHAR not null,
    "ordinal" BIGINT not null,
    "text" VARCHAR not null,
    "start_char" BIGINT not null,
    "end_char" BIGINT not null,
    "mention_id" VARCHAR,
    "entity_id" VARCHAR,
    "name" VARCHAR not null,
    "country" VARCHAR,
    "sector" VARCHAR,
    "sectors" VARCHAR[] not null,
    "cue" VARCHAR,
    primary key ("event_mention_id", "role", "ordinal")
);

-- one row per figure of victims
create table main.casualties (
    "casualty_id" VARCHAR not null,
    "event_mention_id" VARCHAR not null,
    "kind" VARCHAR not null,
    "victims" VARCHAR not null,
    "victim_country" VARCHAR,
    "victim_sector" VARCHAR,
    "low" BIGINT,
    "best" BIGINT,
    "high" BIGINT,
    "hedge" VARCHAR,
    "start_char" BIGINT not null,
    "end_char" BIGINT not null,
    primary key ("casualty_id")
);

-- one row per quotation
create table main.quotations (
    "quotation_id" VARCHAR not null,
    "article_id" VARCHAR not null,
    "sentence_no" BIGINT not null,
    "kind" VARCHAR not null,
    "start_char" BIGINT not null,
    "end_char" BIGINT not null,
    "text" VARCHAR not null,
    "speaker" VARCHAR,
    "speaker_entity_id" VARCHAR,
    "cue" VARCHAR,
    primary key ("quotation_id")
);

-- one row per real event, however many sentences and articles tell it
create table main.events (
    "event_id" VARCHAR not null,
    "event_type" VARCHAR not null,
    "event_mode" VARCHAR,
    "contexts" VARCHAR[] not null,
    "quad_class" VARCHAR not null,
    "intensity" DOUBLE not null,
    "modality" VARCHAR not null,
    "date_start" DATE,
    "date_end" DATE,
    "date_precision" VARCHAR,
    "location_name" VARCHAR,
    "place_id" VARCHAR,
    "country" VARCHAR,
    "admin1" VARCHAR,
    "latitude" DOUBLE,
    "longitude" DOUBLE,
    "geo_precision" VARCHAR,
    "actors" VARCHAR[] not null,
    "recipients" VARCHAR[] not null,
    "claimed_by" VARCHAR[] not null,
    "denied_by" VARCHAR[] not null,
    "killed_low" BIGINT,
    "killed_best" BIGINT,
    "killed_high" BIGINT,
    "injured_low" BIGINT,
    "injured_best" BIGINT,
    "injured_high" BIGINT,
    "mention_count" BIGINT not null,
    "article_count" BIGINT not null,
    "source_count" BIGINT not null,
    "first_reported_at" TIMESTAMP,
    "last_reported_at" TIMESTAMP,
    "summary" VARCHAR not null,
    "confidence" DOUBLE not null,
    primary key ("event_id")
);

-- one row per event and mention that tells it
create table main.event_links (
    "event_id" VARCHAR not null,
    "event_mention_id" VARCHAR not null,
    "score" DOUBLE not null,
    "reason" VARCHAR not null,
    primary key ("event_id", "event_mention_id")
);

-- one row per flow run
create table audit.runs (
    "run_id" VARCHAR not null,
    "started_at" TIMESTAMP not null,
    "finished_at" TIMESTAMP,
    "status" VARCHAR not null,
    "articles_read" BIGINT not null,
    "articles_new" BIGINT not null,
    "articles_duplicate" BIGINT not null,
    "articles_rejected" BIGINT not null,
    "rows_loaded" VARCHAR not null,
    "seconds" VARCHAR not null,
    "versions" VARCHAR not null,
    primary key ("run_id")
);

-- one row per coder version
create table audit.codings (
    "coding_id" VARCHAR not null,
    "code_version" VARCHAR not null,
    "model_name" VARCHAR not null,
    "model_hash" VARCHAR not null,
    "lexicon_hash" VARCHAR not null,
    "gazetteer_version" VARCHAR not null,
    "first_used_at" TIMESTAMP not null,
    primary key ("coding_id")
);

-- one row per loaded batch
create table audit.batches (
    "batch_id" VARCHAR not null,
    "run_id" VARCHAR not null,
    "coding_id" VARCHAR not null,
    "article_count" BIGINT not null,
    "rows" BIGINT not null,
    "loaded_at" TIMESTAMP not null,
    primary key ("batch_id")
);

-- one row per expectation and batch of a run
create table audit.validations (
    "run_id" VARCHAR not null,
    "batch_id" VARCHAR not null,
    "table_name" VARCHAR not null,
    "expectation" VARCHAR not null,
    "column_name" VARCHAR not null,
    "success" BOOLEAN not null,
    "observed_value" VARCHAR,
    "unexpected_count" BIGINT,
    "unexpected_percent" DOUBLE,
    "severity" VARCHAR not null,
    primary key ("run_id", "batch_id", "table_name", "expectation", "column_name")
);

-- one row per rejected row or input
create table audit.quarantine (
    "quarantine_id" VARCHAR not null,
    "run_id" VARCHAR not null,
    "stage" VARCHAR not null,
    "table_name" VARCHAR not null,
    "key" VARCHAR not null,
    "reasons" VARCHAR[] not null,
    "payload" VARCHAR not null,
    "first_seen" TIMESTAMP not null,
    "status" VARCHAR not null,
    primary key ("quarantine_id")
);

-- one row per value that a re-coding added, removed or altered
create table audit.changes (
    "coding_id" VARCHAR not null,
    "key" VARCHAR not null,
    "change" VARCHAR not null,
    "column" VARCHAR not null,
    "old" VARCHAR,
    "new" VARCHAR,
    primary key ("coding_id", "key", "column")
);

-- one row per source and run
create table audit.sources (
    "run_id" VARCHAR not null,
    "source" VARCHAR not null,
    "articles_seen" BIGINT not null,
    "articles_new" BIGINT not null,
    "articles_duplicate" BIGINT not null,
    "articles_failed" BIGINT not null,
    "newest_published_at" TIMESTAMP,
    "lag_hours" DOUBLE,
    primary key ("run_id", "source")
);

-- one row per article and the coding whose rows stand for it
create table audit.coded_articles (
    "article_id" VARCHAR not null,
    "coding_id" VARCHAR not null,
    "batch_id" VARCHAR not null,
    primary key ("article_id")
);

-- one row per migration applied to this database
create table audit.schema_migrations (
    "version" BIGINT not null,
    "name" VARCHAR not null,
    "sha256" VARCHAR not null,
    "applied_at" TIMESTAMP not null,
    primary key ("version")
);

-- one row per table of the schema ref and the seed it holds
create table audit.loaded_seeds (
    "table_name" VARCHAR not null,
    "file" VARCHAR not null,
    "sha256" VARCHAR not null,
    "row_count" BIGINT not null,
    primary key ("table_name")
);
