"""What Foyer stands on, each a private process or thread on loopback: a mail server, PostgreSQL and Redis."""

import glob
import os
import shutil
import signal
import subprocess

from aiosmtpd.controller import Controller

from shared.program import Program, free_port, until


class Mailbox:
    """A real SMTP server that keeps the recipients of what it takes."""

    def __init__(self):
        self.recipients = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_DATA(self, _server, _session, envelope):
        self.recipients += envelope.rcpt_tos
        return "250 kept"

    def close(self):
        self._controller.stop()


class Postgres(Program):
    """A private server with an empty database of ours. It runs as another user where we are root."""

    def __init__(self, folder):
        tools = max(glob.glob("/usr/lib/postgresql/*/bin"))
        data, port = os.path.join(folder, "postgres"), free_port()
        user = "postgres" if os.geteuid() == 0 else None
        os.mkdir(data, 0o700)
        if user:
            shutil.chown(data, user, user)
            os.chmod(folder, 0o755)
        Program(folder, "initdb", [f"{tools}/initdb", "-D", data, "-U", "foyer", "-A", "trust", "-E", "UTF8",
                                   "--locale=C.UTF-8"], user=user).start().end(signal.SIGCONT)
        super().__init__(folder, "postgres", [f"{tools}/postgres", "-D", data, "-p", str(port), "-c",
                                              "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                                              "-c", "max_connections=200"], port, user=user)
        self.url = self.url_of("foyer")
        self._is_ready = [f"{tools}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        self.start().wait()
        made = subprocess.run([f"{tools}/createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "foyer", "foyer"])
        if made.returncode != 0:
            raise SystemExit(f"the database could not be made, see {self.log}")
        self.end(signal.SIGINT)

    def url_of(self, database):
        return f"postgresql://foyer@127.0.0.1:{self.port}/{database}"

    def tell(self, statement):
        """As its owner, beside all databases of ours."""
        subprocess.run(["psql", "-XAtq", self.url, "-v", "ON_ERROR_STOP=1", "-c", "SET client_min_messages = error",
                        "-c", statement], check=True, stdout=subprocess.DEVNULL)

    def wait(self):
        """It listens before it answers."""
        until("PostgreSQL's answer", lambda: subprocess.run(self._is_ready).returncode == 0)
        return self


class Redis(Program):
    """A private server that writes down all it is told."""

    def __init__(self, folder):
        port = free_port()
        super().__init__(folder, "redis", ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder,
                                           "--appendonly", "yes", "--save", ""], port)
        self.url = f"redis://127.0.0.1:{port}/0"
