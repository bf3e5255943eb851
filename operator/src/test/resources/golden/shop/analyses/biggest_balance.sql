select id, email, balance as orders
from {{ source('main', 'customers') }}
order by balance desc
limit 1
