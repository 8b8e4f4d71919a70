-- Which events does one side claim and another deny?
select event_date, event_type, location_name, country, actors, claimed_by, denied_by, summary, event_id
from mart.disputed_events
where len(claimed_by) > 0 and len(denied_by) > 0
order by event_date desc nulls last, event_id
