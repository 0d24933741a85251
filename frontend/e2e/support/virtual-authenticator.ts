import type { CDPSession, Page } from '@playwright/test';

/** A device with passkeys, as Chromium simulates it: confirms by itself unless told not to. */
export class VirtualAuthenticator {
  private constructor(
    private readonly devtools: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  static async plugInto(page: Page, options: { hasPrf?: boolean } = {}): Promise<VirtualAuthenticator> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    return VirtualAuthenticator.add(devtools, options.hasPrf ?? true);
  }

  private static async add(devtools: CDPSession, hasPrf: boolean): Promise<VirtualAuthenticator> {
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new VirtualAuthenticator(devtools, authenticatorId);
  }

  /** Unplugs this device; another one takes its place. */
  async replace(): Promise<VirtualAuthenticator> {
    await this.devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.authenticatorId });
    return VirtualAuthenticator.add(this.devtools, true);
  }

  /** Whether the person's finger, face or PIN is the right one. */
  async setVerified(isUserVerified: boolean): Promise<void> {
    await this.devtools.send('WebAuthn.setUserVerified', { authenticatorId: this.authenticatorId, isUserVerified });
  }

  /** Whether somebody confirms at all; if not, the browser waits. */
  async setPresent(enabled: boolean): Promise<void> {
    await this.devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: this.authenticatorId, enabled });
  }

  async credentials(): Promise<{ rpId?: string; userName?: string; isResidentCredential: boolean }[]> {
    const { credentials } = await this.devtools.send('WebAuthn.getCredentials', { authenticatorId: this.authenticatorId });
    return credentials;
  }
}
