-- grain: one row per day, country and event type
-- key: event_date, country, event_type
-- Events told as having happened. event_date is null where the day is not known; country where the place is not.
with source as (
    select * from main.events where modality = 'actual'
),
renamed as (
    select
        case when date_precision = 'day' then date_start end as event_date,
        country,
        event_type,
        quad_class,
        intensity,
        killed_low, killed_best, killed_high, injured_best,
        mention_count, article_count
    from source
)
select
    event_date,
    country,
    event_type,
    any_value(quad_class) as quad_class,
    count(*) as event_count,
    sum(mention_count)::bigint as mention_count,
    sum(article_count)::bigint as article_count,
    round(avg(intensity), 3) as mean_intensity,
    sum(killed_low)::bigint as killed_low,
    sum(killed_best)::bigint as killed_best,
    sum(killed_high)::bigint as killed_high,
    sum(injured_best)::bigint as injured_best
from renamed
group by event_date, country, event_type
