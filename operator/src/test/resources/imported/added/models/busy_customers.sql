SELECT c.customer_id, count(*) AS n
FROM {{ ref('customers') }} AS c JOIN {{ source('web', 'events') }} AS e ON e.customer_id = c.customer_id
JOIN {{ source('main', 'clicks') }} AS k ON k.event_id = e.id GROUP BY c.customer_id
