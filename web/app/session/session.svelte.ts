// The viewer's session in this browser. The access token lives here, in memory; the refresh token is a cookie that no
// script can read. All tabs share both: a token one tab gets is told to the others.

import { ours } from '../api/problem';
import { send, type Outcome } from '../api/send';
import type { Endpoints, TokenResponse } from '../generated/api';
import { stepUp } from './step-up.svelte';
import { alone, listen, tell } from './tabs';
import { hint } from './hint';

interface Token {
  access: string;
  expiresAt: number;
}

let token: Token | null = null;
let signedIn = $state.raw(hint.read());
let closed = $state.raw(false);

/** Whether this browser has a session, as far as it knows without asking. */
export const isSignedIn = () => signedIn;
/** The session ended because its account was closed. */
export const wasClosed = () => closed;

listen((news) => {
  if (news.type === 'token') keep(news);
  if (news.type === 'signed-out') forget(news.closed);
});

function keep(given: Token): void {
  token = { access: given.access, expiresAt: given.expiresAt };
  signedIn = true;
  closed = false;
  hint.write(true);
}

function forget(byClosing = false): void {
  token = null;
  signedIn = false;
  closed = byClosing;
  hint.write(false);
}

function take(answer: TokenResponse): Token {
  const given = { access: answer.access_token, expiresAt: Date.now() + answer.expires_in * 1000 };
  keep(given);
  tell({ type: 'token', ...given });
  return given;
}

export async function signIn(email: string, password: string): Promise<Outcome<TokenResponse>> {
  const outcome = await send('POST /auth/login', { body: { email, password } });
  if (outcome.ok) take(outcome.answer);
  return outcome;
}

/** The cookie goes with the session, so that a lost answer leaves this browser signed in, and says so. */
export async function signOut(): Promise<Outcome<unknown>> {
  const outcome = await send('POST /auth/logout', { body: {} });
  if (outcome.ok) ended();
  return outcome;
}

/** The session is over: this tab and all others forget it. */
export function ended(byClosing = false): void {
  forget(byClosing);
  tell({ type: 'signed-out', closed: byClosing });
}

/** Some account was signed out everywhere: whether it was this browser's is known when the session is asked for. */
export async function endedIfOurs(): Promise<void> {
  if (signedIn) await renew(token?.access);
}

// Requests take a while to arrive: a token about to expire counts as expired.
const margin = 10_000;
const fresh = () => (token && token.expiresAt - margin > Date.now() ? token : null);
const held = (answer: Token): Outcome<Token> => ({ ok: true, answer, status: 200 });

/** A token other than `spent`, which the server has refused. */
function renew(spent: string | undefined): Promise<Outcome<Token>> {
  return alone(async () => {
    // Another tab may have been first.
    const present = fresh();
    if (present && present.access !== spent) return held(present);
    const outcome = await send('POST /auth/refresh', { body: {} as never });
    if (outcome.ok) return held(take(outcome.answer));
    if (outcome.problem.code === 'invalid_refresh_token') ended();
    return outcome;
  });
}

async function bearer(): Promise<Outcome<Token>> {
  const present = fresh();
  return present ? held(present) : renew(token?.access);
}

/** A request of the signed-in viewer. Renews the token once, and asks for the password where the server wants it. */
export async function ask<Name extends keyof Endpoints>(
  name: Name,
  details: { body?: Endpoints[Name]['body']; id?: string } = {},
): Promise<Outcome<Endpoints[Name]['answer']>> {
  const proof = await bearer();
  if (!proof.ok) return proof;
  const first = await send(name, { ...details, access: proof.answer.access });
  if (first.ok) return first;
  if (first.problem.code === 'not_authenticated') {
    const renewed = await renew(proof.answer.access);
    return renewed.ok ? send(name, { ...details, access: renewed.answer.access }) : renewed;
  }
  if (first.problem.code !== 'reauthentication_required') return first;
  if (!(await stepUp.ask())) return { ok: false, problem: ours('cancelled') };
  return ask(name, details);
}
