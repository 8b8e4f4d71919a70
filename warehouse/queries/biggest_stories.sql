-- Which stories did most sources carry?
-- parameter rows = 20: how many stories
select headline, first_published_at, last_published_at, article_count, source_count, story_id
from main.stories
order by source_count desc, article_count desc, story_id
limit $rows
