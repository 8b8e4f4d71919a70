-- Which actors attack which recipients, and how often?
-- parameter event_type = 'ASSAULT': PLOVER event type
-- parameter rows = 30: how many pairs
select actor.name as actor, recipient.name as recipient, count(distinct e.event_id) as event_count,
    min(e.date_start) as first_event_date, max(e.date_start) as last_event_date
from main.events e
join main.event_links l using (event_id)
join main.participants actor on actor.event_mention_id = l.event_mention_id and actor.role = 'actor'
join main.participants recipient on recipient.event_mention_id = l.event_mention_id and recipient.role = 'recipient'
where e.modality = 'actual' and e.event_type = $event_type
group by actor.name, recipient.name
order by event_count desc, actor, recipient
limit $rows
