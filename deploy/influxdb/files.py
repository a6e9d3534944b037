"""Write influxdb.conf for Debian's InfluxDB 1.6.7."""

from pathlib import Path

from deploy.credentials import write_private

# Every section that can listen is bound to loopback: [ifql] of 1.6.7 opens [::]:8082 when it is on.
_CONFIG = """\
reporting-disabled = true
bind-address = "127.0.0.1:{rpc_port}"
[meta]
dir = "{folder}/meta"
logging-enabled = false
[data]
dir = "{folder}/data"
wal-dir = "{folder}/wal"
index-version = "inmem"
query-log-enabled = false
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:{port}"
auth-enabled = true
log-enabled = false
pprof-enabled = false
[ifql]
enabled = false
bind-address = "127.0.0.1:0"
[logging]
level = "warn"
[continuous_queries]
log-enabled = false
"""


def write_files(folder: Path, port: int, rpc_port: int) -> Path:
    """Write the configuration and return its path.

    Args:
        folder: for the configuration and the data; made when missing.
        port: of the HTTP interface on 127.0.0.1.
        rpc_port: of the backup interface on 127.0.0.1, which 1.x cannot do without.
    """
    folder = folder.absolute()
    file = folder / "influxdb.conf"
    write_private(file, _CONFIG.format(folder=folder, port=port, rpc_port=rpc_port))
    return file
