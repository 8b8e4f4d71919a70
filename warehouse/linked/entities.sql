-- grain: one row per real-world thing
-- name: most mentioned, then longest, then first of the alphabet; label, country and sector by majority of mentions
with named as (
    select e.* replace (coalesce(merged.stands_for, e.entity_id) as entity_id), a.published_at
    from main.article_entities e
    left join merged using (entity_id)
    left join main.articles a using (article_id)
),
totals as (
    select entity_id, min(published_at) as first_seen, max(published_at) as last_seen, sum(mention_count)::bigint as mention_count
    from named
    group by entity_id
),
votes as (
    select entity_id, 'name' as field, name as answer, sum(mention_count) as votes from named group by all
    union all
    select entity_id, 'label', label, sum(mention_count) from named group by all
    union all
    select entity_id, 'country', country, sum(mention_count) from named where country is not null group by all
    union all
    select entity_id, 'sector', sector, sum(mention_count) from named where sector is not null group by all
    union all
    select entity_id, 'description', description, sum(mention_count) from named where description is not null group by all
),
winners as (
    select entity_id, field, first(answer order by votes desc, length(answer) desc, answer) as answer
    from votes
    group by entity_id, field
)
select
    entity_id,
    max(answer) filter (where field = 'name') as name,
    max(answer) filter (where field = 'label') as label,
    max(answer) filter (where field = 'country') as country,
    max(answer) filter (where field = 'sector') as sector,
    max(answer) filter (where field = 'description') as description,
    any_value(first_seen) as first_seen,
    any_value(last_seen) as last_seen,
    any_value(totals.mention_count) as mention_count
from winners
join totals using (entity_id)
group by entity_id
