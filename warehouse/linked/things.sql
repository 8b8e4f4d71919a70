-- grain: one row per entity of the coder in `asked`, with what its articles tell of it
-- name, sector: most mentioned, then longest, then first of the alphabet; forms: acronyms that articles use for it
with named as (
    select e.entity_id, e.name, e.label, e.country, e.sector, e.mention_count, a.published_at
    from main.article_entities e
    semi join asked on asked.entity_id = e.entity_id
    left join main.articles a using (article_id)
),
names as (
    select entity_id, first(name order by votes desc, length(name) desc, name) as name
    from (select entity_id, name, sum(mention_count) as votes from named group by all)
    group by entity_id
),
sectors as (
    select entity_id, first(sector order by votes desc, sector) as sector
    from (select entity_id, sector, sum(mention_count) as votes from named where sector is not null group by all)
    group by entity_id
),
forms as (
    select coalesce(coded_entity_id, entity_id) as entity_id, list(distinct text) as forms
    from main.mentions
    where kind = 'name' and label = 'ORG' and length(text) between 3 and 12 and text = upper(text)
        and coalesce(coded_entity_id, entity_id) in (select entity_id from asked)
    group by all
)
select
    named.entity_id,
    any_value(names.name) as name,
    any_value(label) as label,
    any_value(country) as country,
    any_value(sectors.sector) as sector,
    any_value(forms.forms) as forms,
    min(published_at) as first_seen,
    any_value(named.entity_id in (select entity_id from main.entity_keys)) as is_loaded
from named
join names using (entity_id)
left join sectors using (entity_id)
left join forms using (entity_id)
group by named.entity_id
