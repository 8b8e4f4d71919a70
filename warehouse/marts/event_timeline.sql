-- grain: one row per event, with the article that told it first
-- key: event_id
with source as (
    select * from main.events
),
told as (
    select
        l.event_id,
        first(a.article_id order by a.published_at nulls last, a.article_id) as article_id,
        first(a.title order by a.published_at nulls last, a.article_id) as headline,
        first(a.source order by a.published_at nulls last, a.article_id) as first_source,
        first(a.url order by a.published_at nulls last, a.article_id) as url
    from main.event_links l
    join main.event_mentions m using (event_mention_id)
    join main.articles a using (article_id)
    group by l.event_id
),
renamed as (
    select
        event_id,
        date_start, date_end, date_precision,
        event_type, event_mode, modality,
        array_to_string(actors, '; ') as actors,
        array_to_string(recipients, '; ') as recipients,
        location_name, country,
        killed_best, injured_best,
        article_count, source_count, first_reported_at, confidence, summary
    from source
)
select
    renamed.*,
    told.article_id,
    told.headline,
    told.first_source,
    told.url
from renamed
left join told using (event_id)
