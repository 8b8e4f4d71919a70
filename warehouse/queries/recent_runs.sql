-- How did the latest runs end, what did they read, and how long did they take?
-- parameter rows = 10: how many runs
select run_id, started_at, finished_at, status, articles_read, articles_new, articles_duplicate, articles_rejected,
    date_diff('second', started_at, finished_at) as elapsed_seconds, rows_loaded, seconds
from audit.runs
order by started_at desc, run_id
limit $rows
