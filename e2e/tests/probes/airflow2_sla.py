"""Has Airflow 2 look for what is late, as its DAG processor does, where the last run of a DAG succeeded three days ago.

Run by the Python of an Airflow 2, after `airflow dags reserialize`; the DAG is the argument.
"""

import sys
from datetime import timedelta

from airflow.dag_processing.processor import DagFileProcessor
from airflow.models import DagBag
from airflow.utils.session import create_session
from airflow.utils.state import State
from airflow.utils.timezone import utcnow
from airflow.utils.types import DagRunType

dag = DagBag().dags[sys.argv[1]]
at = utcnow() - timedelta(days=3)
with create_session() as session:
    run = dag.create_dagrun(
        state=State.SUCCESS,
        execution_date=at,
        data_interval=(at, at + timedelta(days=1)),
        run_type=DagRunType.SCHEDULED,
        session=session,
    )
    for task in run.get_task_instances(session=session):
        task.state = State.SUCCESS
DagFileProcessor.manage_slas(dag.fileloc, dag.dag_id)
