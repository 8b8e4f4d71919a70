-- How do two countries treat each other, month by month and event type by event type?
-- parameter first = 'USA': ISO 3166-1 alpha-3 code
-- parameter second = 'AFG': ISO 3166-1 alpha-3 code
select month, actor_country, recipient_country, event_type, sum(event_count) as event_count, round(sum(mean_intensity * event_count) / sum(event_count), 3) as mean_intensity
from mart.dyads
where (actor_country = $first and recipient_country = $second) or (actor_country = $second and recipient_country = $first)
group by month, actor_country, recipient_country, event_type
order by month nulls last, actor_country, event_type
