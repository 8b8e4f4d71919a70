-- Where do sources give different numbers of victims, and who says what?
-- parameter rows = 100: how many figures
select d.event_date, d.location_name, c.kind, c.low, c.best, c.high, c.hedge, c.victims, c.said_by, c.outlet, c.url, c.sentence, d.event_id
from mart.disputed_events d
join mart.casualty_claims c on c.event_id = d.event_id and list_contains(d.differing_kinds, c.kind)
order by d.event_date desc nulls last, d.event_id, c.kind, c.best, c.casualty_id
limit $rows
