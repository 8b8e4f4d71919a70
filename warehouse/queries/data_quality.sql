-- How complete and how sure is the data?
select measure, case_count, rows_counted, share
from mart.quality_scorecard
order by measure
