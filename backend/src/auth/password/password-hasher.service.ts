import { Injectable } from '@nestjs/common';
import { Algorithm, hash, verify, type Options } from '@node-rs/argon2';

/** argon2id with the parameters of OWASP's password storage page: 19 MiB, two passes, one lane. */
const PARAMETERS: Options = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** Hashes account passwords. They are normalised first (NFC), so that each keyboard's composition counts the same. */
@Injectable()
export class PasswordHasher {
  /** Belongs to no account. Verifying against it costs as much as against a real one. */
  private readonly nobodys = this.hash(crypto.randomUUID());

  hash(password: string): Promise<string> {
    return hash(password.normalize('NFC'), PARAMETERS);
  }

  /** Takes the same time whether or not there is a hash to compare with. */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    const matches = await verify(passwordHash ?? (await this.nobodys), password.normalize('NFC'));
    return matches && passwordHash !== undefined;
  }
}
