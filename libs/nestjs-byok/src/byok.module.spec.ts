import { Test } from '@nestjs/testing';
import { ByokModule } from './byok.module.js';
import { TransitKeyring } from './transit/transit-keyring.js';

const KEYS = `from-options:${Buffer.alloc(32, 3).toString('base64url')}`;

describe('ByokModule', () => {
  it('takes options at once', async () => {
    const module = await Test.createTestingModule({ imports: [ByokModule.forRoot({ transitKeys: KEYS })] }).compile();
    expect(module.get(TransitKeyring).current().kid).toBe('from-options');
    await module.close();
  });

  it('takes options from a factory with dependencies', async () => {
    const settings = { module: class Settings {}, providers: [{ provide: 'KEYS', useValue: KEYS }], exports: ['KEYS'] };
    const asynchronous = ByokModule.forRootAsync({
      imports: [settings],
      inject: ['KEYS'],
      useFactory: (transitKeys: string) => Promise.resolve({ transitKeys }),
    });
    const module = await Test.createTestingModule({ imports: [asynchronous] }).compile();
    expect(module.get(TransitKeyring).current().kid).toBe('from-options');
    await module.close();
  });

  it.each([{ transitKeys: 'nonsense' }, { rotationHours: 0 }, { rotationHours: Number.NaN }, { jobTtlSeconds: -1 }])(
    'refuses %p before anything is built',
    (options) => {
      expect(() => ByokModule.forRoot(options)).toThrow();
    },
  );
});
