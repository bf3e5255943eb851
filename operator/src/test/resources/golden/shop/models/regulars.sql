select id, email, orders
from {{ ref('orders_of_customers') }}
where orders > 1
