select c.id, c.email, count(o.id) as orders
from {{ source('main', 'customers') }} as c
left join {{ source('sales', 'orders') }} as o on o.customer_id = c.id
group by c.id, c.email
