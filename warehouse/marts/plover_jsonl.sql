-- grain: one row per event, its record as one line of JSON in PLOVER's terms
-- key: event_id
with source as (
    select * from main.events
),
sides as (
    select
        l.event_id,
        p.role,
        list(distinct {'name': p.name, 'country': p.country, 'sectors': p.sectors} order by {'name': p.name, 'country': p.country, 'sectors': p.sectors})
            as members
    from main.event_links l
    join main.participants p using (event_mention_id)
    group by l.event_id, p.role
),
renamed as (
    select
        source.*,
        actor.members as actor,
        recipient.members as recipient,
        reporter.members as attributed_to
    from source
    left join sides actor on actor.event_id = source.event_id and actor.role = 'actor'
    left join sides recipient on recipient.event_id = source.event_id and recipient.role = 'recipient'
    left join sides reporter on reporter.event_id = source.event_id and reporter.role = 'source'
)
select
    event_id,
    to_json({
        'id': event_id,
        'date': date_start, 'date_end': date_end, 'date_precision': date_precision,
        'type': event_type, 'mode': event_mode, 'contexts': contexts, 'quad_class': quad_class, 'intensity': intensity,
        'modality': modality,
        'actor': actor, 'recipient': recipient, 'attributed_to': attributed_to,
        'location': {'name': location_name, 'id': place_id, 'country': country, 'admin1': admin1, 'latitude': latitude, 'longitude': longitude,
                     'precision': geo_precision},
        'killed': {'low': killed_low, 'best': killed_best, 'high': killed_high},
        'injured': {'low': injured_low, 'best': injured_best, 'high': injured_high},
        'claimed_by': claimed_by, 'denied_by': denied_by,
        'text': summary, 'confidence': confidence
    })::varchar as record
from renamed
