-- grain: one row per source and day of publication
-- key: source, published_date
-- The denominator of every count of events. Null where the input gives no source or no date.
with source as (
    select article_id, source, published_at, word_count, duplicate_of from main.articles
),
coded as (
    select article_id, count(*) as event_mention_count from main.event_mentions group by article_id
),
renamed as (
    select
        source.source,
        published_at::date as published_date,
        word_count,
        duplicate_of is not null as is_duplicate,
        coalesce(coded.event_mention_count, 0) as event_mention_count
    from source
    left join coded using (article_id)
)
select
    source,
    published_date,
    count(*) as article_count,
    count(*) filter (where not is_duplicate) as original_count,
    count(*) filter (where is_duplicate) as duplicate_count,
    count(*) filter (where event_mention_count > 0) as article_with_event_count,
    sum(event_mention_count)::bigint as event_mention_count,
    sum(word_count)::bigint as word_count
from renamed
group by source, published_date
