-- grain: one row per event that ACLED's types cover, in ACLED's columns
-- key: event_id_cnty
-- Columns: ACLED Codebook 2023, those that Dateline can fill; mapping: seeds/exchange. Like ACLED's, not ACLED's: theirs are coded by
-- people. Events told as having happened, dated to the month at least; fatalities are the lowest figure, as ACLED counts.
with source as (
    select *
    from main.events
    where modality = 'actual' and date_precision in ('day', 'week', 'month')
),
sides as (
    select
        l.event_id,
        p.role,
        first(p.sector order by m.confidence desc, m.event_mention_id, p.ordinal) filter (where p.sector is not null) as sector
    from main.event_links l
    join main.event_mentions m using (event_mention_id)
    join main.participants p using (event_mention_id)
    where p.role in ('actor', 'recipient')
    group by l.event_id, p.role
),
outlets as (
    select l.event_id, array_to_string(list_sort(list(distinct a.source)), '; ') as outlets
    from main.event_links l
    join main.event_mentions m using (event_mention_id)
    join main.articles a using (article_id)
    group by l.event_id
),
renamed as (
    select
        source.*,
        outlets.outlets,
        actor.acled_interaction as inter1,
        recipient.acled_interaction as inter2,
        -- Without a recipient, two or more actors fight each other.
        coalesce(recipient.target, case when len(source.recipients) = 0 and len(source.actors) > 1 then 'armed' end, 'unarmed') as target
    from source
    left join outlets using (event_id)
    left join sides one on one.event_id = source.event_id and one.role = 'actor'
    left join sides other on other.event_id = source.event_id and other.role = 'recipient'
    left join ref.sectors_to_acled actor on actor.sector = one.sector
    left join ref.sectors_to_acled recipient on recipient.sector = other.sector
)
select
    renamed.event_id as event_id_cnty,
    renamed.date_start as event_date,
    year(renamed.date_start)::integer as year,
    case renamed.date_precision when 'day' then 1 when 'week' then 2 else 3 end as time_precision,
    coalesce(exact.disorder_type, usual.disorder_type) as disorder_type,
    coalesce(exact.acled_event_type, usual.acled_event_type) as event_type,
    coalesce(exact.acled_sub_event_type, usual.acled_sub_event_type) as sub_event_type,
    renamed.actors[1] as actor1,
    array_to_string(renamed.actors[2:], '; ') as assoc_actor_1,
    case coalesce(exact.acled_event_type, usual.acled_event_type)
        when 'Protests' then case when renamed.event_type = 'PROTEST' then 'Protesters' else renamed.inter1 end
        when 'Riots' then 'Rioters'
        else renamed.inter1
    end as inter1,
    renamed.recipients[1] as actor2,
    array_to_string(renamed.recipients[2:], '; ') as assoc_actor_2,
    renamed.inter2,
    case when renamed.event_type = 'ASSAULT' and renamed.inter2 = 'Civilians' then 'Civilian targeting' end as civilian_targeting,
    renamed.country as iso3,
    renamed.admin1,
    renamed.location_name as location,
    renamed.latitude,
    renamed.longitude,
    case renamed.geo_precision when 'point' then 1 when 'city' then 1 when 'admin2' then 2 when 'admin1' then 2 when 'country' then 3 end as geo_precision,
    renamed.outlets as source,
    renamed.summary as notes,
    coalesce(renamed.killed_low, 0) as fatalities
from renamed
left join ref.plover_to_acled exact
    on exact.event_type = renamed.event_type and exact.event_mode = renamed.event_mode and exact.target = renamed.target
left join ref.plover_to_acled usual
    on usual.event_type = renamed.event_type and usual.event_mode is null and usual.target = renamed.target
where coalesce(exact.event_type, usual.event_type) is not null
