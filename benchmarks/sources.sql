-- The four logs that the six signals need, as `create`d: views over the CSV files, or tables; and
-- the arithmetic of days, hours and ramps.
create or replace temp type client_name as  -- numbers join and group faster than names
enum (select client from read_csv('{folder}/clients.csv'));

create or replace {kind} agreed as
select
    client,
    nullif(contacts_per_week, 0) as contacts_per_week,
    nullif(contact_every, 0) as contact_every,
    nullif(demo_every, 0) as demo_every,
    epoch_us(works_from) as opens,  -- microseconds after midnight
    epoch_us(works_to) - epoch_us(works_from) as day_length,
    nullif(reply_within, 0) * 3_600_000_000 as reply_within  -- microseconds too
from read_csv('{folder}/clients.csv', types = {{
    'client': 'client_name', 'works_from': 'TIME', 'works_to': 'TIME',
    'contacts_per_week': 'DOUBLE', 'contact_every': 'DOUBLE', 'demo_every': 'DOUBLE',
    'reply_within': 'DOUBLE'
}});

create or replace {kind} contacts as
select client, "at", direction, needs_reply, replied_at
from read_csv('{folder}/contacts.csv', auto_detect = false, header = true,
    delim = ',', quote = '"', columns = {{
        'client': 'client_name', 'at': 'TIMESTAMP', 'direction': 'VARCHAR', 'channel': 'VARCHAR',
        'topic': 'VARCHAR', 'urgent': 'VARCHAR', 'needs_reply': 'VARCHAR',
        'replied_at': 'TIMESTAMP', 'person': 'VARCHAR', 'summary': 'VARCHAR'
    }});

create or replace {kind} demos as
select client, held_on
from read_csv('{folder}/demos.csv', types = {{'client': 'client_name', 'held_on': 'DATE'}});

create or replace {kind} feedback as
select client, answered_on, rating
from read_csv('{folder}/feedback.csv', types = {{
    'client': 'client_name', 'answered_on': 'DATE', 'rating': 'DOUBLE'
}});

-- Days and weeks are counted from the first Monday, on which all clients start.
create or replace macro day_of(moment) as moment::date - getvariable('first_monday');
create or replace macro business_days(day) as 5 * (day // 7) + least(day % 7 + 1, 5);
create or replace macro ramp(x, full_at, zero_at) as
    100 * greatest(0, least(zero_at - full_at, zero_at - x)) / (zero_at - full_at);
create or replace macro age_score(age, every) as ramp(
    age, every + greatest(1, .2 * every), 3 * every + greatest(1, .2 * every)
);
-- Business time from the first Monday to a moment.
create or replace macro worked(moment, opens, day_length) as
    business_days(day_of(moment) - 1) * day_length
    + if(
        day_of(moment) % 7 < 5,
        greatest(0, least(day_length, epoch_us(moment::time) - opens)),
        0
    );
