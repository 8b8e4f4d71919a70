-- grain: one row per measure of quality
-- key: measure
-- share: 0 to 1 of rows_counted, null where there are none; count: number of cases among rows_counted.
with source as (
    select 'articles with a publication time' as measure, count(published_at) as cases, count(*) as rows_counted from main.articles
    union all
    select 'articles with a source', count(source), count(*) from main.articles
    union all
    select 'articles that are duplicates', count(duplicate_of), count(*) from main.articles
    union all
    select 'articles with an event', count(m.article_id), count(*)
    from main.articles a left join (select distinct article_id from main.event_mentions) m using (article_id)
    where a.duplicate_of is null
    union all
    select 'event mentions with a date', count(date_start), count(*) from main.event_mentions
    union all
    select 'event mentions dated to the day', count(*) filter (where date_precision = 'day'), count(*) from main.event_mentions
    union all
    select 'event mentions with a place', count(location_name), count(*) from main.event_mentions
    union all
    select 'named places with coordinates', count(latitude), count(*) from main.event_mentions where location_name is not null
    union all
    select 'event mentions with a mode', count(event_mode), count(*) from main.event_mentions
    union all
    select 'event mentions with an actor', count(p.event_mention_id), count(*)
    from main.event_mentions m
    left join (select distinct event_mention_id from main.participants where role = 'actor') p using (event_mention_id)
    union all
    select 'event mentions with confidence below 0.5', count(*) filter (where confidence < 0.5), count(*) from main.event_mentions
    union all
    select 'actors and recipients with a country', count(country), count(*) from main.participants where role <> 'source'
    union all
    select 'actors and recipients with a sector', count(sector), count(*) from main.participants where role <> 'source'
    union all
    select 'actors and recipients linked to an entity', count(entity_id), count(*) from main.participants where role <> 'source'
    union all
    select 'quotations with a speaker', count(speaker), count(*) from main.quotations
    union all
    select 'events told by several sources', count(*) filter (where source_count > 1), count(*) from main.events
    union all
    select 'expectations that held in the latest run', count(*) filter (where success), count(*)
    from audit.validations
    where run_id = (select first(run_id order by started_at desc, run_id) from audit.runs)
    union all
    select 'rejected rows still open', count(*) filter (where status = 'open'), count(*) from audit.quarantine
),
renamed as (
    select measure, cases as case_count, rows_counted from source
)
select
    measure,
    case_count,
    rows_counted,
    round(case_count / nullif(rows_counted, 0), 4) as share
from renamed
