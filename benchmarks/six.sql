-- Six signals of every client at the end of every week (DuckDB), from what sources.sql names.
--
-- Every point is a Sunday and every window a whole number of weeks, so each log is scanned once
-- into weekly sums, and the windows are frames over those. Simplifications, all in favour of this
-- side: no public holidays, no exception for urgent contacts, no check of rows, no duplicates, no
-- time zones, names compared as they are.
with
numbered as materialized (
    select row_number() over () as id, *  -- numbers group faster than names
    from agreed
),
grid as (
    select id, client, contacts_per_week, week
    from numbered, range(getvariable('weeks')) as weeks (week)
),
contact_weeks as (
    select
        id,
        ("at"::date - getvariable('first_monday')) // 7 as week,
        count(*) as contacts,
        count(topic) as topics,
        count(*) filter (direction = 'out' and topic = 'technical') as technical,
        count(*) filter (direction = 'out') as sent,
        count(*) filter (
            direction = 'out'
            and (isodow("at") > 5 or "at"::time not between works_from and works_to)
        ) as out_of_hours
    from contacts join numbered using (client)
    group by all
),
demo_weeks as (
    select
        client,
        (held_on - getvariable('first_monday')) // 7 as week,
        count(*) as demos,
        sum(case attendance
            when 'decision-maker' then 100 when 'other' then 50 when 'recording' then 25 else 0
        end) as attendance
    from demos
    where held_on is not null and attendance is not null
    group by all
),
asks as materialized (
    select
        client, asked_on, answered_on, rating,
        -- the tenth business day after: two weeks on, and from a weekend the Friday of then
        asked_on + 14 - greatest(isodow(asked_on)::int - 5, 0) as answer_by
    from feedback
),
rating_weeks as (
    select
        client,
        (answered_on - getvariable('first_monday')) // 7 as week,
        count(*) as ratings,
        sum(100 * (rating - 1) / 9) as rated
    from asks
    where answered_on is not null and rating is not null
    group by all
),
verdicts as (
    select client, answered_on as day, 100 as verdict
    from asks where asked_on is not null and answered_on is not null
    union all
    select client, answer_by + 1 as day, 0 as verdict
    from asks where asked_on is not null and coalesce(answered_on > answer_by, true)
),
response_weeks as (
    select
        client,
        (day - getvariable('first_monday')) // 7 as week,
        count(*) as responses,
        sum(verdict) as responded
    from verdicts
    group by all
),
sums as (
    select
        client, week, contacts_per_week,
        avg(case when contacts_per_week > 0 then
            100 * least(1, coalesce(contacts, 0) / contacts_per_week)
        end) over last8 as contact_coverage,
        sum(coalesce(topics, 0)) over last4 as topics,
        sum(coalesce(technical, 0)) over last4 as technical,
        sum(coalesce(sent, 0)) over last8 as sent,
        sum(coalesce(out_of_hours, 0)) over last8 as out_of_hours,
        sum(coalesce(demos, 0)) over last8 as demos,
        sum(coalesce(attendance, 0)) over last8 as attendance,
        sum(coalesce(ratings, 0)) over last13 as ratings,
        sum(coalesce(rated, 0)) over last13 as rated,
        sum(coalesce(responses, 0)) over last13 as responses,
        sum(coalesce(responded, 0)) over last13 as responded
    from grid
    left join contact_weeks using (id, week)
    left join demo_weeks using (client, week)
    left join rating_weeks using (client, week)
    left join response_weeks using (client, week)
    window
        last4 as (partition by client order by week rows 3 preceding),
        last8 as (partition by client order by week rows 7 preceding),
        last13 as (partition by client order by week rows 12 preceding)
)
select
    client,
    week,
    contact_coverage,
    case when sent > 0 then
        100 * greatest(0, least(1, (.7 - (1 + out_of_hours) / (10 + sent)) / .5))
    end as quiet_hours,
    case when topics > 0 then
        100 * greatest(0, least(1, (9 - technical / 4) / 6))
    end as technical_questions,
    case when demos > 0 then attendance / demos end as demo_attendance,
    case when ratings > 0 then (3 * 66.67 + rated) / (3 + ratings) end as rating,
    case when responses > 0 then (2 * 50 + responded) / (2 + responses) end as response_rate
from sums
