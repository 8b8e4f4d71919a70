-- grain: one row per entity and form of its name
-- forms that mentions have, and the fullest names of articles where no single mention has them
with forms as (
    select entity_id, text as alias, count(*) as mention_count
    from main.mentions
    where kind = 'name'
    group by all
),
fullest as (
    select coalesce(merged.stands_for, e.entity_id) as entity_id, name as alias, sum(mention_count)::bigint as mention_count
    from main.article_entities e
    left join merged using (entity_id)
    group by all
)
select entity_id, alias, mention_count
from forms
union all
select entity_id, alias, mention_count
from fullest
anti join forms using (entity_id, alias)
