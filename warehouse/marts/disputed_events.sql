-- grain: one row per event that one side claims and another denies, or whose tolls differ
-- key: event_id
-- Tolls differ where two mentions give ranges without a common figure; victims named one by one in a sentence are added up.
with source as (
    select m.event_id, c.event_mention_id, c.kind,
        sum(coalesce(c.low, c.best)) as low,
        case when count(*) = count(coalesce(c.high, case when c.low is null then c.best end))
            then sum(coalesce(c.high, c.best)) end as high,
        sum(coalesce(c.best, c.low, c.high)) as best
    from main.casualties c
    join main.event_mentions m using (event_mention_id)
    where m.modality = 'actual'
    group by all
),
renamed as (
    select
        event_id,
        kind,
        max(low) > min(high) as is_differing,
        min(best) as least,
        max(best) as most
    from source
    group by event_id, kind
),
tolls as (
    select
        event_id,
        list(kind order by kind) as differing_kinds,
        array_to_string(list(kind || ' ' || least::bigint || ' to ' || most::bigint order by kind), '; ') as differing_tolls
    from renamed
    where is_differing
    group by event_id
),
claims as (
    select event_id, claimed_by, denied_by
    from main.events
    where len(claimed_by) > 0 and len(denied_by) > 0
)
select
    e.event_id,
    case
        when claims.event_id is null then 'differing tolls'
        when tolls.event_id is null then 'claimed and denied'
        else 'claimed and denied, differing tolls'
    end as dispute,
    e.event_type,
    e.event_mode,
    e.date_start as event_date,
    e.location_name,
    e.country,
    e.actors,
    e.recipients,
    e.claimed_by,
    e.denied_by,
    tolls.differing_kinds,
    tolls.differing_tolls,
    e.source_count,
    e.summary
from main.events e
left join claims on claims.event_id = e.event_id
left join tolls on tolls.event_id = e.event_id
where claims.event_id is not null or tolls.event_id is not null
