-- grain: one row per entity that acts in, suffers or reports events
-- key: entity_id
-- Events told as having happened.
with source as (
    select distinct p.entity_id, p.role, e.event_id, e.event_type, e.intensity, e.killed_best, e.date_start
    from main.participants p
    join main.event_links l using (event_mention_id)
    join main.events e on e.event_id = l.event_id
    where p.entity_id is not null and e.modality = 'actual'
),
usual as (
    select entity_id, first(event_type order by event_count desc, event_type) as usual_event_type
    from (select entity_id, event_type, count(*) as event_count from source where role = 'actor' group by entity_id, event_type)
    group by entity_id
),
renamed as (
    select
        entity_id,
        count(*) filter (where role = 'actor') as acted_count,
        count(*) filter (where role = 'recipient') as suffered_count,
        count(*) filter (where role = 'source') as reported_count,
        round(avg(intensity) filter (where role = 'actor'), 3) as mean_intensity_acted,
        round(avg(intensity) filter (where role = 'recipient'), 3) as mean_intensity_suffered,
        (sum(killed_best) filter (where role = 'actor'))::bigint as killed_best_acted,
        (sum(killed_best) filter (where role = 'recipient'))::bigint as killed_best_suffered,
        min(date_start) as first_event_date,
        max(date_start) as last_event_date
    from source
    group by entity_id
)
select
    renamed.entity_id,
    entities.name,
    entities.label,
    entities.country,
    entities.sector,
    usual.usual_event_type,
    renamed.* exclude (entity_id),
    entities.mention_count
from renamed
left join usual using (entity_id)
left join main.entities on entities.entity_id = renamed.entity_id
