"""A network drive: a real NFS server (NFS-Ganesha) on this machine, which the cluster's node mounts."""

import socket
import subprocess
from pathlib import Path
from typing import Self

from cluster import Cluster, until

PORTMAPPER, NFS = 111, 2049


class NfsServer:
    """Exports one folder, by NFSv3 and v4, with root squashed. Needs root, and that nothing else serves NFS here."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.export = folder / "export"
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        addresses = cluster.items("nodes")[0]["status"]["addresses"]
        self.address = towards(next(a["address"] for a in addresses if a["type"] == "InternalIP"))

    def __enter__(self) -> Self:
        self.export.mkdir()
        assert not answers(self.address, NFS), f"port {NFS} is another NFS server's: stop that"
        if not answers("127.0.0.1", PORTMAPPER):
            self._start(PORTMAPPER, "rpcbind", "-f")
        configuration = self._folder / "ganesha.conf"
        configuration.write_text(f"""
            NFS_CORE_PARAM {{
              Protocols = 3, 4; Bind_addr = {self.address}; Enable_NLM = false; Enable_RQUOTA = false;
            }}
            NFSV4 {{ Graceless = true; RecoveryRoot = {self._folder}; }}
            NFS_KRB5 {{ Active_krb5 = false; }}
            EXPORT {{
              Export_Id = 1; Path = {self.export}; Pseudo = {self.export}; Protocols = 3, 4;
              Access_Type = RW; Squash = Root_Squash; SecType = sys; FSAL {{ Name = VFS; }}
            }}
        """)
        files = ["-f", configuration, "-L", self._folder / "ganesha.log", "-p", self._folder / "ganesha.pid"]
        self._start(NFS, "ganesha.nfsd", "-F", *map(str, files))
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(timeout=60)

    def drive(self, name: str) -> Path:
        """A folder of the export that everybody may write to, made where it is not there."""
        folder = self.export / name
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)
        return folder

    def _start(self, port: int, *command: str) -> None:
        with (self._folder / f"{command[0]}.out").open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output)
        self._processes.append(process)
        address = "127.0.0.1" if port == PORTMAPPER else self.address
        logs = f"its logs are in {self._folder}"
        until(lambda: answers(address, port) or process.poll() is not None, bool, f"{command[0]}; {logs}")
        assert process.poll() is None, f"{command[0]} ended; {logs}"


def towards(address: str) -> str:
    """This machine's own address, as another sees it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((address, NFS))
        return str(probe.getsockname()[0])


def answers(address: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0
