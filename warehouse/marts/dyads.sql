-- grain: one row per month, actor country and sector, recipient country and sector, and event type
-- key: month, actor_country, actor_sector, recipient_country, recipient_sector, event_type
-- Counted are events told as having happened, and their killed, once for each pair of an actor and a recipient: an event with
-- two actors counts once in each of two rows. Null stands for "not told". A side that says no more than another of the same event
-- and role (the same country or none, the same sector or none) is no side of its own.
with source as (
    select e.event_id, e.event_type, e.quad_class, e.intensity, e.killed_best, e.date_start, e.date_precision
    from main.events e
    where e.modality = 'actual'
),
named as (
    select distinct l.event_id, p.role, p.country, p.sector
    from main.event_links l
    join main.participants p using (event_mention_id)
    where p.role in ('actor', 'recipient')
),
sides as (
    select event_id, role, country, sector
    from named one
    where not exists (
        select 1
        from named other
        where other.event_id = one.event_id
            and other.role = one.role
            and (one.country is null or one.country = other.country)
            and (one.sector is null or one.sector = other.sector)
            and (one.country is distinct from other.country or one.sector is distinct from other.sector)
    )
),
renamed as (
    select
        source.event_id,
        case when date_precision in ('day', 'week', 'month') then date_trunc('month', date_start)::date end as month,
        actor.country as actor_country,
        actor.sector as actor_sector,
        recipient.country as recipient_country,
        recipient.sector as recipient_sector,
        event_type, quad_class, intensity, killed_best
    from source
    left join sides actor on actor.event_id = source.event_id and actor.role = 'actor'
    left join sides recipient on recipient.event_id = source.event_id and recipient.role = 'recipient'
)
select
    month,
    actor_country,
    actor_sector,
    recipient_country,
    recipient_sector,
    event_type,
    any_value(quad_class) as quad_class,
    count(*) as event_count,
    round(avg(intensity), 3) as mean_intensity,
    sum(killed_best)::bigint as killed_best
from renamed
group by month, actor_country, actor_sector, recipient_country, recipient_sector, event_type
