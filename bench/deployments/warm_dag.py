"""A DAG that does nothing: the first run has an Airflow import what all runs need."""

from airflow.sdk import dag, task


@dag(schedule=None)
def warm() -> None:
    @task
    def nothing() -> None:
        return

    nothing()


warm()
