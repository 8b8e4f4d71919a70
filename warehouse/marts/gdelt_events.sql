-- grain: one row per event, in the columns of the GDELT 1.0 event table
-- key: GlobalEventID
-- Columns: GDELT Event Database codebook 1.03. Countries are ISO 3166-1 alpha-3 (GDELT's geography uses FIPS); Dateline
-- measures no tone, AvgTone is null; the id is text. Only events with a CAMEO code, told as having happened.
with source as (
    select * from main.events where modality = 'actual'
),
codes as (
    select
        l.event_id,
        first(m.cameo_code order by m.confidence desc, m.event_mention_id) as cameo_code,
        first(m.goldstein order by m.confidence desc, m.event_mention_id) as goldstein,
        bool_or(m.sentence_no <= 1) as is_root_event
    from main.event_links l
    join main.event_mentions m using (event_mention_id)
    where m.cameo_code is not null
    group by l.event_id
),
sides as (
    select
        l.event_id,
        p.role,
        first(p.name order by m.confidence desc, m.event_mention_id, p.ordinal) as name,
        first(p.country order by m.confidence desc, m.event_mention_id, p.ordinal) as country,
        first(p.sector order by m.confidence desc, m.event_mention_id, p.ordinal) as sector
    from main.event_links l
    join main.event_mentions m using (event_mention_id)
    join main.participants p using (event_mention_id)
    where p.role in ('actor', 'recipient')
    group by l.event_id, p.role
),
told as (
    select l.event_id, first(a.url order by a.published_at nulls last, a.article_id) as url
    from main.event_links l
    join main.event_mentions m using (event_mention_id)
    join main.articles a using (article_id)
    group by l.event_id
),
renamed as (
    select
        source.event_id as "GlobalEventID",
        coalesce(source.date_start, source.first_reported_at::date) as day,
        codes.*,
        source.*
    from source
    join codes using (event_id)
)
select
    "GlobalEventID",
    strftime(day, '%Y%m%d')::integer as "Day",
    strftime(day, '%Y%m')::integer as "MonthYear",
    year(day)::integer as "Year",
    actor.country || coalesce(actor.sector, '') as "Actor1Code",
    actor.name as "Actor1Name",
    actor.country as "Actor1CountryCode",
    actor.sector as "Actor1Type1Code",
    recipient.country || coalesce(recipient.sector, '') as "Actor2Code",
    recipient.name as "Actor2Name",
    recipient.country as "Actor2CountryCode",
    recipient.sector as "Actor2Type1Code",
    renamed.is_root_event::integer as "IsRootEvent",
    renamed.cameo_code as "EventCode",
    left(renamed.cameo_code, 3) as "EventBaseCode",
    left(renamed.cameo_code, 2) as "EventRootCode",
    ref.cameo_goldstein.gdelt_quad_class as "QuadClass",
    coalesce(renamed.goldstein, ref.cameo_goldstein.goldstein) as "GoldsteinScale",
    renamed.mention_count as "NumMentions",
    renamed.source_count as "NumSources",
    renamed.article_count as "NumArticles",
    null::double as "AvgTone",
    case renamed.geo_precision when 'country' then 1 when 'admin1' then 5 when 'admin2' then 5 when 'city' then 4 when 'point' then 4 else 0 end
        as "ActionGeo_Type",
    renamed.location_name as "ActionGeo_FullName",
    renamed.country as "ActionGeo_CountryCode",
    renamed.admin1 as "ActionGeo_ADM1Code",
    renamed.latitude as "ActionGeo_Lat",
    renamed.longitude as "ActionGeo_Long",
    renamed.place_id as "ActionGeo_FeatureID",
    strftime(renamed.first_reported_at, '%Y%m%d')::integer as "DATEADDED",
    told.url as "SOURCEURL"
from renamed
left join sides actor on actor.event_id = renamed."GlobalEventID" and actor.role = 'actor'
left join sides recipient on recipient.event_id = renamed."GlobalEventID" and recipient.role = 'recipient'
left join ref.cameo_goldstein on ref.cameo_goldstein.cameo_code = renamed.cameo_code
left join told on told.event_id = renamed."GlobalEventID"
