-- grain: one row per event, in the columns of POLECAT
-- key: Event ID
-- Columns: POLECAT weekly files (Halterman, Bagozzi, Beger, Schrodt, Scarborough 2023, Harvard Dataverse doi:10.7910/DVN/AJGVIT),
-- those that Dateline can fill. Several values of a cell are parted by "; ".
with source as (
    select * from main.events where modality = 'actual'
),
sides as (
    select
        l.event_id,
        p.role,
        array_to_string(list_sort(list(distinct p.name)), '; ') as names,
        array_to_string(list_sort(list(distinct p.country)), '; ') as countries,
        array_to_string(list_sort(list(distinct p.sector)), '; ') as sectors
    from main.event_links l
    join main.participants p using (event_mention_id)
    where p.role in ('actor', 'recipient')
    group by l.event_id, p.role
),
told as (
    select l.event_id, array_to_string(list_sort(list(distinct m.article_id)), '; ') as article_ids
    from main.event_links l
    join main.event_mentions m using (event_mention_id)
    group by l.event_id
),
renamed as (
    select * from source
)
select
    renamed.event_id as "Event ID",
    renamed.date_start as "Event Date",
    renamed.event_type as "Event Type",
    renamed.event_mode as "Event Mode",
    renamed.intensity as "Intensity",
    case renamed.quad_class
        when 'verbal cooperation' then 1
        when 'material cooperation' then 2
        when 'verbal conflict' then 3
        when 'material conflict' then 4
    end as "Quad Code",
    array_to_string(renamed.contexts, '; ') as "Contexts",
    actor.names as "Actor Name",
    actor.countries as "Actor Country",
    actor.sectors as "Primary Actor Sector",
    recipient.names as "Recipient Name",
    recipient.countries as "Recipient Country",
    recipient.sectors as "Primary Recipient Sector",
    renamed.location_name as "Placename",
    renamed.admin1 as "Province",
    renamed.country as "Country",
    renamed.latitude as "Latitude",
    renamed.longitude as "Longitude",
    renamed.place_id as "GeoNames ID",
    told.article_ids as "Story IDs",
    renamed.summary as "Headline"
from renamed
left join sides actor on actor.event_id = renamed.event_id and actor.role = 'actor'
left join sides recipient on recipient.event_id = renamed.event_id and recipient.role = 'recipient'
left join told on told.event_id = renamed.event_id
