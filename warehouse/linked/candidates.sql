-- grain: one row per pair of entities that share a key, one of them being in `sought`
-- known_keys: keys of all entities, new and loaded; $most: a key of more entities tells nothing (a surname that thousands bear)
with telling as (
    select key
    from known_keys
    semi join sought using (key)
    group by key
    having count(*) between 1 and $most
)
select distinct least(s.entity_id, k.entity_id) as entity_id, greatest(s.entity_id, k.entity_id) as other_id
from sought s
semi join telling using (key)
join known_keys k using (key)
where s.entity_id <> k.entity_id
order by all
