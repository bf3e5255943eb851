SELECT user_id AS customer_id, count(*) AS n FROM {{ ref('raw_orders') }} GROUP BY user_id
