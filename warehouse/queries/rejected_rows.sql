-- What was rejected, where and why?
-- parameter status = 'open': open, released or dismissed
select stage, table_name, reason, count(*) as row_count, min(first_seen) as first_seen, min(key) as example_key
from (select stage, table_name, unnest(reasons) as reason, first_seen, key from audit.quarantine where status = $status)
group by stage, table_name, reason
order by row_count desc, stage, table_name, reason
