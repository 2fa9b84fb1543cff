-- The four logs that the six signals need, as `create`d: views over the CSV files, or tables.
create or replace {kind} agreed as
select client, contacts_per_week, works_from, works_to
from read_csv('{folder}/clients.csv', types = {{
    'works_from': 'TIME', 'works_to': 'TIME', 'contacts_per_week': 'DOUBLE'
}});

create or replace {kind} contacts as
select client, "at", direction, topic
from read_csv('{folder}/contacts.csv', auto_detect = false, header = true,
    delim = ',', quote = '"', columns = {{
        'client': 'VARCHAR', 'at': 'TIMESTAMP', 'direction': 'VARCHAR', 'channel': 'VARCHAR',
        'topic': 'VARCHAR', 'urgent': 'VARCHAR', 'needs_reply': 'VARCHAR',
        'replied_at': 'VARCHAR', 'person': 'VARCHAR', 'summary': 'VARCHAR'
    }});

create or replace {kind} demos as
select client, held_on, attendance
from read_csv('{folder}/demos.csv', types = {{'held_on': 'DATE'}});

create or replace {kind} feedback as
select client, asked_on, answered_on, rating
from read_csv('{folder}/feedback.csv', types = {{
    'asked_on': 'DATE', 'answered_on': 'DATE', 'rating': 'DOUBLE'
}});
