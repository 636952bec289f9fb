// Worlds: real installations, each brought up once by world.py and kept to the end of the tests.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import path from 'node:path';
import { top } from './packages.mjs';

const started = new Map();

class World {
  constructor(name) {
    this.name = name;
    this.asked = new Map();
    this.last = 0;
    // a group of its own: an interrupt reaches us, and the end of its stdin reaches it
    this.child = spawn(path.join(top, 'tests/browser/world.py'), [name], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.stands = new Promise((resolve, reject) => {
      this.child.once('exit', (code) => this.fail(reject, new Error(`world ${name} ended with ${code}`)));
      readline.createInterface({ input: this.child.stdout }).on('line', (line) => this.hear(JSON.parse(line), resolve));
    });
  }

  hear(said, resolve) {
    if (said.ready) {
      Object.assign(this, said.ready, { url: `http://${said.ready.dashboard}` });
      resolve(this);
      return;
    }
    const waiting = this.asked.get(said.id);
    this.asked.delete(said.id);
    if (said.error) waiting.reject(new Error(said.error));
    else waiting.resolve(said.answer);
  }

  fail(reject, error) {
    reject(error);
    for (const waiting of this.asked.values()) waiting.reject(error);
  }

  // One command of world.py and its answer.
  ask(command, more = {}) {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.child.stdin.write(`${JSON.stringify({ id, do: command, ...more })}\n`);
    });
  }

  // The chantiers of a territory, or all.
  of(territoire) {
    return this.chantiers.filter((line) => !territoire || line.territoire === territoire);
  }
}

// The world of that name; starts with the first who asks.
export function world(name) {
  if (!started.has(name)) {
    const made = new World(name);
    made.stands.catch(() => {}); // told to whoever waits for it
    started.set(name, made);
  }
  return started.get(name).stands;
}

export async function endWorlds() {
  const all = [...started.values()];
  for (const one of all) one.child.stdin.end();
  await Promise.all(all.map((one) => one.ended));
}
