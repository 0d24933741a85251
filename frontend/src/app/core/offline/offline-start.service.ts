import { Injectable, isDevMode } from '@angular/core';

const SCRIPT = '/service-worker.js';
/** After the page has come, in milliseconds: what the worker fetches must not be in its way. */
const LATER_MS = 4_000;

/** A browser that was asked to save data says so here; not every browser has it. */
interface SavesData {
  connection?: { saveData?: boolean };
}

/** Has the browser keep the client's files, so that it starts without a network. What works then: docs/decisions/2026-11-30-offline-start.md. */
@Injectable({ providedIn: 'root' })
export class OfflineStart {
  private prepared = false;

  /** Called once somebody is signed in: visitors pay nothing for it. */
  prepare(): void {
    if (this.prepared || isDevMode() || !('serviceWorker' in navigator)) return;
    if ((navigator as Navigator & SavesData).connection?.saveData) return;
    this.prepared = true;
    setTimeout(() => this.register(), LATER_MS);
  }

  private register(): void {
    // One address, ours: a policy that passes on nothing else.
    const policy = window.trustedTypes?.createPolicy('byok-service-worker', { createScriptURL: (_address) => SCRIPT });
    const script = (policy?.createScriptURL(SCRIPT) ?? SCRIPT) as string;
    // A browser that forbids it starts with a network, as before.
    navigator.serviceWorker.register(script, { updateViaCache: 'none' }).catch(() => undefined);
  }
}
