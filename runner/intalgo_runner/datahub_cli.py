"""The DataHub CLI as it is, but for its looks at PyPI and GitHub for newer versions, which no setting turns off."""

from datahub.upgrade import upgrade


def _no_versions(*_: object, **__: object) -> None:
    """Nothing leaves the cluster; the CLI takes None for `not known`."""


def main() -> None:
    upgrade.retrieve_version_stats = _no_versions
    # Only now, since it binds that function by name.
    from datahub.entrypoints import main as datahub

    datahub()


if __name__ == "__main__":
    main()
