-- grain: one row per figure of victims, with who said it
-- key: casualty_id
-- said_by is null where the outlet tells the figure in its own voice.
with source as (
    select c.*, m.event_id, m.article_id, m.sentence_no, m.modality, m.date_start, m.date_precision, m.location_name, m.country
    from main.casualties c
    join main.event_mentions m using (event_mention_id)
),
sayers as (
    select
        event_mention_id,
        array_to_string(list(name order by ordinal), '; ') as said_by,
        array_to_string(list(cue order by ordinal), '; ') as cue
    from main.participants
    where role = 'source'
    group by event_mention_id
),
renamed as (
    select
        casualty_id,
        event_id,
        event_mention_id,
        article_id,
        sentence_no,
        kind, low, best, high, hedge,
        victims, victim_country, victim_sector,
        modality,
        date_start as event_date,
        date_precision,
        location_name,
        country
    from source
)
select
    renamed.*,
    sayers.said_by,
    sayers.cue,
    articles.source as outlet,
    articles.published_at,
    articles.url,
    sentences.text as sentence
from renamed
left join sayers using (event_mention_id)
left join main.articles on articles.article_id = renamed.article_id
left join main.sentences on sentences.article_id = renamed.article_id and sentences.sentence_no = renamed.sentence_no
