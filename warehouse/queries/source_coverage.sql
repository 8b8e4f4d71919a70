-- How many articles does each source give, from when to when, and how many of them tell events?
select source, sum(article_count) as article_count, sum(duplicate_count) as duplicate_count,
    sum(article_with_event_count) as article_with_event_count, sum(event_mention_count) as event_mention_count,
    min(published_date) as first_published_date, max(published_date) as last_published_date, count(published_date) as day_count
from mart.coverage
group by source
order by article_count desc, source
