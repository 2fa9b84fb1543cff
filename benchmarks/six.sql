-- Six signals of every client at the end of every week (DuckDB), from what sources.sql names.
--
-- Each log is scanned once into sums by week (that of the contacts feeds three aggregates), and the
-- windows, all whole weeks to a Sunday, are frames over those. Simplifications, all in favour of
-- this side: no public holidays (20 business days are four weeks, and counting them is arithmetic),
-- no exception for urgent contacts, no check of rows, no duplicates, no time zones, no dates on
-- which a row was recorded, names compared as they are.
with
seen as materialized (  -- the one scan of the contacts
    select
        client,
        direction,
        day_of("at") as day,
        day // 7 as week,
        direction = 'out' and (
            day % 7 > 4 or epoch_us("at"::time) - opens not between 0 and day_length
        ) as out_of_hours,
        direction = 'in' and needs_reply is distinct from 'no' as asks,
        if(asks, worked("at", opens, day_length), null) as came,
        if(asks, day_of(replied_at) // 7, null) as answered,
        if(asks, worked(replied_at, opens, day_length) - came, null) as took,
        day_length,
        reply_within
    from contacts join agreed using (client)
),
contact_weeks as (
    select
        client,
        week,
        count(*) as contacts,
        count(*) filter (direction = 'out') as sent,
        count(*) filter (out_of_hours) as out_of_hours
    from seen
    group by all
),
-- Ages: an event lasts until the next one; each business day has an age, each week their sum.
targets as (
    select client, 'contact' as kind, contact_every as every from agreed
    union all
    select client, 'demo', demo_every from agreed
),
events as (
    select client, 'contact' as kind, day from seen where direction <> 'in'
    union
    select client, 'demo', day_of(held_on) from demos where held_on is not null
    union
    select client, kind, 0 from targets  -- until there is an event, the start
),
lasting as (
    select
        client, kind, every, day as event,
        lead(day, 1, 7 * getvariable('weeks')) over (partition by client, kind order by day) as until
    from events join targets using (client, kind)
),
ages as (
    select client, kind, every, event, unnest(range(event, until)) as day from lasting
),
age_weeks as (
    select
        client, kind, day // 7 as week, count(*) as days,
        sum(age_score(business_days(day) - business_days(event), every)) as score
    from ages
    where day > 0 and day % 7 < 5
    group by all
),
-- Replies: verdicts that stand over the weeks [begin, until).
asks as materialized (
    select
        client, week, came, took, day_length, reply_within,
        coalesce(answered, getvariable('weeks')) as answered
    from seen
    where asks
),
waiting as (
    select
        client, answered, reply_within, day_length, came,
        unnest(range(week, least(answered, week + 8))) as week
    from asks
    where answered > week
),
verdicts as (
    select
        client, answered as begin, week + 8 as until, count(*) as verdicts,
        sum(ramp(took, reply_within, 4 * reply_within)) as score
    from asks
    where answered < least(week + 8, getvariable('weeks'))
    group by all
    union all  -- still open, and late
    select
        client, week, week + 1, count(*),
        sum(ramp(5 * (week + 1) * day_length - came, reply_within, 4 * reply_within))
    from waiting
    where 5 * (week + 1) * day_length - came > reply_within
    group by all
    union all  -- still open after 56 days
    select client, week + 8, answered, count(*), 0
    from asks
    where answered > week + 8
    group by all
),
reply_weeks as (
    select client, week, sum(verdicts) as replies, sum(score) as reply_score
    from (
        select client, begin as week, verdicts, score from verdicts
        union all
        select client, until, -verdicts, -score from verdicts
    )
    group by all
),
rating_weeks as (
    select
        client,
        day_of(answered_on) // 7 as week,
        count(*) as ratings,
        sum(100 * (rating - 1) / 9) as rated
    from feedback
    where answered_on is not null and rating is not null
    group by all
),
sums as (
    select
        client,
        week,
        sum(of_contacts.score) over last4 / sum(of_contacts.days) over last4 as contact_freshness,
        sum(of_demos.score) over last4 / sum(of_demos.days) over last4 as demo_freshness,
        sum(coalesce(replies, 0)) over so_far as replies,
        sum(coalesce(reply_score, 0)) over so_far as reply_score,
        avg(100 * least(coalesce(contacts, 0), contacts_per_week) / contacts_per_week) over last8
            as contact_coverage,
        sum(coalesce(sent, 0)) over last8 as sent,
        sum(coalesce(out_of_hours, 0)) over last8 as out_of_hours,
        sum(coalesce(ratings, 0)) over last13 as ratings,
        sum(coalesce(rated, 0)) over last13 as rated
    from agreed cross join range(getvariable('weeks')) as weeks (week)
    left join contact_weeks using (client, week)
    left join (from age_weeks where kind = 'contact') as of_contacts using (client, week)
    left join (from age_weeks where kind = 'demo') as of_demos using (client, week)
    left join reply_weeks using (client, week)
    left join rating_weeks using (client, week)
    window
        so_far as (partition by client order by week),
        last4 as (partition by client order by week rows 3 preceding),
        last8 as (partition by client order by week rows 7 preceding),
        last13 as (partition by client order by week rows 12 preceding)
)
select
    client::varchar as client,
    week,
    contact_freshness,
    if(replies > 0, reply_score / replies, null) as reply_time,
    contact_coverage,
    if(sent > 0, ramp((1 + out_of_hours) / (10 + sent), .2, .7), null) as quiet_hours,
    demo_freshness,
    if(ratings > 0, (3 * 66.67 + rated) / (3 + ratings), null) as rating
from sums
