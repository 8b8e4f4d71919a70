-- What happened in a country, latest first?
-- parameter country = 'AFG': ISO 3166-1 alpha-3 code of the place
-- parameter rows = 50: how many events
select date_start as event_date, date_precision, event_type, event_mode, modality, actors, recipients, location_name, admin1, killed_best, summary, event_id
from main.events
where country = $country
order by date_start desc nulls last, event_id
limit $rows
