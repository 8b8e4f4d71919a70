-- How many protests happened in each week?
-- parameter country = null: ISO 3166-1 alpha-3 code of the place; null for all
select date_trunc('week', date_start)::date as week, count(*) as protest_count, count(distinct country) as country_count,
    count(*) filter (where event_mode = 'riot') as riot_count
from main.events
where event_type = 'PROTEST' and modality = 'actual' and date_precision in ('day', 'week') and ($country is null or country = $country)
group by week
order by week
