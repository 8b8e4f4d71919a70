-- In which events does an actor take part, and as what?
-- parameter actor = 'Taliban': name or a part of it
-- parameter rows = 50: how many rows
select distinct e.date_start as event_date, p.role, p.name, e.event_type, e.event_mode, e.modality, e.location_name, e.country, e.summary, e.event_id
from main.participants p
join main.event_links l using (event_mention_id)
join main.events e on e.event_id = l.event_id
where contains(lower(p.name), lower($actor))
order by event_date desc nulls last, e.event_id, p.role, p.name
limit $rows
