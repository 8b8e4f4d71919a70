-- Which actors and recipients have no country or no sector, most frequent first?
-- parameter rows = 50: how many names
select name, count(*) as participant_count, count(country) as with_country_count, count(sector) as with_sector_count,
    count(entity_id) as with_entity_count, min(text) as example
from main.participants
where role <> 'source'
group by name
having count(country) < count(*) or count(sector) < count(*)
order by participant_count desc, name
limit $rows
