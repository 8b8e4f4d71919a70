-- Which sentences of which articles tell an event?
-- parameter event_id = 'x_00000000000000000000': the event
select a.published_at, a.source, m.trigger_text, m.modality, m.confidence, m.rule_id, l.score, l.reason, s.text as sentence, a.title, a.url, a.article_id,
    m.sentence_no, m.event_mention_id
from main.event_links l
join main.event_mentions m using (event_mention_id)
join main.articles a using (article_id)
left join main.sentences s on s.article_id = m.article_id and s.sentence_no = m.sentence_no
where l.event_id = $event_id
order by a.published_at nulls last, a.article_id, m.sentence_no, m.trigger_start
