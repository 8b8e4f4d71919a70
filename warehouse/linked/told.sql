-- grain: one row per pair of `pairs` that articles tell something of
-- shared_context: rare entities that stand beside both, each with 1 (in one article) to 0 (in the square root of all articles)
-- Of an entity in many articles, 50 speak for all.
with sides as (
    select entity_id from pairs union select other_id from pairs
),
told as (
    select e.entity_id, e.article_id
    from main.article_entities e
    semi join sides on sides.entity_id = e.entity_id
    qualify row_number() over (partition by e.entity_id order by e.article_id) <= 50
),
beside as (
    select distinct told.entity_id, e.entity_id as companion
    from told
    join main.article_entities e on e.article_id = told.article_id and e.entity_id <> told.entity_id
),
rare as (
    select entity_id as companion, 1 - 2 * ln(count(*)) / ln(any_value(total.articles)) as weight
    from main.article_entities
    cross join (select greatest(2, count(distinct article_id)) as articles from main.article_entities) total
    where entity_id in (select companion from beside)
    group by all
    having count(*) * count(*) < any_value(total.articles)
),
contexts as (
    select p.entity_id, p.other_id, sum(rare.weight) as shared_context
    from pairs p
    join beside one on one.entity_id = p.entity_id
    join beside other on other.entity_id = p.other_id and other.companion = one.companion
    join rare on rare.companion = one.companion
    where one.companion not in (p.entity_id, p.other_id)
    group by all
),
articles as (
    select
        p.entity_id,
        p.other_id,
        count(*) filter (where one.article_id = other.article_id) as shared_articles,
        count(*) filter (where one.article_id <> other.article_id and mine.story_id = theirs.story_id) > 0 as is_same_story
    from pairs p
    join told one on one.entity_id = p.entity_id
    join told other on other.entity_id = p.other_id
    join main.articles mine on mine.article_id = one.article_id
    join main.articles theirs on theirs.article_id = other.article_id
    where one.article_id = other.article_id or mine.story_id = theirs.story_id
    group by all
)
select
    entity_id,
    other_id,
    coalesce(shared_articles, 0) as shared_articles,
    coalesce(shared_context, 0) as shared_context,
    coalesce(is_same_story, false) as is_same_story
from contexts
full join articles using (entity_id, other_id)
