"""What Intalgo's Jobs run: dbt, the DataHub CLI and git, told what to do by the operator."""
