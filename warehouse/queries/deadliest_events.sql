-- Which events took the most lives, with the range of figures?
-- parameter country = null: ISO 3166-1 alpha-3 code of the place; null for all
-- parameter rows = 20: how many events
select date_start as event_date, location_name, country, event_type, actors, recipients, killed_low, killed_best, killed_high, source_count, summary, event_id
from main.events
where modality = 'actual' and coalesce(killed_best, killed_low) > 0 and ($country is null or country = $country)
order by coalesce(killed_best, killed_low) desc, event_id
limit $rows
