-- Who is quoted most, in how many articles and outlets?
-- parameter kind = null: direct or reported; null for both
-- parameter rows = 20: how many speakers
select coalesce(e.name, q.speaker) as speaker, e.country, e.sector, count(*) as quotation_count,
    count(distinct q.article_id) as article_count, count(distinct a.source) as source_count
from main.quotations q
left join main.entities e on e.entity_id = q.speaker_entity_id
left join main.articles a on a.article_id = q.article_id
where q.speaker is not null and ($kind is null or q.kind = $kind)
group by coalesce(q.speaker_entity_id, q.speaker), coalesce(e.name, q.speaker), e.country, e.sector
order by quotation_count desc, speaker
limit $rows
