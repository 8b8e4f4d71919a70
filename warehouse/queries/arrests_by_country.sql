-- How many arrests happened in each country, and how many people were arrested?
with arrests as (
    select event_id, country, date_start from main.events where event_type = 'COERCE' and event_mode = 'arrest' and modality = 'actual'
),
figures as (
    select m.event_id, max(coalesce(c.best, c.low)) as arrested
    from main.casualties c
    join main.event_mentions m using (event_mention_id)
    where c.kind = 'arrested'
    group by m.event_id
)
select country, count(*) as arrest_count, sum(arrested) as persons_arrested, min(date_start) as first_event_date, max(date_start) as last_event_date
from arrests
left join figures using (event_id)
group by country
order by arrest_count desc, country
