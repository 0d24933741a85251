import { hasSandbox, launchSandbox } from './sandbox-launcher.js';

describe('the launcher of the emulator', () => {
  it('says what to install where the emulator is missing', async () => {
    await expect(launchSandbox({}, '@byok-absent/sandbox')).rejects.toThrow('The option emulated needs the package @byok-absent/sandbox, which is not here: install it, or leave the option out.');
  });

  it('starts it where it is', async () => {
    expect(hasSandbox()).toBe(true);
    const sandbox = await launchSandbox({});
    const response = await fetch(`${sandbox.origins.openai}/v1/models`, { headers: { authorization: 'Bearer sk-sandbox-launcher' } });
    await sandbox.close();
    expect(response.status).toBe(200);
  });
});
