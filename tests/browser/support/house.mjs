// The real binary on a free loopback port, with a data folder of its own and captured mail.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.mjs';

const unlimited = ['LOGIN', 'REGISTER', 'MAIL', 'MAIL_DAILY', 'MAIL_REQUESTS', 'TOKEN_TRIES', 'REFRESH'];

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export class House {
  static async open(settings = {}) {
    const house = new House();
    house.folder = mkdtempSync(join(tmpdir(), 'foyer-browser-'));
    house.port = await freePort();
    house.url = `http://127.0.0.1:${house.port}`;
    house.lanUrl = `http://cinema.test:${house.port}`;
    house.settings = {
      ...Object.fromEntries(unlimited.map((name) => [`LIMIT_${name}`, 'off'])),
      LIMIT_PASSWORD_FAILURES: '100', BCRYPT_COST: '4', IO_THREADS: '2', ...settings,
    };
    await house.start();
    return house;
  }

  async start() {
    const environment = { PATH: process.env.PATH, ...this.settings, PORT: String(this.port), DATA_DIR: join(this.folder, 'data') };
    this.process = spawn(process.env.FOYER_BINARY ?? process.env.FOYER_BUILT_BINARY ?? 'build/release/foyer', ['serve'], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    this.said = '';
    this.process.stderr.on('data', (text) => (this.said += text));
    await until(`the server answers; it said: ${this.said}`, async () => (await fetch(`${this.url}/health/ready`)).ok);
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
  }

  async close() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  sql(statement) {
    return execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(this.folder, 'data', 'foyer.db'), statement], { encoding: 'utf8' }).trim();
  }

  /** Every password was proven long ago. */
  makeSessionsOld() {
    this.sql('UPDATE sessions SET authenticated_at = authenticated_at - 3600000');
  }

  async api(path, body) {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** The newest captured mail to an address, as its page; waits for it. `after` leaves out those with smaller numbers. */
  async mailTo(email, after = 0) {
    let found;
    await until(`a mail to ${email}`, async () => {
      const list = await (await fetch(`${this.url}/dev/mail`)).text();
      const rows = [...list.matchAll(/dev\/mail\/(\d+)"[^]*?<\/li>/g)].map(([row, number]) => ({ row, number: Number(number) }));
      found = rows.filter(({ row, number }) => number > after && row.includes(email)).sort((one, two) => two.number - one.number)[0];
      return found !== undefined;
    });
    const text = await (await fetch(`${this.url}/dev/mail/${found.number}`)).text();
    return { number: found.number, text };
  }

  /** Where a mail leads: its path with the token. */
  async linkTo(email, after = 0) {
    const mail = await this.mailTo(email, after);
    const link = mail.text.match(/href="([^"]*token=[^"]+)"/)[1].replaceAll('&amp;', '&');
    return { number: mail.number, url: new URL(link).href, token: new URL(link).searchParams.get('token') };
  }

  /** An active account, without a browser. */
  async viewer(email, password = 'Velvet-Curtain-42') {
    await this.api('/auth/register', { email, password });
    const { token } = await this.linkTo(email);
    await this.api('/auth/verify', { token });
    return { email, password };
  }
}
